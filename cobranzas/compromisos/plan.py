"""El plan de un convenio: cuotas que suman la deuda al céntimo y fechas que caen en día hábil. Solo cálculo."""

import calendar
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from config.comun.dinero import redondear, repartir

CERO = Decimal("0.00")
DIA = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CuotaDelPlan:
    """Una cuota en soles; la 0 es la inicial. `saldo` es el capital que queda después de pagarla."""

    numero: int
    vence_el: dt.date
    capital: Decimal
    interes: Decimal
    saldo: Decimal

    @property
    def importe(self) -> Decimal:
        return self.capital + self.interes

    @property
    def nombre(self) -> str:
        return f"Cuota {self.numero}" if self.numero else "Inicial"


def planear(
    *,
    capital: Decimal,
    inicial: Decimal,
    inicial_el: dt.date,
    cuotas: int,
    primera_el: dt.date,
    interes_mensual: Decimal = CERO,
    no_habiles: Collection[dt.date] = (),
) -> tuple[CuotaDelPlan, ...]:
    """La inicial, si la hay, y las cuotas mensuales. Los capitales suman `capital` exactamente.

    `interes_mensual` es un porcentaje sobre el capital por pagar antes de cada cuota. La inicial no lleva interés.
    ValueError si la inicial no está entre 0 y el capital o no queda ni un céntimo por cuota.
    """
    if not CERO <= inicial <= capital or capital <= 0 or cuotas < 0:
        raise ValueError("La inicial va de cero a la deuda.")
    queda = capital - inicial
    if (queda > 0) != (cuotas > 0) or queda < cuotas * Decimal("0.01"):
        raise ValueError("Cada cuota debe llevar al menos un céntimo.")
    plan = []
    if inicial:
        plan.append(CuotaDelPlan(0, habil_desde(inicial_el, no_habiles), inicial, CERO, queda))
    for numero, parte in enumerate(repartir(queda, cuotas) if cuotas else (), start=1):
        interes = redondear(queda * interes_mensual / 100)
        queda -= parte
        vence = habil_desde(mas_meses(primera_el, numero - 1), no_habiles)
        plan.append(CuotaDelPlan(numero, vence, parte, interes, queda))
    return tuple(plan)


def mas_meses(fecha: dt.date, meses: int) -> dt.date:
    """El mismo día `meses` después; si ese mes es más corto, su último día (31 ene + 1 = 28 o 29 feb)."""
    anio, mes = divmod(fecha.year * 12 + fecha.month - 1 + meses, 12)
    return dt.date(anio, mes + 1, min(fecha.day, calendar.monthrange(anio, mes + 1)[1]))


def habil_desde(fecha: dt.date, no_habiles: Collection[dt.date]) -> dt.date:
    """Esa fecha o, si no es hábil, el siguiente día hábil."""
    while fecha.weekday() > 4 or fecha in no_habiles:
        fecha += DIA
    return fecha


def mas_habiles(fecha: dt.date, dias: int, no_habiles: Collection[dt.date]) -> dt.date:
    """El hábil número `dias` contado desde el siguiente (NORMAS §3); con 0, la misma fecha."""
    for _ in range(dias):
        fecha = habil_desde(fecha + DIA, no_habiles)
    return fecha
