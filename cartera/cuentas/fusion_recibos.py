"""Guardar los recibos de un archivo y volver a aplicar los pagos de las cuentas que tocan."""

from config.comun.carga.tipos import Contexto, Totales

from . import services

DATOS = (
    "suministro_id",
    "periodo",
    "emitido_el",
    "vence_el",
    "volumen_m3",
    "agua",
    "alcantarillado",
    "cargo_fijo",
    "igv",
    "total",
)
COLUMNAS = ", ".join(DATOS)
LEER = """
CREATE TEMP TABLE recibos_leidos AS
SELECT t.recibo_id AS id, t.numero, t.suministro_id, t.periodo, t.emitido_el, t.vence_el, t.volumen_m3,
       COALESCE(t.agua, 0) AS agua, COALESCE(t.alcantarillado, 0) AS alcantarillado,
       COALESCE(t.cargo_fijo, 0) AS cargo_fijo, COALESCE(t.igv, 0) AS igv, t.total
FROM carga_tipada t
"""
CAMBIAN = f"""
CREATE TEMP TABLE recibos_cambian AS
SELECT l.*, r.suministro_id AS suministro_antes, r.total AS total_antes, r.vence_el AS vence_antes,
       s.codigo AS codigo_nuevo
FROM recibos_leidos l
JOIN cartera_recibo r USING (id)
JOIN cartera_suministro s ON s.id = l.suministro_id
WHERE ({", ".join(f"l.{c}" for c in DATOS)}) IS DISTINCT FROM ({", ".join(f"r.{c}" for c in DATOS)})
"""
# Los pagos de un recibo que pasó a otro suministro lo siguen si su archivo no decía otra cosa; si la decía, vuelven a
# la bandeja: nadie decide solo de quién es ese dinero.
MUDAR_PAGOS = """
UPDATE cartera_pago p
SET suministro_id = CASE WHEN sigue THEN c.suministro_id END,
    recibo_id = CASE WHEN sigue THEN c.id END,
    identificado_por_id = NULL, identificado_en = NULL
FROM (
    SELECT q.id AS pago_id, m.id, m.suministro_id,
           q.identificado_por_id IS NULL AND q.codigo_suministro IN ('', m.codigo_nuevo) AS sigue
    FROM recibos_cambian m
    JOIN cartera_pago q ON q.suministro_id = m.suministro_antes AND q.recibo_id = m.id
    WHERE m.suministro_id <> m.suministro_antes AND q.signo = 1
) c
WHERE p.id = c.pago_id
"""
# Cuentas que hay que volver a aplicar: las de recibos cambiados, las que tenían pagos sin recibo a los que un recibo
# nuevo puede quitarles el lugar, y las de pagos que esperaban estos recibos.
TOCADOS = """
SELECT suministro_id FROM recibos_cambian
UNION SELECT suministro_antes FROM recibos_cambian
UNION SELECT suministro_id FROM pagos_asignados
UNION
SELECT l.suministro_id FROM recibos_leidos l
JOIN cartera_pago p ON p.suministro_id = l.suministro_id AND p.signo = 1 AND p.pagado_el >= l.emitido_el
WHERE l.id IS NULL AND p.recibo_id IS NULL
"""


def fusionar(ctx: Contexto) -> Totales:
    """Cuenta y guarda. Un recibo refacturado por debajo de lo pagado deja la diferencia en crédito de sus pagos."""
    ctx.hacer("DROP TABLE IF EXISTS recibos_leidos, recibos_cambian, recibos_nuevos")
    leidos = ctx.hacer(LEER)
    ctx.hacer("ANALYZE recibos_leidos")
    cambiadas = ctx.hacer(CAMBIAN)
    if cambiadas:
        _cambiar(ctx)
    nuevas = ctx.hacer(
        f"INSERT INTO cartera_recibo (numero, {COLUMNAS}, pagado, congelado_pedido) "
        f"SELECT numero, {COLUMNAS}, 0, 0 FROM recibos_leidos WHERE id IS NULL"
    )
    if nuevas > 1000:
        ctx.hacer("SELECT cartera_analizar_cuentas()")
    resueltos = services.asignar_pendientes()
    services.reaplicar_los_de(TOCADOS)
    totales = Totales(nuevas=nuevas, cambiadas=cambiadas, iguales=leidos - nuevas - cambiadas)
    if resueltos:
        totales.extras["pagos_identificados"] = resueltos
        totales.avisos.append(f"Pagos que esperaban estos recibos y ya se aplicaron: {resueltos}.")
    return totales


def _cambiar(ctx: Contexto) -> None:
    ctx.hacer("ANALYZE recibos_cambian")
    ctx.hacer(
        "INSERT INTO cartera_cambiorecibo (recibo_id, carga_id, total_antes, total, vence_antes, vence_el, "
        "suministro_antes_id, suministro_id) "
        "SELECT id, %s, total_antes, total, vence_antes, vence_el, suministro_antes, suministro_id "
        "FROM recibos_cambian "
        "WHERE (total_antes, vence_antes, suministro_antes) IS DISTINCT FROM (total, vence_el, suministro_id)",
        [ctx.carga.pk],
    )
    # Se suelta lo aplicado antes de bajar el total: la base no admite ni un momento más pagado que facturado.
    ctx.hacer(
        "DELETE FROM cartera_aplicacion a USING recibos_cambian c WHERE a.recibo_id = c.id "
        "AND (c.total < c.total_antes OR c.suministro_id <> c.suministro_antes)"
    )
    nuevos = ", ".join(f"{c} = c.{c}" for c in DATOS)
    ctx.hacer(f"UPDATE cartera_recibo r SET {nuevos} FROM recibos_cambian c WHERE r.id = c.id")
    if ctx.hacer(MUDAR_PAGOS):
        ctx.hacer(services.ARRASTRAR_REVERSAS)
