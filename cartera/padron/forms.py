from django import forms

from .models import CasoNombre

SEPARAR = "separar"


class DecidirNombreForm(forms.Form):
    """Es uno de los clientes posibles, o es otro."""

    decision = forms.ChoiceField(
        label="¿De quién son estos suministros?",
        widget=forms.RadioSelect,
        error_messages={"required": "Elige uno de los clientes, o que es otro."},
    )

    def __init__(self, *args, caso: CasoNombre, **kwargs):
        super().__init__(*args, **kwargs)
        self.posibles = {str(c.pk): c for c in caso.candidatos.order_by("nombre_norm", "pk")}
        self.fields["decision"].choices = [
            *((clave, f"De {c}, {c.documento}") for clave, c in self.posibles.items()),
            (SEPARAR, "De otro cliente: quedan aparte"),
        ]

    def elegido(self):
        """El cliente, o None si se separa."""
        return self.posibles.get(self.cleaned_data["decision"])
