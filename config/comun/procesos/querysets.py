from django.db import models

from config.comun.procesos.choices import VIVOS


class ProcesoQuerySet(models.QuerySet):
    def vivos(self):
        return self.filter(estado__in=VIVOS)

    def visibles_para(self, user):
        """Cada quien ve los suyos; con el permiso `view_proceso`, todos."""
        return self if user.has_perm("comun.view_proceso") else self.filter(usuario=user)
