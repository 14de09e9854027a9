"""Cómo queda un compromiso, contado a mano: cada sol que llegó a cada recibo, día por día.

No usa la base: recibe los pagos y reversas de cada recibo y los aplica con aritmética llana.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

CERO = Decimal("0.00")


@dataclass(frozen=True)
class Movimiento:
    """Un pago que nombra un recibo; `devuelto_el`, si el banco lo devolvió entero."""

    recibo: str
    el: date
    importe: Decimal
    devuelto_el: date | None = None


@dataclass
class Cuenta:
    """Recibos con su total y lo que les pagaron. Lo que pasa del total es crédito, no paga a otro."""

    totales: dict[str, Decimal]
    movimientos: list[Movimiento] = field(default_factory=list)

    def pagado(self, recibo: str, al: date) -> Decimal:
        quedan = (
            m.importe
            for m in self.movimientos
            if m.recibo == recibo and m.el <= al and not (m.devuelto_el and m.devuelto_el <= al)
        )
        return min(sum(quedan, CERO), self.totales[recibo])


@dataclass(frozen=True)
class Compromiso:
    """`nombrados`: recibo → importe; `antes`: lo que tenía pagado; `cuotas`: (último día, importe) en orden."""

    nombrados: dict[str, Decimal]
    antes: dict[str, Decimal]
    cuotas: list[tuple[date, Decimal]]

    def llegado(self, cuenta: Cuenta, al: date) -> Decimal:
        """Lo que a esa fecha había llegado a los recibos nombrados, desde que se comprometió."""
        total = CERO
        for recibo, importe in self.nombrados.items():
            subio = max(cuenta.pagado(recibo, al) - self.antes[recibo], CERO)
            total += min(subio, importe)
        return total


def a_tiempo(compromiso: Compromiso, cuenta: Cuenta, al: date) -> list[Decimal]:
    """De cada cuota, lo que estaba en su último día (o en `al`, si aún no llega) y sigue estando en `al`."""
    partes, debido = [], CERO
    for limite, importe in compromiso.cuotas:
        habia = min(compromiso.llegado(cuenta, min(limite, al)), compromiso.llegado(cuenta, al))
        partes.append(min(max(habia - debido, CERO), importe))
        debido += importe
    return partes


def promesa(compromiso: Compromiso, cuenta: Cuenta, al: date) -> tuple[str, Decimal]:
    """(estado, soles a tiempo) con los pagos cargados hasta `al`."""
    partes = a_tiempo(compromiso, cuenta, al)
    cubierto = sum(partes, CERO)
    if all(parte == importe for parte, (_, importe) in zip(partes, compromiso.cuotas, strict=True)):
        return "cumplida", cubierto
    fallada = any(
        limite < al and parte < importe for parte, (limite, importe) in zip(partes, compromiso.cuotas, strict=True)
    )
    if not fallada:
        return "abierta", cubierto
    return ("cumplida_en_parte" if cubierto else "incumplida"), cubierto


def convenio(compromiso: Compromiso, cuenta: Cuenta, al: date) -> tuple[str, Decimal]:
    """(estado, soles pagados en total) con los pagos cargados hasta `al`."""
    partes = a_tiempo(compromiso, cuenta, al)
    llegado = compromiso.llegado(cuenta, al)
    if any(limite < al and parte < importe for parte, (limite, importe) in zip(partes, compromiso.cuotas, strict=True)):
        return "roto", llegado
    return ("cumplido" if llegado == sum(compromiso.nombrados.values(), CERO) else "vigente"), llegado
