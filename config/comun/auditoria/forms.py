from django import forms

from config.comun.usuarios.models import Usuario


class BuscarHistorialForm(forms.Form):
    """Filtros de la búsqueda general; las opciones de «qué» las pone la vista."""

    modelo = forms.ChoiceField(label="Qué", required=False)
    usuario = forms.ModelChoiceField(
        Usuario.objects.order_by("username"), label="Quién", required=False, empty_label="Todos"
    )
    desde = forms.DateField(label="Desde", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    hasta = forms.DateField(label="Hasta", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args, modelos: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        opciones = [("", "Todo"), *((k, v.capitalize()) for k, v in modelos.items())]
        self.fields["modelo"] = forms.ChoiceField(label="Qué", required=False, choices=opciones)
        for campo in self.fields.values():
            es_lista = isinstance(campo.widget, forms.Select)
            campo.widget.attrs["class"] = "form-select" if es_lista else "form-control"

    def clean(self):
        datos = super().clean()
        if datos.get("desde") and datos.get("hasta") and datos["desde"] > datos["hasta"]:
            self.add_error("hasta", "«Hasta» debe ser igual o posterior a «Desde».")
        return datos
