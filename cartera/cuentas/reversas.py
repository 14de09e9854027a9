"""Qué pago deshace cada reversa de un archivo (NORMAS §1): el de la misma entidad y operación.

Si la operación se repite en varias fechas, el último fechado hasta la reversa al que le quede algo. Puede ser parcial.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from psycopg2.extras import execute_values

from config.comun.carga.tipos import Contexto

LEER = """
CREATE TEMP TABLE pagos_leidos AS
SELECT f.linea, upper(f.entidad) AS entidad, f.operacion, cartera_fecha(f.fecha_pago) AS pagado_el,
       sign(cartera_importe(f.importe))::smallint AS signo, cartera_importe(f.importe) AS importe,
       COALESCE(f.recibo, '') AS numero_recibo, COALESCE(f.suministro, '') AS codigo_suministro,
       COALESCE(f.depositante, '') AS depositante, p.id, p.importe AS importe_antes, p.revertido, p.revierte_id,
       (p.importe, p.numero_recibo, p.codigo_suministro) IS NOT DISTINCT FROM
           (cartera_importe(f.importe), COALESCE(f.recibo, ''), COALESCE(f.suministro, '')) AS igual
FROM carga_filas f
LEFT JOIN cartera_pago p
    ON p.entidad = upper(f.entidad) AND p.operacion = f.operacion AND p.pagado_el = cartera_fecha(f.fecha_pago)
    AND p.signo = sign(cartera_importe(f.importe))
"""
BAJAN_DE_LO_REVERTIDO = """
SELECT linea, 'importe', 'El pago ya tiene reversas por S/ ' || revertido || ' y el importe nuevo es menor.'
FROM pagos_leidos WHERE signo = 1 AND NOT igual AND importe < revertido
"""
# Los pagos que podrían ser el original: los guardados (con su importe nuevo, si cambia) y los del archivo.
ORIGINALES = """
WITH reversas AS (SELECT DISTINCT entidad, operacion FROM pagos_leidos WHERE signo = -1 AND NOT igual)
SELECT p.entidad, p.operacion, p.pagado_el, p.id, COALESCE(l.importe, p.importe) - p.revertido AS queda
FROM reversas JOIN cartera_pago p USING (entidad, operacion)
LEFT JOIN pagos_leidos l ON l.id = p.id
WHERE p.signo = 1
UNION ALL
SELECT l.entidad, l.operacion, l.pagado_el, NULL, l.importe
FROM reversas JOIN pagos_leidos l USING (entidad, operacion)
WHERE l.signo = 1 AND l.id IS NULL
"""
REVERSAS = """
SELECT linea, entidad, operacion, pagado_el, -importe, revierte_id, COALESCE(-importe_antes, 0) FROM pagos_leidos
WHERE signo = -1 AND NOT igual ORDER BY entidad, operacion, pagado_el
"""


@dataclass
class Original:
    entidad: str
    operacion: str
    pagado_el: dt.date
    pk: int | None  # None: viene en el mismo archivo
    queda: Decimal


@dataclass(frozen=True)
class Reversa:
    linea: int
    entidad: str
    operacion: str
    pagado_el: dt.date
    importe: Decimal
    revierte: int | None  # el original que ya tenía, si la reversa estaba cargada y solo cambia
    antes: Decimal  # lo que ya revertía


def preparar(ctx: Contexto) -> None:
    """Deja `pagos_leidos` y `pagos_reversas` (línea → fecha del original); rechaza las reversas que no caben."""
    ctx.hacer("DROP TABLE IF EXISTS pagos_leidos, pagos_reversas")
    ctx.hacer("CREATE TEMP TABLE pagos_reversas (linea int, original_el date)")
    ctx.hacer(LEER)
    ctx.hacer("ANALYZE pagos_leidos")
    ctx.rechazar(BAJAN_DE_LO_REVERTIDO)
    _quitar_rechazadas(ctx)
    if not ctx.uno("SELECT EXISTS (SELECT FROM pagos_leidos WHERE signo = -1 AND NOT igual)"):
        return
    ctx.cursor.execute(ORIGINALES)
    originales = [Original(*fila) for fila in ctx.cursor.fetchall()]
    ctx.cursor.execute(REVERSAS)
    reversas = [Reversa(*fila) for fila in ctx.cursor.fetchall()]
    elegidos, malas = emparejar(reversas, originales)
    if elegidos:
        execute_values(ctx.cursor, "INSERT INTO pagos_reversas VALUES %s", elegidos)
    if malas:
        ctx.hacer("CREATE TEMP TABLE IF NOT EXISTS pagos_malos (linea int, motivo text)")
        ctx.hacer("DELETE FROM pagos_malos")
        execute_values(ctx.cursor, "INSERT INTO pagos_malos VALUES %s", malas)
        ctx.rechazar("SELECT linea, 'importe', motivo FROM pagos_malos")
        _quitar_rechazadas(ctx)


def _quitar_rechazadas(ctx: Contexto) -> None:
    ctx.hacer("DELETE FROM pagos_leidos l USING carga_rechazos r WHERE r.linea = l.linea")


def emparejar(
    reversas: list[Reversa], originales: list[Original]
) -> tuple[list[tuple[int, dt.date]], list[tuple[int, str]]]:
    """Cada reversa, en orden de fecha, con su original: ([(línea, fecha del original)], [(línea, motivo)])."""
    operacion = attrgetter("entidad", "operacion")
    por_operacion = {clave: list(grupo) for clave, grupo in groupby(sorted(originales, key=operacion), key=operacion)}
    elegidos, malas = [], []
    for reversa in sorted(reversas, key=attrgetter("entidad", "operacion", "pagado_el", "linea")):
        posibles = [o for o in por_operacion.get(operacion(reversa), []) if o.pagado_el <= reversa.pagado_el]
        if reversa.revierte is not None:
            posibles = [o for o in posibles if o.pk == reversa.revierte]
        con_saldo = [o for o in posibles if o.queda + reversa.antes > 0]
        elegido = max(con_saldo, key=attrgetter("pagado_el"), default=None)
        if elegido is None:
            malas.append((reversa.linea, _sin_original(reversa, bool(posibles))))
        elif elegido.queda + reversa.antes < reversa.importe:
            malas.append(
                (
                    reversa.linea,
                    f"La reversa es de S/ {reversa.importe} y al pago del {elegido.pagado_el:%d/%m/%Y} "
                    f"solo le quedan S/ {elegido.queda + reversa.antes}.",
                )
            )
        else:
            elegido.queda += reversa.antes - reversa.importe
            elegidos.append((reversa.linea, elegido.pagado_el))
    return elegidos, malas


def _sin_original(reversa: Reversa, ya_revertido: bool) -> str:
    de = f"{reversa.operacion} de {reversa.entidad}"
    if ya_revertido:
        return f"El pago {de} ya está revertido por completo."
    return f"No hay un pago {de} hasta esa fecha que revertir. Carga antes el pago."
