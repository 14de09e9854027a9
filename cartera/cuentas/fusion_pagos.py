"""Guardar los pagos de un archivo y aplicarlos a los recibos de sus cuentas (NORMAS §1)."""

from config.comun.carga.tipos import Contexto, Totales

from . import services

# De quién es cada pago nuevo o cambiado. El recibo manda; si el archivo se contradice o no se conoce, por identificar.
DE_QUIEN = """
CREATE TEMP TABLE pagos_nuevos AS
SELECT l.*, CASE WHEN conocido THEN COALESCE(r.suministro_id, s.id) END AS suministro_id,
       CASE WHEN conocido THEN r.id END AS recibo_id
FROM pagos_leidos l
LEFT JOIN cartera_recibo r ON r.numero = l.numero_recibo
LEFT JOIN cartera_suministro s ON s.codigo = l.codigo_suministro
CROSS JOIN LATERAL (SELECT
    (l.numero_recibo = '' OR r.id IS NOT NULL) AND (l.codigo_suministro = '' OR s.id IS NOT NULL)
    AND (r.id IS NULL OR s.id IS NULL OR r.suministro_id = s.id) AS conocido) k
WHERE l.signo = 1 AND NOT l.igual
"""
INSERTAR = """
INSERT INTO cartera_pago (entidad, operacion, pagado_el, signo, importe, numero_recibo, codigo_suministro,
                          depositante, recibo_id, suministro_id, aplicado, revertido)
SELECT entidad, operacion, pagado_el, signo, importe, numero_recibo, codigo_suministro, depositante, recibo_id,
       suministro_id, 0, 0
FROM pagos_nuevos WHERE id IS NULL
"""
# Un importe cambiado es revertir y aplicar: queda anotado y el motor vuelve a aplicar desde cero.
ANOTAR_CAMBIOS = """
INSERT INTO cartera_cambiopago (pago_id, carga_id, importe_antes, importe, recibo_antes, recibo,
                                suministro_antes, suministro)
SELECT p.id, %s, p.importe, l.importe, p.numero_recibo, l.numero_recibo, p.codigo_suministro, l.codigo_suministro
FROM pagos_leidos l JOIN cartera_pago p USING (id) WHERE NOT l.igual
"""
SOLTAR = """
DELETE FROM cartera_aplicacion a
WHERE a.pago_id IN (SELECT id FROM pagos_leidos WHERE signo = 1 AND NOT igual AND id IS NOT NULL
                    UNION SELECT original_id FROM pagos_originales)
"""
# Lo que decidió una persona vale mientras el archivo no traiga otro recibo u otro suministro que se conozcan.
CAMBIAR = """
UPDATE cartera_pago p
SET importe = n.importe, numero_recibo = n.numero_recibo, codigo_suministro = n.codigo_suministro,
    suministro_id = CASE WHEN mantiene THEN p.suministro_id ELSE n.suministro_id END,
    recibo_id = CASE WHEN mantiene THEN p.recibo_id ELSE n.recibo_id END,
    identificado_por_id = CASE WHEN mantiene THEN p.identificado_por_id END,
    identificado_en = CASE WHEN mantiene THEN p.identificado_en END
FROM (
    SELECT x.*, (q.numero_recibo, q.codigo_suministro) = (x.numero_recibo, x.codigo_suministro)
                OR (q.identificado_por_id IS NOT NULL AND x.suministro_id IS NULL) AS mantiene
    FROM pagos_nuevos x JOIN cartera_pago q USING (id)
) n
WHERE p.id = n.id
"""
# Lo que dijo una persona y el archivo desmiente deja de valer, y queda anotado.
DESMENTIR = """
UPDATE cartera_identificacion i SET deshecha_en = GREATEST(i.en, %s)
FROM pagos_nuevos n JOIN cartera_pago p USING (id)
WHERE i.pago_id = n.id AND i.deshecha_en IS NULL AND p.identificado_por_id IS NULL
"""
ORIGINALES = """
CREATE TEMP TABLE pagos_originales AS
SELECT l.*, o.id AS original_id, o.suministro_id, o.recibo_id
FROM pagos_reversas v JOIN pagos_leidos l USING (linea)
JOIN cartera_pago o
    ON o.operacion = l.operacion AND o.entidad = l.entidad AND o.pagado_el = v.original_el AND o.signo = 1
"""
REVERTIR = """
INSERT INTO cartera_pago (entidad, operacion, pagado_el, signo, importe, numero_recibo, codigo_suministro,
                          depositante, recibo_id, suministro_id, revierte_id, aplicado, revertido)
SELECT entidad, operacion, pagado_el, -1, importe, numero_recibo, codigo_suministro, depositante, recibo_id,
       suministro_id, original_id, 0, 0
FROM pagos_originales WHERE id IS NULL
"""
CAMBIAR_REVERSAS = """
UPDATE cartera_pago p
SET importe = o.importe, numero_recibo = o.numero_recibo, codigo_suministro = o.codigo_suministro
FROM pagos_originales o WHERE p.id = o.id
"""
TOCADOS = """
SELECT suministro_id FROM pagos_nuevos WHERE suministro_id IS NOT NULL
UNION SELECT suministro_id FROM pagos_originales WHERE suministro_id IS NOT NULL
UNION SELECT suministro_id FROM pagos_antes WHERE suministro_id IS NOT NULL
UNION SELECT suministro_id FROM pagos_asignados
"""


def fusionar(ctx: Contexto) -> Totales:
    """Cuenta y guarda. `por_identificar` va en los extras; esos pagos cuentan como nuevos."""
    ctx.hacer("DROP TABLE IF EXISTS pagos_nuevos, pagos_originales, pagos_antes")
    leidos = ctx.uno("SELECT count(*) FROM pagos_leidos")
    cambiadas = ctx.uno("SELECT count(*) FROM pagos_leidos WHERE id IS NOT NULL AND NOT igual")
    nuevas = ctx.uno("SELECT count(*) FROM pagos_leidos WHERE id IS NULL")
    ctx.hacer(DE_QUIEN)
    ctx.hacer("ANALYZE pagos_nuevos")
    # De quién eran los que cambian: esa cuenta también se vuelve a aplicar.
    ctx.hacer(
        "CREATE TEMP TABLE pagos_antes AS SELECT p.suministro_id FROM pagos_nuevos n JOIN cartera_pago p USING (id)"
    )
    ctx.hacer(INSERTAR)
    ctx.hacer(ORIGINALES)
    if cambiadas:
        ctx.hacer(ANOTAR_CAMBIOS, [ctx.carga.pk])
    ctx.hacer(SOLTAR)
    if cambiadas:
        ctx.hacer(CAMBIAR)
        ctx.hacer(DESMENTIR, [ctx.ahora])
        ctx.hacer(services.ARRASTRAR_REVERSAS)
        ctx.hacer(CAMBIAR_REVERSAS)
    ctx.hacer(REVERTIR)
    if nuevas > 1000:
        ctx.hacer("SELECT cartera_analizar_cuentas()")
    services.asignar_pendientes()
    services.reaplicar_los_de(TOCADOS)
    return _totales(ctx, Totales(nuevas=nuevas, cambiadas=cambiadas, iguales=leidos - nuevas - cambiadas))


def _totales(ctx: Contexto, totales: Totales) -> Totales:
    por_identificar = ctx.uno(
        "SELECT count(*) FROM pagos_nuevos n JOIN cartera_pago p USING (entidad, operacion, pagado_el, signo) "
        "WHERE p.suministro_id IS NULL"
    )
    totales.extras = {"por_identificar": por_identificar}
    if por_identificar:
        totales.avisos.append(
            f"Pagos de recibo o suministro desconocido: {por_identificar}. Entraron y quedan por identificar."
        )
    return totales
