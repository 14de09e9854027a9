"""Teléfonos y correos tal como la gente los escribe, a su forma única; y los documentos de una persona."""

import re
from dataclasses import dataclass

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from stdnum.pe import ruc as sunat

from cartera.padron.choices import TipoDocumento

from .choices import TipoMedio

PAIS = "PE"
LARGO = 254
PREFIJOS_RUC = ("10", "15", "16", "17", "20")
# Con uno de estos un correo podría añadir destinatarios o cabeceras a un mensaje, o traer más de una dirección.
PROHIBIDOS = re.compile(r"[\x00-\x1f\x7f<>,;:\"\\\s]")
DOCUMENTOS = {
    TipoDocumento.DNI: (r"\d{8}", "El DNI tiene 8 números."),
    TipoDocumento.CE: (r"[0-9A-Z]{9,12}", "El carné de extranjería tiene de 9 a 12 caracteres."),
    TipoDocumento.PAS: (r"[0-9A-Z]{3,20}", "El pasaporte tiene de 3 a 20 letras o números."),
}
CORREO = EmailValidator()
# Hay países donde el celular no se distingue del fijo por su número.
DE_BOLSILLO = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


class MedioMalo(ValueError):
    """No es un teléfono ni un correo que se pueda usar; el mensaje dice qué le falta."""


class DocumentoMalo(ValueError):
    """El número no es de ese tipo de documento."""


@dataclass(frozen=True, slots=True)
class Medio:
    """Un medio en su forma única: correo en minúsculas o teléfono E.164 («+5144284455») con su anexo."""

    tipo: str
    valor: str
    anexo: str = ""


def leer(texto: str) -> Medio:
    """Un teléfono o un correo, según lo escrito. MedioMalo si no se entiende."""
    plano = texto.strip()
    return leer_correo(plano) if "@" in plano else leer_telefono(plano)


def leer_correo(texto: str) -> Medio:
    """Un solo correo, sin nombre ni signos alrededor. MedioMalo si no lo es."""
    plano = texto.strip().lower().removeprefix("mailto:")
    mostrado = _mostrar(texto)
    if PROHIBIDOS.search(plano):
        raise MedioMalo(f"Escribe un solo correo, sin espacios ni signos, como ana@empresa.pe. Dice «{mostrado}».")
    try:
        CORREO(plano)
    except ValidationError:
        raise MedioMalo(f"El correo debe ser como ana@empresa.pe. Dice «{mostrado}».") from None
    if len(plano) > LARGO:
        raise MedioMalo(f"El correo tiene {len(plano)} letras y el máximo es {LARGO}.")
    return Medio(TipoMedio.CORREO, plano)


def leer_telefono(texto: str) -> Medio:
    """Un teléfono del Perú, o de otro país si empieza con «+»; reconoce el anexo. MedioMalo si no existe uno así."""
    plano = texto.strip().removeprefix("tel:")
    mostrado = _mostrar(texto)
    if len(plano) > 40:
        raise MedioMalo(f"Escribe un solo teléfono. Dice «{mostrado}».")
    try:
        numero = phonenumbers.parse(plano, PAIS)
    except phonenumbers.NumberParseException:
        raise MedioMalo(
            f"Escribe un teléfono, como 987 654 321 o 072 284455, o un correo. Dice «{mostrado}»."
        ) from None
    if not phonenumbers.is_valid_number(numero):
        nacional = str(numero.national_number)
        if numero.country_code == 51 and len(nacional) in (6, 7) and not nacional.startswith("9"):
            raise MedioMalo(f"A {mostrado} le falta el código de la ciudad. Escríbelo, como 072 284455.")
        raise MedioMalo(f"No hay un teléfono así: el celular tiene 9 números y el fijo, 8 con su código. «{mostrado}».")
    tipo = TipoMedio.CELULAR if phonenumbers.number_type(numero) in DE_BOLSILLO else TipoMedio.TELEFONO
    sin_anexo = phonenumbers.format_number(numero, phonenumbers.PhoneNumberFormat.E164)
    return Medio(tipo, sin_anexo, (numero.extension or "")[:10])


def escribir(valor: str, anexo: str = "") -> str:
    """Como se lee en pantalla: «987 654 321», «(072) 284455 anexo 12», «+56 9 …» o el correo tal cual."""
    if not valor.startswith("+"):
        return valor
    try:
        numero = phonenumbers.parse(valor, None)
    except phonenumbers.NumberParseException:
        return valor
    propio = numero.country_code == 51
    forma = phonenumbers.PhoneNumberFormat.NATIONAL if propio else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    escrito = phonenumbers.format_number(numero, forma)
    return f"{escrito} anexo {anexo}" if anexo else escrito


def cifras_para_buscar(texto: str) -> str:
    """Las cifras con que se busca un teléfono: «044 28» halla +514428…; vacío si no parece un teléfono."""
    if not re.fullmatch(r"[\d\s()+.-]+", texto.strip()):
        return ""
    cifras = re.sub(r"\D", "", texto)
    return cifras.removeprefix("0") if not texto.strip().startswith("+") else cifras


def leer_documento(tipo: str, numero: str) -> str:
    """El número sin espacios, puntos ni guiones. DocumentoMalo si no es de ese tipo (NORMAS §4)."""
    plano = re.sub(r"[\s.\-]", "", numero).upper()
    if tipo == TipoDocumento.RUC:
        if not re.fullmatch(r"\d{11}", plano):
            raise DocumentoMalo(f"El RUC tiene 11 números. Escribiste {len(plano)}.")
        if not plano.startswith(PREFIJOS_RUC) or sunat.calc_check_digit(plano[:10]) != plano[10]:
            raise DocumentoMalo("El último número del RUC no corresponde a los demás. Revísalo.")
        return plano
    patron, mensaje = DOCUMENTOS[TipoDocumento(tipo)]
    if not re.fullmatch(patron, plano, re.ASCII):
        raise DocumentoMalo(mensaje)
    return plano


def _mostrar(texto: str) -> str:
    """Lo escrito, sin saltos y recortado, para el mensaje."""
    return " ".join(texto.split())[:60]
