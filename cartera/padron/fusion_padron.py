"""Guardar el padrón: zonas, clientes, suministros, titularidades y ausencias, por conjuntos (NORMAS §1)."""

import datetime as dt

from django.utils import timezone

from config.comun.carga.tipos import Contexto, Totales

from .choices import DecisionAusencia, EstadoSuministro
from .consumo_cliente import recalcular_clientes
from .identidad import CLAVE, CON_CLAVE, anotar_casos, resolver_nombres

COLUMNAS = [
    *("tipo_documento", "numero_documento", "razon_social", "nombre_norm", "categoria", "ubigeo", "localidad"),
    *("direccion", "sector", "ruta", "secuencia", "medidor", "estado", "ciclo", "unidades_uso", "asignacion_m3"),
    *("latitud", "longitud"),
]
PRIMERO_GRANDE = 5_000  # filas desde las que rehacer los índices cuesta menos que mantenerlos


def preparar(ctx: Contexto) -> None:
    """Resuelve de quién es cada fila y rechaza los cambios de titular que llegan tarde."""
    _leer(ctx)
    if _rechazar_tardios(ctx):
        _leer(ctx)  # lo rechazado no cuenta para decidir de quién es un nombre


def fusionar(ctx: Contexto) -> Totales:
    primera = not ctx.uno("SELECT EXISTS (SELECT FROM cartera_suministro)")
    zonas = ctx.hacer(
        "INSERT INTO comun_zona (codigo, nombre) SELECT DISTINCT zona, zona FROM carga_tipada "
        "ON CONFLICT (codigo) DO NOTHING"
    )
    sin_indices = primera and ctx.filas >= PRIMERO_GRANDE and ctx.uno("SELECT cartera_empezar_primer_padron()")
    _crear_clientes(ctx)
    totales = Totales()
    if not primera:
        totales.cambiadas = ctx.uno(
            f"SELECT count(*) FROM carga_tipada n JOIN cartera_suministro s ON s.id = "
            f"n.suministro_id JOIN comun_zona z ON z.codigo = n.zona WHERE {_difiere()}"
        )
        _cambiar(ctx)
    totales.nuevas = _agregar(ctx, primera)
    if sin_indices:
        ctx.hacer("SELECT cartera_terminar_primer_padron()")
    totales.iguales = ctx.filas - totales.nuevas - totales.cambiadas
    titulares = 0 if primera else _cambiar_titulares(ctx)
    if not primera:
        _poner_nombres(ctx)
    casos = anotar_casos(ctx)
    ausentes = 0 if primera or ctx.es_correccion else _anotar_ausencias(ctx)
    volvieron = 0 if primera else _cerrar_ausencias(ctx)
    if totales.nuevas + totales.cambiadas > 1000:
        ctx.hacer("SELECT cartera_analizar()")
    totales.extras = {
        "zonas_nuevas": zonas,
        "titulares_cambiados": titulares,
        "nombres_por_decidir": casos,
        "ausentes": ausentes,
        "volvieron": volvieron,
    }
    totales.avisos = [frase for n, frase in _frases(totales.extras) if n]
    return totales


def vigente_desde(ctx: Contexto) -> dt.date:
    """Desde cuándo rigen los titulares que cambian: lo pedido o, si no se dijo, el día de la carga."""
    original = ctx.carga.corrige
    if original:
        return original.vigente_desde or timezone.localdate(original.creada_en)
    return ctx.carga.vigente_desde or ctx.hoy


def _frases(extras: dict) -> list[tuple[int, str]]:
    e = extras
    return [
        (e["zonas_nuevas"], f"Zonas nuevas: {e['zonas_nuevas']}."),
        (e["titulares_cambiados"], f"Suministros que cambian de titular: {e['titulares_cambiados']}."),
        (e["nombres_por_decidir"], f"Nombres de varios documentos, por decidir: {e['nombres_por_decidir']}."),
        (e["ausentes"], f"Suministros que ya no vinieron, por decidir: {e['ausentes']}."),
        (e["volvieron"], f"Suministros ausentes que volvieron: {e['volvieron']}."),
    ]


def _leer(ctx: Contexto) -> None:
    resolver_nombres(ctx)
    ctx.hacer("DROP TABLE IF EXISTS padron_cambios")
    # Los que cambian de cliente: por su propia fila, o porque su nombre ahora es de otro.
    ctx.hacer(f"""
        CREATE TEMP TABLE padron_cambios AS
        SELECT n.linea, n.suministro_id, c.id AS antes, {CLAVE} AS clave
        FROM carga_tipada n {CON_CLAVE} JOIN cartera_cliente c ON c.id = n.cliente_antes
        WHERE c.clave <> {CLAVE}
        UNION ALL
        SELECT NULL, o.suministro_id, c.id, m.clave
        FROM padron_otros o JOIN padron_nombres m USING (nombre_norm) JOIN cartera_cliente c ON c.id = o.cliente_id
        WHERE c.clave <> m.clave
    """)


def _rechazar_tardios(ctx: Contexto) -> int:
    return ctx.rechazar(
        """
        SELECT p.linea, 'razon_social',
               'Cambia de titular desde el ' || to_char(%(desde)s::date, 'DD/MM/YYYY') || ', antes de su cambio del '
               || to_char(lower(t.vigencia), 'DD/MM/YYYY') || '. Carga este padrón con una fecha posterior.'
        FROM padron_cambios p JOIN cartera_titularidad t USING (suministro_id)
        WHERE p.linea IS NOT NULL AND upper_inf(t.vigencia) AND lower(t.vigencia) > %(desde)s
        """,
        {"desde": vigente_desde(ctx)},
    )


def _crear_clientes(ctx: Contexto) -> int:
    """Los que aún no están; su nombre, el de su suministro con documento de menor código."""
    return ctx.hacer(f"""
        INSERT INTO cartera_cliente (clave, tipo_documento, numero_documento, nombre, nombre_norm)
        SELECT DISTINCT ON (clave) clave, tipo_documento, numero_documento, razon_social, nombre_norm
        FROM (
            SELECT {CLAVE} AS clave, n.codigo, n.tipo_documento, n.numero_documento, n.razon_social, n.nombre_norm
            FROM carga_tipada n {CON_CLAVE}
            UNION ALL
            SELECT m.clave, s.codigo, s.tipo_documento, s.numero_documento, s.razon_social, s.nombre_norm
            FROM padron_otros o JOIN padron_nombres m USING (nombre_norm)
            JOIN cartera_suministro s ON s.id = o.suministro_id
        ) n
        WHERE NOT EXISTS (SELECT FROM cartera_cliente c WHERE c.clave = n.clave)
        ORDER BY clave, (numero_documento = ''), codigo
    """)


def _difiere() -> str:
    suyas = ", ".join(f"s.{c}" for c in COLUMNAS)
    nuevas = ", ".join(f"n.{c}" for c in COLUMNAS)
    return f"({suyas}, s.zona_id) IS DISTINCT FROM ({nuevas}, z.id)"


def _cambiar(ctx: Contexto) -> None:
    pone = ", ".join(f"{c} = n.{c}" for c in COLUMNAS)
    ctx.hacer(
        f"UPDATE cartera_suministro s SET {pone}, zona_id = z.id, carga_id = %s "
        f"FROM carga_tipada n JOIN comun_zona z ON z.codigo = n.zona WHERE s.id = n.suministro_id AND {_difiere()}",
        [ctx.carga.pk],
    )


def _agregar(ctx: Contexto, primera: bool) -> int:
    """Los suministros nuevos, con su titular desde el comienzo: antes nadie lo tuvo."""
    nuevos = ctx.hacer(
        f"""
        INSERT INTO cartera_suministro (codigo, cliente_id, zona_id, carga_id, {", ".join(COLUMNAS)})
        SELECT n.codigo, c.id, z.id, %s, {", ".join(f"n.{c}" for c in COLUMNAS)}
        FROM carga_tipada n {CON_CLAVE}
        JOIN cartera_cliente c ON c.clave = {CLAVE}
        JOIN comun_zona z ON z.codigo = n.zona
        WHERE n.suministro_id IS NULL
        """,
        [ctx.carga.pk],
    )
    if nuevos:
        # En la primera no hay otras, ni índice con que buscarlas.
        sin_otra = "" if primera else "AND NOT EXISTS (SELECT FROM cartera_titularidad t WHERE t.suministro_id = s.id)"
        ctx.hacer(
            "INSERT INTO cartera_titularidad (suministro_id, cliente_id, vigencia) SELECT s.id, s.cliente_id, "
            f"daterange(NULL, NULL) FROM cartera_suministro s WHERE s.carga_id = %s {sin_otra}",
            [ctx.carga.pk],
        )
    return nuevos


def _cambiar_titulares(ctx: Contexto) -> int:
    """Cierra la titularidad anterior y abre la nueva; con la misma fecha, la corrige. Recalcula lo ya cargado."""
    desde = {"desde": vigente_desde(ctx)}
    ctx.hacer("ALTER TABLE padron_cambios ADD COLUMN ahora bigint")
    ctx.hacer("UPDATE padron_cambios p SET ahora = c.id FROM cartera_cliente c WHERE c.clave = p.clave")
    # Los que no están en el archivo y ya cambiaron después de esa fecha se dejan como están.
    ctx.hacer(
        "DELETE FROM padron_cambios p USING cartera_titularidad t WHERE t.suministro_id = p.suministro_id "
        "AND upper_inf(t.vigencia) AND lower(t.vigencia) > %(desde)s",
        desde,
    )
    ctx.hacer(
        "UPDATE cartera_titularidad t SET cliente_id = p.ahora FROM padron_cambios p "
        "WHERE t.suministro_id = p.suministro_id AND upper_inf(t.vigencia) AND lower(t.vigencia) = %(desde)s",
        desde,
    )
    ctx.hacer(
        "UPDATE cartera_titularidad t SET vigencia = daterange(lower(t.vigencia), %(desde)s) FROM padron_cambios p "
        "WHERE t.suministro_id = p.suministro_id AND upper_inf(t.vigencia) "
        "AND (lower_inf(t.vigencia) OR lower(t.vigencia) < %(desde)s)",
        desde,
    )
    ctx.hacer(
        "INSERT INTO cartera_titularidad (suministro_id, cliente_id, vigencia) "
        "SELECT p.suministro_id, p.ahora, daterange(%(desde)s, NULL) FROM padron_cambios p WHERE NOT EXISTS "
        "(SELECT FROM cartera_titularidad t WHERE t.suministro_id = p.suministro_id AND upper_inf(t.vigencia))",
        desde,
    )
    cambiados = ctx.hacer(
        "UPDATE cartera_suministro s SET cliente_id = p.ahora FROM padron_cambios p WHERE s.id = p.suministro_id"
    )
    if cambiados:
        ctx.hacer("DROP TABLE IF EXISTS clientes_tocados")
        ctx.hacer(
            "CREATE TEMP TABLE clientes_tocados AS "
            "SELECT antes AS id FROM padron_cambios UNION SELECT ahora FROM padron_cambios"
        )
        recalcular_clientes(ctx.cursor, desde=desde["desde"], ahora=ctx.ahora)
    return cambiados


def _poner_nombres(ctx: Contexto) -> None:
    """El nombre y el documento de un cliente siguen a sus suministros: los clientes de filas que cambiaron."""
    ctx.hacer(
        """
        UPDATE cartera_cliente c
        SET nombre = r.razon_social, nombre_norm = r.nombre_norm,
            tipo_documento = r.tipo_documento, numero_documento = r.numero_documento
        FROM (
            SELECT DISTINCT ON (s.cliente_id) s.*
            FROM cartera_suministro s
            WHERE s.cliente_id IN (SELECT x.cliente_id FROM cartera_suministro x WHERE x.carga_id = %s)
            ORDER BY s.cliente_id, (s.numero_documento = ''), s.codigo
        ) r
        WHERE r.cliente_id = c.id
          AND (c.nombre, c.nombre_norm, c.tipo_documento, c.numero_documento)
              IS DISTINCT FROM (r.razon_social, r.nombre_norm, r.tipo_documento, r.numero_documento)
        """,
        [ctx.carga.pk],
    )


def _anotar_ausencias(ctx: Contexto) -> int:
    """Los que no vinieron (ni buenos ni rechazados), para que una persona decida; los ya decididos no se repiten."""
    return ctx.hacer(
        """
        INSERT INTO cartera_ausencia (suministro_id, carga_id, decision, motivo)
        SELECT s.id, %(carga)s, %(pendiente)s, ''
        FROM cartera_suministro s
        WHERE s.estado <> %(baja)s
          AND NOT EXISTS (SELECT FROM carga_tipada n WHERE n.codigo = s.codigo)
          AND NOT EXISTS (SELECT FROM carga_rechazos r WHERE r.original ->> 'suministro' = s.codigo)
          AND NOT EXISTS (
              SELECT FROM cartera_ausencia a WHERE a.suministro_id = s.id AND a.decision <> %(volvio)s)
        """,
        {
            "carga": ctx.carga.pk,
            "pendiente": DecisionAusencia.PENDIENTE,
            "volvio": DecisionAusencia.VOLVIO,
            "baja": EstadoSuministro.BAJA,
        },
    )


def _cerrar_ausencias(ctx: Contexto) -> int:
    return ctx.hacer(
        "UPDATE cartera_ausencia a SET decision = %s, decidido_en = %s FROM carga_tipada n "
        "WHERE a.suministro_id = n.suministro_id AND a.decision <> %s",
        [DecisionAusencia.VOLVIO, ctx.ahora, DecisionAusencia.VOLVIO],
    )
