"""Lo que muestra el tablero: solo lee cierres guardados, así que abre igual de rápido con cualquier padrón."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from reportes.cierres.models import Cierre, CierreCliente, CierreGrupo
from reportes.indicadores.definiciones import CARTERA, EFICIENCIA, Valor, valorar

if TYPE_CHECKING:
    from config.comun.usuarios.models import Zona

MESES_DE_TENDENCIA = 13
DEUDORES = 10


@dataclass(frozen=True)
class Mes:
    """Las cifras de un cierre dentro del filtro."""

    cierre: Cierre
    clientes_eps: int
    principales: int
    sin_deuda: int
    vencido: Decimal
    con_deuda: int


@dataclass(frozen=True)
class Tablero:
    actual: Mes
    meses: list[Mes]  # del más antiguo al actual
    indicadores: list[Valor]
    deudores: list[CierreCliente]


def tablero(*, hasta: Cierre, zonas: Sequence[Zona] | None, categoria: str) -> Tablero:
    """Cifras de los 13 cierres que terminan en `hasta`. `zonas` None: todas. Cuatro consultas."""
    cierres = list(Cierre.objects.filter(periodo__lte=hasta.periodo).order_by("-periodo")[:MESES_DE_TENDENCIA])[::-1]
    parte = Q(cierre__in=cierres)
    if zonas is not None:
        parte &= Q(zona__in=zonas)
    if categoria:
        parte &= Q(categoria=categoria)
    grupos = {
        fila["cierre"]: fila
        for fila in CierreGrupo.objects.filter(parte)
        .values("cierre")
        .annotate(eps=Sum("clientes_eps"), pc=Sum("principales"), limpios=Sum("sin_deuda"))
    }
    deudas = {
        fila["cierre"]: fila
        for fila in CierreCliente.objects.filter(parte)
        .values("cierre")
        .annotate(total=Sum("vencido"), deben=Count("cliente", filter=Q(sin_deuda=False)))
    }
    meses = [_mes(cierre, grupos.get(cierre.pk), deudas.get(cierre.pk)) for cierre in cierres]
    actual, anterior = meses[-1], meses[-2] if len(meses) > 1 else None
    deudores = CierreCliente.objects.filter(parte, cierre=hasta, vencido__gt=0).select_related("cliente", "zona")
    return Tablero(
        actual=actual,
        meses=meses,
        indicadores=[valorar(i, actual, anterior) for i in (CARTERA, EFICIENCIA)],
        deudores=list(deudores.order_by("-vencido", "cliente_id")[:DEUDORES]),
    )


def _mes(cierre: Cierre, grupo: Mapping[str, Any] | None, deuda: Mapping[str, Any] | None) -> Mes:
    return Mes(
        cierre=cierre,
        clientes_eps=grupo["eps"] if grupo else 0,
        principales=grupo["pc"] if grupo else 0,
        sin_deuda=grupo["limpios"] if grupo else 0,
        vencido=deuda["total"] if deuda else Decimal(0),
        con_deuda=deuda["deben"] if deuda else 0,
    )
