from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef

from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


class SuministroQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> SuministroQuerySet:
        """Los suministros de las zonas del usuario (todos si ve todas)."""
        return self if ve_todas_las_zonas(user) else self.filter(zona__in=zonas_de(user))


class ClienteQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> ClienteQuerySet:
        """Los clientes con algún suministro en las zonas del usuario (NORMAS §1)."""
        if ve_todas_las_zonas(user):
            return self
        suministros = self.model._meta.get_field("suministros").related_model.objects
        return self.filter(Exists(suministros.filter(cliente=OuterRef("pk"), zona__in=zonas_de(user))))
