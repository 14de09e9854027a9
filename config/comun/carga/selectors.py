"""Lo que las pantallas leen de las cargas."""

from config.comun.usuarios.models import Usuario
from config.importadores import IMPORTADORES

from .choices import EstadoCarga, EstadoFila
from .models import Carga, FilaRechazada
from .tipos import Importador, importador


def importadores_de(user: Usuario) -> list[Importador]:
    """Los que esa persona puede usar."""
    return [i for i in map(importador, IMPORTADORES) if user.has_perm(i.permiso)]


def por_corregir() -> list[Carga]:
    """Cargas de facturación que dejaron filas por corregir, la más nueva primero (20 como mucho)."""
    esperan = FilaRechazada.objects.filter(estado=EstadoFila.PENDIENTE).values("carga")
    de_facturacion = Carga.objects.filter(estado=EstadoCarga.CON_RECHAZOS, tipo__in=IMPORTADORES)
    return list(de_facturacion.filter(pk__in=esperan).order_by("-pk")[:20])


def siguiente_por_corregir(carga: Carga, despues_de: int) -> FilaRechazada | None:
    """La fila pendiente que sigue; si no hay más abajo, la primera."""
    pendientes = FilaRechazada.objects.filter(carga=carga, estado=EstadoFila.PENDIENTE).order_by("linea")
    return pendientes.filter(linea__gt=despues_de).first() or pendientes.first()
