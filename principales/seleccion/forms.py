from django import forms

from cartera.padron.choices import Categoria
from config.comun.calendario.periodo import Periodo

from .choices import Medida
from .parametros import Parametros


class ProponerForm(forms.Form):
    """De qué mes. Las opciones son los meses con consumo cargado, el más nuevo primero."""

    periodo = forms.ChoiceField(label="Mes de consumo", help_text="Las altas y bajas rigen desde el mes siguiente.")

    def __init__(self, *args, meses=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["periodo"].choices = [(str(mes), mes.nombre) for mes in meses]

    def clean_periodo(self) -> Periodo:
        return Periodo.de_texto(self.cleaned_data["periodo"])


class Entero(forms.IntegerField):
    """Cantidad entera con el teclado de números en el teléfono."""

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "class": "form-control", "inputmode": "numeric"}


class ParametrosForm(forms.Form):
    """Con qué números se mide; vale para mover la propuesta y para una versión nueva del criterio."""

    medida = forms.ChoiceField(label="Medida", choices=Medida.choices, widget=forms.Select({"class": "form-select"}))
    umbral_m3 = Entero(label="Más de (m³)", min_value=1, max_value=100_000)
    meses = Entero(label="Meses que mira", min_value=1, max_value=36)
    minimo_meses = Entero(
        label="Meses sobre el umbral", min_value=1, max_value=36, help_text="Solo con «Meses sobre el umbral»."
    )
    meses_baja = Entero(label="Meses seguidos para la baja", min_value=1, max_value=36)
    categorias = forms.MultipleChoiceField(
        label="Categorías",
        choices=Categoria.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
        help_text="Sin marcar ninguna valen todas.",
    )

    def clean(self):
        datos = super().clean()
        if datos.get("minimo_meses", 0) > datos.get("meses", 36):
            self.add_error("minimo_meses", "Los meses sobre el umbral no pueden ser más que los meses que mira.")
        return datos

    @property
    def parametros(self) -> Parametros:
        datos = self.cleaned_data
        return Parametros(
            datos["medida"],
            datos["umbral_m3"],
            datos["meses"],
            datos["minimo_meses"],
            datos["meses_baja"],
            tuple(sorted(datos["categorias"])),
        )


class CriterioForm(ParametrosForm):
    desde = forms.DateField(
        label="Rige desde",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="La selección de un mes usa el criterio que rige su último día.",
    )
    motivo = forms.CharField(
        label="Motivo", max_length=300, help_text="Quién lo decidió y por qué: acuerdo, memorando o norma."
    )


class ExcluirForm(forms.Form):
    motivo = forms.CharField(label="Motivo", max_length=300, widget=forms.Textarea({"rows": 2}))
