from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from cartera.padron.querysets import DelClienteQuerySet
from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


class CierreClienteQuerySet(DelClienteQuerySet):
    """Los clientes que un cierre congeló."""


class CierreGrupoQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> CierreGrupoQuerySet:
        return self if ve_todas_las_zonas(user) else self.filter(zona__in=zonas_de(user))
