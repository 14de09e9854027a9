from django import forms

from config.comun.calendario.models import DiaNoHabil


class DiaNoHabilForm(forms.ModelForm):
    class Meta:
        model = DiaNoHabil
        fields = ("fecha", "nombre", "norma", "ambito")
        widgets = {"fecha": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}
        help_texts = {"norma": "La ley, decreto u ordenanza que lo declara."}


class PlazoForm(forms.Form):
    """Calculadora de plazos."""

    desde = forms.DateField(label="Desde (no cuenta)", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    dias = forms.IntegerField(label="Días", min_value=0, max_value=400)
    tipo = forms.ChoiceField(label="Tipo", choices=[("habil", "Hábiles"), ("calendario", "Calendario")])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for campo in self.fields.values():
            es_lista = isinstance(campo.widget, forms.Select)
            campo.widget.attrs["class"] = "form-select" if es_lista else "form-control"
