import datetime as dt

from django import forms

from .models import FilaRechazada
from .tipos import Importador

MAXIMO_SUBIDO = 2 << 30  # bytes


class CargaForm(forms.Form):
    tipo = forms.ChoiceField(label="Qué traes")
    archivo = forms.FileField(
        label="Archivo",
        help_text="CSV, .csv.gz o .xlsx, tal como lo exporta facturación.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.gz,.xlsx,.txt"}),
        error_messages={
            "required": "Elige el archivo.",
            "empty": "El archivo está vacío: tiene 0 bytes. Vuelve a exportarlo.",
        },
    )
    vigente_desde = forms.DateField(
        label="Los titulares rigen desde",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Solo para el padrón: desde cuándo valen los cambios de titular. Vacío: desde hoy.",
    )
    todo_o_nada = forms.BooleanField(label="Si hay una fila mala, no cargar ninguna", required=False)

    def __init__(self, *args, tipos: list[tuple[str, str]], hoy: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tipo"].choices = tipos
        self.hoy = hoy

    def clean_archivo(self):
        archivo = self.cleaned_data["archivo"]
        if archivo.size > MAXIMO_SUBIDO:
            raise forms.ValidationError("El archivo pasa de 2 GB. Comprímelo (.csv.gz) o pide cargarlo a sistemas.")
        return archivo

    def clean_vigente_desde(self):
        fecha = self.cleaned_data["vigente_desde"]
        if fecha and fecha > self.hoy:
            raise forms.ValidationError(f"La fecha no puede ser posterior a hoy, {self.hoy:%d/%m/%Y}.")
        return fecha


class ResubirForm(forms.Form):
    archivo = forms.FileField(
        label="Filas corregidas",
        help_text="El archivo que descargaste, con las filas corregidas y su columna «linea».",
        error_messages={"required": "Elige el archivo.", "empty": "El archivo está vacío: tiene 0 bytes."},
    )


class FilaForm(forms.Form):
    """Una fila rechazada, columna por columna, con lo que decía."""

    def __init__(self, *args, fila: FilaRechazada, importador: Importador, **kwargs):
        super().__init__(*args, **kwargs)
        actual = fila.corregido or fila.original
        for columna in importador.columnas:
            nombre = columna.nombre
            if columna.opciones:
                valor = actual.get(nombre, "")
                vacia = [] if columna.obligatoria else [("", "—")]
                otras = [(valor, valor)] if valor and valor.upper() not in columna.opciones else []
                campo = forms.ChoiceField(choices=[*vacia, *otras, *((o, o) for o in columna.opciones)])
                inicial = valor.upper() if valor.upper() in columna.opciones else valor
            else:
                campo = forms.CharField(max_length=500, strip=True)
                inicial = actual.get(nombre, "")
            campo.required, campo.initial, campo.label = False, inicial, nombre
            self.fields[nombre] = campo
