"""Las sentencias del barrido. Trabajan sobre tablas temporales que duran lo que la transacción.

Fecha barrida `%(al)s`; los pasos de la escalera llegan como arreglos paralelos, con `limite` ya resuelto: el último
vencimiento al que el paso ya le toca ese día (los días hábiles se cuentan una vez, no por recibo).
"""

from .razones import GUARDAN, PAUSAS, RAZONES, primera

PREPARAR = """
    SET LOCAL work_mem = '64MB';
    SET LOCAL jit = off;
    DROP TABLE IF EXISTS
        pg_temp.control_paso, pg_temp.control_recibo, pg_temp.control_accion, pg_temp.control_cliente,
        pg_temp.control_clientela, pg_temp.control_bloqueado, pg_temp.control_detenido, pg_temp.control_cuota,
        pg_temp.control_mora, pg_temp.control_categoria, pg_temp.control_con_correo, pg_temp.control_con_telefono,
        pg_temp.control_contactado
"""

PASOS = """
    CREATE TEMP TABLE control_paso ON COMMIT DROP AS
    SELECT paso.*, string_to_array(nullif(de, ''), ',') AS categorias
    FROM unnest(
        %(ids)s::bigint[], %(ordenes)s::int[], %(claves)s::text[], %(canales)s::text[], %(limites)s::date[],
        %(previos)s::bool[], %(recibos)s::int[], %(cuotas)s::int[], %(minimos)s::numeric[], %(categorias)s::text[]
    ) AS paso (id, orden, clave, canal, limite, previo, recibos, cuotas, minimo, de)
"""

# Los recibos abiertos de los suministros que cada principal del día tiene a su nombre ese día (NORMAS §1). `detiene`:
# por qué no se persigue ese recibo; vacío si se puede. Los de un convenio con cuota vencida no están detenidos.
# `cobrable`: lo exigible menos lo que cubre una promesa viva.
RECIBOS = """
    CREATE TEMP TABLE control_recibo ON COMMIT DROP AS
    WITH suyos AS MATERIALIZED (
        SELECT cliente_id, t.suministro_id
        FROM control_clientela JOIN cartera_titularidad t USING (cliente_id)
        WHERE t.vigencia @> %(al)s::date
    ), congelados AS MATERIALIZED (
        SELECT recibo_id, CASE WHEN bool_and(motivo = 'convenio') THEN 'convenio_vivo' ELSE 'congelado' END AS por
        FROM cartera_congelamiento
        WHERE desde <= %(al)s::date AND (hasta IS NULL OR hasta > %(al)s::date) GROUP BY recibo_id
    ), detenidos AS MATERIALIZED (
        SELECT DISTINCT ON (recibo_id) recibo_id, razon, importe
        FROM control_detenido ORDER BY recibo_id, razon = 'derivado' DESC, razon = 'pospuesto' DESC, importe DESC
    )
    SELECT r.*, CASE
               WHEN r.estado = 'congelado' AND m.recibo_id IS NOT NULL AND g.por = 'convenio_vivo' THEN ''
               WHEN r.estado = 'congelado' THEN coalesce(g.por, 'congelado')
               WHEN coalesce(d.importe, r.exigible) >= r.exigible THEN coalesce(d.razon, '')
               ELSE '' END AS detiene,
           r.exigible - CASE WHEN d.recibo_id IS NULL THEN 0 ELSE least(d.importe, r.exigible) END AS cobrable
    FROM (
        SELECT r.recibo_id, r.suministro_id, s.cliente_id, r.vence_el, r.saldo, r.congelado,
               cartera_estado_recibo(r.saldo, r.congelado, r.vence_el, %(al)s::date) AS estado,
               r.saldo - r.congelado AS exigible,
               %(al)s::date - r.vence_el AS dias
        FROM cartera_saldos_al(%(al)s::date, ARRAY(SELECT suministro_id FROM suyos)) r
        JOIN suyos s USING (suministro_id)
        WHERE r.saldo > 0
    ) r
    LEFT JOIN detenidos d USING (recibo_id)
    LEFT JOIN control_mora m USING (recibo_id)
    LEFT JOIN congelados g USING (recibo_id)
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

# Si a un cliente le toca ya ese paso: por días desde su ancla, o por lo que debe en un mismo suministro o convenio.
TOCA = """
    CASE WHEN p.previo THEN c.fase = 'por_vencer' AND c.vence_el <= p.limite
         WHEN c.fase NOT IN ('vencido', 'cuota') THEN false
         WHEN p.limite IS NULL THEN coalesce(c.en_un_suministro >= p.recibos, false)
                                 OR coalesce(c.cuotas_vencidas >= p.cuotas, false)
         ELSE c.vence_el <= p.limite END
    AND (p.categorias IS NULL OR c.categoria = ANY (p.categorias))
"""

# Una fila por principal: qué debe, su recibo ancla (el vencido más antiguo que se puede perseguir; sin vencidos, el de
# su convenio en mora o el que vence antes), el paso más severo que ya le toca y la razón si no se va a proponer. «Dos
# vencidos» se cuenta en un mismo suministro y la cuota en un mismo convenio (art. 113.1).
CLIENTES = f"""
    CREATE TEMP TABLE control_cliente ON COMMIT DROP AS
    WITH por_suministro AS (
        SELECT cliente_id, suministro_id,
               count(*) FILTER (WHERE estado = 'vencido') AS recibos_vencidos,
               count(*) FILTER (WHERE estado = 'vencido' AND detiene = '') AS libres,
               min(vence_el) FILTER (WHERE estado = 'vencido') AS vencio_el,
               sum(exigible) FILTER (WHERE estado = 'vencido') AS vencido,
               sum(cobrable) FILTER (WHERE estado = 'vencido' AND detiene = '') AS exigido,
               sum(exigible) FILTER (WHERE estado = 'por_vencer') AS por_vencer,
               sum(cobrable) FILTER (
                   WHERE estado = 'por_vencer' AND detiene = '' AND vence_el <= %(previo_hasta)s::date
               ) AS pronto,
               sum(congelado) AS congelado,
               bool_or(detiene = 'congelado') AS reclamado,
               bool_or(detiene = 'derivado') AS derivados,
               bool_or(detiene = 'promesa_viva') AS prometidos,
               bool_or(detiene = 'pospuesto') AS pospuestos
        FROM control_recibo GROUP BY cliente_id, suministro_id
    ), sumas AS (
        SELECT cliente_id,
               sum(recibos_vencidos) AS recibos_vencidos, max(libres) AS en_un_suministro, min(vencio_el) AS vencio_el,
               coalesce(sum(vencido), 0) AS vencido, coalesce(sum(exigido), 0) AS exigido,
               coalesce(sum(por_vencer), 0) AS por_vencer, coalesce(sum(pronto), 0) AS pronto,
               sum(congelado) AS congelado, bool_or(reclamado) AS reclamado, bool_or(derivados) AS derivados,
               bool_or(prometidos) AS prometidos, bool_or(pospuestos) AS pospuestos
        FROM por_suministro GROUP BY cliente_id
    ), anclas AS (
        SELECT DISTINCT ON (cliente_id) cliente_id, recibo_id, vence_el, estado
        FROM control_recibo WHERE detiene = ''
        ORDER BY cliente_id, estado = 'vencido' DESC, estado = 'congelado' DESC, vence_el, recibo_id
    ), cuotas AS (
        SELECT DISTINCT ON (cliente_id) cliente_id, cuotas, importe, vence_el
        FROM control_cuota ORDER BY cliente_id, cuotas DESC, vence_el, convenio_id
    ), bloqueos AS (
        SELECT DISTINCT ON (cliente_id) cliente_id, razon, hasta
        FROM control_bloqueado ORDER BY cliente_id, razon = 'derivado' DESC, hasta DESC
    ), cuentas AS (
        SELECT cliente_id, a.recibo_id AS ancla_id, f.fase, s.vencio_el,
               CASE WHEN f.fase = 'cuota' THEN q.vence_el ELSE a.vence_el END AS vence_el,
               coalesce(s.recibos_vencidos, 0) AS recibos_vencidos, coalesce(s.en_un_suministro, 0) AS en_un_suministro,
               coalesce(q.cuotas, 0) AS cuotas_vencidas,
               coalesce(s.vencido, 0) AS vencido, coalesce(s.por_vencer, 0) AS por_vencer,
               coalesce(s.congelado, 0) AS congelado,
               CASE f.fase WHEN 'vencido' THEN s.exigido WHEN 'cuota' THEN q.importe ELSE coalesce(s.pronto, 0)
               END AS importe,
               CASE WHEN s.vencido > 0 THEN 'vencido' WHEN s.por_vencer > 0 THEN 'por_vencer'
                    WHEN s.congelado > 0 THEN 'congelado' ELSE 'sin_deuda' END AS estado,
               coalesce(s.reclamado, false) AS reclamado, coalesce(s.derivados, false) AS derivados,
               coalesce(s.prometidos, false) AS prometidos,
               coalesce(s.pospuestos, false) AS pospuestos, coalesce(b.razon, '') AS bloqueo, b.hasta AS bloqueo_hasta,
               g.categoria
        FROM control_clientela
        LEFT JOIN sumas s USING (cliente_id)
        LEFT JOIN anclas a USING (cliente_id)
        LEFT JOIN cuotas q USING (cliente_id)
        LEFT JOIN bloqueos b USING (cliente_id)
        LEFT JOIN control_categoria g USING (cliente_id)
        CROSS JOIN LATERAL (
            SELECT CASE WHEN s.exigido > 0 THEN 'vencido'
                        WHEN a.estado = 'congelado' AND q.cuotas > 0 THEN 'cuota'
                        WHEN a.estado = 'por_vencer' THEN 'por_vencer' ELSE '' END AS fase
        ) f
    ), debidos AS (
        SELECT c.cliente_id, max(p.orden) FILTER (WHERE c.importe >= p.minimo) AS orden
        FROM cuentas c JOIN control_paso p ON {TOCA}
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
    ), hechos AS (
        SELECT c.*, d.orden, p.id AS peldano_id, p.clave, p.canal, d.cliente_id IS NOT NULL AS toca,
               coalesce(k.credito, 0) AS credito, h.cliente_id IS NOT NULL AS hecha,
               CASE WHEN c.estado = 'vencido' THEN %(al)s::date - c.vencio_el ELSE 0 END AS dias,
               e.cliente_id IS NOT NULL AS con_correo, t.cliente_id IS NOT NULL AS con_telefono,
               o.cliente_id IS NOT NULL AS contactado
        FROM cuentas c
        LEFT JOIN debidos d ON d.cliente_id = c.cliente_id
        LEFT JOIN control_paso p ON p.orden = d.orden
        LEFT JOIN creditos k ON k.cliente_id = c.cliente_id
        LEFT JOIN hechas h ON (h.cliente_id, h.ancla_id, h.clave) = (c.cliente_id, c.ancla_id, p.clave)
        LEFT JOIN control_con_correo e ON e.cliente_id = c.cliente_id
        LEFT JOIN control_con_telefono t ON t.cliente_id = c.cliente_id
        LEFT JOIN (SELECT DISTINCT cliente_id FROM control_contactado) o ON o.cliente_id = c.cliente_id
    )
    SELECT c.*, {primera(RAZONES)} AS razon, {primera(PAUSAS)} AS pausa FROM hechos c
"""  # noqa: S608

ANALIZAR = """
    CREATE UNIQUE INDEX ON control_cliente (cliente_id);
    ANALYZE control_cliente
"""

# ---------------------------------------------------------------- acciones

# Deja abierta solo la que hoy corresponde. Si la reemplaza un paso más severo del mismo recibo, se omitió por atraso;
# si dejó de tener causa (pago, congelamiento, promesa, salida de la cartera), se anula. El pospuesto la conserva.
GUARDA = ", ".join(f"'{razon.value}'" for razon in GUARDAN)
CERRAR = f"""
    UPDATE cobranzas_accion a
    SET cerrada_el = %(al)s::date,
        estado = CASE
            WHEN c.ancla_id = a.ancla_id AND (
                (c.razon IN ('', {GUARDA}) AND c.orden > p.orden) OR (p.dias <= 0 AND c.fase = 'vencido')
            ) THEN 'omitida' ELSE 'anulada' END
    FROM cobranzas_accion x
    JOIN cobranzas_peldano p ON p.id = x.peldano_id
    LEFT JOIN control_cliente c ON c.cliente_id = x.cliente_id
    WHERE a.id = x.id AND x.estado = 'propuesta'
      AND (c.razon IN ('', {GUARDA}) AND c.ancla_id = x.ancla_id AND c.clave = p.clave) IS NOT TRUE
"""  # noqa: S608

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
OMITIR = f"""
    INSERT INTO cobranzas_accion (cliente_id, peldano_id, ancla_id, propuesta_el, cerrada_el, estado, importe, nota)
    SELECT c.cliente_id, p.id, c.ancla_id, %(al)s::date, %(al)s::date, 'omitida', c.importe, ''
    FROM control_cliente c
    JOIN control_paso p ON p.orden < c.orden AND (
        p.previo AND c.vence_el <= p.limite AND (p.categorias IS NULL OR c.categoria = ANY (p.categorias)) OR {TOCA}
    )
    WHERE c.razon = '' AND NOT EXISTS (
        SELECT FROM control_accion a
        WHERE (a.cliente_id, a.ancla_id, a.clave) = (c.cliente_id, c.ancla_id, p.clave)
    )
"""  # noqa: S608

# ---------------------------------------------------------------- estados del día

ESTADOS = """
    SELECT %(al)s::date AS al, r.recibo_id, r.cliente_id, r.estado,
           CASE WHEN r.estado = 'vencido' THEN cartera_tramo(r.dias) ELSE '' END AS tramo,
           r.dias, r.saldo, r.congelado, a.id AS accion_id,
           CASE WHEN a.id IS NOT NULL THEN '' WHEN r.detiene <> '' THEN r.detiene
                WHEN r.estado = 'por_vencer' THEN 'por_vencer' ELSE c.razon END AS razon
    FROM control_recibo r
    JOIN control_cliente c USING (cliente_id)
    LEFT JOIN cobranzas_accion a ON a.cliente_id = r.cliente_id AND a.estado = 'propuesta' AND c.razon = ''
     AND r.detiene = ''
     AND (r.estado <> 'por_vencer' OR c.fase = 'por_vencer' AND r.vence_el <= %(previo_hasta)s::date)
"""
COLUMNAS_ESTADO = "al, recibo_id, cliente_id, estado, tramo, dias, saldo, congelado, accion_id, razon"

CONTROLES = """
    SELECT %(al)s::date AS al, c.cliente_id, c.estado, cartera_tramo(c.dias) AS tramo, c.dias, c.recibos_vencidos,
           c.vencido, c.por_vencer, c.congelado, a.id AS accion_id, a.peldano_id,
           CASE WHEN a.id IS NULL THEN c.razon ELSE '' END AS razon,
           CASE WHEN a.id IS NULL THEN '' ELSE c.pausa END AS pausa,
           a.id IS NULL AND (c.toca OR c.estado = 'vencido') AS suprimida,
           c.ancla_id, CASE WHEN c.ancla_id IS NOT NULL THEN c.vence_el END AS ancla_vence_el, c.en_un_suministro,
           c.cuotas_vencidas, CASE WHEN c.fase IN ('vencido', 'cuota') THEN c.importe ELSE 0 END AS exigido, c.credito,
           c.bloqueo
    FROM control_cliente c
    LEFT JOIN cobranzas_accion a ON a.cliente_id = c.cliente_id AND a.estado = 'propuesta' AND c.razon = ''
"""
COLUMNAS_CONTROL = (
    "al, cliente_id, estado, tramo, dias, recibos_vencidos, vencido, por_vencer, congelado, accion_id, peldano_id, "
    "razon, pausa, suprimida, ancla_id, ancla_vence_el, en_un_suministro, cuotas_vencidas, exigido, credito, bloqueo"
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
