from datetime import date
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from PIL import Image
from stdnum.pe import ruc as ruc_peru

from config.comun.parametros.choices import Marca, Tipo
from config.comun.parametros.models import Empresa, Parametro, Unidad

LOGO_MAXIMO = 1 << 20
LOGO_LADO = 3000
LOGO_TIPOS = {"PNG": "image/png", "JPEG": "image/jpeg"}
PREFIJOS_RUC = ("10", "15", "16", "17", "20")


def _entero(texto: str) -> int:
    return int(texto.strip())


def _decimal(texto: str) -> str:
    numero = Decimal(texto.strip().replace(",", "."))
    if not numero.is_finite():
        raise InvalidOperation
    return str(numero)


def _enteros(texto: str) -> list[int]:
    numeros = [int(n) for n in texto.replace(";", ",").split(",")]
    if numeros != sorted(set(numeros)):
        raise ValueError
    return numeros


# tipo → (lectura, qué decir si no se pudo leer)
LECTURAS = {
    Tipo.ENTERO: (_entero, "El valor es un número entero, como 100."),
    Tipo.DECIMAL: (_decimal, "El valor es un número, como 0.18."),
    Tipo.ENTEROS: (_enteros, "El valor es una lista de enteros de menor a mayor, como 30, 60, 90."),
    Tipo.TEXTO: (str.strip, "Escribe el valor."),
}


class VersionForm(forms.Form):
    """Valor nuevo de un parámetro desde una fecha; el campo depende de su tipo."""

    desde = forms.DateField(label="Rige desde", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    norma = forms.CharField(label="Norma o acuerdo que lo fija", max_length=250)
    marca = forms.ChoiceField(label="Certeza", choices=Marca)

    def __init__(self, *args, parametro: Parametro, **kwargs):
        super().__init__(*args, **kwargs)
        self.parametro = parametro
        etiqueta = f"Valor nuevo ({parametro.unidad})" if parametro.unidad else "Valor nuevo"
        valor: forms.Field = forms.BooleanField(label="Sí", required=False)
        if parametro.tipo != Tipo.SINO:
            valor = forms.CharField(label=etiqueta, max_length=200)
        self.fields = {"valor": valor, **self.fields}

    def clean_valor(self):
        valor = self.cleaned_data["valor"]
        if self.parametro.tipo == Tipo.SINO:
            return valor
        leer, mensaje = LECTURAS[self.parametro.tipo]
        try:
            return leer(valor)
        except (ValueError, InvalidOperation):
            raise ValidationError(f"{mensaje} Escribiste «{valor}».") from None

    def clean_desde(self):
        desde: date = self.cleaned_data["desde"]
        if desde <= self.parametro.desde:
            raise ValidationError(
                f"Debe ser posterior al {self.parametro.desde:%d/%m/%Y}, cuando empezó el valor actual."
            )
        return desde


class EmpresaForm(forms.ModelForm):
    destinatarios_informe = forms.CharField(
        label="Quiénes reciben el informe mensual",
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Un correo por línea.",
    )
    logo_nuevo = forms.FileField(
        label="Logo",
        required=False,
        help_text="PNG o JPG de hasta 1 MB. Sin elegir, queda el que hay.",
        widget=forms.FileInput({"accept": "image/png,image/jpeg"}),
    )
    quitar_logo = forms.BooleanField(label="Quitar el logo", required=False)

    class Meta:
        model = Empresa
        fields = ("nombre", "siglas", "ruc", "direccion", "telefono", "correo", "afecta_igv", "destinatarios_informe")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["destinatarios_informe"] = "\n".join(self.instance.destinatarios_informe)
        if not self.instance.logo_id:
            del self.fields["quitar_logo"]

    def clean_ruc(self):
        ruc = "".join(c for c in self.cleaned_data["ruc"] if c.isalnum())
        if not ruc:
            return ""
        if not ruc.isdecimal() or len(ruc) != 11:
            raise ValidationError(f"El RUC tiene 11 números. Escribiste {len(ruc)}.")
        if not ruc.startswith(PREFIJOS_RUC) or ruc_peru.calc_check_digit(ruc[:10]) != ruc[10]:
            raise ValidationError("Ese RUC no existe: revisa sus números.")
        return ruc

    def clean_destinatarios_informe(self):
        direcciones = [d.strip() for d in self.cleaned_data["destinatarios_informe"].splitlines() if d.strip()]
        for direccion in direcciones:
            try:
                validate_email(direccion)
            except ValidationError:
                raise ValidationError(f"«{direccion}» no es una dirección de correo.") from None
        return list(dict.fromkeys(direcciones))

    def clean_logo_nuevo(self):
        archivo = self.cleaned_data["logo_nuevo"]
        if not archivo:
            return None
        if archivo.size > LOGO_MAXIMO:
            raise ValidationError(f"El logo pesa {archivo.size / LOGO_MAXIMO:.1f} MB. El máximo es 1 MB.")
        # El tipo lo dice el contenido, no el nombre ni el navegador.
        try:
            with Image.open(archivo, formats=tuple(LOGO_TIPOS)) as imagen:
                formato, lados = imagen.format, imagen.size
                imagen.verify()
        except Exception:
            raise ValidationError("El logo debe ser una imagen PNG o JPG.") from None
        if max(lados) > LOGO_LADO:
            raise ValidationError(f"El logo mide {lados[0]} × {lados[1]}. El máximo es {LOGO_LADO} de lado.")
        archivo.seek(0)
        archivo.content_type = LOGO_TIPOS[formato]
        return archivo


class UnidadForm(forms.ModelForm):
    class Meta:
        model = Unidad
        fields = ("nombre", "responsable", "cargo")
        help_texts = {"responsable": "Quien firma por la unidad."}
