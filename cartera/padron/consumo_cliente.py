"""El total de cada cliente en cada mes: la suma de sus suministros según su titular el último día (NORMAS §1)."""

import datetime as dt

from .models import MesCargado

SUMA = """
    SELECT t.cliente_id, c.periodo, sum(c.volumen_m3), max(c.volumen_m3), count(*)
    FROM cartera_consumo c
    JOIN cartera_titularidad t
      ON t.suministro_id = c.suministro_id AND t.vigencia @> (c.periodo + interval '1 month' - interval '1 day')::date
"""
COLUMNAS = "cliente_id, periodo, m3, mayor_m3, suministros"
DESTINO = f"INSERT INTO cartera_consumocliente ({COLUMNAS})"


def calcular_mes(
    cursor, periodo: dt.date, *, desde: str = "cartera_consumo", hacia: str = "cartera_consumocliente"
) -> None:
    """Llena el mes entero; no debe tener nada. `desde` y `hacia`: sus tablas, si el mes aún está suelto."""
    fin = (periodo.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    cursor.execute(
        f"""
        INSERT INTO {hacia} ({COLUMNAS})
        SELECT t.cliente_id, %(periodo)s, sum(c.volumen_m3), max(c.volumen_m3), count(*)
        FROM {desde} c
        JOIN cartera_titularidad t ON t.suministro_id = c.suministro_id AND t.vigencia @> %(fin)s::date
        {"WHERE c.periodo = %(periodo)s" if desde == "cartera_consumo" else ""}
        GROUP BY t.cliente_id
        ORDER BY t.cliente_id
        """,
        {"periodo": periodo, "fin": fin},
    )


def recalcular_clientes(cursor, *, desde: dt.date, ahora: dt.datetime) -> None:
    """Rehace los clientes de `clientes_tocados` (temporal, columna id) en los meses que acaban en `desde` o luego."""
    for mes in MesCargado.objects.filter(periodo__gte=desde.replace(day=1)).order_by("periodo"):
        recalcular_en(cursor, mes.periodo)
        mes.cambiado_en = ahora
        mes.save(update_fields=["cambiado_en"])


def recalcular_en(cursor, periodo: dt.date) -> None:
    """Rehace en ese mes los clientes de `clientes_tocados`."""
    cursor.execute(
        "DELETE FROM cartera_consumocliente c USING clientes_tocados x WHERE c.cliente_id = x.id AND c.periodo = %s",
        [periodo],
    )
    cursor.execute(
        f"""
        {DESTINO}
        {SUMA}
        WHERE c.periodo = %s AND t.cliente_id IN (SELECT id FROM clientes_tocados)
        GROUP BY 1, 2
        """,
        [periodo],
    )
