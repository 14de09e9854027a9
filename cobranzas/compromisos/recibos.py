"""Los recibos de un compromiso: cuáles se pueden comprometer, cómo se reparte entre ellos, congelarlos y soltarlos."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection

from cartera.cuentas.choices import MotivoCongelamiento
from cartera.cuentas.models import Recibo
from cartera.cuentas.services import congelar, descongelar

from .errores import ReciboNoComprometible
from .models import Convenio, ConvenioRecibo

if TYPE_CHECKING:
    from cartera.padron.models import Cliente
    from config.comun.usuarios.models import Usuario

CANDADO = "cobranzas.compromisos"
CERO = Decimal("0.00")


def tomar_turno() -> None:
    """Espera su turno para cambiar compromisos, hasta el fin de la transacción."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [CANDADO])


@dataclass(frozen=True, slots=True)
class Exigible:
    """Un recibo con lo que tenía pagado y lo que se le podía cobrar (saldo menos congelado) en una fecha."""

    recibo: Recibo
    pagado: Decimal
    exigible: Decimal


# La deuda va con el suministro y se le cobra a quien es su titular ese día (NORMAS §1).
EXIGIBLES = """
SELECT s.recibo_id, s.pagado, s.saldo - s.congelado
FROM cartera_saldos_al(%(al)s, ARRAY(SELECT DISTINCT suministro_id FROM cartera_recibo WHERE id = ANY (%(claves)s))) s
JOIN cartera_titularidad t ON t.suministro_id = s.suministro_id AND t.vigencia @> %(al)s
WHERE s.recibo_id = ANY (%(claves)s) AND t.cliente_id = %(cliente)s AND s.saldo > s.congelado
"""


def exigibles_al(cliente_id: int, claves: Iterable[int], al: dt.date) -> dict[int, tuple[Decimal, Decimal]]:
    """recibo → (pagado, exigible) a esa fecha, de los que el cliente debe entonces; los demás no salen."""
    with connection.cursor() as cursor:
        cursor.execute(EXIGIBLES, {"al": al, "claves": list(claves), "cliente": cliente_id})
        return {recibo: (pagado, exigible) for recibo, pagado, exigible in cursor.fetchall()}


def exigibles(cliente: Cliente, recibos: Iterable[Recibo], al: dt.date) -> list[Exigible]:
    """Los recibos, del que venció primero al último. ReciboNoComprometible si alguno no lo debe ese día el cliente."""
    pedidos = sorted({r.pk: r for r in recibos}.values(), key=lambda r: (r.vence_el, r.numero))
    if not pedidos:
        raise ReciboNoComprometible("Elige al menos un recibo.")
    hallados = exigibles_al(cliente.pk, [r.pk for r in pedidos], al)
    for recibo in pedidos:
        if recibo.pk not in hallados:
            raise ReciboNoComprometible(
                f"El recibo {recibo} ya no tiene deuda exigible de este cliente: "
                "se pagó, se congeló o cambió de titular."
            )
    return [Exigible(r, *hallados[r.pk]) for r in pedidos]


def repartir_en(recibos: list[Exigible], total: Decimal) -> list[tuple[Exigible, Decimal]]:
    """(recibo, parte) del primero al último hasta agotar `total`; el que no alcanza a recibir nada no sale."""
    partes, queda = [], total
    for de in recibos:
        parte = min(queda, de.exigible)
        if parte > 0:
            partes.append((de, parte))
            queda -= parte
    return partes


def congelar_cubiertos(
    convenio: Convenio, cubiertos: list[ConvenioRecibo], *, desde: dt.date, por: Usuario | None
) -> None:
    """Saca de cobranza lo que cubre el convenio, con el origen de su vigencia actual."""
    ConvenioRecibo.objects.filter(convenio=convenio).update(vivo=True)
    for c in cubiertos:
        congelar(
            recibo=c.recibo,
            importe=c.importe,
            motivo=MotivoCongelamiento.CONVENIO,
            origen=convenio.origen,
            desde=desde,
            por=por,
        )


def soltar(convenio: Convenio, *, hasta: dt.date) -> None:
    """Descongela lo que quede: lo congelado nunca pasa del saldo, así que lo pagado ya no vuelve."""
    ConvenioRecibo.objects.filter(convenio=convenio).update(vivo=False)
    descongelar(origen=convenio.origen, hasta=hasta)
