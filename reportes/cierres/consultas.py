"""Las sentencias del cierre. Trabajan sobre tablas temporales que duran lo que la transacción.

Fecha de corte `%(al)s`; mes del que se toma el consumo `%(mes)s` (puede no haberlo).
"""

# Dos cierres en la misma transacción: el segundo empieza de nuevo.
LIMPIAR = "DROP TABLE IF EXISTS cierre_eps, cierre_pc, cierre_recibo, cierre_deuda"

# Clientes de la empresa: titulares, en la fecha, de al menos un suministro activo o cortado (NORMAS §1). Su zona y
# categoría son las del suministro que más consumió en el mes; a igualdad, el de código menor.
CLIENTES_EPS = """
    CREATE TEMP TABLE cierre_eps ON COMMIT DROP AS
    SELECT cliente_id, zona_id, categoria, suministros
    FROM (
        SELECT t.cliente_id, s.zona_id, s.categoria,
               row_number() OVER suyos AS lugar,
               count(*) OVER (PARTITION BY t.cliente_id) AS suministros,
               bool_or(s.estado IN ('ACTIVO', 'CORTADO')) OVER (PARTITION BY t.cliente_id) AS vivo
        FROM cartera_titularidad t
        JOIN cartera_suministro s ON s.id = t.suministro_id
        LEFT JOIN cartera_consumo c ON c.suministro_id = s.id AND c.periodo = %(mes)s
        WHERE t.vigencia @> %(al)s::date
        WINDOW suyos AS (PARTITION BY t.cliente_id ORDER BY c.volumen_m3 DESC NULLS LAST, s.codigo COLLATE "C")
    ) titulares
    WHERE lugar = 1 AND vivo;
    CREATE UNIQUE INDEX ON cierre_eps (cliente_id);
    ANALYZE cierre_eps
"""

# Los principales del día. Uno que perdió todos sus suministros sigue en la cartera hasta su baja: cuenta, sin zona.
PRINCIPALES = """
    CREATE TEMP TABLE cierre_pc ON COMMIT DROP AS
    SELECT p.cliente_id, e.zona_id, coalesce(e.categoria, '') AS categoria,
           coalesce(e.suministros, 0) AS suministros, cc.m3
    FROM principales_principal p
    LEFT JOIN cierre_eps e USING (cliente_id)
    LEFT JOIN cartera_consumocliente cc ON cc.cliente_id = p.cliente_id AND cc.periodo = %(mes)s
    WHERE p.vigencia @> %(al)s::date;
    CREATE UNIQUE INDEX ON cierre_pc (cliente_id);
    ANALYZE cierre_pc
"""

# La deuda sigue al suministro y se reclama a su titular de la fecha (NORMAS §1).
CUENTAS = """
    CREATE TEMP TABLE cierre_recibo ON COMMIT DROP AS
    SELECT t.cliente_id, r.recibo_id, r.saldo, r.congelado, r.saldo - r.congelado AS exigible,
           %(al)s::date - r.vence_el AS dias
    FROM cartera_saldos_al(
        %(al)s::date,
        ARRAY(
            SELECT t.suministro_id FROM cartera_titularidad t JOIN cierre_pc USING (cliente_id)
            WHERE t.vigencia @> %(al)s::date
        )
    ) r
    JOIN cartera_titularidad t ON t.suministro_id = r.suministro_id AND t.vigencia @> %(al)s::date
    WHERE r.saldo > 0
"""

DEUDA = """
    CREATE TEMP TABLE cierre_deuda ON COMMIT DROP AS
    SELECT cliente_id,
           sum(saldo) AS saldo,
           coalesce(sum(exigible) FILTER (WHERE dias > 0), 0) AS vencido,
           coalesce(sum(congelado) FILTER (WHERE dias > 0), 0) AS congelado_vencido,
           sum(congelado) AS congelado,
           coalesce(max(dias) FILTER (WHERE dias > 0 AND exigible > 0), 0) AS dias
    FROM cierre_recibo
    GROUP BY cliente_id
"""

TOTALES = """
    SELECT (SELECT count(*) FROM cierre_eps) AS clientes_eps,
           count(*) AS principales,
           count(*) FILTER (WHERE coalesce(d.vencido, 0) = 0) AS sin_deuda,
           count(*) FILTER (WHERE coalesce(d.vencido, 0) = 0 AND coalesce(d.congelado_vencido, 0) = 0)
               AS sin_deuda_con_congelados,
           coalesce(sum(d.saldo), 0) AS saldo,
           coalesce(sum(d.vencido), 0) AS saldo_vencido,
           coalesce(sum(d.congelado), 0) AS congelado,
           coalesce(sum(p.m3), 0) AS m3
    FROM cierre_pc p LEFT JOIN cierre_deuda d USING (cliente_id)
"""

INSERTA_CLIENTES = """
    INSERT INTO reportes_cierrecliente
        (cierre_id, cliente_id, zona_id, categoria, suministros, m3, saldo, vencido, congelado_vencido, dias, sin_deuda)
    SELECT %(cierre)s, p.cliente_id, p.zona_id, p.categoria, p.suministros, p.m3, coalesce(d.saldo, 0),
           coalesce(d.vencido, 0), coalesce(d.congelado_vencido, 0), coalesce(d.dias, 0), coalesce(d.vencido, 0) = 0
    FROM cierre_pc p LEFT JOIN cierre_deuda d USING (cliente_id)
"""

GRUPOS = """
    INSERT INTO reportes_cierregrupo (cierre_id, zona_id, categoria, clientes_eps, principales, sin_deuda)
    SELECT %(cierre)s, zona_id, categoria, sum(eps), sum(pc), sum(limpio)
    FROM (
        SELECT zona_id, categoria, 1 AS eps, 0 AS pc, 0 AS limpio FROM cierre_eps
        UNION ALL
        SELECT p.zona_id, p.categoria, 0, 1, (coalesce(d.vencido, 0) = 0)::int
        FROM cierre_pc p LEFT JOIN cierre_deuda d USING (cliente_id)
    ) partes
    GROUP BY zona_id, categoria
"""

TRAMOS = """
    INSERT INTO reportes_cierretramo (cierre_id, tramo, recibos, saldo)
    SELECT %(cierre)s, cartera_tramo(dias), count(*), sum(exigible)
    FROM cierre_recibo WHERE dias > 0 AND exigible > 0
    GROUP BY cartera_tramo(dias)
"""

LISTA_EPS = """
    COPY (
        SELECT c.clave AS cliente, c.tipo_documento, c.numero_documento,
               CASE WHEN c.nombre ~ '^[=+@\\t\\r-]' THEN '''' || c.nombre ELSE c.nombre END AS razon_social,
               z.codigo AS zona, e.categoria, e.suministros, (p.cliente_id IS NOT NULL) AS es_principal
        FROM cierre_eps e
        JOIN cartera_cliente c ON c.id = e.cliente_id
        LEFT JOIN comun_zona z ON z.id = e.zona_id
        LEFT JOIN cierre_pc p USING (cliente_id)
        ORDER BY c.clave COLLATE "C"
    ) TO STDOUT WITH (FORMAT csv, HEADER)
"""
