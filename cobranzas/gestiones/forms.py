from django import forms

from config.comun.usuarios.models import Usuario
from principales.comunicaciones.models import ResultadoComunicacion
from principales.directorio.models import MedioContacto

from .models import Descanso

FECHA = {"type": "date"}


class AtencionForm(forms.Form):
    """En qué quedó una llamada o visita de la cola: cada resultado pide solo lo suyo."""

    gestion = forms.IntegerField(widget=forms.HiddenInput())
    ficha = forms.UUIDField(widget=forms.HiddenInput())
    resultado = forms.ModelChoiceField(
        ResultadoComunicacion.objects.none(),
        label="En qué quedó",
        empty_label=None,
        widget=forms.RadioSelect(),
        error_messages={"required": "Elige en qué quedó la gestión."},
    )
    medio = forms.ModelChoiceField(MedioContacto.objects.none(), label="A quién", required=False)
    promesa_importe = forms.DecimalField(
        label="Cuánto prometió (S/)", required=False, min_value=0.01, max_digits=12, decimal_places=2
    )
    promesa_el = forms.DateField(label="Para qué día", required=False, widget=forms.DateInput(FECHA, format="%Y-%m-%d"))
    siguiente_el = forms.DateField(
        label="Volver a buscarlo el", required=False, widget=forms.DateInput(FECHA, format="%Y-%m-%d")
    )
    texto = forms.CharField(label="Nota", required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))
    motivo_exceso = forms.CharField(
        label="Por qué hace falta contactarlo igual", max_length=300, required=False, widget=forms.TextInput()
    )

    def __init__(self, *args, canal: str, medios, al, **kwargs):
        super().__init__(*args, **kwargs)
        self.al = al
        self.fields["resultado"].queryset = ResultadoComunicacion.objects.activos(canal)
        self.fields["medio"].queryset = MedioContacto.objects.filter(pk__in=[m.pk for m in medios])

    def clean_siguiente_el(self):
        cuando = self.cleaned_data["siguiente_el"]
        if cuando and cuando < self.al:
            raise forms.ValidationError(f"Elige hoy, {self.al:%d/%m/%Y}, o un día posterior.")
        return cuando

    def clean(self):
        datos = super().clean()
        resultado = datos.get("resultado")
        if not resultado:
            return datos
        # Los campos que ese resultado no pide vienen llenos de antemano: no cuentan.
        if not resultado.pide_promesa:
            for campo in ("promesa_importe", "promesa_el"):
                datos[campo] = None
                self.errors.pop(campo, None)
        elif not self.errors.keys() & {"promesa_importe", "promesa_el"}:
            if not datos.get("promesa_importe"):
                self.add_error("promesa_importe", "Escribe cuánto prometió.")
            if not datos.get("promesa_el"):
                self.add_error("promesa_el", "Escribe para qué día lo prometió.")
        if not resultado.pide_fecha:
            datos["siguiente_el"] = None
            self.errors.pop("siguiente_el", None)
        elif "siguiente_el" not in self.errors and not datos.get("siguiente_el"):
            self.add_error("siguiente_el", "Escribe qué día hay que volver a buscarlo.")
        return datos


class SaltoForm(forms.Form):
    ficha = forms.UUIDField(widget=forms.HiddenInput())
    motivo = forms.CharField(
        label="Por qué lo saltas", max_length=200, error_messages={"required": "Escribe por qué lo saltas."}
    )


class DescansoForm(forms.ModelForm):
    class Meta:
        model = Descanso
        fields = ("persona", "desde", "hasta", "motivo")
        widgets = {
            "desde": forms.DateInput(FECHA, format="%Y-%m-%d"),
            "hasta": forms.DateInput(FECHA, format="%Y-%m-%d"),
        }
        help_texts = {"hasta": "Ese día tampoco recibe.", "motivo": "Vacaciones, licencia, comisión."}

    def __init__(self, *args, personas, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["persona"].queryset = Usuario.objects.filter(pk__in=[p.pk for p in personas])
        self.fields["persona"].empty_label = None
