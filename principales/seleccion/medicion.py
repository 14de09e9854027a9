"""Mide a los clientes en un mes: una pasada por conjuntos que deja su respuesta en la tabla `seleccion_resultado`.

Solo mira a los clientes que pueden calificar (algún mes sobre el umbral) y a los que ya son principales; de nadie más
lee el resto de sus meses. Todo sale de meses <= P y de los titulares de cada fin de mes, así que cargar meses nuevos
no cambia la respuesta (NORMAS §1). Lo único que el padrón no recuerda es el estado del suministro (ACTIVO, CORTADO,
BAJA): se usa el último conocido, y por eso las cifras de una evaluación se guardan con ella.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from cartera.padron.choices import EstadoSuministro
from config.comun.calendario.periodo import Periodo

from .choices import Medida
from .parametros import Parametros

PUNTOS_CURVA = 40
DE_CLIENTE = [EstadoSuministro.ACTIVO.value, EstadoSuministro.CORTADO.value]


@dataclass(frozen=True, slots=True)
class Cifras:
    """Clientes de la empresa, los que califican (solos y solo agrupados) y qué pasa con la cartera."""

    clientes: int
    califican: int
    individual: int
    solo_agrupados: int
    altas: int
    bajas: int
    quedan: int


# El tope es el mayor umbral (m³ enteros) con el que todavía se califica: así «suma > umbral × n» se compara entre
# enteros, sin redondear, y una sola medición responde por cualquier umbral. -1: con ninguno.
TOPE = {
    Medida.ULTIMO_MES: "coalesce(max({m3}) FILTER (WHERE {mes} = %(periodo)s), 0) - 1",
    Medida.PROMEDIO: (
        "coalesce((sum({m3}) FILTER (WHERE {mes} >= %(desde)s)::bigint"
        " + count(*) FILTER (WHERE {mes} >= %(desde)s) - 1)"
        " / nullif(count(*) FILTER (WHERE {mes} >= %(desde)s), 0), 0) - 1"
    ),
    Medida.N_DE_M: (
        "coalesce((array_agg({m3} ORDER BY {m3} DESC) FILTER (WHERE {mes} >= %(desde)s))[%(minimo_meses)s], 0) - 1"
    ),
}

PREPARAR = """
SET LOCAL work_mem = '128MB'; SET LOCAL jit = off;
DROP TABLE IF EXISTS seleccion_medida, seleccion_tenencia, seleccion_tenedor, seleccion_propio, seleccion_resultado
"""

MEDIDAS = """
       coalesce(sum(k.m3) FILTER (WHERE k.periodo >= %(desde)s), 0)::bigint AS suma,
       count(*) FILTER (WHERE k.periodo >= %(desde)s) AS meses,
       count(*) FILTER (WHERE k.periodo >= %(desde)s AND k.m3 > %(umbral)s) AS sobre,
       max(k.m3) FILTER (WHERE k.periodo = %(periodo)s) AS mes,
       coalesce(max(k.mayor_m3) FILTER (WHERE k.periodo >= %(desde)s), 0) AS mayor,
       coalesce(max(k.m3) FILTER (WHERE k.periodo >= %(desde_baja)s), 0) AS maximo_baja,
       {tope} AS tope
"""

# La única que recorre a toda la empresa: se reparte entre los procesadores. Las demás leen tablas temporales, que
# PostgreSQL no reparte.
MEDIR = """
SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0.01;
CREATE TEMP TABLE seleccion_medida ON COMMIT DROP AS
SELECT k.cliente_id, {medidas}
  FROM cartera_consumocliente k
 WHERE k.periodo BETWEEN least(%(desde)s, %(desde_baja)s) AND %(periodo)s
   AND EXISTS (SELECT FROM cartera_consumocliente a
                WHERE a.cliente_id = k.cliente_id AND a.periodo BETWEEN %(desde)s AND %(periodo)s AND a.m3 > %(piso)s)
 GROUP BY k.cliente_id;
SET LOCAL parallel_setup_cost TO DEFAULT; SET LOCAL parallel_tuple_cost TO DEFAULT;
ANALYZE seleccion_medida
"""

# Sobre un principal hay que decidir aunque consuma poco o no tenga ni una fila en la ventana.
DEMAS_PRINCIPALES = """
INSERT INTO seleccion_medida
SELECT p.cliente_id, {medidas}
  FROM principales_principal p
  LEFT JOIN cartera_consumocliente k ON k.cliente_id = p.cliente_id
       AND k.periodo BETWEEN least(%(desde)s, %(desde_baja)s) AND %(periodo)s
 WHERE p.vigencia @> %(fin)s AND NOT EXISTS (SELECT FROM seleccion_medida m WHERE m.cliente_id = p.cliente_id)
 GROUP BY p.cliente_id
"""

TENENCIA = """
CREATE TEMP TABLE seleccion_tenencia ON COMMIT DROP AS
SELECT t.cliente_id, t.suministro_id, t.vigencia, t.vigencia @> %(fin)s AS al_fin,
       s.estado = ANY(%(de_cliente)s) AS de_cliente, s.codigo, s.zona_id, s.categoria
  FROM cartera_titularidad t
  JOIN seleccion_medida m ON m.cliente_id = t.cliente_id
  JOIN cartera_suministro s ON s.id = t.suministro_id
 WHERE t.vigencia && daterange(%(desde)s, %(fin)s, '[]');
ANALYZE seleccion_tenencia;
CREATE TEMP TABLE seleccion_tenedor ON COMMIT DROP AS
SELECT cliente_id, min(suministro_id) = max(suministro_id) AS con_uno, count(*) FILTER (WHERE al_fin) AS al_fin,
       count(*) FILTER (WHERE al_fin AND de_cliente) AS suministros,
       max(zona_id) FILTER (WHERE al_fin) AS zona_id, max(categoria) FILTER (WHERE al_fin) AS categoria
  FROM seleccion_tenencia GROUP BY cliente_id;
ANALYZE seleccion_tenedor
"""

# Con un solo suministro en la ventana, su medida es la del cliente; solo los demás necesitan mirar cada suministro.
PROPIO = """
CREATE TEMP TABLE seleccion_propio ON COMMIT DROP AS
SELECT x.cliente_id, max(x.tope) AS tope
  FROM (SELECT t.cliente_id, {tope} AS tope
          FROM seleccion_tenedor v
          JOIN seleccion_medida m ON m.cliente_id = v.cliente_id AND m.mayor > %(piso)s
          JOIN seleccion_tenencia t ON t.cliente_id = m.cliente_id
          JOIN cartera_consumo c ON c.suministro_id = t.suministro_id
               AND c.periodo BETWEEN %(desde)s AND %(periodo)s
               AND t.vigencia @> ((c.periodo + interval '1 month')::date - 1)
         WHERE NOT v.con_uno
         GROUP BY t.cliente_id, t.suministro_id) x
 GROUP BY x.cliente_id
"""

# Zona y categoría: las del suministro con más m³ en el mes; si empatan, el de menor código.
RESULTADO = """
CREATE TEMP TABLE seleccion_resultado ON COMMIT DROP AS
WITH lugar AS (
    SELECT DISTINCT ON (t.cliente_id) t.cliente_id, t.zona_id, t.categoria
      FROM seleccion_tenedor v
      JOIN seleccion_tenencia t ON t.cliente_id = v.cliente_id AND t.al_fin
      LEFT JOIN cartera_consumo c ON c.suministro_id = t.suministro_id AND c.periodo = %(periodo)s
     WHERE v.al_fin > 1
     ORDER BY t.cliente_id, c.volumen_m3 DESC NULLS LAST, t.codigo COLLATE "C"
), medido AS (
    SELECT m.cliente_id, m.suma, m.meses, m.sobre, m.mes, m.mayor, m.maximo_baja,
           coalesce(l.zona_id, t.zona_id) AS zona_id, coalesce(l.categoria, t.categoria, '') AS categoria,
           coalesce(t.suministros, 0) AS suministros,
           CASE WHEN t.con_uno THEN m.tope ELSE coalesce(s.tope, -1) END AS tope_propio,
           m.tope AS tope_grupo, 0::numeric(12, 2) AS saldo_vencido, p.cliente_id IS NOT NULL AS principal,
           EXISTS (SELECT FROM principales_principal x
                   WHERE x.cliente_id = m.cliente_id AND upper(x.vigencia) <= %(fin)s::date + 1) AS salio,
           coalesce(t.suministros, 0) > 0 AND (cardinality(%(categorias)s::text[]) = 0
               OR coalesce(coalesce(l.categoria, t.categoria) = ANY(%(categorias)s::text[]), false)) AS puede
      FROM seleccion_medida m
      LEFT JOIN seleccion_tenedor t ON t.cliente_id = m.cliente_id
      LEFT JOIN lugar l ON l.cliente_id = m.cliente_id
      LEFT JOIN seleccion_propio s ON s.cliente_id = m.cliente_id
      LEFT JOIN principales_principal p ON p.cliente_id = m.cliente_id AND p.vigencia @> %(fin)s
), topes AS (
    SELECT *, CASE WHEN puede THEN greatest(tope_grupo, tope_propio) ELSE -1 END AS tope FROM medido
)
SELECT *, tope >= %(umbral)s AS califica, tope >= %(umbral)s AND tope_propio >= %(umbral)s AS individual,
       -- La baja mira los meses y nada más, aunque el promedio todavía alcance (NORMAS §1). Para que quien salió así no
       -- vuelva a entrar al mes siguiente con los mismos meses bajos, regresa cuando la baja ya no le tocaría.
       CASE WHEN principal THEN CASE WHEN suministros = 0 OR maximo_baja <= %(umbral)s THEN 'baja' ELSE 'queda' END
            WHEN tope >= %(umbral)s AND NOT (salio AND maximo_baja <= %(umbral)s) THEN 'alta' END AS resultado
  FROM topes
"""

CIFRAS = """
SELECT count(*) FILTER (WHERE califica), count(*) FILTER (WHERE individual),
       count(*) FILTER (WHERE resultado = 'alta'), count(*) FILTER (WHERE resultado = 'baja'),
       count(*) FILTER (WHERE resultado = 'queda')
  FROM seleccion_resultado
"""

# Los titulares de hoy salen de un índice; a ese número se le quitan y suman los que cambiaron después de la fecha.
CAMBIADOS = """
DROP TABLE IF EXISTS seleccion_cambiado;
CREATE TEMP TABLE seleccion_cambiado ON COMMIT DROP AS
SELECT c.suministro_id, s.cliente_id AS ahora, t.cliente_id AS entonces
  FROM (SELECT DISTINCT suministro_id FROM cartera_titularidad WHERE lower(vigencia) > %(fin)s) c
  JOIN cartera_suministro s ON s.id = c.suministro_id AND s.estado = ANY(%(de_cliente)s)
  LEFT JOIN cartera_titularidad t ON t.suministro_id = c.suministro_id AND t.vigencia @> %(fin)s;
ANALYZE seleccion_cambiado
"""

CLIENTES = """
WITH por_otro AS (
    SELECT DISTINCT s.cliente_id
      FROM (SELECT ahora AS cliente_id FROM seleccion_cambiado UNION SELECT entonces FROM seleccion_cambiado) x
      JOIN cartera_suministro s ON s.cliente_id = x.cliente_id AND s.estado = ANY(%(de_cliente)s)
      LEFT JOIN seleccion_cambiado c ON c.suministro_id = s.id
     WHERE c.suministro_id IS NULL
)
SELECT (SELECT count(*) FROM (SELECT DISTINCT cliente_id FROM cartera_suministro
                               WHERE estado = ANY(%(de_cliente)s)) x)
     - (SELECT count(DISTINCT ahora) FROM seleccion_cambiado WHERE ahora NOT IN (SELECT cliente_id FROM por_otro))
     + (SELECT count(DISTINCT entonces) FROM seleccion_cambiado WHERE entonces NOT IN (SELECT cliente_id FROM por_otro))
"""

# Cuántos entran y salen según el umbral: los demás clientes, por su tope; los principales, por el umbral que los saca.
CURVA = """
SELECT principal, least(greatest(umbral, %(primero)s - 1), %(ultimo)s + 1), count(*)
  FROM (SELECT principal, CASE WHEN NOT principal THEN CASE WHEN salio THEN least(tope, maximo_baja - 1) ELSE tope END
                               WHEN suministros = 0 THEN -1 ELSE maximo_baja END AS umbral
          FROM seleccion_resultado) x
 GROUP BY 1, 2
"""


# La deuda sigue al suministro y se reclama a su titular. Se mira el último día en la cartera: así la misma propuesta,
# con los mismos pagos, pide siempre las mismas entregas de cuenta.
VENCIDO = """
UPDATE seleccion_resultado r SET saldo_vencido = d.vencido
  FROM (SELECT t.cliente_id, sum(s.saldo - s.congelado) AS vencido
          FROM cartera_saldos_al(%(fin)s, ARRAY(
                   SELECT t.suministro_id FROM seleccion_resultado r
                     JOIN cartera_titularidad t ON t.cliente_id = r.cliente_id AND t.vigencia @> %(fin)s
                    WHERE r.resultado = 'baja')) s
          JOIN cartera_titularidad t ON t.suministro_id = s.suministro_id AND t.vigencia @> %(fin)s
         WHERE s.vence_el < %(fin)s AND s.saldo > s.congelado
         GROUP BY t.cliente_id) d
 WHERE d.cliente_id = r.cliente_id AND r.resultado = 'baja'
"""


def contar_clientes(*, al: dt.date) -> int:
    """Clientes de la empresa ese día: titulares de algún suministro ACTIVO o CORTADO (NORMAS §1)."""
    valores: dict[str, Any] = {"fin": al, "de_cliente": DE_CLIENTE}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CAMBIADOS, valores)
        cursor.execute(CLIENTES, valores)
        return cursor.fetchone()[0]


def medir(*, periodo: Periodo, parametros: Parametros, con_curva: bool = False) -> Cifras:
    """Deja en `seleccion_resultado` a quienes califican o son principales el último día de P; devuelve las cifras.

    La tabla es temporal y vive hasta el fin de la transacción: hay que llamarla dentro de una.
    `con_curva` alcanza también a los que calificarían con los umbrales menores de `umbrales_curva`.
    """
    meses = 1 if parametros.medida == Medida.ULTIMO_MES else parametros.meses
    valores: dict[str, Any] = {
        "periodo": periodo.inicio,
        "fin": periodo.fin,
        "desde": periodo.anterior(meses - 1).inicio,
        "desde_baja": periodo.anterior(parametros.meses_baja - 1).inicio,
        "umbral": parametros.umbral_m3,
        "piso": umbrales_curva(parametros.umbral_m3)[0] if con_curva else parametros.umbral_m3,
        "minimo_meses": parametros.minimo_meses,
        "categorias": list(parametros.categorias),
        "de_cliente": DE_CLIENTE,
    }
    tope = TOPE[Medida(parametros.medida)]
    with connection.cursor() as cursor:
        cursor.execute(PREPARAR)
        medidas = MEDIDAS.replace("{tope}", tope.format(m3="k.m3", mes="k.periodo"))
        cursor.execute(MEDIR.replace("{medidas}", medidas), valores)
        cursor.execute(DEMAS_PRINCIPALES.replace("{medidas}", medidas), valores)
        cursor.execute(TENENCIA, valores)
        cursor.execute(PROPIO.replace("{tope}", tope.format(m3="c.volumen_m3", mes="c.periodo")), valores)
        cursor.execute(RESULTADO, valores)
        cursor.execute(CIFRAS)
        califican, individual, altas, bajas, quedan = cursor.fetchone()
        if bajas:
            cursor.execute(VENCIDO, valores)
    return Cifras(
        clientes=contar_clientes(al=periodo.fin),
        califican=califican,
        individual=individual,
        solo_agrupados=califican - individual,
        altas=altas,
        bajas=bajas,
        quedan=quedan,
    )


def umbrales_curva(umbral_m3: int) -> list[int]:
    """Los puntos de la curva: desde la mitad del umbral hasta casi el doble, y el umbral mismo entre ellos."""
    paso = max(1, umbral_m3 // 20)
    desde = max(0, umbral_m3 - 10 * paso)
    desde = umbral_m3 - (umbral_m3 - desde) // paso * paso
    return [desde + paso * i for i in range(PUNTOS_CURVA)]


def curva(*, umbral_m3: int) -> list[list[int]]:
    """[[umbral, quedan, entran, salen], …] de lo último que se midió con `con_curva`."""
    umbrales = umbrales_curva(umbral_m3)
    with connection.cursor() as cursor:
        cursor.execute(CURVA, {"primero": umbrales[0], "ultimo": umbrales[-1]})
        filas = cursor.fetchall()
    otros = [(tope, n) for principal, tope, n in filas if not principal]
    principales = [(umbral, n) for principal, umbral, n in filas if principal]
    puntos = []
    for umbral in umbrales:
        salen = sum(n for desde, n in principales if desde <= umbral)
        quedan = sum(n for _, n in principales) - salen
        puntos.append([umbral, quedan, sum(n for tope, n in otros if tope >= umbral), salen])
    return puntos
