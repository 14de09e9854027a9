"""Guardar los consumos: directo en los meses vacíos, comparando en los que ya tenían filas."""

import datetime as dt

from config.comun.carga.tipos import Contexto, Totales

from .consumo_cliente import calcular_mes, recalcular_en

LETRA = "CASE upper(f.modalidad) WHEN 'LECTURA' THEN 'M' WHEN 'PROMEDIO' THEN 'P' ELSE 'A' END"
VALORES = f"""
    s.id AS suministro_id, cartera_periodo(f.periodo) AS periodo, cartera_entero(f.lectura_anterior) AS lectura_anterior,
    cartera_entero(f.lectura_actual) AS lectura_actual, cartera_entero(f.volumen_m3) AS volumen_m3, {LETRA} AS modalidad
"""
DESTINO = "cartera_consumo (suministro_id, periodo, lectura_anterior, lectura_actual, volumen_m3, modalidad)"
DATOS = ("lectura_anterior", "lectura_actual", "volumen_m3", "modalidad")


def fusionar(ctx: Contexto) -> Totales:
    """Cuenta y guarda; deja al día ConsumoCliente y MesCargado solo en los meses y clientes tocados."""
    ctx.cursor.execute(
        "SELECT DISTINCT cartera_periodo(periodo) FROM (SELECT DISTINCT periodo FROM carga_filas) f ORDER BY 1"
    )
    periodos = [p for (p,) in ctx.cursor.fetchall()]
    totales = Totales()
    vacios, llenos = [], []
    for periodo in periodos:
        ctx.hacer("SELECT cartera_asegurar_mes(%s)", [periodo])
        hay = ctx.uno("SELECT EXISTS (SELECT FROM cartera_consumo WHERE periodo = %s)", [periodo])
        (llenos if hay else vacios).append(periodo)
    for periodo in vacios:
        totales.nuevas += _llenar(ctx, periodo)
        calcular_mes(ctx.cursor, periodo)
    if llenos:
        _comparar(ctx, llenos, totales)
    tocados = vacios + [p for p in llenos if _tocado(ctx, p)]
    _anotar_meses(ctx, tocados)
    if totales.nuevas + totales.cambiadas > 1000:
        ctx.hacer("SELECT cartera_analizar()")
    regresivas = ctx.uno(
        "SELECT count(*) FROM carga_filas f WHERE cartera_entero(f.lectura_actual) < cartera_entero(f.lectura_anterior)"
    )
    totales.extras = {"meses": [str(p)[:7] for p in periodos], "regresivas": regresivas}
    if regresivas:
        totales.avisos.append(f"Lecturas que van para atrás (se aceptan y quedan marcadas): {regresivas}.")
    return totales


def _llenar(ctx: Contexto, periodo: dt.date) -> int:
    return ctx.hacer(
        f"INSERT INTO {DESTINO} SELECT {VALORES} FROM carga_filas f JOIN cartera_suministro s ON s.codigo = f.suministro "
        "WHERE left(f.periodo, 7) = %s",
        [str(periodo)[:7]],
    )


def _comparar(ctx: Contexto, periodos: list[dt.date], totales: Totales) -> None:
    """Solo lo que cambia se escribe: nuevas y cambiadas quedan en `consumos_nuevos` con su suministro."""
    difiere = ", ".join(f"n.{c}" for c in DATOS), ", ".join(f"c.{c}" for c in DATOS)
    ctx.hacer("DROP TABLE IF EXISTS consumos_nuevos")
    ctx.hacer(
        f"""
        CREATE TEMP TABLE consumos_nuevos AS
        SELECT n.*, c.suministro_id IS NULL AS es_nueva
        FROM (SELECT {VALORES} FROM carga_filas f JOIN cartera_suministro s ON s.codigo = f.suministro
              WHERE left(f.periodo, 7) = ANY(%(textos)s)) n
        LEFT JOIN (SELECT * FROM cartera_consumo WHERE periodo = ANY(%(periodos)s)) c USING (suministro_id, periodo)
        WHERE c.suministro_id IS NULL OR ({difiere[0]}) IS DISTINCT FROM ({difiere[1]})
        """,
        {"periodos": periodos, "textos": [str(p)[:7] for p in periodos]},
    )
    en_llenos = ctx.uno(
        "SELECT count(*) FROM carga_filas WHERE left(periodo, 7) = ANY(%s)", [[str(p)[:7] for p in periodos]]
    )
    nuevas = ctx.uno("SELECT count(*) FROM consumos_nuevos WHERE es_nueva")
    columnas = "suministro_id, periodo, lectura_anterior, lectura_actual, volumen_m3, modalidad"
    cambiadas = ctx.hacer(
        "UPDATE cartera_consumo c SET lectura_anterior = n.lectura_anterior, lectura_actual = n.lectura_actual, "
        "volumen_m3 = n.volumen_m3, modalidad = n.modalidad FROM consumos_nuevos n "
        "WHERE NOT n.es_nueva AND c.suministro_id = n.suministro_id AND c.periodo = n.periodo"
    )
    ctx.hacer(f"INSERT INTO {DESTINO} SELECT {columnas} FROM consumos_nuevos WHERE es_nueva")
    totales.nuevas += nuevas
    totales.cambiadas += cambiadas
    totales.iguales += en_llenos - nuevas - cambiadas
    for periodo in periodos:
        ctx.hacer("DROP TABLE IF EXISTS clientes_tocados")
        ctx.hacer(
            "CREATE TEMP TABLE clientes_tocados AS SELECT DISTINCT t.cliente_id AS id FROM consumos_nuevos n "
            "JOIN cartera_titularidad t ON t.suministro_id = n.suministro_id "
            "AND t.vigencia @> (n.periodo + interval '1 month' - interval '1 day')::date WHERE n.periodo = %s",
            [periodo],
        )
        if ctx.uno("SELECT EXISTS (SELECT FROM clientes_tocados)"):
            recalcular_en(ctx.cursor, periodo)


def _tocado(ctx: Contexto, periodo: dt.date) -> bool:
    return ctx.uno("SELECT EXISTS (SELECT FROM consumos_nuevos WHERE periodo = %s)", [periodo])


def _anotar_meses(ctx: Contexto, periodos: list[dt.date]) -> None:
    for periodo in periodos:
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
