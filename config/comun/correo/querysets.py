from django.db import models
from django.db.models import Func, Q, Value

from config.comun.correo.choices import Estado


class CorreoQuerySet(models.QuerySet):
    def por_atender(self):
        """Los que esperan la decisión de una persona."""
        return self.filter(estado__in=[Estado.FALLIDO, Estado.INCIERTO])

    def con_texto(self, texto: str):
        """Los que llevan el texto en el asunto o en una dirección."""
        direcciones = Func("para", Value(" "), function="array_to_string", output_field=models.TextField())
        return self.annotate(direcciones=direcciones).filter(
            Q(asunto__unaccent__icontains=texto) | Q(direcciones__icontains=texto)
        )
