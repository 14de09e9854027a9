"""A quién no se persigue hasta una fecha. Se importa desde models.py."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from cartera.cuentas.models import Recibo
from cartera.padron.models import Cliente
from config.comun.auditoria.seguimiento import seguir

from .querysets import PosposicionQuerySet


@seguir("cliente", "recibo", "desde", "hasta", "motivo", "levantada_el", padre="cliente")
class Posposicion(models.Model):
    """Un cliente, o uno solo de sus recibos, que no se persigue hasta una fecha: [desde, hasta).

    Nada se pierde: su acción sigue abierta y ese día vuelve a la vista; lo que vence mientras tanto se sigue contando.
    """

    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="posposiciones")
    recibo = models.ForeignKey(Recibo, models.PROTECT, null=True, blank=True, related_name="+")
    desde = models.DateField("desde")
    hasta = models.DateField("hasta")  # ese día ya se le cobra
    motivo = models.CharField("motivo", max_length=300)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    en = models.DateTimeField()
    # Se le volvió a cobrar antes de la fecha.
    levantada_el = models.DateField(null=True, blank=True)
    levantada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PosposicionQuerySet.as_manager()

    class Meta:
        verbose_name = "posposición"
        verbose_name_plural = "posposiciones"
        permissions = [("posponer", "Puede posponer a un cliente")]
        constraints = [
            models.CheckConstraint(name="posposicion_fechas", condition=Q(hasta__gt=F("desde"))),
            models.CheckConstraint(name="posposicion_con_motivo", condition=~Q(motivo="")),
            models.CheckConstraint(
                name="posposicion_levantada",
                condition=Q(levantada_el__isnull=True, levantada_por__isnull=True)
                | Q(
                    levantada_el__isnull=False,
                    levantada_por__isnull=False,
                    levantada_el__range=(F("desde"), F("hasta")),
                ),
            ),
            *(
                ExclusionConstraint(
                    name=f"posposicion_{de}_sin_solape",
                    expressions=[
                        (de, RangeOperators.EQUAL),
                        (
                            Func(
                                "desde",
                                Coalesce("levantada_el", "hasta"),
                                function="daterange",
                                output_field=DateRangeField(),
                            ),
                            RangeOperators.OVERLAPS,
                        ),
                    ],
                    condition=Q(recibo__isnull=de == "cliente"),
                )
                for de in ("cliente", "recibo")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recibo or self.cliente} hasta el {self.hasta:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("control:explicar", args=[self.cliente_id])
