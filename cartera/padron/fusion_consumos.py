"""Guardar los consumos: los meses nuevos, de una pasada; los que ya tenían filas, comparando."""

import datetime as dt
from collections.abc import Iterable

from config.comun.carga.tipos import Contexto, Totales

from .choices import Modalidad
from .consumo_cliente import calcular_mes, recalcular_en

DATOS = "lectura_anterior, lectura_actual, volumen_m3, modalidad"
COLUMNAS = f"suministro_id, periodo, {DATOS}"
MAYOR_ENTERO = 999_999_999  # lo que admite cartera_entero


def tabla_de(tabla: str, mes: dt.date) -> str:
    """La tabla de ese mes, que la base llama como su tabla y el mes."""
    return f"{tabla}_{mes:%Y_%m}"


def letra_de(columna: str) -> str:
    """Expresión SQL: la letra de la modalidad escrita en `columna`; nula si no es ninguna."""
    casos = " ".join(f"WHEN '{m.name}' THEN '{m.value}'" for m in Modalidad)
    return f"CASE {columna} {casos} ELSE CASE upper({columna}) {casos} END END"  # casi siempre ya en mayúsculas


def directo(ctx: Contexto) -> Totales | None:
    """Llena de una pasada los meses que aún no existen, si el archivo no tiene nada que mirar; si no, nulo.

    Las reglas son aquí las de la base: un suministro desconocido no cruza y la cuenta no sale; un número o una
    modalidad que no se entiende, un volumen negativo o una fila repetida son un error que deshace lo hecho.
    """
    if ctx.es_correccion or not ctx.numeros_llanos:
        return None
    ctx.hacer("SET LOCAL enable_nestloop = off")  # todo se cruza entero y las tablas son nuevas: sin estadísticas
    ctx.cursor.execute(
        "SELECT cartera_periodo(periodo), array_agg(periodo), sum(n)::bigint "
        "FROM (SELECT periodo, count(*) AS n FROM carga_filas GROUP BY 1) x GROUP BY 1 ORDER BY 1"
    )
    por_mes = ctx.cursor.fetchall()
    if not all(mes and dt.date(2000, 1, 1) <= mes <= ctx.hoy for mes, *_ in por_mes):
        return None
    meses = {mes: filas for mes, _, filas in por_mes}
    if len(_sin_tabla(ctx, meses)) < len(meses):
        return None
    ctx.hacer("SELECT cartera_abrir_meses(%s::date[])", [list(meses)])
    textos = {texto: mes for mes, escritos, _ in por_mes for texto in escritos}
    ctx.hacer(
        f"""
        INSERT INTO cartera_consumo_suelto ({COLUMNAS})
        SELECT s.id, p.mes, f.lectura_anterior::int, f.lectura_actual::int, f.volumen_m3::int,
               {letra_de("f.modalidad")}
        FROM carga_filas f
        JOIN cartera_suministro s ON s.codigo = f.suministro
        JOIN unnest(%s::text[], %s::date[]) AS p (texto, mes) ON p.texto = f.periodo
        WHERE f.error_ IS NULL
        """,
        [list(textos), list(textos.values())],
    )
    regresivas = 0
    for mes, filas in meses.items():
        suyas, hacia_atras, legibles = _totalizar(ctx, mes)
        if suyas != filas or not legibles:
            return None
        regresivas += hacia_atras
    ctx.hacer("SELECT cartera_cerrar_meses(%s::date[])", [list(meses)])
    return _acabar(ctx, Totales(nuevas=sum(meses.values())), list(meses), list(meses), regresivas)


def _sin_tabla(ctx: Contexto, meses: Iterable[dt.date]) -> list[dt.date]:
    ctx.cursor.execute(
        "SELECT mes FROM unnest(%s::date[]) mes "
        "WHERE to_regclass('cartera_consumo' || to_char(mes, '_YYYY_MM')) IS NULL",
        [list(meses)],
    )
    return [mes for (mes,) in ctx.cursor.fetchall()]


def _totalizar(ctx: Contexto, mes: dt.date) -> tuple[int, int, bool]:
    """Suma y anota un mes recién llenado. Cuántas filas tiene, cuántas van para atrás y si todo número cabe."""
    tabla = tabla_de("cartera_consumo", mes)
    ctx.cursor.execute(
        f"SELECT count(*), sum(volumen_m3), count(*) FILTER (WHERE lectura_actual < lectura_anterior), "
        f"max(greatest(lectura_anterior, lectura_actual, volumen_m3)) <= {MAYOR_ENTERO} "
        f"AND coalesce(min(least(lectura_anterior, lectura_actual)), 0) >= -{MAYOR_ENTERO} FROM {tabla}"
    )
    filas, volumen, hacia_atras, legibles = ctx.cursor.fetchone()
    if filas:
        calcular_mes(ctx.cursor, mes, desde=tabla, hacia=tabla_de("cartera_consumocliente", mes))
        _poner_mes(ctx, mes, "VALUES (%(periodo)s, %(filas)s, %(volumen)s, %(ahora)s)", filas=filas, volumen=volumen)
    return filas, hacia_atras, legibles


def fusionar(ctx: Contexto) -> Totales:
    """Cuenta y guarda; deja al día ConsumoCliente y MesCargado solo en los meses y clientes tocados."""
    ctx.cursor.execute("SELECT periodo, count(*) FROM carga_tipada GROUP BY 1 ORDER BY 1")
    filas = dict(ctx.cursor.fetchall())
    nuevos = _sin_tabla(ctx, filas)
    totales, tocados = Totales(nuevas=_llenar(ctx, nuevos)), nuevos
    for periodo, n in filas.items():
        if periodo in nuevos:
            continue
        nuevas, cambiadas = _comparar(ctx, periodo)
        totales.nuevas += nuevas
        totales.cambiadas += cambiadas
        totales.iguales += n - nuevas - cambiadas
        if nuevas + cambiadas:
            _anotar_mes(ctx, periodo)
            tocados.append(periodo)
    regresivas = ctx.uno("SELECT count(*) FROM carga_tipada WHERE lectura_actual < lectura_anterior")
    return _acabar(ctx, totales, list(filas), tocados, regresivas)


def _llenar(ctx: Contexto, meses: list[dt.date]) -> int:
    """Los meses que aún no tienen tabla. Cuántas filas entraron."""
    if not meses:
        return 0
    ctx.hacer("SELECT cartera_abrir_meses(%s::date[])", [meses])
    nuevas = ctx.hacer(
        f"INSERT INTO cartera_consumo_suelto ({COLUMNAS}) "
        f"SELECT {COLUMNAS} FROM carga_tipada WHERE periodo = ANY(%s::date[])",
        [meses],
    )
    for mes in meses:
        _totalizar(ctx, mes)
    ctx.hacer("SELECT cartera_cerrar_meses(%s::date[])", [meses])
    return nuevas


def _acabar(ctx: Contexto, totales: Totales, meses: list[dt.date], tocados: list[dt.date], regresivas: int) -> Totales:
    if totales.nuevas + totales.cambiadas > 1000:
        ctx.hacer("SELECT cartera_analizar_meses(%s::date[])", [tocados])
    totales.extras = {"meses": [str(p)[:7] for p in meses], "regresivas": regresivas}
    if regresivas:
        totales.avisos.append(f"Lecturas que van para atrás (se aceptan y quedan marcadas): {regresivas}.")
    return totales


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
    cuenta = "SELECT %(periodo)s, count(*), coalesce(sum(volumen_m3), 0), %(ahora)s FROM cartera_consumo"
    _poner_mes(ctx, periodo, f"{cuenta} WHERE periodo = %(periodo)s")


def _poner_mes(ctx: Contexto, periodo: dt.date, fila: str, **datos: int) -> None:
    ctx.hacer(
        f"""
        INSERT INTO cartera_mescargado (periodo, filas, volumen_m3, cambiado_en) {fila}
        ON CONFLICT (periodo) DO UPDATE
        SET filas = excluded.filas, volumen_m3 = excluded.volumen_m3, cambiado_en = excluded.cambiado_en
        """,
        {"periodo": periodo, "ahora": ctx.ahora, **datos},
    )
