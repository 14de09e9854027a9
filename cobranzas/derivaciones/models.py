"""Lo que pasa a la cartera morosa: el caso, con qué se derivó y cada paso que dio (manual 6.3.13)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cartera.cuentas.models import DINERO, Recibo
from cartera.padron.models import Cliente, Suministro
from config.comun.archivos.models import Archivo
from config.comun.auditoria.seguimiento import seguir

from .choices import EstadoDerivacion
from .querysets import DerivacionQuerySet


@seguir("nombre", "activa")
class CausaDevolucion(models.Model):
    """Por qué cartera morosa devuelve un caso; la lista la edita la oficina."""

    nombre = models.CharField(max_length=120, unique=True)
    activa = models.BooleanField(default=True)

    class Meta:
        verbose_name = "causa de devolución"
        verbose_name_plural = "causas de devolución"
        ordering = ["nombre"]
        constraints = [models.CheckConstraint(name="causadevolucion_con_nombre", condition=~Q(nombre=""))]

    def __str__(self) -> str:
        return self.nombre


@seguir("numero", "cliente", "estado", "deuda")
class Derivacion(models.Model):
    """Un caso de un cliente. Devuelto se puede completar y enviar otra vez: es el mismo expediente."""

    numero = models.CharField("derivación", max_length=20, unique=True)
    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="derivaciones")
    estado = models.CharField(max_length=10, choices=EstadoDerivacion, default=EstadoDerivacion.PROPUESTA)
    al = models.DateField("deuda al")
    deuda = models.DecimalField("deuda derivada", **DINERO)  # lo exigible vencido de sus suministros al proponer
    sustento = models.CharField(max_length=500)
    propuesta_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    propuesta_en = models.DateTimeField("propuesta")
    expediente = models.ForeignKey(Archivo, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DerivacionQuerySet.as_manager()

    class Meta:
        verbose_name = "derivación"
        verbose_name_plural = "derivaciones"
        permissions = [
            ("proponer_derivacion", "Puede proponer derivaciones a cartera morosa"),
            ("enviar_derivacion", "Puede enviar y retirar derivaciones"),
            ("recibir_derivacion", "Puede aceptar, devolver y cerrar derivaciones"),
        ]
        indexes = [models.Index(name="derivacion_estado", fields=["estado", "-id"])]
        constraints = [
            models.CheckConstraint(name="derivacion_numero", condition=Q(numero__regex=r"^DM-[0-9]{4}-[0-9]{3,}$")),
            models.CheckConstraint(name="derivacion_deuda", condition=Q(deuda__gt=0) & ~Q(sustento="")),
        ]

    def __str__(self) -> str:
        return self.numero

    def get_absolute_url(self) -> str:
        return reverse("derivaciones:derivacion", args=[self.pk])


class DerivacionSuministro(models.Model):
    """Un suministro del caso, con lo que lo hacía derivable ese día (art. 113.1). Un solo caso vivo por suministro."""

    derivacion = models.ForeignKey(Derivacion, models.CASCADE, related_name="suministros", db_index=False)
    suministro = models.ForeignKey(Suministro, models.PROTECT, related_name="derivaciones")
    recibos_vencidos = models.PositiveIntegerField()
    cuotas_vencidas = models.PositiveIntegerField()
    vencido = models.DecimalField(**DINERO)
    viva = models.BooleanField(default=True)  # el caso sigue propuesto, enviado o aceptado

    class Meta:
        verbose_name = "suministro derivado"
        verbose_name_plural = "suministros derivados"
        constraints = [
            models.UniqueConstraint(name="derivacionsuministro_unico", fields=["derivacion", "suministro"]),
            models.UniqueConstraint(
                name="derivacionsuministro_un_duenio", fields=["suministro"], condition=Q(viva=True)
            ),
            models.CheckConstraint(name="derivacionsuministro_vencido", condition=Q(vencido__gt=0)),
        ]


class DerivacionRecibo(models.Model):
    """Un recibo del caso y lo que se le podía cobrar el día en que se propuso."""

    derivacion = models.ForeignKey(Derivacion, models.CASCADE, related_name="recibos", db_index=False)
    recibo = models.ForeignKey(Recibo, models.PROTECT, related_name="derivaciones")
    exigible = models.DecimalField(**DINERO)

    class Meta:
        verbose_name = "recibo derivado"
        verbose_name_plural = "recibos derivados"
        constraints = [
            models.UniqueConstraint(name="derivacionrecibo_unico", fields=["derivacion", "recibo"]),
            models.CheckConstraint(name="derivacionrecibo_exigible", condition=Q(exigible__gt=0)),
        ]


class PasoDerivacion(models.Model):
    """Lo que pasó con el caso: quién, cuándo y por qué. No se edita."""

    derivacion = models.ForeignKey(Derivacion, models.CASCADE, related_name="pasos")
    estado = models.CharField(max_length=10, choices=EstadoDerivacion)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    en = models.DateTimeField()
    causa = models.ForeignKey(CausaDevolucion, models.PROTECT, null=True, blank=True, related_name="+")
    nota = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "paso de una derivación"
        verbose_name_plural = "pasos de una derivación"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="pasoderivacion_devuelta_con_causa",
                condition=~Q(estado=EstadoDerivacion.DEVUELTA) | Q(causa__isnull=False),
            ),
            models.CheckConstraint(
                name="pasoderivacion_retirada_con_nota",
                condition=~Q(estado__in=[EstadoDerivacion.RETIRADA, EstadoDerivacion.CERRADA]) | ~Q(nota=""),
            ),
        ]
