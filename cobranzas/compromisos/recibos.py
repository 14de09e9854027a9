"""Los recibos de un compromiso: cuáles se pueden comprometer, cómo se reparte entre ellos, congelarlos y soltarlos."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
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


def exigibles(cliente: Cliente, recibos: Iterable[Recibo], hoy: dt.date) -> list[Recibo]:
    """Los recibos, del que venció primero al último. ReciboNoComprometible si alguno no lo debe hoy el cliente."""
    claves = {r.pk for r in recibos}
    if not claves:
        raise ReciboNoComprometible("Elige al menos un recibo.")
    hallados = list(
        Recibo.objects.filter(pk__in=claves, suministro__cliente=cliente, emitido_el__lte=hoy)
        .exigibles()
        .order_by("vence_el", "numero")
    )
    if len(hallados) < len(claves):
        faltan = Recibo.objects.filter(pk__in=claves - {r.pk for r in hallados}).order_by("numero").first()
        raise ReciboNoComprometible(
            f"El recibo {faltan} ya no tiene deuda exigible de este cliente: se pagó, se congeló o cambió de titular."
        )
    return hallados


def repartir_en(recibos: list[Recibo], total: Decimal) -> list[tuple[Recibo, Decimal]]:
    """(recibo, parte) del primero al último hasta agotar `total`; el que no alcanza a recibir nada no sale."""
    partes, queda = [], total
    for recibo in recibos:
        parte = min(queda, recibo.exigible)
        if parte > 0:
            partes.append((recibo, parte))
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
