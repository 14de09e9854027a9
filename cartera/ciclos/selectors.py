"""Lo acordado con Cartera frente a lo que exportó facturación (manual 6.2.1.1)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

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


def diferencias(*, ciclo: Ciclo, al: dt.date, user: Usuario) -> QuerySet[Suministro]:
    """Suministros cuyo ciclo en facturación no es el acordado ese día; anota `diferencia` y `acordado_desde`."""
    acordadas = AsignacionCiclo.objects.filter(ciclo=ciclo, vigencia__contains=al)
    acordada = acordadas.filter(suministro=OuterRef("pk"))
    en_otro = Q(suministro__ciclo__isnull=True) | ~Q(suministro__ciclo=ciclo.numero)
    faltan = acordadas.filter(en_otro).values("suministro")
    sobran = Suministro.objects.filter(~Exists(acordada), ciclo=ciclo.numero).values("pk")
    visibles = Suministro.objects.visibles_para(user)
    # Unidas y no con «o»: así se parte de lo acordado y de lo facturado en el ciclo, no de todo el padrón.
    return (
        visibles.filter(pk__in=faltan.union(sobran, all=True))
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
    cuentas = asignaciones.aggregate(
        acordados=Count("pk"), iguales=Count("pk", filter=Q(suministro__ciclo=ciclo.numero))
    )
    facturados = Suministro.objects.visibles_para(user).filter(ciclo=ciclo.numero).count()
    return Comparacion(
        ciclo=ciclo,
        acordados=cuentas["acordados"],
        falta=cuentas["acordados"] - cuentas["iguales"],
        sobra=facturados - cuentas["iguales"],
    )


def asignaciones_de(*, cliente_id: int, user: Usuario) -> QuerySet[AsignacionCiclo]:
    """En qué ciclo acordó Cartera poner los suministros que hoy tiene el cliente, lo último primero."""
    return (
        AsignacionCiclo.objects.visibles_para(user)
        .filter(suministro__cliente=cliente_id)
        .select_related("suministro", "ciclo", "solicitud", "retiro")
        .order_by("-vigencia", "suministro__codigo")
    )
