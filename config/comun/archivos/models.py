from django.conf import settings
from django.db import models

from config.comun.archivos.choices import Clase


class Archivo(models.Model):
    """Documento guardado en disco por su huella. No tiene dirección propia: lo sirve su dueño tras su permiso."""

    sha256 = models.CharField("huella", max_length=64, db_index=True)
    nombre = models.CharField("nombre", max_length=255)
    tipo_mime = models.CharField("tipo", max_length=120)
    tamano = models.PositiveBigIntegerField("tamaño en bytes")
    clase = models.CharField("clase", max_length=20, choices=Clase, default=Clase.DOCUMENTO)
    creado_en = models.DateTimeField("guardado", auto_now_add=True)
    creado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="guardado por"
    )

    class Meta:
        ordering = ["-creado_en", "-pk"]
        verbose_name = "archivo"
        verbose_name_plural = "archivos"
        constraints = [
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="archivo_huella_valida"),
            models.CheckConstraint(condition=~models.Q(nombre=""), name="archivo_con_nombre"),
        ]

    def __str__(self):
        return self.nombre

    @property
    def ruta(self) -> str:
        """Ruta dentro del almacén, sin el nombre original: dos copias del mismo contenido ocupan una."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"
