"""Avisos de `manage.py check`: dos roles en la base y bibliotecas del sistema para los PDF."""

import ctypes
import sys

from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.db import connections

BIBLIOTECAS = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


@register(Tags.database)
def dos_roles(app_configs, databases, **_):
    """Avisa si lo que atiende a la gente podría cambiar tablas o borrar la historia."""
    avisos = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s), current_user::text,"
                " has_schema_privilege('public', 'CREATE')",
                [settings.ROL_WEB],
            )
            existe, actual, crea = cursor.fetchone()
        if not existe:
            avisos.append(
                Warning(
                    f"No existe el rol «{settings.ROL_WEB}» en la base: todo corre con «{actual}».",
                    hint=f"CREATE ROLE {settings.ROL_WEB} LOGIN PASSWORD '…'; y vuelve a correr migrate.",
                    id="comun.W001",
                )
            )
        elif crea and not settings.CON_ROL_DUENO:
            avisos.append(
                Warning(
                    f"La web usa el rol «{actual}», que puede cambiar tablas y borrar el historial.",
                    hint=f"Pon «{settings.ROL_WEB}» en DATABASE_URL y el dueño en DATABASE_URL_DUENO.",
                    id="comun.W002",
                )
            )
    return avisos


@register()
def bibliotecas_pdf(app_configs, **_):
    """Sin Pango no hay PDF; sin harfbuzz-subset cada PDF tarda unas nueve veces más."""
    if not sys.platform.startswith("linux"):
        return []
    faltan = [paquete for biblioteca, paquete in BIBLIOTECAS.items() if not _carga(biblioteca)]
    if not faltan:
        return []
    return [
        Warning(
            f"Faltan bibliotecas del sistema para los PDF: {', '.join(faltan)}.",
            hint=f"apt install {' '.join(faltan)}",
            id="comun.W003",
        )
    ]


def _carga(biblioteca: str) -> bool:
    try:
        ctypes.CDLL(biblioteca)
    except OSError:
        return False
    return True
