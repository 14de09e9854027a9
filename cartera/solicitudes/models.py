"""Lo que otras unidades piden a Cartera de Clientes; ella acepta o devuelve (manual 6.1.2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cartera.padron.models import Cliente, Suministro
from config.comun.auditoria.seguimiento import seguir

from .choices import EstadoSolicitud, Movimiento, TipoSolicitud
from .querysets import SolicitudQuerySet, SolicitudSuministroQuerySet


@seguir("numero", "estado", "resuelto_por", "motivo")
class Solicitud(models.Model):
    """Pedido numerado a Cartera. `origen` es la clave de quien lo pide: el mismo pedido no se crea dos veces."""

    numero = models.CharField("solicitud", max_length=20, unique=True)
    tipo = models.CharField(max_length=10, choices=TipoSolicitud)
    estado = models.CharField(max_length=10, choices=EstadoSolicitud, default=EstadoSolicitud.PENDIENTE)
    origen = models.CharField(max_length=60, unique=True)
    rige_desde = models.DateField("rige desde")
    asunto = models.CharField(max_length=200)
    pedido_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pedido_en = models.DateTimeField()
    resuelto_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    resuelto_en = models.DateTimeField(null=True, blank=True)
    motivo = models.CharField("motivo de la devolución", max_length=500, blank=True)

    objects = SolicitudQuerySet.as_manager()

    class Meta:
        verbose_name = "solicitud"
        verbose_name_plural = "solicitudes"
        permissions = [("aceptar_solicitud", "Puede aceptar o devolver solicitudes")]
        constraints = [
            models.CheckConstraint(
                name="solicitud_resuelta_con_fecha",
                condition=Q(estado=EstadoSolicitud.PENDIENTE, resuelto_en__isnull=True)
                | (~Q(estado=EstadoSolicitud.PENDIENTE) & Q(resuelto_en__isnull=False, resuelto_por__isnull=False)),
            ),
            models.CheckConstraint(name="solicitud_numero", condition=Q(numero__regex=r"^(C6|CP)-[0-9]{4}-[0-9]{3,}$")),
            models.CheckConstraint(
                name="solicitud_devuelta_con_motivo", condition=~Q(estado=EstadoSolicitud.DEVUELTA) | ~Q(motivo="")
            ),
        ]

    def __str__(self) -> str:
        return self.numero

    def get_absolute_url(self) -> str:
        return reverse("solicitudes:ficha", args=[self.pk])


class SolicitudSuministro(models.Model):
    """Un suministro dentro de una solicitud: el que cambia de ciclo, con el que tenía, o el que se corrige, con qué."""

    solicitud = models.ForeignKey(Solicitud, models.CASCADE, related_name="detalle", db_index=False)
    suministro = models.ForeignKey(Suministro, models.PROTECT, related_name="+")
    # Por quién entra o sale: el titular puede cambiar después.
    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="+")
    movimiento = models.CharField(max_length=8, choices=Movimiento)
    ciclo_facturacion = models.SmallIntegerField(null=True)
    # Qué dice el padrón y qué debe decir, en una corrección.
    detalle = models.CharField(max_length=400, blank=True, db_default="")

    objects = SolicitudSuministroQuerySet.as_manager()

    class Meta:
        verbose_name = "suministro de una solicitud"
        verbose_name_plural = "suministros de una solicitud"
        constraints = [models.UniqueConstraint(name="solicitudsuministro_unico", fields=["solicitud", "suministro"])]
