from django.db import models

from config.comun.correo.choices import Estado


class CorreoQuerySet(models.QuerySet):
    def por_atender(self):
        """Los que esperan la decisión de una persona."""
        return self.filter(estado__in=[Estado.FALLIDO, Estado.INCIERTO])
