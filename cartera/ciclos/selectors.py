"""Lo acordado con Cartera frente a lo que exportó facturación (manual 6.2.1.1)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, F, FilteredRelation, Q, QuerySet, Value, When

from cartera.padron.models import Suministro
from config.comun.usuarios.models import Usuario

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


def _acordada(ciclo: Ciclo, al: dt.date) -> FilteredRelation:
    """La unión de un suministro con lo acordado ese día: con subconsultas se recorrería varias veces el padrón."""
    return FilteredRelation("asignaciones", condition=Q(asignaciones__ciclo=ciclo, asignaciones__vigencia__contains=al))


def diferencias(*, ciclo: Ciclo, al: dt.date, user: Usuario) -> QuerySet[Suministro]:
    """Suministros cuyo ciclo en facturación no es el acordado ese día; anota `diferencia` y `acordado_desde`."""
    falta = Q(asignacion__isnull=False) & (Q(ciclo__isnull=True) | ~Q(ciclo=ciclo.numero))
    sobra = Q(asignacion__isnull=True, ciclo=ciclo.numero)
    return (
        Suministro.objects.visibles_para(user)
        .annotate(
            acordada=_acordada(ciclo, al),
            asignacion=F("acordada__pk"),
            diferencia=Case(
                When(ciclo=ciclo.numero, then=Value(Diferencia.SOBRA)),
                default=Value(Diferencia.FALTA),
                output_field=CharField(),
            ),
            acordado_desde=F("acordada__vigencia__startswith"),
            solicitud_numero=F("acordada__solicitud__numero"),
        )
        .filter(falta | sobra)
        .select_related("cliente", "zona")
    )


def comparar(*, ciclo: Ciclo, al: dt.date, user: Usuario) -> Comparacion:
    """Las cifras de la página, con los mismos límites de zona que su lista."""
    asignaciones = AsignacionCiclo.objects.visibles_para(user).filter(ciclo=ciclo, vigencia__contains=al)
    acordados = asignaciones.count()
    facturados = Suministro.objects.visibles_para(user).filter(ciclo=ciclo.numero)
    cuentas = facturados.annotate(acordada=_acordada(ciclo, al)).aggregate(
        todos=Count("pk"), iguales=Count("acordada__pk")
    )
    return Comparacion(
        ciclo=ciclo,
        acordados=acordados,
        falta=acordados - cuentas["iguales"],
        sobra=cuentas["todos"] - cuentas["iguales"],
    )


def asignaciones_de(*, cliente_id: int, user: Usuario) -> QuerySet[AsignacionCiclo]:
    """En qué ciclo acordó Cartera poner los suministros que hoy tiene el cliente, lo último primero."""
    return (
        AsignacionCiclo.objects.visibles_para(user)
        .filter(suministro__cliente=cliente_id)
        .select_related("suministro", "ciclo", "solicitud", "retiro")
        .order_by("-vigencia", "suministro__codigo")
    )
