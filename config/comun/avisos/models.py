from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q

from config.comun.avisos.querysets import AvisoQuerySet


class Aviso(models.Model):
    """Algo que una persona o un rol debe saber, una sola vez por clave."""

    clave = models.CharField("clave", max_length=200)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="avisos", verbose_name="para"
    )
    rol = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="avisos", verbose_name="para el rol"
    )
    texto = models.CharField("texto", max_length=250)
    url = models.CharField("enlace", max_length=250, blank=True)
    creado_en = models.DateTimeField("creado", auto_now_add=True)

    objects = AvisoQuerySet.as_manager()

    class Meta:
        ordering = ["-creado_en", "-pk"]
        verbose_name = "aviso"
        verbose_name_plural = "avisos"
        default_permissions = ()
        indexes = [models.Index(fields=["-creado_en"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(usuario__isnull=False, rol__isnull=True) | Q(usuario__isnull=True, rol__isnull=False),
                name="aviso_para_alguien",
            ),
            models.UniqueConstraint(
                fields=["clave", "usuario"], condition=Q(usuario__isnull=False), name="aviso_una_vez_por_usuario"
            ),
            models.UniqueConstraint(
                fields=["clave", "rol"], condition=Q(rol__isnull=False), name="aviso_una_vez_por_rol"
            ),
        ]

    def __str__(self):
        return self.texto


class LecturaAviso(models.Model):
    """Que una persona ya vio un aviso (uno dirigido a un rol lo lee cada quien)."""

    aviso = models.ForeignKey(Aviso, models.CASCADE, related_name="lecturas")
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    leido_en = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "lectura de aviso"
        verbose_name_plural = "lecturas de avisos"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["aviso", "usuario"], name="aviso_leido_una_vez")]

    def __str__(self):
        return f"{self.aviso_id} leído por {self.usuario_id}"
