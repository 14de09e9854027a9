"""Lo que otras funciones saben y detiene o cambia la cobranza, puesto en tablas temporales del día.

Cada una se pregunta a su dueña con su consulta (una sentencia) y aquí solo se copia: promesas y convenios,
posposiciones, derivaciones, contactos y presupuesto.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.exceptions import EmptyResultSet
from django.db.models import Count, DecimalField, Exists, F, Min, OuterRef, Q, Sum, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from cobranzas.compromisos.choices import EstadoConvenio
from cobranzas.compromisos.models import ConvenioRecibo
from cobranzas.compromisos.selectors import cuotas_vencidas, promesas_vivas
from cobranzas.derivaciones.selectors import recibos_derivados
from principales.comunicaciones.selectors import clientes_sin_presupuesto, hora_permitida
from principales.directorio.choices import Asunto, TipoMedio
from principales.directorio.selectors import clientes_con_medio

from .choices import Canal, EstadoAccion, Razon
from .models import Accion, Posposicion

if TYPE_CHECKING:
    from django.db.models import QuerySet

# `importe` nulo: todo el recibo. Los textos de `razon` son de choices.Razon.
TABLAS = """
    CREATE TEMP TABLE control_clientela (cliente_id bigint PRIMARY KEY) ON COMMIT DROP;
    CREATE TEMP TABLE control_bloqueado (cliente_id bigint, razon text, hasta date) ON COMMIT DROP;
    CREATE TEMP TABLE control_detenido (recibo_id bigint, razon text, importe numeric) ON COMMIT DROP;
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
    ORDER BY t.cliente_id, m.volumen_m3 DESC NULLS LAST, s.codigo COLLATE "C"
"""


TIPOS = {
    "control_con_correo": (TipoMedio.CORREO,),
    "control_con_telefono": (TipoMedio.CELULAR, TipoMedio.TELEFONO),
}
DINERO: DecimalField = DecimalField(max_digits=12, decimal_places=2)


def copias(cursor, *, al: dt.date) -> list[str]:
    """Las sentencias que llenan las tablas de hechos de esa fecha con lo que dicen sus dueñas."""
    listas = []
    for tabla, consulta in (
        ("control_bloqueado", pospuestos(al)),
        ("control_detenido", recibos_pospuestos(al)),
        ("control_detenido", recibos_prometidos(al)),
        ("control_detenido", recibos_de_morosa()),
        ("control_cuota", cuotas(al)),
        ("control_mora", recibos_en_mora(al)),
        ("control_contactado", clientes_sin_presupuesto(al=al)),
        ("control_contactado", atendidos(al)),
        *((tabla, clientes_con_medio(asunto=Asunto.COBRANZA, tipos=tipos, al=al)) for tabla, tipos in TIPOS.items()),
    ):
        sql, valores = _sentencia(consulta)
        listas.append(f"INSERT INTO {tabla} {cursor.mogrify(sql, valores).decode()}")
    return listas


def sin_atencion(*, al: dt.date, momento: dt.datetime | None) -> bool:
    """Si en ese momento (o ese día al mediodía) no se puede hablar con los clientes."""
    mediodia = timezone.make_aware(dt.datetime.combine(al, dt.time(12)))
    return not hora_permitida(en=momento or mediodia)[0]


def _sentencia(consulta: QuerySet) -> tuple[str, tuple]:
    """El SQL de la consulta con sus columnas en orden; una que no puede dar nada no da filas."""
    try:
        return consulta.query.sql_with_params()
    except EmptyResultSet:
        return "SELECT WHERE false", ()


def pospuestos(al: dt.date) -> QuerySet:
    """(cliente, razón, hasta) de los clientes que nadie persigue ese día."""
    vivas = Posposicion.objects.vivas(al).filter(recibo=None)
    return vivas.values_list("cliente_id", Value(Razon.POSPUESTO.value), "hasta")


def atendidos(al: dt.date) -> QuerySet:
    """Clientes con los que ese día ya se hizo un paso: al mismo no se le persigue dos veces en un día."""
    hechas = Accion.objects.filter(estado=EstadoAccion.HECHA, cerrada_el=al)
    return hechas.exclude(peldano__canal=Canal.DERIVACION).values_list("cliente_id", flat=True)


def recibos_pospuestos(al: dt.date) -> QuerySet:
    """(recibo, razón, nulo): se pospone el recibo entero."""
    vivas = Posposicion.objects.vivas(al).exclude(recibo=None)
    return vivas.values_list("recibo_id", Value(Razon.POSPUESTO.value), Value(None, DINERO))


def recibos_prometidos(al: dt.date) -> QuerySet:
    """(recibo, razón, importe): de cada uno, lo que falta de lo prometido. Lo que pase de ahí se sigue cobrando."""
    llegado = Greatest(F("recibo__pagado") - F("pagado_antes"), Value(0, DINERO))
    vivas = promesas_vivas(al=al).annotate(
        razon=Value(Razon.PROMESA_VIVA.value), falta=Greatest(F("importe") - llegado, Value(0, DINERO))
    )
    return vivas.values_list("recibo_id", "razon", "falta")


def recibos_de_morosa() -> QuerySet:
    """(recibo, razón, nulo): los de suministros que lleva cartera morosa; el equipo ya no los persigue."""
    return recibos_derivados().values_list("pk", Value(Razon.DERIVADO.value), Value(None, DINERO))


def cuotas(al: dt.date) -> QuerySet:
    """(cliente, convenio, n, soles, desde): sus cuotas vencidas, cuánto suman y la más antigua.

    De los convenios rotos, solo si sus recibos se exigen.
    """
    exigidos = ConvenioRecibo.objects.filter(convenio=OuterRef("convenio"), recibo__saldo__gt=F("recibo__congelado"))
    return (
        cuotas_vencidas(al=al)
        .filter(Q(convenio__estado=EstadoConvenio.VIGENTE) | Exists(exigidos))
        .order_by()
        .values("convenio__cliente_id", "convenio_id")
        .annotate(n=Count("pk"), suma=Sum("debe"), desde=Min("vence_el"))
        .values_list("convenio__cliente_id", "convenio_id", "n", "suma", "desde")
    )


def recibos_en_mora(al: dt.date) -> QuerySet:
    """Los que siguen congelados por un convenio que ya tiene una cuota vencida."""
    return ConvenioRecibo.objects.filter(
        vivo=True, convenio__in=cuotas_vencidas(al=al).order_by().values("convenio")
    ).values_list("recibo_id")
