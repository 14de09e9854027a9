import datetime as dt

from django import forms

from cartera.padron.models import Suministro
from config.comun.usuarios.models import Usuario

from .choices import FiltroRecibos
from .models import Recibo


class IdentificarForm(forms.Form):
    """De quién es un pago: el suministro y, si se sabe, el recibo. `cleaned_data` trae los objetos."""

    suministro = forms.CharField(max_length=20, help_text="Código completo, con sus ceros.")
    recibo = forms.CharField(
        max_length=30, required=False, help_text="Opcional. Sin recibo, el pago cubre los más antiguos."
    )

    def __init__(self, *args, user: Usuario, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_suministro(self) -> Suministro:
        codigo = self.cleaned_data["suministro"].strip()
        hallado = Suministro.objects.visibles_para(self.user).filter(codigo=codigo).first()
        if hallado is None:
            raise forms.ValidationError(f"No hay un suministro {codigo} en tus zonas. Revisa el código.")
        return hallado

    def clean_recibo(self) -> Recibo | None:
        numero = self.cleaned_data["recibo"].strip()
        if not numero:
            return None
        hallado = Recibo.objects.filter(numero=numero).first()
        if hallado is None:
            raise forms.ValidationError(f"No hay un recibo {numero}. Déjalo vacío o revisa el número.")
        return hallado

    def clean(self):
        datos = super().clean()
        recibo, suministro = datos.get("recibo"), datos.get("suministro")
        if recibo and suministro and recibo.suministro_id != suministro.pk:
            self.add_error("recibo", f"El recibo {recibo.numero} no es del suministro {suministro.codigo}.")
        return datos


class CorteForm(forms.Form):
    """Con qué fecha y qué recibos se mira una cuenta. Lo que no se entiende se ignora: manda lo demás de la URL."""

    al = forms.DateField(
        required=False, label="Cifras al", widget=forms.DateInput({"type": "date", "class": "form-control"}, "%Y-%m-%d")
    )
    estado = forms.ChoiceField(
        required=False,
        choices=[("", "Todos"), *FiltroRecibos.choices],
        widget=forms.Select({"class": "form-select"}),
    )
    pagina = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    def corte(self, hoy: dt.date) -> tuple[dt.date, str, int]:
        """(fecha, estado, página) pedidos."""
        self.is_valid()
        datos = self.cleaned_data
        return datos.get("al") or hoy, datos.get("estado") or "", datos.get("pagina") or 1
