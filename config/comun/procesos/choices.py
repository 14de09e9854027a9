from django.db import models


class Estado(models.TextChoices):
    PENDIENTE = "pendiente", "en espera"
    CORRIENDO = "corriendo", "corriendo"
    TERMINADO = "terminado", "terminado"
    FALLIDO = "fallido", "fallido"


VIVOS = (Estado.PENDIENTE, Estado.CORRIENDO)
TERMINALES = (Estado.TERMINADO, Estado.FALLIDO)
