"""Lecturas de las vistas guardadas."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from config.comun.pantalla.models import VistaGuardada

# Parámetros de una lista que no son filtros ni orden.
DE_PAGINA = frozenset({"vista", "exportar", "contar", "contadores", "pagina", "filas"})


@dataclass(frozen=True)
class PestanaVista:
    """Una vista guardada como pestaña de su lista."""

    pk: int
    nombre: str
    url: str
    activa: bool
    modificada: bool
    propia: bool


def consulta_limpia(parametros: QueryDict) -> str:
    """Los filtros y el orden de la URL, sin vacíos ni página, siempre en el mismo orden."""
    pares = [(k, v) for k in sorted(parametros) if k not in DE_PAGINA for v in parametros.getlist(k) if v != ""]
    return urlencode(pares)


def pestanas(*, usuario, pantalla: str, parametros: QueryDict) -> list[PestanaVista]:
    """Las vistas de esa lista para ese usuario; la abierta lleva `modificada` si sus filtros cambiaron."""
    abierta, actual = parametros.get("vista", ""), consulta_limpia(parametros)
    return [
        PestanaVista(
            pk=vista.pk,
            nombre=vista.nombre,
            url=f"?{vista.consulta}{'&' if vista.consulta else ''}vista={vista.pk}",
            activa=str(vista.pk) == abierta,
            modificada=str(vista.pk) == abierta and vista.consulta != actual,
            propia=vista.usuario_id == usuario.pk,
        )
        for vista in VistaGuardada.objects.de_usuario(usuario, pantalla)
    ]
