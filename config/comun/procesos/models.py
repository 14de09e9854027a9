from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from config.comun.archivos.models import Archivo
from config.comun.procesos.choices import VIVOS, Estado
from config.comun.procesos.querysets import ProcesoQuerySet


class Proceso(models.Model):
    """Un trabajo largo: qué es, cuánto lleva y en qué terminó. Mientras vive, no hay otro igual (tipo y clave).

    `intento` sube cada vez que un trabajador lo toma: quien perdió el turno ya no puede escribir en él.
    `tarea` y `argumentos` dicen cómo volver a pedirlo si su trabajador muere; vacía, se da por fallido.
    """

    tipo = models.CharField("tipo", max_length=60)
    clave = models.CharField("clave", max_length=200)
    detalle = models.CharField("detalle", max_length=250, blank=True)
    estado = models.CharField("estado", max_length=10, choices=Estado, default=Estado.PENDIENTE)
    hecho = models.PositiveBigIntegerField("hecho", default=0)
    total = models.PositiveBigIntegerField("total", default=0)
    mensaje = models.CharField("mensaje", max_length=250, blank=True)
    resultado = models.JSONField("resultado", default=dict, blank=True, encoder=DjangoJSONEncoder)
    error = models.TextField("error", blank=True)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="procesos",
        verbose_name="pedido por",
    )
    archivo = models.ForeignKey(
        Archivo, models.PROTECT, null=True, blank=True, related_name="procesos", verbose_name="archivo"
    )
    tarea = models.CharField("tarea", max_length=120, blank=True)
    argumentos = models.JSONField("argumentos", default=dict, blank=True)
    intento = models.PositiveSmallIntegerField("intento", default=0)
    creado_en = models.DateTimeField("pedido", auto_now_add=True)
    empezado_en = models.DateTimeField("empezado", null=True, blank=True)
    latido_en = models.DateTimeField("último latido", null=True, blank=True)
    terminado_en = models.DateTimeField("terminado", null=True, blank=True)

    objects = ProcesoQuerySet.as_manager()

    class Meta:
        ordering = ["-creado_en", "-pk"]
        verbose_name = "proceso"
        verbose_name_plural = "procesos"
        default_permissions = ("view",)
        indexes = [models.Index(fields=["-creado_en", "-id"]), models.Index(fields=["tipo", "-creado_en"])]
        constraints = [
            models.UniqueConstraint(fields=["tipo", "clave"], condition=Q(estado__in=VIVOS), name="proceso_uno_vivo"),
            models.CheckConstraint(
                condition=Q(estado__in=VIVOS, terminado_en__isnull=True)
                | (~Q(estado__in=VIVOS) & Q(terminado_en__isnull=False)),
                name="proceso_terminado_con_fecha",
            ),
            models.CheckConstraint(
                condition=~Q(estado=Estado.CORRIENDO) | Q(empezado_en__isnull=False, latido_en__isnull=False),
                name="proceso_corriendo_con_latido",
            ),
            models.CheckConstraint(condition=Q(total=0) | Q(hecho__lte=F("total")), name="proceso_hecho_hasta_total"),
            models.CheckConstraint(
                condition=~Q(estado=Estado.FALLIDO) | ~Q(error=""), name="proceso_fallido_con_motivo"
            ),
        ]

    def __str__(self):
        return self.titulo

    def get_absolute_url(self):
        return reverse("procesos:ficha", args=[self.pk])

    @property
    def titulo(self) -> str:
        """Lo que se lee en pantalla: el detalle que dio quien lo pidió o, sin él, el tipo y la clave."""
        return self.detalle or f"{self.tipo} {self.clave}"

    @property
    def vivo(self) -> bool:
        return self.estado in VIVOS

    @property
    def porcentaje(self) -> int | None:
        """0 a 100, o None si aún no se sabe cuánto falta."""
        return self.hecho * 100 // self.total if self.total else None
