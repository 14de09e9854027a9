"""Lecturas de la selección: criterios, evaluaciones y la cartera de principales a una fecha."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, FilteredRelation, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from cartera.padron.models import MesCargado, Titularidad
from cartera.solicitudes.choices import EstadoSolicitud
from cartera.solicitudes.models import Solicitud
from cartera.solicitudes.querysets import SolicitudQuerySet
from config.comun.calendario.periodo import Periodo

from . import medicion
from .choices import CAMBIOS, Decision, EstadoEvaluacion, Resultado
from .medicion import DE_CLIENTE, Cifras
from .models import Criterio, Evaluacion, EvaluacionCliente, Principal
from .parametros import Parametros
from .querysets import GRUPOS


def criterio_de(*, periodo: Periodo) -> Criterio | None:
    """El criterio que rige el último día del mes."""
    return Criterio.objects.filter(vigencia__contains=periodo.fin).first()


def consumo_al(*, periodo: Periodo, parametros: Parametros) -> dt.datetime | None:
    """Cuándo cambió por última vez el consumo de los meses que miran la medida y la baja."""
    atras = max(parametros.meses, parametros.meses_baja) - 1
    meses = MesCargado.objects.filter(periodo__range=(periodo.anterior(atras).inicio, periodo.inicio))
    return meses.aggregate(ultimo=Max("cambiado_en"))["ultimo"]


def suministros_de_principales(*, al: dt.date) -> QuerySet[Titularidad]:
    """Titularidades, ese día, de los suministros ACTIVO o CORTADO de los principales de ese día."""
    return Titularidad.objects.filter(
        cliente__in=Principal.objects.vigentes(al).values("cliente"),
        vigencia__contains=al,
        suministro__estado__in=DE_CLIENTE,
    )


def solicitudes_de(*, evaluacion: Evaluacion) -> SolicitudQuerySet:
    """Lo que esa evaluación pidió a Cartera, lo último primero."""
    return Solicitud.objects.filter(origen__startswith=f"seleccion:{evaluacion.pk}:").order_by("-pk")


def contar_resultados(*, evaluacion: Evaluacion) -> dict[str, int]:
    """{"alta": n, "baja": n, "queda": n}, contando también lo excluido y lo que falta aprobar."""
    filas = EvaluacionCliente.objects.filter(evaluacion=evaluacion).order_by()
    return dict.fromkeys(Resultado.values, 0) | dict(filas.values_list("resultado").annotate(n=Count("pk")))


def meses_cargados() -> list[Periodo]:
    """Meses con consumo, el más nuevo primero."""
    meses = MesCargado.objects.filter(filas__gt=0).order_by("-periodo").values_list("periodo", flat=True)
    return [Periodo.de_fecha(mes) for mes in meses]


def ultima_aprobada(*, al: dt.date) -> Evaluacion | None:
    """La última selección aprobada cuyas altas y bajas ya regían ese día."""
    inicio_de_mes = al.replace(day=1)
    return Evaluacion.objects.aprobadas().filter(periodo__lt=inicio_de_mes).order_by("-periodo").first()


def cartera(*, al: dt.date) -> QuerySet[Principal]:
    """Los principales de ese día, con lo que midió de cada uno la selección que regía.

    Anota medida_zona, medida_zona_nombre, medida_categoria, medida_mes_m3, medida_suministros y entro_el.
    """
    ultima = ultima_aprobada(al=al)
    # Una unión y no una consulta por columna: filtrar u ordenar por lo medido no recorre la cartera varias veces.
    suyo = FilteredRelation(
        "cliente__evaluaciones", condition=Q(cliente__evaluaciones__evaluacion=ultima.pk if ultima else 0)
    )
    return (
        Principal.objects.vigentes(al)
        .select_related("cliente", "alta")
        .annotate(
            medida=suyo,
            medida_zona=F("medida__zona"),
            medida_zona_nombre=F("medida__zona__nombre"),
            medida_categoria=F("medida__categoria"),
            medida_mes_m3=F("medida__mes_m3"),
            medida_suministros=F("medida__suministros"),
            entro_el=F("vigencia__startswith"),
        )
    )


@dataclass(frozen=True, slots=True)
class Resumen:
    """Cuántos quedan, entran y salen de lo que la persona ve, y qué falta para aprobar."""

    quedan: int
    entran: int
    salen: int
    excluidos: int
    altas_por_aprobar: int
    bajas_por_aprobar: int
    bajas_con_deuda: int
    saldo_con_deuda: Decimal


def resumir(filas: QuerySet[EvaluacionCliente]) -> Resumen:
    """El resumen de esas filas, en una consulta. «Entran» y «salen» no cuentan lo excluido."""
    pendiente = Q(decision=Decision.PENDIENTE)
    sin_entrega = Q(resultado=Resultado.BAJA, saldo_vencido__gt=0, traspaso="") & pendiente
    cuentas = filas.order_by().aggregate(
        **{grupo.value: Count("pk", filter=condicion) for grupo, condicion in GRUPOS.items()},
        altas_por_aprobar=Count("pk", filter=Q(resultado=Resultado.ALTA) & pendiente),
        bajas_por_aprobar=Count("pk", filter=Q(resultado=Resultado.BAJA) & pendiente),
        bajas_con_deuda=Count("pk", filter=sin_entrega),
        saldo_con_deuda=Coalesce(Sum("saldo_vencido", filter=sin_entrega), Decimal(0)),
    )
    return Resumen(**cuentas)


@dataclass(frozen=True, slots=True)
class Simulacion:
    """Cómo quedaría la cartera con otros números; nada se guarda. Cada fila: cliente, resultado y sus m³."""

    cifras: Cifras
    altas: tuple[dict, ...]
    bajas: tuple[dict, ...]


LISTA = """
SELECT r.cliente_id, c.nombre, c.numero_documento, r.suma, r.meses, r.mes, r.mayor, r.individual, r.suministros
  FROM seleccion_resultado r JOIN cartera_cliente c ON c.id = r.cliente_id
 WHERE r.resultado = %s ORDER BY r.suma DESC, r.cliente_id LIMIT %s
"""


@transaction.atomic
def simular(*, periodo: Periodo, parametros: Parametros, filas: int = 25) -> Simulacion:
    """Mide el mes con esos números y devuelve las cifras y las primeras altas y bajas; no guarda nada."""
    cifras = medicion.medir(periodo=periodo, parametros=parametros)
    with connection.cursor() as cursor:
        listas = []
        for resultado in CAMBIOS:
            cursor.execute(LISTA, [resultado.value, filas])
            nombres = [columna.name for columna in cursor.description]
            listas.append(tuple(dict(zip(nombres, fila, strict=True)) for fila in cursor.fetchall()))
    return Simulacion(cifras, *listas)


@dataclass(frozen=True, slots=True)
class MesesDe:
    """Los m³ de un cliente o de un suministro, uno por mes de la ventana (None: sin fila)."""

    nombre: str
    m3: tuple[int | None, ...]

    @property
    def suma(self) -> int:
        return sum(m for m in self.m3 if m is not None)

    @property
    def validos(self) -> int:
        return sum(m is not None for m in self.m3)

    @property
    def promedio(self) -> float | None:
        return self.suma / self.validos if self.validos else None


POR_SUMINISTRO = """
SELECT s.codigo, c.periodo, c.volumen_m3
  FROM cartera_titularidad t
  JOIN cartera_suministro s ON s.id = t.suministro_id
  LEFT JOIN cartera_consumo c ON c.suministro_id = s.id AND c.periodo BETWEEN %(desde)s AND %(periodo)s
       AND t.vigencia @> ((c.periodo + interval '1 month')::date - 1)
 WHERE t.cliente_id = %(cliente)s AND t.vigencia && daterange(%(desde)s, %(fin)s, '[]')
"""


def meses_medidos(*, fila: EvaluacionCliente) -> tuple[list[Periodo], MesesDe, list[MesesDe]]:
    """(meses, el cliente, sus suministros de mayor a menor): los números con que se midió a un cliente."""
    evaluacion = fila.evaluacion
    periodo = Periodo.de_fecha(evaluacion.periodo)
    cuantos = max(evaluacion.meses, evaluacion.meses_baja)
    meses = [periodo.anterior(n) for n in reversed(range(cuantos))]
    por_suministro: dict[str, dict] = defaultdict(dict)
    valores: dict[str, Any] = {
        "cliente": fila.cliente_id,
        "desde": meses[0].inicio,
        "periodo": periodo.inicio,
        "fin": periodo.fin,
    }
    with connection.cursor() as cursor:
        cursor.execute(POR_SUMINISTRO, valores)
        for codigo, mes, m3 in cursor.fetchall():
            por_suministro[codigo][mes] = m3
    filas = [MesesDe(codigo, tuple(suyos.get(mes.inicio) for mes in meses)) for codigo, suyos in por_suministro.items()]
    filas.sort(key=lambda suministro: (-suministro.suma, suministro.nombre))
    columnas = [[f.m3[n] for f in filas if f.m3[n] is not None] for n in range(cuantos)]
    cliente = MesesDe("Todos juntos", tuple(sum(columna) if columna else None for columna in columnas))
    return meses, cliente, filas


def membresias_de(*, cliente_id: int) -> QuerySet[Principal]:
    """Cuándo estuvo el cliente en la cartera, lo último primero."""
    return Principal.objects.filter(cliente=cliente_id).select_related("alta", "baja").order_by("-vigencia")


def evaluaciones_de(*, cliente_id: int) -> QuerySet[EvaluacionCliente]:
    """Qué decidió cada selección aprobada sobre el cliente, lo último primero."""
    return (
        EvaluacionCliente.objects.filter(cliente=cliente_id, evaluacion__estado=EstadoEvaluacion.APROBADA)
        .select_related("evaluacion", "zona", "decidido_por")
        .order_by("-evaluacion__periodo")
    )


def contar_aprobados(*, evaluacion: Evaluacion) -> dict[str, int]:
    """{"alta": n, "baja": n} de lo aprobado."""
    filas = EvaluacionCliente.objects.filter(evaluacion=evaluacion, decision=Decision.APROBADA).order_by()
    return dict.fromkeys(CAMBIOS, 0) | dict(filas.values_list("resultado").annotate(n=Count("pk")))


def aprobados(*, evaluacion: Evaluacion, resultado: str) -> QuerySet[EvaluacionCliente]:
    """Las altas o las bajas aprobadas, de mayor a menor consumo."""
    filas = EvaluacionCliente.objects.filter(evaluacion=evaluacion, decision=Decision.APROBADA, resultado=resultado)
    return filas.select_related("cliente", "zona").order_by("-suma_m3", "pk")


def mes_por_seleccionar() -> Periodo | None:
    """El último mes cargado, si es posterior a la última selección aprobada y aún no tiene propuesta."""
    ultimo = MesCargado.objects.filter(filas__gt=0).aggregate(mes=Max("periodo"))["mes"]
    vivas = Evaluacion.objects.exclude(estado=EstadoEvaluacion.DESCARTADA)
    if ultimo is None or vivas.filter(periodo__gte=ultimo).exists():
        return None
    return Periodo.de_fecha(ultimo)


def por_aprobar() -> QuerySet[Evaluacion]:
    """Propuestas de meses posteriores a la última selección aprobada: las demás solo se miran."""
    ultima = Evaluacion.objects.aprobadas().aggregate(mes=Max("periodo"))["mes"]
    propuestas = Evaluacion.objects.propuestas().order_by("periodo")
    return propuestas.filter(periodo__gt=ultima) if ultima else propuestas


def devueltas() -> list[Solicitud]:
    """La última solicitud de la última selección aprobada, si Cartera la devolvió."""
    ultima = Evaluacion.objects.aprobadas().order_by("-periodo").first()
    solicitud = solicitudes_de(evaluacion=ultima).first() if ultima else None
    return [solicitud] if solicitud and solicitud.estado == EstadoSolicitud.DEVUELTA else []
