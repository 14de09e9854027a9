from django import forms

from cartera.padron.choices import Categoria
from config.comun.usuarios.models import Zona


class FiltrosTablero(forms.Form):
    """Mes, zona y categoría; van en la URL."""

    mes = forms.ChoiceField(label="Mes", required=False)
    zona = forms.ModelChoiceField(label="Zona", queryset=Zona.objects.none(), required=False, empty_label="Todas")
    categoria = forms.ChoiceField(label="Categoría", choices=[("", "Todas"), *Categoria.choices], required=False)

    def __init__(self, *args, zonas, meses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["zona"].queryset = zonas
        self.fields["mes"].choices = meses
        for campo in self.fields.values():
            campo.widget.attrs["class"] = "form-select"
