"""El control de una fecha: recibos vencidos de los principales, por tramo."""

from dataclasses import dataclass
from decimal import Decimal

from tests.oraculos.cuentas import CERO, TRAMOS, Cuentas, Recibo, tramo


@dataclass(frozen=True)
class Control:
    clientes: int
    abiertos: dict[str, Recibo]
    vencidos: dict[str, Recibo]
    saldo_vencido: Decimal
    tramos: dict[str, tuple[int, Decimal]]
    con_vencidos: frozenset[str]


def barrer(*, cuentas: Cuentas, titular: dict[str, str], principales: frozenset[str]) -> Control:
    """`titular`: cliente de cada suministro; `principales`: los de la cartera en la fecha de las cuentas."""
    suyos = {n: r for n, r in cuentas.recibos.items() if titular.get(r.suministro) in principales}
    vencidos = {r.numero: r for r in cuentas.vencidos() if r.numero in suyos}
    tramos = {nombre: (0, CERO) for nombre, _ in TRAMOS}
    for recibo in vencidos.values():
        nombre = tramo((cuentas.al - recibo.vence).days)
        tramos[nombre] = (tramos[nombre][0] + 1, tramos[nombre][1] + recibo.saldo)
    return Control(
        clientes=len(principales),
        abiertos={n: r for n, r in suyos.items() if r.saldo > 0},
        vencidos=vencidos,
        saldo_vencido=sum((r.saldo for r in vencidos.values()), CERO),
        tramos=tramos,
        con_vencidos=frozenset(titular[r.suministro] for r in vencidos.values()),
    )
