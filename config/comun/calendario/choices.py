from django.db import models


class Ambito(models.TextChoices):
    NACIONAL = "nacional", "Nacional"
    REGIONAL = "regional", "Regional o local"
    EMPRESA = "empresa", "Solo de la empresa"


class Origen(models.TextChoices):
    CALENDARIO = "calendario", "Calendario oficial"
    OFICINA = "oficina", "Registrado por la oficina"
