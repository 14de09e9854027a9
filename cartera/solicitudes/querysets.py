from __future__ import annotations

from django.db import models

from .choices import EstadoSolicitud


class SolicitudQuerySet(models.QuerySet):
    def pendientes(self) -> SolicitudQuerySet:
        return self.filter(estado=EstadoSolicitud.PENDIENTE)
