from django.db import models


class TrasGuardar(models.TextChoices):
    """Qué hace la pantalla después de guardar, a gusto de cada persona."""

    VOLVER = "volver", "Volver a la lista"
    SEGUIR = "seguir", "Quedarme en la ficha"
    SIGUIENTE = "siguiente", "Pasar al siguiente"
