"""Quien no coincide por documento ni por nombre se compara por parecido, pero solo dentro de un bloque.

Un bloque son los clientes que comparten la palabra más rara del nombre, o esa palabra en la misma localidad si en toda
la empresa es corriente, o la misma calle o manzana. Se trabaja por tandas: cada una queda guardada y, si el tiempo se
acaba, lo que falta sigue «sin comparar» para otra vuelta.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import OperationalError, connection, transaction

from .choices import Par

TANDA = 2_000  # filas por tanda: menos de dos segundos con bloques llenos
TABLAS = "cruce_pend, cruce_palabras, cruce_bloque, cruce_bloque_local, cruce_calles"

PENDIENTES = """
CREATE TEMP TABLE cruce_pend AS
SELECT id, numero_documento, nombre_norm, direccion_norm, calle, cartera_normalizar(localidad) AS localidad
FROM principales_registrado WHERE carga_id = %(carga)s AND par = %(sin_comparar)s
"""
PALABRAS = """
CREATE TEMP TABLE cruce_palabras AS
SELECT DISTINCT p.palabra FROM cruce_pend n CROSS JOIN LATERAL string_to_table(n.nombre_norm, ' ') p (palabra)
WHERE length(p.palabra) > 2
"""
# Las palabras con demasiados clientes no entran: no distinguen a nadie y compararlas todas es lo lento.
BLOQUE = """
CREATE TEMP TABLE cruce_bloque AS
SELECT * FROM (
    SELECT p.palabra, c.id AS cliente_id, c.nombre_norm, count(*) OVER (PARTITION BY p.palabra) AS n
    FROM cartera_cliente c
    CROSS JOIN LATERAL string_to_table(c.nombre_norm, ' ') p (palabra)
    WHERE c.nombre_norm <> '' AND p.palabra IN (SELECT palabra FROM cruce_palabras)
) b WHERE n <= %(maximo)s
"""
# Para quien solo tiene palabras corrientes: las mismas, dentro de su localidad.
BLOQUE_LOCAL = """
CREATE TEMP TABLE cruce_bloque_local AS
WITH sueltas AS (
    SELECT DISTINCT n.localidad, p.palabra
    FROM cruce_pend n CROSS JOIN LATERAL string_to_table(n.nombre_norm, ' ') p (palabra)
    WHERE n.localidad <> '' AND length(p.palabra) > 2
      AND NOT EXISTS (SELECT FROM string_to_table(n.nombre_norm, ' ') q (palabra)
                      JOIN cruce_bloque b ON b.palabra = q.palabra)
), lugares AS (
    SELECT localidad AS dicha, cartera_normalizar(localidad) AS localidad
    FROM (SELECT DISTINCT localidad FROM cartera_suministro) s
    WHERE cartera_normalizar(localidad) IN (SELECT localidad FROM sueltas)
)
SELECT * FROM (
    SELECT d.*, count(*) OVER (PARTITION BY localidad, palabra) AS n
    FROM (
        SELECT DISTINCT l.localidad, p.palabra, s.cliente_id
        FROM lugares l
        JOIN cartera_suministro s ON s.localidad = l.dicha
        CROSS JOIN LATERAL string_to_table(s.nombre_norm, ' ') p (palabra)
        JOIN sueltas u ON u.localidad = l.localidad AND u.palabra = p.palabra
    ) d
) b WHERE n <= %(maximo)s
"""
CALLES = """
CREATE TEMP TABLE cruce_calles AS
SELECT s.id AS suministro_id, s.codigo, s.cliente_id, s.zona_id, s.direccion_norm, s.localidad,
       principales_calle(s.direccion_norm) AS calle
FROM (
    SELECT id, codigo, cliente_id, zona_id, principales_direccion(direccion) AS direccion_norm,
           cartera_normalizar(localidad) AS localidad
    FROM cartera_suministro WHERE direccion <> ''
) s
WHERE principales_calle(s.direccion_norm) IN (SELECT DISTINCT calle FROM cruce_pend WHERE calle <> '')
"""
INDICES = (
    "CREATE INDEX ON cruce_pend (id)",
    "CREATE INDEX ON cruce_bloque (palabra)",
    "CREATE INDEX ON cruce_bloque_local (localidad, palabra)",
    "CREATE INDEX ON cruce_calles (calle)",
    "ANALYZE cruce_pend, cruce_bloque, cruce_bloque_local, cruce_calles",
)

LOTE = """
CREATE TEMP TABLE cruce_lote ON COMMIT DROP AS
SELECT * FROM cruce_pend WHERE id > %(desde)s ORDER BY id LIMIT %(tanda)s
"""
VECINOS = """
CREATE TEMP TABLE cruce_vecinos ON COMMIT DROP AS
SELECT l.id, k.suministro_id, k.codigo, k.cliente_id, k.zona_id, k.direccion_norm = l.direccion_norm AS misma,
       count(*) OVER (PARTITION BY l.id) AS n
FROM cruce_lote l
JOIN cruce_calles k ON k.calle = l.calle AND (l.localidad = '' OR k.localidad = l.localidad)
"""
MEDIDOS = """
CREATE TEMP TABLE cruce_medidos ON COMMIT DROP AS
WITH rara AS (
    SELECT DISTINCT ON (l.id) l.id, w.palabra
    FROM cruce_lote l
    CROSS JOIN LATERAL string_to_table(l.nombre_norm, ' ') w (palabra)
    JOIN cruce_bloque b USING (palabra)
    ORDER BY l.id, b.n, w.palabra
), rara_local AS (
    SELECT DISTINCT ON (l.id) l.id, l.localidad, w.palabra
    FROM cruce_lote l
    CROSS JOIN LATERAL string_to_table(l.nombre_norm, ' ') w (palabra)
    JOIN cruce_bloque_local b ON b.localidad = l.localidad AND b.palabra = w.palabra
    ORDER BY l.id, b.n, w.palabra
), pares AS (
    SELECT r.id, b.cliente_id FROM rara r JOIN cruce_bloque b USING (palabra)
    UNION
    SELECT r.id, b.cliente_id FROM rara_local r JOIN cruce_bloque_local b USING (localidad, palabra)
    UNION
    SELECT v.id, v.cliente_id FROM cruce_vecinos v WHERE v.n <= %(maximo)s
), medidos AS (
    SELECT p.id, p.cliente_id, c.tipo_documento, c.numero_documento,
           similarity(c.nombre_norm, l.nombre_norm) AS parecido
    FROM pares p JOIN cruce_lote l USING (id) JOIN cartera_cliente c ON c.id = p.cliente_id
), calles AS (
    SELECT id, cliente_id, min(codigo) FILTER (WHERE misma) AS codigo, count(*) AS n FROM cruce_vecinos GROUP BY 1, 2
), puestos AS (
    SELECT m.*, k.codigo, k.n,
           least(99, greatest(round(m.parecido * 80)::int, CASE WHEN k.codigo IS NOT NULL THEN 50 ELSE 0 END)
               + CASE WHEN k.codigo IS NOT NULL THEN 15 WHEN k.n > 0 THEN 10 ELSE 0 END) AS puntaje
    FROM medidos m
    LEFT JOIN calles k ON k.id = m.id AND k.cliente_id = m.cliente_id
    WHERE (m.parecido * 100 >= %(parecido_pct)s OR k.codigo IS NOT NULL)
      AND EXISTS (SELECT FROM cartera_suministro s WHERE s.cliente_id = m.cliente_id)
)
SELECT *, row_number() OVER (PARTITION BY id ORDER BY puntaje DESC, parecido DESC, cliente_id) AS orden FROM puestos
"""
CANDIDATOS = """
INSERT INTO principales_candidato (registrado_id, cliente_id, orden, puntaje, razones)
SELECT m.id, m.cliente_id, m.orden, m.puntaje, array_remove(ARRAY[
       CASE WHEN m.parecido * 100 >= %(parecido_pct)s
            THEN 'nombre parecido (' || round(m.parecido * 100) || ' %%)' ELSE 'otro nombre' END,
       CASE WHEN m.numero_documento = '' THEN 'sin documento en el padrón'
            WHEN l.numero_documento <> '' THEN 'otro documento: ' || m.tipo_documento || ' ' || m.numero_documento END,
       CASE WHEN m.codigo IS NOT NULL THEN 'su dirección es la del suministro ' || m.codigo END,
       CASE WHEN m.n = 1 AND m.codigo IS NULL THEN '1 suministro en la calle o manzana'
            WHEN m.n > 1 THEN m.n || ' suministros en la calle o manzana' END], NULL)
FROM cruce_medidos m JOIN cruce_lote l USING (id)
WHERE m.orden <= 3
"""
ANOTAR = """
UPDATE principales_registrado r
SET par = CASE WHEN EXISTS (SELECT FROM cruce_medidos m WHERE m.id = l.id) THEN %(parecido)s ELSE %(ninguno)s END,
    comparado_en = %(ahora)s, vecinos = coalesce(v.n, 0), es_local = r.es_local OR coalesce(v.n, 0) > 0,
    zona_id = coalesce(r.zona_id, v.zona_id)
FROM cruce_lote l
LEFT JOIN (SELECT id, max(n) AS n, mode() WITHIN GROUP (ORDER BY zona_id) AS zona_id FROM cruce_vecinos GROUP BY id) v
  USING (id)
WHERE r.id = l.id AND r.par = %(sin_comparar)s
"""


class SinTiempo(Exception):
    """Se acabó el tiempo; lo hecho quedó guardado."""


def comparar(
    *,
    carga_id: int,
    parecido_pct: int,
    bloque_maximo: int,
    ahora: Any,
    segundos: float | None,
    avanzar: Callable[[int, int], None] = lambda hecho, total: None,
) -> None:
    """Compara las filas «sin comparar» de esa carga, tres candidatos por fila como mucho.

    `segundos`: tiempo que tiene; sin él, hasta acabar. SinTiempo si no alcanzó: lo que falta sigue sin comparar.
    """
    limite = None if segundos is None else time.monotonic() + segundos
    datos = {
        "carga": carga_id,
        "maximo": bloque_maximo,
        "parecido_pct": parecido_pct,
        "ahora": ahora,
        "tanda": TANDA,
        "parecido": Par.PARECIDO.value,
        "ninguno": Par.NINGUNO.value,
        "sin_comparar": Par.SIN_COMPARAR.value,
    }
    with connection.cursor() as cursor:
        try:
            total = _con_tiempo(cursor, limite, partial(_preparar, cursor, datos))
            desde = hecho = 0
            while hecho < total:
                ultimo, n = _con_tiempo(cursor, limite, partial(_tanda, cursor, {**datos, "desde": desde}))
                desde, hecho = ultimo, hecho + n
                avanzar(hecho, total)
        finally:
            cursor.execute(f"DROP TABLE IF EXISTS {TABLAS}")


def _preparar(cursor, datos: dict) -> int:
    """Las tablas de bloques, una vez para todas las tandas. Devuelve cuántas filas hay que comparar."""
    cursor.execute(f"DROP TABLE IF EXISTS {TABLAS}")
    cursor.execute(PENDIENTES, datos)
    total = cursor.rowcount
    for sentencia in (PALABRAS, BLOQUE, BLOQUE_LOCAL, CALLES):
        cursor.execute(sentencia, datos)
    for sentencia in INDICES:
        cursor.execute(sentencia)
    return total


def _tanda(cursor, datos: dict) -> tuple[int, int]:
    """Compara la tanda que sigue a `desde`: la última clave y cuántas filas eran."""
    cursor.execute("DROP TABLE IF EXISTS cruce_lote, cruce_vecinos, cruce_medidos")
    for sentencia in (LOTE, VECINOS):
        cursor.execute(sentencia, datos)
    cursor.execute("ANALYZE cruce_lote, cruce_vecinos")
    cursor.execute(MEDIDOS, datos)
    cursor.execute(
        "DELETE FROM principales_candidato c USING cruce_lote l JOIN principales_registrado r USING (id) "
        "WHERE c.registrado_id = l.id AND r.par = %(sin_comparar)s",
        datos,
    )
    cursor.execute(CANDIDATOS, datos)
    cursor.execute(ANOTAR, datos)
    cursor.execute("SELECT max(id), count(*) FROM cruce_lote")
    return cursor.fetchone()


def _con_tiempo(cursor, limite: float | None, hacer: Callable[[], Any]) -> Any:
    """Corre eso en su transacción, con lo que queda de tiempo como tope de cada sentencia."""
    quedan = None if limite is None else limite - time.monotonic()
    if quedan is not None and quedan <= 0:
        raise SinTiempo
    try:
        with transaction.atomic():
            cursor.execute("SET LOCAL work_mem = '96MB'")
            cursor.execute("SET LOCAL jit = off")
            if quedan is not None:
                cursor.execute("SET LOCAL statement_timeout = %s", [max(1, int(quedan * 1000))])
            hecho = hacer()
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
            return hecho
    except OperationalError as error:
        if limite is not None and getattr(error.__cause__, "pgcode", "") == "57014":
            raise SinTiempo from None
        raise
