"""Las sentencias del barrido. Trabajan sobre tablas temporales que duran lo que la transacción.

Fecha barrida `%(al)s`; los pasos de la escalera llegan como arreglos paralelos, con `limite` ya resuelto: el último
vencimiento al que el paso ya le toca ese día (los días hábiles se cuentan una vez, no por recibo).
"""

PREPARAR = """
    SET LOCAL work_mem = '64MB';
    SET LOCAL jit = off;
    DROP TABLE IF EXISTS pg_temp.control_paso, pg_temp.control_recibo, pg_temp.control_accion, pg_temp.control_cliente
"""

PASOS = """
    CREATE TEMP TABLE control_paso ON COMMIT DROP AS
    SELECT * FROM unnest(
        %(ids)s::bigint[], %(ordenes)s::int[], %(claves)s::text[], %(limites)s::date[], %(previos)s::bool[],
        %(recibos)s::int[], %(minimos)s::numeric[]
    ) AS paso (id, orden, clave, limite, previo, recibos, minimo)
"""

# Los recibos abiertos de los suministros que cada principal del día tiene a su nombre ese día (NORMAS §1).
RECIBOS = """
    CREATE TEMP TABLE control_recibo ON COMMIT DROP AS
    WITH suyos AS MATERIALIZED (
        SELECT p.cliente_id, t.suministro_id
        FROM principales_principal p JOIN cartera_titularidad t USING (cliente_id)
        WHERE p.vigencia @> %(al)s::date AND t.vigencia @> %(al)s::date
    )
    SELECT r.recibo_id, r.suministro_id, s.cliente_id, r.vence_el, r.saldo, r.congelado,
           cartera_estado_recibo(r.saldo, r.congelado, r.vence_el, %(al)s::date) AS estado,
           r.saldo - r.congelado AS exigible,
           %(al)s::date - r.vence_el AS dias
    FROM cartera_saldos_al(%(al)s::date, ARRAY(SELECT suministro_id FROM suyos)) r
    JOIN suyos s USING (suministro_id)
    WHERE r.saldo > 0
"""

# Lo que ya se propuso sobre esos recibos, aparte: así las sentencias que agregan acciones no releen lo que agregan.
ACCIONES = """
    CREATE TEMP TABLE control_accion ON COMMIT DROP AS
    SELECT a.cliente_id, a.ancla_id, p.clave, a.estado, a.cerrada_el
    FROM control_recibo r
    JOIN cobranzas_accion a ON (a.cliente_id, a.ancla_id) = (r.cliente_id, r.recibo_id)
    JOIN cobranzas_peldano p ON p.id = a.peldano_id;
    ANALYZE control_recibo;
    ANALYZE control_accion
"""

# Una fila por principal: qué debe, su recibo ancla (el vencido más antiguo o, sin vencidos, el que vence antes), el
# paso más severo que ya le toca y la razón si no se va a proponer. «Dos vencidos» se cuenta en un mismo suministro.
CLIENTES = """
    CREATE TEMP TABLE control_cliente ON COMMIT DROP AS
    WITH por_suministro AS (
        SELECT cliente_id, suministro_id,
               count(*) FILTER (WHERE estado = 'vencido') AS recibos_vencidos,
               sum(exigible) FILTER (WHERE estado = 'vencido') AS vencido,
               sum(exigible) FILTER (WHERE estado = 'por_vencer') AS por_vencer,
               sum(exigible) FILTER (WHERE estado = 'por_vencer' AND vence_el <= %(previo_hasta)s::date) AS pronto,
               sum(congelado) AS congelado
        FROM control_recibo GROUP BY cliente_id, suministro_id
    ), sumas AS (
        SELECT cliente_id,
               sum(recibos_vencidos) AS recibos_vencidos, max(recibos_vencidos) AS en_un_suministro,
               coalesce(sum(vencido), 0) AS vencido, coalesce(sum(por_vencer), 0) AS por_vencer,
               coalesce(sum(pronto), 0) AS pronto, sum(congelado) AS congelado
        FROM por_suministro GROUP BY cliente_id
    ), anclas AS (
        SELECT DISTINCT ON (cliente_id) cliente_id, recibo_id, vence_el
        FROM control_recibo WHERE estado <> 'congelado'
        ORDER BY cliente_id, estado = 'vencido' DESC, vence_el, recibo_id
    ), cuentas AS (
        SELECT p.cliente_id, a.recibo_id AS ancla_id, a.vence_el,
               coalesce(s.recibos_vencidos, 0) AS recibos_vencidos, coalesce(s.en_un_suministro, 0) AS en_un_suministro,
               coalesce(s.vencido, 0) AS vencido, coalesce(s.por_vencer, 0) AS por_vencer,
               coalesce(s.congelado, 0) AS congelado,
               CASE WHEN s.vencido > 0 THEN s.vencido ELSE coalesce(s.pronto, 0) END AS importe,
               CASE WHEN s.vencido > 0 THEN 'vencido' WHEN s.por_vencer > 0 THEN 'por_vencer'
                    WHEN s.congelado > 0 THEN 'congelado' ELSE 'sin_deuda' END AS estado
        FROM principales_principal p
        LEFT JOIN sumas s USING (cliente_id)
        LEFT JOIN anclas a USING (cliente_id)
        WHERE p.vigencia @> %(al)s::date
    ), debidos AS (
        SELECT c.cliente_id, max(p.orden) FILTER (WHERE c.importe >= p.minimo) AS orden
        FROM cuentas c JOIN control_paso p ON CASE
            WHEN p.previo THEN c.estado = 'por_vencer' AND c.vence_el <= p.limite
            WHEN p.recibos IS NOT NULL THEN c.en_un_suministro >= p.recibos
            ELSE c.estado = 'vencido' AND c.vence_el <= p.limite END
        GROUP BY c.cliente_id
    ), creditos AS (
        SELECT s.cliente_id, sum(p.credito) AS credito
        FROM por_suministro s
        JOIN cartera_pago p USING (suministro_id)
        WHERE coalesce(s.vencido, s.por_vencer) IS NOT NULL
          AND p.signo = 1 AND p.credito > 0 AND p.pagado_el <= %(al)s::date
        GROUP BY s.cliente_id
    ), hechas AS (
        SELECT DISTINCT cliente_id, ancla_id, clave FROM control_accion
        WHERE estado = 'hecha' AND cerrada_el <= %(al)s::date
    )
    SELECT c.*, d.orden, p.id AS peldano_id, p.clave,
           CASE WHEN c.estado = 'vencido' THEN %(al)s::date - c.vence_el ELSE 0 END AS dias,
           d.cliente_id IS NOT NULL AS toca,
           CASE
               WHEN d.cliente_id IS NULL AND c.estado <> 'vencido' THEN c.estado
               WHEN %(atrasados)s THEN 'pagos_atrasados'
               WHEN k.credito >= c.importe THEN 'pago_sin_aplicar'
               WHEN d.cliente_id IS NOT NULL AND d.orden IS NULL THEN 'bajo_minimo'
               WHEN h.cliente_id IS NOT NULL THEN 'ya_hecha'
               WHEN d.cliente_id IS NULL THEN 'sin_paso'
               ELSE ''
           END AS razon
    FROM cuentas c
    LEFT JOIN debidos d USING (cliente_id)
    LEFT JOIN control_paso p USING (orden)
    LEFT JOIN creditos k USING (cliente_id)
    LEFT JOIN hechas h ON (h.cliente_id, h.ancla_id, h.clave) = (c.cliente_id, c.ancla_id, p.clave)
"""

ANALIZAR = """
    CREATE UNIQUE INDEX ON control_cliente (cliente_id);
    ANALYZE control_cliente
"""

# ---------------------------------------------------------------- acciones

# Deja abierta solo la que hoy corresponde. Si la reemplaza un paso más severo del mismo recibo, se omitió por atraso;
# si dejó de tener causa (pago, congelamiento, salida de la cartera), se anula.
CERRAR = """
    UPDATE cobranzas_accion a
    SET cerrada_el = %(al)s::date,
        estado = CASE
            WHEN c.ancla_id = a.ancla_id AND (
                (c.razon = '' AND c.orden > p.orden) OR (p.dias <= 0 AND c.estado = 'vencido')
            ) THEN 'omitida' ELSE 'anulada' END
    FROM cobranzas_accion x
    JOIN cobranzas_peldano p ON p.id = x.peldano_id
    LEFT JOIN control_cliente c ON c.cliente_id = x.cliente_id
    WHERE a.id = x.id AND x.estado = 'propuesta'
      AND (c.razon = '' AND c.ancla_id = x.ancla_id AND c.clave = p.clave) IS NOT TRUE
"""

# Lo que se había cerrado sin hacerse y vuelve a corresponder (se revirtió un pago, se descongeló) se propone otra vez
# en su misma fila: el paso sigue siendo uno por ancla.
REABRIR = """
    UPDATE cobranzas_accion a
    SET estado = 'propuesta', propuesta_el = %(al)s::date, importe = c.importe, cerrada_el = NULL
    FROM control_cliente c
    WHERE c.razon = '' AND (a.cliente_id, a.ancla_id, a.peldano_id) = (c.cliente_id, c.ancla_id, c.peldano_id)
      AND a.estado IN ('omitida', 'anulada')
      AND NOT EXISTS (SELECT FROM cobranzas_accion o WHERE o.cliente_id = c.cliente_id AND o.estado = 'propuesta')
"""

# Un cliente tiene a lo más una abierta: la que sigue en pie choca con la restricción y se queda.
PROPONER = """
    INSERT INTO cobranzas_accion (cliente_id, peldano_id, ancla_id, propuesta_el, estado, importe, nota)
    SELECT c.cliente_id, c.peldano_id, c.ancla_id, %(al)s::date, 'propuesta', c.importe, ''
    FROM control_cliente c
    WHERE c.razon = ''
    ON CONFLICT (cliente_id) WHERE estado = 'propuesta' DO NOTHING
"""

# Los pasos menos severos que ya tocaban y nunca se propusieron para ese ancla: consta que se saltaron.
OMITIR = """
    INSERT INTO cobranzas_accion (cliente_id, peldano_id, ancla_id, propuesta_el, cerrada_el, estado, importe, nota)
    SELECT c.cliente_id, p.id, c.ancla_id, %(al)s::date, %(al)s::date, 'omitida', c.importe, ''
    FROM control_cliente c
    JOIN control_paso p ON p.orden < c.orden
     AND CASE WHEN p.recibos IS NOT NULL THEN c.en_un_suministro >= p.recibos ELSE c.vence_el <= p.limite END
    WHERE c.razon = '' AND NOT EXISTS (
        SELECT FROM control_accion a
        WHERE (a.cliente_id, a.ancla_id, a.clave) = (c.cliente_id, c.ancla_id, p.clave)
    )
"""

# ---------------------------------------------------------------- estados del día

ESTADOS = """
    SELECT %(al)s::date AS al, r.recibo_id, r.cliente_id, r.estado,
           CASE WHEN r.estado = 'vencido' THEN cartera_tramo(r.dias) ELSE '' END AS tramo,
           r.dias, r.saldo, r.congelado, a.id AS accion_id,
           CASE WHEN a.id IS NOT NULL THEN '' WHEN r.estado = 'vencido' THEN c.razon ELSE r.estado END AS razon
    FROM control_recibo r
    JOIN control_cliente c USING (cliente_id)
    LEFT JOIN cobranzas_accion a ON a.cliente_id = r.cliente_id AND a.estado = 'propuesta' AND c.razon = ''
     AND (r.estado = 'vencido' OR r.estado = 'por_vencer' AND c.estado = 'por_vencer'
          AND r.vence_el <= %(previo_hasta)s::date)
"""
COLUMNAS_ESTADO = "al, recibo_id, cliente_id, estado, tramo, dias, saldo, congelado, accion_id, razon"

CONTROLES = """
    SELECT %(al)s::date AS al, c.cliente_id, c.estado, cartera_tramo(c.dias) AS tramo, c.dias, c.recibos_vencidos,
           c.vencido, c.por_vencer, c.congelado, a.id AS accion_id, a.peldano_id,
           CASE WHEN a.id IS NULL THEN c.razon ELSE '' END AS razon,
           a.id IS NULL AND (c.toca OR c.estado = 'vencido') AS suprimida
    FROM control_cliente c
    LEFT JOIN cobranzas_accion a ON a.cliente_id = c.cliente_id AND a.estado = 'propuesta' AND c.razon = ''
"""
COLUMNAS_CONTROL = (
    "al, cliente_id, estado, tramo, dias, recibos_vencidos, vencido, por_vencer, congelado, accion_id, peldano_id, "
    "razon, suprimida"
)


def _diferencias(tabla: str, clave: str, columnas: str, consulta: str) -> tuple[str, str, str]:
    """(poner, quitar, completar): la primera vez del día se ponen; después se quita lo distinto y se completa."""
    fila = ", ".join(f"d.{c.strip()}" for c in columnas.split(","))
    nueva = fila.replace("d.", "n.")
    poner = f"INSERT INTO {tabla} ({columnas}) {consulta}"
    quitar = (
        f"DELETE FROM {tabla} d WHERE d.al = %(al)s::date AND NOT EXISTS ("  # noqa: S608
        f"SELECT FROM ({consulta}) n WHERE n.{clave} = d.{clave} AND ({nueva}) IS NOT DISTINCT FROM ({fila}))"
    )
    return poner, quitar, f"{poner} ON CONFLICT (al, {clave}) DO NOTHING"


DE_RECIBOS = _diferencias("cobranzas_estadodiario", "recibo_id", COLUMNAS_ESTADO, ESTADOS)
DE_CLIENTES = _diferencias("cobranzas_controlcliente", "cliente_id", COLUMNAS_CONTROL, CONTROLES)

# ---------------------------------------------------------------- cifras

TRAMOS = """
    SELECT cartera_tramo(dias) AS tramo, count(*), sum(exigible)
    FROM control_recibo WHERE estado = 'vencido' GROUP BY 1
"""

CIFRAS = """
    SELECT count(*), count(*) FILTER (WHERE razon <> '' AND (toca OR estado = 'vencido')) FROM control_cliente
"""

PONER_TRAMOS = """
    INSERT INTO cobranzas_barridotramo (barrido_id, zona_id, tramo, recibos, saldo)
    SELECT %(barrido)s, s.zona_id, cartera_tramo(r.dias), count(*), sum(r.exigible)
    FROM control_recibo r JOIN cartera_suministro s ON s.id = r.suministro_id
    WHERE r.estado = 'vencido' GROUP BY s.zona_id, cartera_tramo(r.dias)
"""
