"""Lo que las pantallas leen del padrón: siempre dentro de las zonas de quien mira; lo demás, como una suma."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet

from config.comun.calendario.periodo import Periodo
from config.comun.carga.choices import EstadoCarga
from config.comun.carga.models import Carga
from config.comun.procesos.models import Proceso
from config.comun.usuarios.models import Usuario
from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

from .choices import DecisionAusencia, DecisionNombre, EstadoSuministro
from .models import Ausencia, CasoNombre, Cliente, Consumo, MesCargado, Suministro, Titularidad

MESES = 13  # el mismo mes del año anterior también se ve
PARECIDOS = "parecidos"


def ultimo_mes() -> Periodo | None:
    """El último mes con consumo cargado."""
    ultimo = MesCargado.objects.aggregate(m=Max("periodo"))["m"]
    return Periodo.de_fecha(ultimo) if ultimo else None


@dataclass(frozen=True, slots=True)
class MesDeConsumo:
    """m³ de un mes: `m3` en las zonas de quien mira y `otras`, en las demás; None si no hay ninguna fila."""

    periodo: Periodo
    m3: int | None
    otras: int | None
    mayor_m3: int | None
    suministros: int


@dataclass(frozen=True, slots=True)
class LecturaDelMes:
    periodo: Periodo
    consumo: Consumo | None


@dataclass(frozen=True, slots=True)
class ResumenCliente:
    """Suministros del cliente hoy y su consumo del último mes; `ajenos`: los que están en zonas que no ve."""

    suministros: int
    activos: int
    ajenos: int
    zonas: list[str]
    mes: Periodo | None
    mes_m3: int | None
    promedio_m3: int | None
    meses_con_consumo: int


def consumo_de_cliente(*, cliente: Cliente, user: Usuario, meses: int = MESES) -> list[MesDeConsumo]:
    """Los últimos meses cargados, del más viejo al más nuevo; los que no tienen fila van con None."""
    ultimo = ultimo_mes()
    if ultimo is None:
        return []
    periodos = [ultimo.anterior(n) for n in range(meses - 1, -1, -1)]
    desde = periodos[0].inicio
    totales = {c.periodo: c for c in cliente.consumos.filter(periodo__gte=desde, periodo__lte=ultimo.inicio)}
    visibles = None if ve_todas_las_zonas(user) else _visibles_por_mes(cliente, user, desde)
    filas = []
    for p in periodos:
        total = totales.get(p.inicio)
        if total is None:
            filas.append(MesDeConsumo(p, None, None, None, 0))
        elif visibles is None:
            filas.append(MesDeConsumo(p, total.m3, None, total.mayor_m3, total.suministros))
        else:
            propio = visibles.get(p.inicio)
            otras = total.m3 - (propio[0] if propio else 0)
            filas.append(MesDeConsumo(p, propio[0] if propio else None, otras, None, propio[1] if propio else 0))
    return filas


def _visibles_por_mes(cliente: Cliente, user: Usuario, desde: dt.date) -> dict[dt.date, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.periodo, sum(c.volumen_m3), count(*)
            FROM cartera_titularidad t
            JOIN cartera_suministro s ON s.id = t.suministro_id AND s.zona_id = ANY (%s)
            JOIN cartera_consumo c ON c.suministro_id = s.id
             AND t.vigencia @> (c.periodo + interval '1 month' - interval '1 day')::date
            WHERE t.cliente_id = %s AND c.periodo >= %s GROUP BY 1
            """,
            [list(zonas_de(user).values_list("pk", flat=True)), cliente.pk, desde],
        )
        return {p: (int(m3), n) for p, m3, n in cursor.fetchall()}


def consumo_de_suministro(*, suministro: Suministro, meses: int = MESES) -> list[LecturaDelMes]:
    """Las lecturas de los últimos meses cargados, del más viejo al más nuevo."""
    ultimo = ultimo_mes()
    if ultimo is None:
        return []
    periodos = [ultimo.anterior(n) for n in range(meses - 1, -1, -1)]
    filas = suministro.consumos.filter(periodo__gte=periodos[0].inicio, periodo__lte=ultimo.inicio)
    por_mes = {c.periodo: c for c in filas}
    return [LecturaDelMes(p, por_mes.get(p.inicio)) for p in periodos]


def resumen_de_cliente(*, cliente: Cliente, user: Usuario) -> ResumenCliente:
    suyos = cliente.suministros.all()
    cuenta = suyos.aggregate(
        todos=Count("pk"),
        activos=Count("pk", filter=Q(estado__in=[EstadoSuministro.ACTIVO, EstadoSuministro.CORTADO])),
    )
    visibles = suyos.visibles_para(user)
    zonas = list(visibles.order_by("zona__nombre").values_list("zona__nombre", flat=True).distinct())
    meses = [(m.periodo, m.m3) for m in consumo_de_cliente(cliente=cliente, user=user) if m.m3 is not None]
    ultimo = ultimo_mes()
    del_mes = meses[-1][1] if meses and meses[-1][0] == ultimo else None
    return ResumenCliente(
        suministros=cuenta["todos"],
        activos=cuenta["activos"],
        ajenos=cuenta["todos"] - visibles.count(),
        zonas=zonas,
        mes=ultimo,
        mes_m3=del_mes,
        promedio_m3=round(sum(m3 for _, m3 in meses) / len(meses)) if meses else None,
        meses_con_consumo=len(meses),
    )


def buscar_clientes(*, texto: str, user: Usuario) -> QuerySet[Cliente]:
    """Por documento si son números; si no, cada palabra en el nombre."""
    return Cliente.objects.visibles_para(user).con_texto(texto).order_by("nombre_norm", "pk")


def buscar_suministros(*, texto: str, user: Usuario) -> QuerySet[Suministro]:
    """Los que empiezan con ese código."""
    codigo = texto.strip()
    return (
        Suministro.objects.visibles_para(user)
        .filter(codigo__startswith=codigo)
        .select_related("cliente")
        .order_by("codigo")
    )


def titularidades_de_cliente(*, cliente: Cliente, user: Usuario) -> QuerySet[Titularidad]:
    """Lo que tuvo y lo que tiene, en las zonas de quien mira; lo más nuevo primero."""
    suyas = cliente.titularidades.filter(suministro__in=Suministro.objects.visibles_para(user))
    return suyas.select_related("suministro").order_by("-vigencia", "suministro__codigo")


def ausencias_por_decidir(user: Usuario) -> QuerySet[Ausencia]:
    return Ausencia.objects.visibles_para(user).filter(decision=DecisionAusencia.PENDIENTE)


def nombres_por_decidir() -> QuerySet[CasoNombre]:
    return CasoNombre.objects.filter(decision=DecisionNombre.PENDIENTE)


def padron_sin_buscar_parecidos() -> int | None:
    """La última carga de padrón cuyos nombres parecidos no se buscaron todavía."""
    ultima = (
        Carga.objects.filter(tipo="padron", estado__in=[EstadoCarga.HECHA, EstadoCarga.CON_RECHAZOS], nuevas__gt=0)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    if ultima is None or Proceso.objects.filter(tipo=PARECIDOS, clave=f"carga:{ultima}").exists():
        return None
    return ultima


def contar_suministros(*, usuario: Usuario, pk: int) -> int:
    """Suministros del cliente que el usuario ve: el contador de su pestaña."""
    return Suministro.objects.visibles_para(usuario).filter(cliente=pk).count()
