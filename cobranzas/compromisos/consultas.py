"""El juicio por dinero, en SQL: cuánto llegó a los recibos de cada compromiso hasta cada una de sus fechas.

Es una función de los recibos y pagos conocidos hoy: no depende de cuándo ni cuántas veces se juzgó antes. Promesas y
convenios se miden con las mismas sentencias; cambian sus tablas.

Lo que falta de un recibo a una fecha es lo comprometido menos lo que subió lo pagado desde el compromiso, y nunca más
que su saldo: si una refacturación bajó el recibo, ya no se debe lo que no existe. Un pago a tiempo que se revirtió
después no cuenta: vale el menor entre lo que había en el último día de la fecha y lo que hay hoy.
"""

# Una fila por cuota: cuánto llegó a tiempo, cuánto hay hoy y si su fecha ya se puede dar por pasada.
MEDIR = """
WITH cuotas AS (
    SELECT q.id, q.{padre}_id AS padre, q.limite_el, q.{importe} AS importe,
           sum(q.{importe}) OVER (PARTITION BY q.{padre}_id ORDER BY q.vence_el, q.id) AS acumulado,
           LEAST(q.limite_el, %(al)s) AS corte
    FROM cobranzas_{padre}cuota q WHERE q.{padre}_id = ANY (%(ids)s)
), nombrados AS (
    SELECT n.{padre}_id AS padre, n.recibo_id, n.importe, n.pagado_antes, r.suministro_id
    FROM cobranzas_{padre}recibo n JOIN cartera_recibo r ON r.id = n.recibo_id
    WHERE n.{padre}_id = ANY (%(ids)s)
), cortes AS (
    SELECT padre, corte FROM cuotas UNION SELECT padre, %(al)s::date FROM cuotas
), fechas AS (
    SELECT c.corte, array_agg(DISTINCT n.suministro_id) AS suministros
    FROM cortes c JOIN nombrados n USING (padre) GROUP BY c.corte
), saldos AS MATERIALIZED (
    SELECT f.corte, s.recibo_id, s.pagado, s.saldo
    FROM fechas f CROSS JOIN LATERAL cartera_saldos_al(f.corte, f.suministros) s
), llegado AS (
    SELECT c.padre, c.corte,
           COALESCE(sum(n.importe - LEAST(
               n.importe - GREATEST(LEAST(s.pagado - n.pagado_antes, n.importe), 0), s.saldo
           )) FILTER (WHERE s.recibo_id IS NOT NULL), 0) AS soles
    FROM cortes c JOIN nombrados n USING (padre)
    LEFT JOIN saldos s ON s.corte = c.corte AND s.recibo_id = n.recibo_id
    GROUP BY c.padre, c.corte
)
SELECT q.id, q.padre, q.importe, q.limite_el,
       GREATEST(LEAST(LEAST(en_su_dia.soles, hoy.soles) - (q.acumulado - q.importe), q.importe), 0) AS a_tiempo,
       GREATEST(LEAST(hoy.soles - (q.acumulado - q.importe), q.importe), 0) AS pagado,
       -- Una fecha se da por fallada cuando pasó y los pagos cargados ya la alcanzan.
       COALESCE(q.limite_el < %(al)s AND q.limite_el <= %(pagos_hasta)s::date, false) AS pasada
FROM cuotas q
JOIN llegado en_su_dia ON en_su_dia.padre = q.padre AND en_su_dia.corte = q.corte
JOIN llegado hoy ON hoy.padre = q.padre AND hoy.corte = %(al)s
"""
MEDIR_PROMESAS = MEDIR.format(padre="promesa", importe="importe")
MEDIR_CONVENIOS = MEDIR.format(padre="convenio", importe="capital")
QUITAR_MEDIDA = "DROP TABLE IF EXISTS pg_temp.medida_cuotas"
GUARDAR_MEDIDA = "CREATE TEMP TABLE medida_cuotas ON COMMIT DROP AS "
ANALIZAR_MEDIDA = "ANALYZE medida_cuotas"

PONER_CUOTAS_PROMESA = """
UPDATE cobranzas_promesacuota q SET pagado = m.a_tiempo
FROM medida_cuotas m WHERE m.id = q.id AND q.pagado <> m.a_tiempo
"""
# Una promesa cerrada vuelve a abrirse solo si después nadie comprometió otra vez sus recibos.
JUZGAR_PROMESAS = """
WITH medidas AS (
    SELECT padre, sum(a_tiempo) AS cubierto, sum(importe) AS total,
           min(limite_el) FILTER (WHERE pasada AND a_tiempo < importe) AS fallo
    FROM medida_cuotas GROUP BY padre
), comprometidas AS (
    SELECT DISTINCT n.promesa_id AS id FROM cobranzas_promesarecibo n
    JOIN medidas m ON m.padre = n.promesa_id
    WHERE EXISTS (
              SELECT FROM cobranzas_promesarecibo o JOIN cobranzas_promesa p ON p.id = o.promesa_id
              WHERE o.recibo_id = n.recibo_id AND o.promesa_id > n.promesa_id AND p.estado <> 'anulada')
       OR EXISTS (SELECT FROM cobranzas_conveniorecibo c WHERE c.recibo_id = n.recibo_id AND c.vivo)
), fallos AS (
    SELECT p.id, m.cubierto, m.fallo, p.estado AS antes,
           CASE WHEN m.cubierto = m.total THEN 'cumplida'
                WHEN m.fallo IS NULL AND (p.estado = 'abierta' OR c.id IS NULL) THEN 'abierta'
                WHEN m.cubierto > 0 THEN 'cumplida_en_parte'
                ELSE 'incumplida'
           END AS estado
    FROM medidas m JOIN cobranzas_promesa p ON p.id = m.padre
    LEFT JOIN comprometidas c ON c.id = p.id
)
UPDATE cobranzas_promesa p
SET estado = f.estado, cubierto = f.cubierto, juzgada_el = %(al)s,
    cerrada_el = CASE WHEN f.estado = 'abierta' THEN NULL ELSE COALESCE(p.cerrada_el, f.fallo + 1, %(al)s) END
FROM fallos f
WHERE f.id = p.id AND (p.estado, p.cubierto) IS DISTINCT FROM (f.estado, f.cubierto)
RETURNING p.id, f.antes, p.estado
"""
# `viva` dice lo mismo que el estado: primero se sueltan y después se toman, por la única de una viva por recibo.
SOLTAR_RECIBOS_PROMESA = """
UPDATE cobranzas_promesarecibo n SET viva = false
FROM cobranzas_promesa p WHERE p.id = n.promesa_id AND n.viva AND p.id = ANY (%(ids)s) AND p.estado <> 'abierta'
"""
TOMAR_RECIBOS_PROMESA = """
UPDATE cobranzas_promesarecibo n SET viva = true
FROM cobranzas_promesa p WHERE p.id = n.promesa_id AND NOT n.viva AND p.id = ANY (%(ids)s) AND p.estado = 'abierta'
"""

PONER_CUOTAS_CONVENIO = """
UPDATE cobranzas_conveniocuota q SET pagado = m.pagado
FROM medida_cuotas m WHERE m.id = q.id AND q.pagado <> m.pagado
"""
# Un convenio cerrado vuelve a regir solo si después nadie comprometió otra vez sus recibos.
JUZGAR_CONVENIOS = """
WITH medidas AS (
    SELECT padre, sum(pagado) AS cubierto, sum(importe) AS total,
           min(limite_el) FILTER (WHERE pasada AND a_tiempo < importe) AS fallo
    FROM medida_cuotas GROUP BY padre
), comprometidos AS (
    SELECT DISTINCT n.convenio_id AS id FROM cobranzas_conveniorecibo n
    JOIN medidas m ON m.padre = n.convenio_id
    JOIN cobranzas_convenio v ON v.id = n.convenio_id
    WHERE EXISTS (
              SELECT FROM cobranzas_conveniorecibo o JOIN cobranzas_convenio p ON p.id = o.convenio_id
              WHERE o.recibo_id = n.recibo_id AND o.convenio_id <> n.convenio_id AND p.vigencias > 0
                AND (o.vivo OR p.firmado_el >= v.firmado_el))
       OR EXISTS (SELECT FROM cobranzas_promesarecibo p WHERE p.recibo_id = n.recibo_id AND p.viva)
), fallos AS (
    SELECT v.id, m.cubierto, m.fallo, v.estado AS antes,
           CASE WHEN v.estado IN ('cumplido', 'roto') AND c.id IS NOT NULL
                    THEN CASE WHEN m.cubierto = m.total THEN v.estado ELSE 'roto' END
                WHEN m.fallo IS NOT NULL THEN 'roto'
                WHEN m.cubierto = m.total THEN 'cumplido'
                ELSE 'vigente'
           END AS estado
    FROM medidas m JOIN cobranzas_convenio v ON v.id = m.padre
    LEFT JOIN comprometidos c ON c.id = v.id
)
UPDATE cobranzas_convenio v
SET estado = f.estado, cubierto = f.cubierto, juzgado_el = %(al)s,
    vigencias = v.vigencias + CASE WHEN f.estado = 'vigente' AND f.antes <> 'vigente' THEN 1 ELSE 0 END,
    cerrado_el = CASE WHEN f.estado = 'vigente' THEN NULL ELSE COALESCE(v.cerrado_el, f.fallo + 1, %(al)s) END
FROM fallos f
WHERE f.id = v.id AND (v.estado, v.cubierto) IS DISTINCT FROM (f.estado, f.cubierto)
RETURNING v.id, f.antes, v.estado, v.cerrado_el
"""
