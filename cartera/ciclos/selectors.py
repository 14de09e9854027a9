"""Lo acordado con Cartera frente a lo que exportó facturación (manual 6.2.1.1)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from cartera.padron.models import Suministro
from config.comun.usuarios.models import Usuario
from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

from .choices import Diferencia
from .models import AsignacionCiclo, Ciclo


@dataclass(frozen=True, slots=True)
class Comparacion:
    """Suministros acordados en el ciclo y cuántos difieren de facturación, por tipo de diferencia."""

    ciclo: Ciclo
    acordados: int
    falta: int
    sobra: int

    @property
    def iguales(self) -> int:
        return self.acordados - self.falta


def ciclo_de_principales() -> Ciclo:
    return Ciclo.objects.get(de_principales=True)


def diferencias(*, ciclo: Ciclo, al: dt.date, user: Usuario) -> QuerySet[Suministro]:
    """Suministros cuyo ciclo en facturación no es el acordado ese día; anota `diferencia` y `acordado_desde`."""
    acordada = AsignacionCiclo.objects.filter(ciclo=ciclo, vigencia__contains=al, suministro=OuterRef("pk"))
    acordados = AsignacionCiclo.objects.filter(ciclo=ciclo, vigencia__contains=al)
    distintos = Q(pk__in=acordados.values("suministro")) & (~Q(ciclo=ciclo.numero) | Q(ciclo__isnull=True))
    de_mas = Q(ciclo=ciclo.numero) & ~Exists(acordada)
    visibles = Suministro.objects.all()
    if not ve_todas_las_zonas(user):
        visibles = visibles.filter(zona__in=zonas_de(user))
    return (
        visibles.filter(distintos | de_mas)
        .annotate(
            diferencia=Case(
                When(ciclo=ciclo.numero, then=Value(Diferencia.SOBRA)),
                default=Value(Diferencia.FALTA),
                output_field=CharField(),
            ),
            acordado_desde=Subquery(acordada.values(inicio=F("vigencia__startswith"))[:1]),
            solicitud_numero=Subquery(acordada.values("solicitud__numero")[:1]),
        )
        .select_related("cliente", "zona")
    )


def comparar(*, ciclo: Ciclo, al: dt.date, user: Usuario) -> Comparacion:
    """Las cifras de la página, con los mismos límites de zona que su lista."""
    asignaciones = AsignacionCiclo.objects.visibles_para(user).filter(ciclo=ciclo, vigencia__contains=al)
    distintos = diferencias(ciclo=ciclo, al=al, user=user)
    return Comparacion(
        ciclo=ciclo,
        acordados=asignaciones.count(),
        falta=distintos.filter(diferencia=Diferencia.FALTA).count(),
        sobra=distintos.filter(diferencia=Diferencia.SOBRA).count(),
    )


def asignaciones_de(*, cliente_id: int, user: Usuario) -> QuerySet[AsignacionCiclo]:
    """En qué ciclo acordó Cartera poner los suministros que hoy tiene el cliente, lo último primero."""
    return (
        AsignacionCiclo.objects.visibles_para(user)
        .filter(suministro__cliente=cliente_id)
        .select_related("suministro", "ciclo", "solicitud", "retiro")
        .order_by("-vigencia", "suministro__codigo")
    )
