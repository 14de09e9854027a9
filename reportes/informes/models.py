"""Informe mensual en PDF y su envío (manual 6.3.14.2)."""

from django.db import models

from reportes.cierres.models import Cierre


class Informe(models.Model):
    """El PDF de un cierre y el correo que lo llevó: uno por cierre."""

    cierre = models.OneToOneField(Cierre, models.PROTECT, related_name="informe")
    archivo = models.ForeignKey("comun.Archivo", models.PROTECT, related_name="+")
    correo = models.ForeignKey("comun.Correo", models.PROTECT, null=True, related_name="+")
    generado_en = models.DateTimeField()

    class Meta:
        verbose_name = "informe"
        verbose_name_plural = "informes"
