"""Guardar los consumos: directo en los meses vacíos, comparando en los que ya tenían filas."""

import datetime as dt

from config.comun.carga.tipos import Contexto, Totales

from .consumo_cliente import calcular_mes, recalcular_en

DATOS = "lectura_anterior, lectura_actual, volumen_m3, modalidad"
COLUMNAS = f"suministro_id, periodo, {DATOS}"


def fusionar(ctx: Contexto) -> Totales:
    """Cuenta y guarda; deja al día ConsumoCliente y MesCargado solo en los meses y clientes tocados."""
    ctx.cursor.execute("SELECT periodo, count(*) FROM carga_tipada GROUP BY 1 ORDER BY 1")
    filas = dict(ctx.cursor.fetchall())
    totales = Totales()
    for periodo, n in filas.items():
        ctx.hacer("SELECT cartera_asegurar_mes(%s)", [periodo])
        if ctx.uno("SELECT EXISTS (SELECT FROM cartera_consumo WHERE periodo = %s)", [periodo]):
            nuevas, cambiadas = _comparar(ctx, periodo)
        else:
            nuevas, cambiadas = _llenar(ctx, periodo), 0
        totales.nuevas += nuevas
        totales.cambiadas += cambiadas
        totales.iguales += n - nuevas - cambiadas
        if nuevas + cambiadas:
            _anotar_mes(ctx, periodo)
    if totales.nuevas + totales.cambiadas > 1000:
        ctx.hacer("SELECT cartera_analizar()")
    regresivas = ctx.uno("SELECT count(*) FROM carga_tipada WHERE lectura_actual < lectura_anterior")
    totales.extras = {"meses": [str(p)[:7] for p in filas], "regresivas": regresivas}
    if regresivas:
        totales.avisos.append(f"Lecturas que van para atrás (se aceptan y quedan marcadas): {regresivas}.")
    return totales


def _llenar(ctx: Contexto, periodo: dt.date) -> int:
    nuevas = ctx.hacer(
        f"INSERT INTO cartera_consumo ({COLUMNAS}) SELECT {COLUMNAS} FROM carga_tipada WHERE periodo = %s", [periodo]
    )
    calcular_mes(ctx.cursor, periodo)
    return nuevas


def _comparar(ctx: Contexto, periodo: dt.date) -> tuple[int, int]:
    """Solo lo que cambia se escribe. Devuelve cuántas nuevas y cuántas cambiadas."""
    suyos, nuevos = (", ".join(f"{t}.{c}" for c in DATOS.split(", ")) for t in "cn")
    ctx.hacer("DROP TABLE IF EXISTS consumos_nuevos")
    distintas = ctx.hacer(
        f"""
        CREATE TEMP TABLE consumos_nuevos AS
        SELECT n.*, c.suministro_id IS NULL AS es_nueva
        FROM carga_tipada n
        LEFT JOIN cartera_consumo c ON c.suministro_id = n.suministro_id AND c.periodo = %(periodo)s
        WHERE n.periodo = %(periodo)s AND (c.suministro_id IS NULL OR ({nuevos}) IS DISTINCT FROM ({suyos}))
        """,
        {"periodo": periodo},
    )
    if not distintas:
        return 0, 0
    cambiadas = ctx.hacer(
        f"UPDATE cartera_consumo c SET ({DATOS}) = ({nuevos}) FROM consumos_nuevos n "
        "WHERE NOT n.es_nueva AND c.suministro_id = n.suministro_id AND c.periodo = %s",
        [periodo],
    )
    nuevas = ctx.hacer(
        f"INSERT INTO cartera_consumo ({COLUMNAS}) SELECT {COLUMNAS} FROM consumos_nuevos WHERE es_nueva"
    )
    ctx.hacer("DROP TABLE IF EXISTS clientes_tocados")
    ctx.hacer(
        "CREATE TEMP TABLE clientes_tocados AS SELECT DISTINCT t.cliente_id AS id FROM consumos_nuevos n "
        "JOIN cartera_titularidad t ON t.suministro_id = n.suministro_id "
        "AND t.vigencia @> (n.periodo + interval '1 month' - interval '1 day')::date"
    )
    recalcular_en(ctx.cursor, periodo)
    return nuevas, cambiadas


def _anotar_mes(ctx: Contexto, periodo: dt.date) -> None:
    ctx.hacer(
        """
        INSERT INTO cartera_mescargado (periodo, filas, volumen_m3, cambiado_en)
        SELECT %(periodo)s, count(*), coalesce(sum(volumen_m3), 0), %(ahora)s
        FROM cartera_consumo WHERE periodo = %(periodo)s
        ON CONFLICT (periodo) DO UPDATE
        SET filas = excluded.filas, volumen_m3 = excluded.volumen_m3, cambiado_en = excluded.cambiado_en
        """,
        {"periodo": periodo, "ahora": ctx.ahora},
    )
