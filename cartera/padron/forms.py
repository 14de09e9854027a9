from django import forms

from .models import CasoNombre, Cliente

APARTE = "aparte"


class FormularioNombre(forms.Form):
    """De quién son los suministros de un nombre."""

    cliente = forms.ChoiceField(label="¿De quién son?", widget=forms.RadioSelect)

    def __init__(self, *args, caso: CasoNombre, **kwargs):
        super().__init__(*args, **kwargs)
        self.candidatos = {str(c.pk): c for c in caso.candidatos.order_by("numero_documento")}
        self.fields["cliente"].choices = [
            *((clave, f"Son de {c.documento}: {c.nombre}") for clave, c in self.candidatos.items()),
            (APARTE, "Es otro cliente: dejarlo aparte"),
        ]

    def clean_cliente(self) -> Cliente | None:
        return self.candidatos.get(self.cleaned_data["cliente"])


class FormularioAusencia(forms.Form):
    """Qué se hace con un suministro que no vino."""

    retirar = forms.TypedChoiceField(
        label="¿Qué pasa con el suministro?",
        choices=[("no", "Se mantiene como está"), ("si", "Pasa a baja")],
        coerce=lambda v: v == "si",
        widget=forms.RadioSelect,
    )
    motivo = forms.CharField(label="Motivo", max_length=300, required=False, help_text="Necesario si pasa a baja.")
