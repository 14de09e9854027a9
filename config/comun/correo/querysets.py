from datetime import datetime

from django.db import models

from config.comun.correo.choices import Estado


class CorreoQuerySet(models.QuerySet):
    def por_enviar(self, *, ahora: datetime):
        """Pendientes cuya espera ya pasó, el más antiguo primero."""
        return self.filter(estado=Estado.PENDIENTE, proximo_intento_en__lte=ahora).order_by("proximo_intento_en", "pk")

    def colgados(self, *, antes_de: datetime):
        """Quedaron a medio enviar: su trabajador ya no está."""
        return self.filter(estado=Estado.ENVIANDO, tomado_en__lt=antes_de)

    def por_atender(self):
        """Los que esperan la decisión de una persona."""
        return self.filter(estado__in=[Estado.FALLIDO, Estado.INCIERTO])
