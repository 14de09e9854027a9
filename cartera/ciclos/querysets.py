from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


class AsignacionCicloQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> AsignacionCicloQuerySet:
        """Las de suministros de las zonas del usuario."""
        return self if ve_todas_las_zonas(user) else self.filter(suministro__zona__in=zonas_de(user))
