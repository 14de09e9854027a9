"""Ciclos de facturación y qué suministros acordó Cartera poner en cada uno (manual 3 y 6.2.1.1)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from cartera.padron.models import Suministro
from cartera.solicitudes.models import Solicitud

from .querysets import AsignacionCicloQuerySet


class Ciclo(models.Model):
    numero = models.SmallIntegerField("ciclo", unique=True)
    nombre = models.CharField(max_length=80)
    de_principales = models.BooleanField(default=False)

    class Meta:
        verbose_name = "ciclo"
        verbose_name_plural = "ciclos"
        constraints = [
            models.UniqueConstraint(
                name="ciclo_de_principales_unico", fields=["de_principales"], condition=Q(de_principales=True)
            )
        ]

    def __str__(self) -> str:
        return f"Ciclo {self.numero}"


# Sin historial: no se corrige a mano, y cada fila nombra la solicitud que la abrió y la que la cerró.
class AsignacionCiclo(models.Model):
    """El suministro está en el ciclo durante [desde, hasta), por una solicitud que Cartera aceptó."""

    suministro = models.ForeignKey(Suministro, models.PROTECT, related_name="asignaciones", db_index=False)
    ciclo = models.ForeignKey(Ciclo, models.PROTECT, related_name="asignaciones")
    vigencia = DateRangeField()
    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="+")
    retiro = models.ForeignKey(Solicitud, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AsignacionCicloQuerySet.as_manager()

    class Meta:
        verbose_name = "asignación de ciclo"
        verbose_name_plural = "asignaciones de ciclo"
        constraints = [
            ExclusionConstraint(
                name="asignacionciclo_sin_solape",
                expressions=[("suministro", RangeOperators.EQUAL), ("vigencia", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="asignacionciclo_no_vacia", condition=Q(vigencia__isempty=False)),
            models.CheckConstraint(
                name="asignacionciclo_retiro_con_fecha",
                condition=Q(retiro__isnull=True, vigencia__endswith__isnull=True)
                | Q(retiro__isnull=False, vigencia__endswith__isnull=False),
            ),
        ]
