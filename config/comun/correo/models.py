from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from config.comun.archivos.models import Archivo
from config.comun.correo.choices import Estado
from config.comun.correo.querysets import CorreoQuerySet


class Correo(models.Model):
    """Mensaje del buzón de salida: se escribe en la transacción, sale después y nunca dos veces."""

    clave = models.CharField("clave", max_length=200, unique=True)
    para = ArrayField(models.EmailField(), verbose_name="para")
    asunto = models.CharField("asunto", max_length=200)
    texto = models.TextField("texto")
    html = models.TextField("html", blank=True)
    adjuntos = models.ManyToManyField(Archivo, blank=True, related_name="+", verbose_name="adjuntos")
    estado = models.CharField("estado", max_length=10, choices=Estado, default=Estado.PENDIENTE)
    intentos = models.PositiveSmallIntegerField("intentos", default=0)
    mensaje_id = models.CharField("identificador", max_length=150, unique=True)
    error = models.TextField("error", blank=True)
    creado_en = models.DateTimeField("creado", auto_now_add=True)
    proximo_intento_en = models.DateTimeField("próximo intento", db_default=Now())
    tomado_en = models.DateTimeField("tomado", null=True, blank=True)
    enviado_en = models.DateTimeField("enviado", null=True, blank=True)
    decidido_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="decidió"
    )

    objects = CorreoQuerySet.as_manager()

    class Meta:
        ordering = ["-creado_en", "-pk"]
        verbose_name = "correo"
        verbose_name_plural = "correos"
        default_permissions = ("view", "change")
        indexes = [
            models.Index(
                fields=["proximo_intento_en", "id"], condition=Q(estado=Estado.PENDIENTE), name="correo_por_enviar"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(para__len__gte=1), name="correo_con_destinatario"),
            models.CheckConstraint(
                condition=Q(estado=Estado.ENVIADO, enviado_en__isnull=False)
                | (~Q(estado=Estado.ENVIADO) & Q(enviado_en__isnull=True)),
                name="correo_enviado_con_momento",
            ),
            models.CheckConstraint(
                condition=~Q(estado=Estado.ENVIANDO) | Q(tomado_en__isnull=False), name="correo_enviando_con_turno"
            ),
        ]

    def __str__(self):
        return self.asunto

    def get_absolute_url(self):
        return reverse("correo:ficha", args=[self.pk])
