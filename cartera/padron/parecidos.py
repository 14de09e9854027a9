"""Nombres sin documento que solo se parecen al de un documento: van a la bandeja para que una persona decida.

Comparar todos con todos es lento: solo se comparan los que comparten la palabra más rara del nombre (un bloque).
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from .choices import DecisionNombre, MotivoCaso

PARECIDO = 0.6  # similitud de trigramas desde la que vale la pena que alguien mire
BLOQUE_MAXIMO = 200  # una palabra que llevan más clientes no distingue a nadie
PRESUPUESTO = 120  # segundos

PALABRAS = """
CREATE TEMP TABLE parecidos_palabras ON COMMIT DROP AS
WITH nombres AS (
    SELECT DISTINCT s.nombre_norm FROM cartera_suministro s
    WHERE s.numero_documento = '' AND s.nombre_norm <> ''
      AND NOT EXISTS (SELECT FROM cartera_casonombre k WHERE k.nombre_norm = s.nombre_norm)
      AND EXISTS (SELECT FROM cartera_cliente c WHERE c.id = s.cliente_id AND c.clave = 'N:' || s.nombre_norm)
)
SELECT n.nombre_norm, p.palabra FROM nombres n CROSS JOIN LATERAL string_to_table(n.nombre_norm, ' ') p (palabra)
WHERE length(p.palabra) > 2
"""
BLOQUES = """
CREATE TEMP TABLE parecidos_bloques ON COMMIT DROP AS
SELECT p.palabra, array_agg(c.id) AS clientes
FROM cartera_cliente c
CROSS JOIN LATERAL string_to_table(c.nombre_norm, ' ') p (palabra)
WHERE c.numero_documento <> '' AND p.palabra IN (SELECT palabra FROM parecidos_palabras)
GROUP BY 1 HAVING count(*) <= %(maximo)s
"""
PARES = """
CREATE TEMP TABLE parecidos_pares ON COMMIT DROP AS
SELECT DISTINCT r.nombre_norm, c.id AS cliente_id
FROM (
    SELECT DISTINCT ON (p.nombre_norm) p.nombre_norm, b.clientes
    FROM parecidos_palabras p JOIN parecidos_bloques b USING (palabra)
    ORDER BY p.nombre_norm, cardinality(b.clientes), p.palabra
) r
JOIN cartera_cliente c ON c.id = ANY (r.clientes)
WHERE c.nombre_norm <> r.nombre_norm AND similarity(c.nombre_norm, r.nombre_norm) >= %(parecido)s
"""


@transaction.atomic
def anotar_parecidos() -> int:
    """Deja en la bandeja los nombres parecidos que aún no están. Devuelve cuántos. Su cliente no cambia mientras tanto.

    OperationalError (tiempo agotado) si pasa de su presupuesto: no deja nada a medias.
    """
    datos: dict[str, Any] = {
        "maximo": BLOQUE_MAXIMO,
        "parecido": PARECIDO,
        "motivo": MotivoCaso.PARECIDO,
        "pendiente": DecisionNombre.PENDIENTE,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [PRESUPUESTO * 1000])
        cursor.execute("DROP TABLE IF EXISTS parecidos_palabras, parecidos_bloques, parecidos_pares")
        for sentencia in (PALABRAS, BLOQUES, PARES):
            cursor.execute(sentencia, datos)
        cursor.execute(
            """
            INSERT INTO cartera_casonombre (nombre_norm, nombre, motivo, decision)
            SELECT DISTINCT ON (s.nombre_norm) s.nombre_norm, s.razon_social, %(motivo)s, %(pendiente)s
            FROM cartera_suministro s
            WHERE s.numero_documento = '' AND s.nombre_norm IN (SELECT nombre_norm FROM parecidos_pares)
            ORDER BY s.nombre_norm, s.codigo
            ON CONFLICT (nombre_norm) DO NOTHING
            """,
            datos,
        )
        nuevos = cursor.rowcount
        cursor.execute(
            "INSERT INTO cartera_casonombre_candidatos (casonombre_id, cliente_id) "
            "SELECT k.id, p.cliente_id FROM parecidos_pares p JOIN cartera_casonombre k USING (nombre_norm) "
            "ON CONFLICT DO NOTHING"
        )
    return nuevos
