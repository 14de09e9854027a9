"""Los campos de una plantilla de correo: una lista cerrada. El texto nunca se compila ni se ejecuta."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError

# clave → qué pone, como se enseña al escribir la plantilla.
CAMPOS = {
    "cliente": "razón social del cliente",
    "contacto": "nombre de la persona a quien se escribe",
    "documento": "tipo y número de documento del cliente",
    "suministros": "códigos de sus suministros (hasta cinco)",
    "deuda": "deuda exigible a la fecha",
    "deuda_vencida": "deuda vencida a la fecha",
    "recibos_vencidos": "cuántos recibos vencidos tiene",
    "dias_vencidos": "días del recibo vencido más antiguo",
    "fecha": "fecha en que se escribe",
    "empresa": "nombre de la empresa",
    "telefono_empresa": "teléfono de la empresa",
    "firma": "nombre de quien escribe",
}
_LLAVES = re.compile(r"\{([^{}\n]{0,60})\}")


class CampoDesconocido(ValueError):
    """La plantilla nombra algo que no es un campo, o tiene una llave suelta."""


def comprobar(texto: str) -> None:
    """CampoDesconocido si hay una llave suelta o un campo que no está en `CAMPOS`."""
    for hallado in _LLAVES.finditer(texto):
        if hallado[1] not in CAMPOS:
            raise CampoDesconocido(f"«{hallado[0]}» no es un campo. Usa solo los de la lista, como {{cliente}}.")
    if set(_LLAVES.sub("", texto)) & {"{", "}"}:
        raise CampoDesconocido("Hay una llave suelta. Los campos van entre llaves, como {cliente}, y nada más las usa.")


def validar(texto: str) -> None:
    """`comprobar`, como lo pide un campo de Django."""
    try:
        comprobar(texto)
    except CampoDesconocido as error:
        raise ValidationError(str(error)) from None


def llenar(texto: str, valores: Mapping[str, str]) -> str:
    """El texto con sus campos puestos, en una sola pasada: un valor que parezca un campo sale tal cual."""
    return _LLAVES.sub(lambda hallado: valores.get(hallado[1], hallado[0]), texto)
