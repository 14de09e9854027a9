from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Count, F, Q, Value, When

from cartera.padron.querysets import DelClienteQuerySet
from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

from .choices import EstadoAccion, SituacionEscalera

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


class EscaleraQuerySet(models.QuerySet):
    def vigente(self, al: dt.date) -> EscaleraQuerySet:
        """La versión que rige ese día (una o ninguna)."""
        return self.filter(vigencia__contains=al)

    def con_pasos(self) -> EscaleraQuerySet:
        """Anota `pasos`: cuántos tiene."""
        return self.annotate(pasos=Count("peldanos"))

    def con_situacion(self, al: dt.date) -> EscaleraQuerySet:
        """Anota `situacion` ese día (SituacionEscalera)."""
        return self.annotate(
            situacion=Case(
                When(vigencia__contains=al, then=Value(SituacionEscalera.RIGE)),
                When(vigencia__startswith__gt=al, then=Value(SituacionEscalera.REGIRA)),
                default=Value(SituacionEscalera.PASADA),
                output_field=models.CharField(),
            )
        )


class BarridoQuerySet(models.QuerySet):
    def actuados(self) -> BarridoQuerySet:
        """Los días en que se propusieron acciones: los de pagos atrasados siguen pendientes."""
        return self.filter(actuo=True)


class EstadoReciboQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> EstadoReciboQuerySet:
        """Los recibos de los suministros de sus zonas; los demás del mismo cliente se ven como una suma."""
        return self if ve_todas_las_zonas(user) else self.filter(recibo__suministro__zona__in=zonas_de(user))


class AccionQuerySet(DelClienteQuerySet):
    def abiertas(self) -> AccionQuerySet:
        return self.filter(estado=EstadoAccion.PROPUESTA)

    def por_hacer(self) -> AccionQuerySet:
        """Las abiertas cuyo recibo ancla se sigue debiendo: un pago de esta mañana las quita sin esperar al barrido."""
        return self.abiertas().filter(ancla__saldo__gt=F("ancla__congelado"))

    def para_lista(self) -> AccionQuerySet:
        """Lo que muestra una lista de acciones, sin una consulta por fila."""
        return self.select_related("cliente", "peldano", "ancla__suministro", "cerrada_por")


class PosposicionQuerySet(DelClienteQuerySet):
    def vivas(self, al: dt.date) -> PosposicionQuerySet:
        """Las que detienen la cobranza ese día: la fecha `hasta` ya se cobra."""
        sin_levantar = Q(levantada_el__isnull=True) | Q(levantada_el__gt=al)
        return self.filter(sin_levantar, desde__lte=al, hasta__gt=al)
