"""Lo que otras funciones saben y detiene o cambia la cobranza, puesto en tablas temporales del día.

Cada una se pregunta a su dueña con su consulta (una sentencia) y aquí solo se copia: promesas y convenios,
posposiciones, derivaciones, contactos y presupuesto.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from config.comun.calendario.selectors import es_habil

from .choices import Razon
from .models import Posposicion

if TYPE_CHECKING:
    from django.db.models import QuerySet

TABLAS = """
    CREATE TEMP TABLE control_clientela (cliente_id bigint PRIMARY KEY) ON COMMIT DROP;
    CREATE TEMP TABLE control_bloqueado (cliente_id bigint, razon text, hasta date) ON COMMIT DROP;
    CREATE TEMP TABLE control_detenido (recibo_id bigint, razon text, hasta date) ON COMMIT DROP;
    CREATE TEMP TABLE control_cuota (cliente_id bigint, convenio_id bigint, cuotas int, importe numeric, vence_el date)
        ON COMMIT DROP;
    CREATE TEMP TABLE control_mora (recibo_id bigint) ON COMMIT DROP;
    CREATE TEMP TABLE control_categoria (cliente_id bigint, categoria text) ON COMMIT DROP;
    CREATE TEMP TABLE control_con_correo (cliente_id bigint) ON COMMIT DROP;
    CREATE TEMP TABLE control_con_telefono (cliente_id bigint) ON COMMIT DROP;
    CREATE TEMP TABLE control_contactado (cliente_id bigint) ON COMMIT DROP
"""

CLIENTELA = """
    INSERT INTO control_clientela
    SELECT cliente_id FROM principales_principal WHERE vigencia @> %(al)s::date AND %(cliente)s::bigint IS NULL
    UNION SELECT %(cliente)s::bigint WHERE %(cliente)s::bigint IS NOT NULL
"""

# La categoría de un cliente es la de su suministro con más m³ del último mes cargado (NORMAS §1).
CATEGORIAS = """
    INSERT INTO control_categoria
    SELECT DISTINCT ON (t.cliente_id) t.cliente_id, s.categoria
    FROM control_clientela
    JOIN cartera_titularidad t USING (cliente_id)
    JOIN cartera_suministro s ON s.id = t.suministro_id
    LEFT JOIN cartera_consumo m ON m.suministro_id = s.id
     AND m.periodo = (SELECT max(periodo) FROM cartera_mescargado WHERE periodo <= %(al)s::date AND filas > 0)
    WHERE t.vigencia @> %(al)s::date
    ORDER BY t.cliente_id, coalesce(m.volumen_m3, 0) DESC, s.codigo
"""


def juntar(cursor, *, al: dt.date, cliente: int | None, por_categoria: bool) -> dict:
    """Llena las tablas de hechos de esa fecha (de un cliente o de todos los principales) y devuelve sus parámetros."""
    datos = {"al": al, "cliente": cliente}
    cursor.execute(TABLAS)
    cursor.execute(CLIENTELA, datos)
    _copiar(cursor, "control_bloqueado", _pospuestos(al))
    _copiar(cursor, "control_detenido", _recibos_pospuestos(al))
    if por_categoria:
        cursor.execute(CATEGORIAS, datos)
    return {"cerrado": not es_habil(al)}


def _copiar(cursor, tabla: str, consulta: QuerySet) -> None:
    """Copia a la tabla las columnas de la consulta, en su orden, sin traerlas."""
    sql, parametros = consulta.query.sql_with_params()
    cursor.execute(f"INSERT INTO {tabla} {sql}", parametros)


def _pospuestos(al: dt.date) -> QuerySet:
    return (
        Posposicion.objects.vivas(al)
        .filter(recibo=None)
        .con_razon(Razon.POSPUESTO)
        .values_list("cliente_id", "razon", "hasta")
    )


def _recibos_pospuestos(al: dt.date) -> QuerySet:
    return (
        Posposicion.objects.vivas(al)
        .exclude(recibo=None)
        .con_razon(Razon.POSPUESTO)
        .values_list("recibo_id", "razon", "hasta")
    )
