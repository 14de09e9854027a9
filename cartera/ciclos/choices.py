from django.db import models


class Diferencia(models.TextChoices):
    FALTA = "falta", "Acordado, facturación lo tiene en otro"
    SOBRA = "sobra", "En facturación, sin acuerdo"
