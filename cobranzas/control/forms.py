from decimal import Decimal

from django import forms

from cartera.padron.choices import Categoria

from . import textos
from .choices import Canal, UnidadDias
from .models import Accion, Escalera

FECHA = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
PASOS_A_LA_VISTA = 12


class FormularioBarrer(forms.Form):
    al = forms.DateField(
        label="Día que se controla",
        help_text="Un día anterior al último barrido se muestra y no propone nada.",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, hoy, **kwargs):
        super().__init__(*args, **kwargs)
        self.hoy = hoy
        self.fields["al"].widget.attrs["max"] = hoy.isoformat()

    def clean_al(self):
        al = self.cleaned_data["al"]
        if al > self.hoy:
            raise forms.ValidationError(f"Ese día todavía no llega. Elige hasta hoy, {self.hoy:%d/%m/%Y}.")
        return al


class FormularioHecha(forms.ModelForm):
    class Meta:
        model = Accion
        fields = ("nota",)
        labels = {"nota": "Qué se hizo"}
        help_texts = {"nota": "Con quién se habló y en qué se quedó."}
        widgets = {"nota": forms.Textarea({"rows": 3, "maxlength": 300})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nota"].required = True


class FormularioPosponer(forms.Form):
    recibo = forms.ModelChoiceField(
        label="Qué se pospone", queryset=None, required=False, empty_label="El cliente, con todos sus recibos"
    )
    hasta = forms.DateField(label="Hasta", help_text="Ese día se le vuelve a cobrar.", widget=FECHA)
    motivo = forms.CharField(
        label="Por qué", max_length=300, widget=forms.Textarea({"rows": 3, "maxlength": 300}), strip=True
    )

    def __init__(self, *args, recibos, hoy, **kwargs):
        super().__init__(*args, **kwargs)
        self.hoy = hoy
        self.fields["recibo"].queryset = recibos
        self.fields["recibo"].label_from_instance = lambda r: (
            f"Solo el recibo {r.numero}, suministro {r.suministro}, vence el {r.vence_el:%d/%m/%Y}"
        )

    def clean_hasta(self):
        hasta = self.cleaned_data["hasta"]
        if hasta <= self.hoy:
            raise forms.ValidationError(f"La fecha debe ser posterior a hoy, {self.hoy:%d/%m/%Y}.")
        return hasta


class FormularioEscalera(forms.ModelForm):
    desde = forms.DateField(label="Rige desde", help_text="Un día futuro: hasta entonces se ensaya.", widget=FECHA)

    class Meta:
        model = Escalera
        fields = ("nombre", "motivo")
        labels = {"nombre": "Nombre", "motivo": "Por qué se cambia"}

    field_order = ("nombre", "desde", "motivo")

    def __init__(self, *args, hoy, **kwargs):
        super().__init__(*args, **kwargs)
        self.hoy = hoy
        self.fields["motivo"].required = True

    def clean_desde(self):
        desde = self.cleaned_data["desde"]
        if desde <= self.hoy:
            raise forms.ValidationError(f"La fecha debe ser posterior a hoy, {self.hoy:%d/%m/%Y}.")
        return desde


class FormularioPaso(forms.Form):
    """Un paso de la escalera. La clave es la del paso que reemplaza: lo hecho con ella no se repite."""

    clave = forms.SlugField(required=False, max_length=30, widget=forms.HiddenInput)
    orden = forms.IntegerField(label="Lugar", min_value=1, max_value=99)
    nombre = forms.CharField(label="Nombre del paso", max_length=80)
    canal = forms.ChoiceField(label="Cómo", choices=Canal.choices, initial=Canal.LLAMADA)
    dias = forms.IntegerField(
        label="Días desde el vencimiento", required=False, min_value=-60, max_value=365, help_text="Antes: con «-»."
    )
    unidad = forms.ChoiceField(label="Se cuentan", choices=UnidadDias.choices, initial=UnidadDias.CALENDARIO)
    recibos_vencidos = forms.IntegerField(
        label="O con recibos vencidos", required=False, min_value=1, max_value=60, help_text="En un mismo suministro."
    )
    cuotas_vencidas = forms.IntegerField(
        label="O con cuotas vencidas", required=False, min_value=1, max_value=60, help_text="De un mismo convenio."
    )
    importe_minimo = forms.DecimalField(
        label="Si se le cobran al menos (S/)", min_value=0, max_digits=12, decimal_places=2, initial=Decimal("0.00")
    )
    categorias = forms.MultipleChoiceField(
        label="Solo a las categorías (sin marcar, a todas)",
        required=False,
        choices=Categoria.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    asunto = forms.CharField(label="Asunto del correo", required=False, max_length=150, validators=[textos.validar])
    plantilla = forms.CharField(
        label="Texto del correo o guion",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        validators=[textos.validar],
    )
    quitar = forms.BooleanField(label="Quitar este paso", required=False)


class _Pasos(forms.BaseFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if not form.initial.get("clave"):
            form.fields["quitar"].widget = forms.HiddenInput()

    @property
    def puestos(self) -> list[dict]:
        """Los pasos llenos y sin quitar, en su lugar."""
        datos = [f.cleaned_data for f in self.forms if f.has_changed() or f.initial.get("clave")]
        return sorted((d for d in datos if d.get("nombre") and not d["quitar"]), key=lambda d: d["orden"])


PasosForm = forms.formset_factory(
    FormularioPaso, formset=_Pasos, extra=2, max_num=PASOS_A_LA_VISTA, validate_max=True, absolute_max=30
)
