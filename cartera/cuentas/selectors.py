"""Cifras de la cuenta a una fecha (NORMAS §1 «Account»; manual 6.3.11). Todas salen de las funciones de la base."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Max

from cartera.padron.models import Cliente, Suministro
from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

from .choices import FiltroRecibos
from .models import DiaDePagos, Pago, Recibo

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


# --- hasta dónde llegan los pagos ---------------------------------------------------------------
def pagos_hasta(al: dt.date) -> dt.date | None:
    """Fecha del último pago cargado hasta `al` (de cualquier entidad), o None si no hay ninguno."""
    return DiaDePagos.objects.filter(pagado_el__lte=al).aggregate(hasta=Max("pagado_el"))["hasta"]


def pagos_hasta_por_entidad(al: dt.date) -> list[tuple[str, dt.date]]:
    """Lo mismo por entidad, de la más atrasada a la más al día."""
    filas = DiaDePagos.objects.filter(pagado_el__lte=al).values("entidad").annotate(hasta=Max("pagado_el"))
    return [(f["entidad"], f["hasta"]) for f in filas.order_by("hasta", "entidad")]


# --- resumen ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Cifras:
    """Soles a una fecha. saldo = congelado + exigible; exigible = vencido + por_vencer."""

    recibos: int = 0  # con saldo
    recibos_vencidos: int = 0  # con saldo exigible
    saldo: Decimal = Decimal(0)
    congelado: Decimal = Decimal(0)
    exigible: Decimal = Decimal(0)
    vencido: Decimal = Decimal(0)
    por_vencer: Decimal = Decimal(0)
    credito: Decimal = Decimal(0)  # pagado de más; no cubre solo a otro recibo
    dias: int = 0  # del recibo vencido exigible más antiguo

    def __add__(self, otra: Cifras) -> Cifras:
        suma = {c.name: getattr(self, c.name) + getattr(otra, c.name) for c in fields(self)}
        return Cifras(**{**suma, "dias": max(self.dias, otra.dias)})


@dataclass(frozen=True, slots=True)
class Cuenta:
    """`visible`: lo de las zonas de quien mira; `otras`: lo de las demás, en una suma (NORMAS §1)."""

    al: dt.date
    visible: Cifras
    otras: Cifras

    @property
    def total(self) -> Cifras:
        return self.visible + self.otras


RESUMEN = """
WITH suyos AS ({suministros}),
saldos AS (
    SELECT s.visible, r.*, r.saldo - r.congelado AS exigible
    FROM cartera_saldos_al(%(al)s, ARRAY(SELECT id FROM suyos)) r JOIN suyos s ON s.id = r.suministro_id
), abonos AS (
    SELECT s.visible, sum(p.neto) AS neto
    FROM cartera_pagos_al(%(al)s, ARRAY(SELECT id FROM suyos)) p JOIN suyos s ON s.id = p.suministro_id
    GROUP BY s.visible
), sumas AS (
    SELECT visible, count(*) FILTER (WHERE saldo > 0) AS recibos,
           count(*) FILTER (WHERE exigible > 0 AND vence_el < %(al)s) AS recibos_vencidos,
           sum(saldo) AS saldo, sum(congelado) AS congelado, sum(exigible) AS exigible,
           coalesce(sum(exigible) FILTER (WHERE vence_el < %(al)s), 0) AS vencido,
           coalesce(sum(exigible) FILTER (WHERE vence_el >= %(al)s), 0) AS por_vencer,
           sum(pagado) AS pagado,
           coalesce(%(al)s - min(vence_el) FILTER (WHERE exigible > 0 AND vence_el < %(al)s), 0) AS dias
    FROM saldos GROUP BY visible
)
SELECT v.visible, coalesce(recibos, 0), coalesce(recibos_vencidos, 0), coalesce(saldo, 0), coalesce(congelado, 0),
       coalesce(exigible, 0), coalesce(vencido, 0), coalesce(por_vencer, 0),
       coalesce(neto, 0) - coalesce(pagado, 0), coalesce(dias, 0)
FROM (VALUES (true), (false)) v (visible) LEFT JOIN sumas USING (visible) LEFT JOIN abonos USING (visible)
"""
# La deuda va con el suministro y se le cobra a quien es su titular en la fecha pedida (NORMAS §1).
DEL_CLIENTE = """
    SELECT x.id, (%(todas)s OR x.zona_id = ANY (%(zonas)s)) AS visible
    FROM cartera_titularidad t JOIN cartera_suministro x ON x.id = t.suministro_id
    WHERE t.cliente_id = %(cliente)s AND t.vigencia @> %(al)s
"""
UNO = "SELECT %(suministro)s AS id, true AS visible"


def alcance(user: Usuario | None) -> dict:
    """Parámetros `todas` y `zonas` con que una consulta se limita a lo que la persona ve."""
    if user is None or ve_todas_las_zonas(user):
        return {"todas": True, "zonas": []}
    return {"todas": False, "zonas": list(zonas_de(user).values_list("pk", flat=True))}


def _resumir(suministros: str, al: dt.date, parametros: dict) -> Cuenta:
    with connection.cursor() as cursor:
        cursor.execute(RESUMEN.format(suministros=suministros), parametros | {"al": al})
        partes = {fila[0]: Cifras(*fila[1:]) for fila in cursor.fetchall()}
    return Cuenta(al=al, visible=partes[True], otras=partes[False])


def cuenta_de_cliente(*, cliente: Cliente, al: dt.date, user: Usuario | None = None) -> Cuenta:
    """Lo que debe el cliente por los suministros de los que es titular en `al`. Sin `user`, todo es visible."""
    return _resumir(DEL_CLIENTE, al, alcance(user) | {"cliente": cliente.pk})


def cuenta_de_suministro(*, suministro: Suministro, al: dt.date) -> Cuenta:
    """Lo que se debe por un suministro en `al`, sea quien sea el titular."""
    return _resumir(UNO, al, {"suministro": suministro.pk})


# --- recibos de una cuenta ----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ReciboAl:
    """Un recibo con sus cifras a la fecha pedida. `tramo` vacío si no está vencido."""

    pk: int
    numero: str
    suministro_id: int
    suministro: str
    periodo: dt.date
    emitido_el: dt.date
    vence_el: dt.date
    total: Decimal
    pagado: Decimal
    congelado: Decimal
    saldo: Decimal
    exigible: Decimal
    estado: str
    dias: int
    tramo: str


RECIBOS = """
WITH suyos AS ({suministros}), saldos AS (
    SELECT r.*, cartera_estado_recibo(r.saldo, r.congelado, r.vence_el, %(al)s) AS estado
    FROM cartera_saldos_al(%(al)s, ARRAY(SELECT id FROM suyos WHERE visible)) r
    WHERE %(recibo)s::bigint IS NULL OR r.recibo_id = %(recibo)s
), elegidos AS (
    SELECT s.*, count(*) OVER () AS cuantos FROM saldos s
    WHERE CASE %(estado)s
        WHEN '' THEN true
        WHEN 'con_saldo' THEN s.saldo > 0
        WHEN 'con_congelado' THEN s.congelado > 0
        ELSE s.estado = %(estado)s
    END
    ORDER BY s.vence_el DESC, s.recibo_id DESC LIMIT %(filas)s OFFSET %(desde)s
)
SELECT e.cuantos, e.recibo_id, n.numero, e.suministro_id, x.codigo, e.periodo, e.emitido_el, e.vence_el,
       e.total, e.pagado, e.congelado, e.saldo, e.saldo - e.congelado, e.estado,
       CASE WHEN e.estado = 'vencido' THEN %(al)s - e.vence_el ELSE 0 END,
       CASE WHEN e.estado = 'vencido' THEN cartera_tramo(%(al)s - e.vence_el) ELSE '' END
FROM elegidos e
JOIN cartera_recibo n ON n.id = e.recibo_id
JOIN cartera_suministro x ON x.id = e.suministro_id
ORDER BY e.vence_el DESC, e.recibo_id DESC
"""


def _recibos(suministros: str, al: dt.date, parametros: dict) -> tuple[list[ReciboAl], int]:
    todos = {"estado": "", "desde": 0, "filas": 50, "recibo": None, "al": al}
    with connection.cursor() as cursor:
        cursor.execute(RECIBOS.format(suministros=suministros), todos | parametros)
        filas = cursor.fetchall()
    return [ReciboAl(*fila[1:]) for fila in filas], filas[0][0] if filas else 0


def recibos_de_cliente(
    *,
    cliente: Cliente,
    al: dt.date,
    user: Usuario | None = None,
    estado: FiltroRecibos | str = "",
    desde: int = 0,
    filas: int = 50,
) -> tuple[list[ReciboAl], int]:
    """Recibos emitidos hasta `al` de los suministros visibles del cliente, el último primero, y cuántos son."""
    limites = {"estado": str(estado), "desde": desde, "filas": filas}
    return _recibos(DEL_CLIENTE, al, alcance(user) | limites | {"cliente": cliente.pk})


def recibos_de_suministro(
    *, suministro: Suministro, al: dt.date, estado: FiltroRecibos | str = "", desde: int = 0, filas: int = 50
) -> tuple[list[ReciboAl], int]:
    """Recibos emitidos hasta `al` de un suministro, el último primero, y cuántos son en total."""
    limites = {"estado": str(estado), "desde": desde, "filas": filas, "suministro": suministro.pk}
    return _recibos(UNO, al, limites)


def recibo_al(*, recibo: Recibo, al: dt.date) -> ReciboAl | None:
    """El recibo con sus cifras a `al`; None si se emitió después."""
    parametros = {"suministro": recibo.suministro_id, "recibo": recibo.pk, "filas": 1}
    filas, _ = _recibos(UNO, al, parametros)
    return filas[0] if filas else None


# --- pagos de una cuenta ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PagoAl:
    """Un pago con lo que de él se había revertido y aplicado a la fecha pedida; `credito` es lo que sobra."""

    pk: int
    pagado_el: dt.date
    entidad: str
    operacion: str
    suministro: str
    recibo: str
    importe: Decimal
    revertido: Decimal
    aplicado: Decimal
    credito: Decimal


PAGOS = """
WITH suyos AS ({suministros}), ids AS (SELECT ARRAY(SELECT id FROM suyos WHERE visible) AS todos),
aplicado AS (
    SELECT a.pago_id, sum(a.importe) AS importe FROM ids, cartera_aplicaciones_al(%(al)s, ids.todos) a
    GROUP BY a.pago_id
)
SELECT p.id, p.pagado_el, p.entidad, p.operacion, x.codigo, o.numero_recibo, o.importe, o.importe - p.neto,
       coalesce(a.importe, 0), p.neto - coalesce(a.importe, 0)
FROM ids, cartera_pagos_al(%(al)s, ids.todos) p
JOIN cartera_pago o ON o.id = p.id
JOIN cartera_suministro x ON x.id = p.suministro_id
LEFT JOIN aplicado a ON a.pago_id = p.id
ORDER BY p.pagado_el DESC, p.id DESC LIMIT %(filas)s
"""


def _pagos(suministros: str, parametros: dict) -> list[PagoAl]:
    with connection.cursor() as cursor:
        cursor.execute(PAGOS.format(suministros=suministros), parametros)
        return [PagoAl(*fila) for fila in cursor.fetchall()]


def pagos_de_cliente(*, cliente: Cliente, al: dt.date, user: Usuario | None = None, filas: int = 25) -> list[PagoAl]:
    """Los últimos pagos hasta `al` de los suministros visibles del cliente."""
    return _pagos(DEL_CLIENTE, alcance(user) | {"cliente": cliente.pk, "al": al, "filas": filas})


def pagos_de_suministro(*, suministro: Suministro, al: dt.date, filas: int = 25) -> list[PagoAl]:
    """Los últimos pagos hasta `al` de un suministro."""
    return _pagos(UNO, {"suministro": suministro.pk, "al": al, "filas": filas})


@dataclass(frozen=True, slots=True)
class AplicacionAl:
    """Parte de un pago que cubre un recibo a la fecha pedida."""

    pago_id: int
    recibo_id: int
    pagado_el: dt.date
    entidad: str
    operacion: str
    numero: str
    vence_el: dt.date
    nombrado: bool  # el pago decía este recibo
    importe: Decimal


APLICACIONES = """
SELECT p.id, r.id, p.pagado_el, p.entidad, p.operacion, r.numero, r.vence_el, p.recibo_id IS NOT NULL, a.importe
FROM cartera_aplicaciones_al(%(al)s, ARRAY[%(suministro)s]) a
JOIN cartera_pago p ON p.id = a.pago_id
JOIN cartera_recibo r ON r.id = a.recibo_id
WHERE (%(recibo)s::bigint IS NULL OR r.id = %(recibo)s) AND (%(pago)s::bigint IS NULL OR p.id = %(pago)s)
ORDER BY p.pagado_el, p.id, r.vence_el, r.numero
"""


def aplicaciones_al(*, al: dt.date, recibo: Recibo | None = None, pago: Pago | None = None) -> list[AplicacionAl]:
    """Qué pagos cubren el recibo, o qué recibos cubre el pago, a la fecha `al`."""
    de = recibo or pago
    if de is None or de.suministro_id is None:
        return []
    claves = {"recibo": recibo.pk if recibo else None, "pago": pago.pk if pago else None}
    with connection.cursor() as cursor:
        cursor.execute(APLICACIONES, claves | {"al": al, "suministro": de.suministro_id})
        return [AplicacionAl(*fila) for fila in cursor.fetchall()]
