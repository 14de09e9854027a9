from datetime import datetime

from django.db import models
from django.db.models import Q

from config.comun.procesos.choices import VIVOS, Estado


class ProcesoQuerySet(models.QuerySet):
    def vivos(self):
        return self.filter(estado__in=VIVOS)

    def perdidos(self, *, antes_de: datetime):
        """Los que corren sin dar latido desde antes de ese momento: su trabajador ya no está."""
        return self.filter(Q(latido_en__lt=antes_de), estado=Estado.CORRIENDO)

    def visibles_para(self, user):
        """Cada quien ve los suyos y los automáticos; con el permiso `view_proceso`, todos."""
        if user.has_perm("comun.view_proceso"):
            return self
        return self.filter(usuario=user)
