"""Lo que las pantallas leen de las cargas."""

from django.db.models import QuerySet

from config.comun.usuarios.models import Usuario
from config.comun.usuarios.querysets import ve_todas_las_zonas
from config.importadores import IMPORTADORES, RESERVADAS

from .choices import EstadoCarga, EstadoFila
from .models import Carga, FilaRechazada
from .tipos import Importador, importador


def importadores_de(user: Usuario) -> list[Importador]:
    """Los que esa persona puede usar."""
    return [i for i in map(importador, IMPORTADORES) if user.has_perm(i.permiso)]


def cargas_de(user: Usuario) -> QuerySet[Carga]:
    """Las que esa persona puede ver: las que puede cargar y, si no tiene límite de zona, también las demás.

    Un archivo trae filas de todas las zonas; el de personas (`RESERVADAS`) es solo de quien puede cargarlo.
    """
    todas = ve_todas_las_zonas(user)
    ocultas = [
        tipo
        for tipo in IMPORTADORES
        if (tipo in RESERVADAS or not todas) and not user.has_perm(importador(tipo).permiso)
    ]
    return Carga.objects.exclude(tipo__in=ocultas)


def por_corregir(user: Usuario) -> list[Carga]:
    """Cargas suyas que dejaron filas por corregir, la más nueva primero (20 como mucho)."""
    esperan = FilaRechazada.objects.filter(estado=EstadoFila.PENDIENTE).values("carga")
    tipos = [i.tipo for i in importadores_de(user)]
    suyas = Carga.objects.filter(estado=EstadoCarga.CON_RECHAZOS, tipo__in=tipos)
    return list(suyas.filter(pk__in=esperan).order_by("-pk")[:20])


def siguiente_por_corregir(carga: Carga, despues_de: int) -> FilaRechazada | None:
    """La fila pendiente que sigue; si no hay más abajo, la primera."""
    pendientes = FilaRechazada.objects.filter(carga=carga, estado=EstadoFila.PENDIENTE).order_by("linea")
    return pendientes.filter(linea__gt=despues_de).first() or pendientes.first()
