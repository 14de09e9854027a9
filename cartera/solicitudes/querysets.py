from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Q

from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

from .choices import EstadoSolicitud, Movimiento

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


class SolicitudQuerySet(models.QuerySet):
    def pendientes(self) -> SolicitudQuerySet:
        return self.filter(estado=EstadoSolicitud.PENDIENTE)

    def con_cuentas(self) -> SolicitudQuerySet:
        """Anota cuántos suministros entran, salen y se corrigen."""
        return self.annotate(
            entran=Count("detalle", filter=Q(detalle__movimiento=Movimiento.ENTRA)),
            salen=Count("detalle", filter=Q(detalle__movimiento=Movimiento.SALE)),
            corrigen=Count("detalle", filter=Q(detalle__movimiento=Movimiento.CORRIGE)),
        )


class SolicitudSuministroQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> SolicitudSuministroQuerySet:
        """Los suministros de las zonas del usuario."""
        return self if ve_todas_las_zonas(user) else self.filter(suministro__zona__in=zonas_de(user))
