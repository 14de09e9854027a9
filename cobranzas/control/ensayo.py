"""Qué habría hecho una escalera en días ya vividos, con los hechos que el control guardó cada día. No escribe nada."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Max

from cartera.padron.models import Cliente

from . import consultas, hechos
from .models import Barrido, Escalera, Peldano
from .pasos import Pasos, pasos_al, pasos_de

CAMBIOS_A_LA_VISTA = 20

DIAS = """
    CREATE TEMP TABLE ensayo_paso ON COMMIT DROP AS
    SELECT paso.*, string_to_array(nullif(de, ''), ',') AS categorias
    FROM unnest(
        %(dias)s::date[], %(previo_hasta)s::date[], %(ids)s::bigint[], %(ordenes)s::int[], %(claves)s::text[],
        %(limites)s::date[], %(previos)s::bool[], %(recibos)s::int[], %(cuotas)s::int[], %(minimos)s::numeric[],
        %(categorias)s::text[]
    ) AS paso (al, previo_hasta, id, orden, clave, limite, previo, recibos, cuotas, minimo, de)
"""

# Cada fecha con la anterior controlada, y qué vencimientos alcanzó ese día un paso que ayer aún no les tocaba.
CRUCES = """
    CREATE TEMP TABLE ensayo_dia ON COMMIT DROP AS
    SELECT f.al, f.previa, f.entera, p.previo_hasta
    FROM unnest(%(fechas)s::date[], %(previas)s::date[], %(enteras)s::bool[]) AS f (al, previa, entera)
    LEFT JOIN (SELECT al, max(previo_hasta) AS previo_hasta FROM ensayo_paso GROUP BY al) p ON p.al = f.al;
    CREATE TEMP TABLE ensayo_cruce ON COMMIT DROP AS
    SELECT DISTINCT d.al, vence::date
    FROM ensayo_dia d
    JOIN ensayo_paso p ON p.al = d.al
    JOIN ensayo_paso a ON a.al = d.previa AND a.clave = p.clave
    CROSS JOIN LATERAL generate_series(a.limite + 1, p.limite, interval '1 day') AS vence;
    ANALYZE ensayo_paso; ANALYZE ensayo_dia; ANALYZE ensayo_cruce
"""

# Por cliente, paso y ancla, el primer día en que era el más severo que tocaba y nada lo detenía. Lo que ya
# tocaba el último día antes (`base`) no se cuenta. Solo se miran los días en que algo pudo cambiar: los hechos del
# cliente no son los de ayer, un paso alcanzó ese día a su ancla, o va a vencer pronto.
ENSAYAR = f"""
    CREATE TEMP TABLE {{tabla}} ON COMMIT DROP AS
    WITH hechos AS MATERIALIZED (
        SELECT d.al, d.cliente_id, d.ancla_id, d.ancla_vence_el AS vence_el, d.en_un_suministro, d.cuotas_vencidas,
               d.credito, d.exigido, g.categoria, CASE WHEN d.exigido > 0 THEN 'vencido' ELSE 'por_vencer' END AS fase,
               f.previo_hasta
        FROM ensayo_dia f
        JOIN cobranzas_controlcliente d ON d.al = f.al AND d.ancla_id IS NOT NULL AND d.bloqueo = ''
        LEFT JOIN cobranzas_controlcliente a
          ON a.al = f.previa AND a.cliente_id = d.cliente_id AND a.ancla_id = d.ancla_id AND a.bloqueo = ''
        LEFT JOIN control_categoria g ON g.cliente_id = d.cliente_id
        WHERE f.entera
           OR (a.ancla_vence_el, a.en_un_suministro, a.cuotas_vencidas, a.exigido, a.credito)
              IS DISTINCT FROM (d.ancla_vence_el, d.en_un_suministro, d.cuotas_vencidas, d.exigido, d.credito)
           OR d.exigido = 0 AND d.ancla_vence_el <= f.previo_hasta
           OR (d.al, d.ancla_vence_el) IN (SELECT al, vence FROM ensayo_cruce)
    ), con_importe AS (
        SELECT h.*, CASE WHEN h.fase = 'vencido' THEN h.exigido ELSE coalesce(e.pronto, 0) END AS importe
        FROM hechos h
        LEFT JOIN LATERAL (
            SELECT sum(x.saldo - x.congelado) AS pronto
            FROM cobranzas_estadodiario x
            WHERE h.fase = 'por_vencer' AND h.vence_el <= h.previo_hasta
              AND x.al = h.al AND x.cliente_id = h.cliente_id AND x.estado = 'por_vencer'
              AND x.al - x.dias <= h.previo_hasta AND x.razon IN ('', 'por_vencer')
        ) e ON true
    ), debidos AS (
        SELECT c.al, c.cliente_id, c.ancla_id, c.importe, c.credito,
               max(p.orden) FILTER (WHERE c.importe >= p.minimo) AS orden
        FROM con_importe c JOIN ensayo_paso p ON p.al = c.al AND {consultas.TOCA}
        GROUP BY c.al, c.cliente_id, c.ancla_id, c.importe, c.credito
    )
    SELECT DISTINCT ON (d.cliente_id, p.clave, d.ancla_id)
           d.cliente_id, p.clave, p.id AS peldano_id, d.ancla_id, d.al, d.importe
    FROM debidos d JOIN ensayo_paso p ON p.al = d.al AND p.orden = d.orden
    WHERE d.credito < d.importe
    ORDER BY d.cliente_id, p.clave, d.ancla_id, d.al
"""  # noqa: S608

POR_PASO = """
    SELECT clave, max(peldano_id), count(*), sum(importe) FROM {tabla} WHERE al > %(base)s GROUP BY clave
"""

# Los clientes a quienes les habría tocado algo distinto: qué, con cada escalera, por orden.
CAMBIOS = """
    WITH antes AS (
        SELECT cliente_id, array_agg(clave ORDER BY al, clave) AS claves, max(importe) AS importe
        FROM ensayo_antes WHERE al > %(base)s GROUP BY cliente_id
    ), despues AS (
        SELECT cliente_id, array_agg(clave ORDER BY al, clave) AS claves, max(importe) AS importe
        FROM ensayo_despues WHERE al > %(base)s GROUP BY cliente_id
    )
    SELECT cliente_id, a.claves, d.claves, greatest(a.importe, d.importe) AS importe, count(*) OVER () AS cuantos
    FROM antes a FULL JOIN despues d USING (cliente_id)
    WHERE a.claves IS DISTINCT FROM d.claves
    ORDER BY importe DESC, cliente_id LIMIT %(filas)s
"""


@dataclass(frozen=True)
class PasoEnsayado:
    """Un paso y cuántas veces habría tocado, con cada escalera; soles, los que abarcaba al proponerse."""

    nombre: str
    antes: int = 0
    antes_soles: Decimal = Decimal("0.00")
    despues: int = 0
    despues_soles: Decimal = Decimal("0.00")

    @property
    def diferencia(self) -> int:
        return self.despues - self.antes


@dataclass(frozen=True)
class Cambio:
    """Un cliente al que le habría tocado otra cosa: los pasos con la escalera de antes y con la nueva."""

    cliente: Cliente
    antes: list[str]
    despues: list[str]
    importe: Decimal


@dataclass(frozen=True)
class Ensayo:
    """Los días ensayados, ambos incluidos. `dias`: los que se controlaron. Sin ninguno no hay nada que comparar."""

    desde: dt.date
    hasta: dt.date
    dias: int
    pasos: list[PasoEnsayado] = field(default_factory=list)
    cambian: int = 0
    cambios: list[Cambio] = field(default_factory=list)


def ultimo_mes() -> tuple[dt.date, dt.date] | None:
    """Los 30 días que terminan en el último controlado, o None si aún no se controla ninguno."""
    hasta = Barrido.objects.actuados().aggregate(hasta=Max("al"))["hasta"]
    return (hasta - dt.timedelta(days=29), hasta) if hasta else None


def ensayar(*, escalera: Escalera, desde: dt.date, hasta: dt.date, visibles=None) -> Ensayo:
    """Qué habría hecho esa escalera en esos días, junto a la que regía entonces, con los hechos de cada día controlado.

    Lo que depende de lo que la propia escalera habría conseguido (que llamaran antes y pagaran) no se adivina.
    `visibles`: los clientes que se pueden nombrar; las sumas son de todos.
    """
    actuados = Barrido.objects.actuados()
    fechas = list(actuados.filter(al__range=(desde, hasta)).order_by("al").values_list("al", flat=True))
    if not fechas:
        return Ensayo(desde, hasta, 0)
    base = actuados.filter(al__lt=desde).aggregate(base=Max("al"))["base"] or desde - dt.timedelta(1)
    nombres: dict[str, str] = {}
    nueva = Escalera.objects.prefetch_related("peldanos").get(pk=escalera.pk)
    with transaction.atomic(), connection.cursor() as cursor:
        todas = [base, *fechas]
        datos = {"al": hasta, "cliente": None, "base": base, "fechas": todas}
        cursor.execute(f"{consultas.PREPARAR};{hechos.TABLAS};DROP TABLE IF EXISTS ensayo_antes, ensayo_despues")
        cursor.execute(f"{hechos.CLIENTELA};{hechos.CATEGORIAS};ANALYZE control_categoria", datos)
        cuentas = []
        for tabla, pasos in (
            ("ensayo_antes", [pasos_al(dia) for dia in todas]),
            ("ensayo_despues", [pasos_de(nueva, dia) for dia in todas]),
        ):
            nombres |= {p.clave: p.nombre for del_dia in pasos for p in del_dia.peldanos}
            cuentas.append(_contar(cursor, tabla, datos, pasos))
        cursor.execute(CAMBIOS, datos | {"filas": CAMBIOS_A_LA_VISTA})
        filas = cursor.fetchall()
    return Ensayo(
        desde=desde,
        hasta=hasta,
        dias=len(fechas),
        pasos=_comparar(nombres, *cuentas),
        cambian=filas[0][4] if filas else 0,
        cambios=_cambios(filas, nombres, visibles),
    )


def _contar(cursor, tabla: str, datos: dict, pasos: list[Pasos]) -> dict[str, tuple[int, Decimal]]:
    """Ensaya y devuelve (veces, soles) por clave de paso."""
    cursor.execute("DROP TABLE IF EXISTS ensayo_paso, ensayo_dia, ensayo_cruce")
    fechas = datos["fechas"]
    cursor.execute(DIAS, _por_dia(fechas, pasos))
    versiones = [p.escalera.pk if p.escalera else None for p in pasos]
    datos = datos | {
        "previas": [None, *fechas[:-1]],
        # El primer día, y el de una versión que empieza a regir, se miran todos.
        "enteras": [n == 0 or versiones[n] != versiones[n - 1] for n in range(len(fechas))],
    }
    cursor.execute(CRUCES, datos)
    cursor.execute(ENSAYAR.format(tabla=tabla), datos)
    cursor.execute(POR_PASO.format(tabla=tabla), datos)
    return {clave: (veces, soles) for clave, _, veces, soles in cursor.fetchall()}


def _por_dia(fechas: list[dt.date], pasos: list[Pasos]) -> dict[str, list]:
    """Los pasos de cada fecha como columnas paralelas, con su límite de ese día."""
    columnas: dict[str, list] = {
        clave: []
        for clave in (
            "dias", "previo_hasta", "ids", "ordenes", "claves", "limites", "previos", "recibos", "cuotas", "minimos",
            "categorias",
        )
    }  # fmt: skip
    for al, del_dia in zip(fechas, pasos, strict=True):
        parametros = del_dia.como_parametros()
        cuantos = len(del_dia.peldanos)
        columnas["dias"] += [al] * cuantos
        columnas["previo_hasta"] += [parametros["previo_hasta"]] * cuantos
        for clave in columnas.keys() - {"dias", "previo_hasta"}:
            columnas[clave] += parametros[clave]
    return columnas


def _comparar(nombres: dict[str, str], antes: dict, despues: dict) -> list[PasoEnsayado]:
    nada = (0, Decimal("0.00"))
    orden = {p.clave: p.orden for p in Peldano.objects.filter(clave__in=nombres).order_by("escalera__version")}
    return [
        PasoEnsayado(nombres[clave], *antes.get(clave, nada), *despues.get(clave, nada))
        for clave in sorted(nombres, key=lambda clave: orden.get(clave, 0))
    ]


def _cambios(filas: list, nombres: dict[str, str], visibles) -> list[Cambio]:
    de = (Cliente.objects.all() if visibles is None else visibles).in_bulk([fila[0] for fila in filas])
    return [
        Cambio(de[cliente], [nombres[c] for c in antes or []], [nombres[c] for c in despues or []], importe)
        for cliente, antes, despues, importe, _ in filas
        if cliente in de
    ]
