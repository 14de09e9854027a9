"""Lecturas del padrón para sus páginas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet, Sum

from config.comun.calendario.periodo import Periodo
from config.comun.usuarios.models import Usuario
from config.comun.usuarios.querysets import ve_todas_las_zonas

from .choices import DecisionAusencia, DecisionNombre
from .models import Ausencia, CasoNombre, Cliente, Consumo, ConsumoCliente, MesCargado, Suministro, Titularidad

MESES_DEL_GRAFICO = 13


@dataclass(frozen=True)
class MesDeConsumo:
    """m³ de un mes; None si ese mes no tiene ninguna fila (no es lo mismo que cero)."""

    periodo: Periodo
    m3: int | None
    suministros: int = 0


@dataclass(frozen=True)
class ResumenSuministros:
    """Los suministros de un cliente que el usuario puede ver, y cuántos tiene en otras zonas."""

    visibles: int
    activos: int
    de_otras_zonas: int


def resumen_de_suministros(*, cliente: Cliente, user: Usuario) -> ResumenSuministros:
    """Cuántos suministros tiene hoy el cliente; los de zonas ajenas van como una suma (NORMAS §1)."""
    suyos = cliente.suministros.all()
    propios = suyos.visibles_para(user)
    cuenta = propios.aggregate(todos=Count("pk"), vivos=Count("pk", filter=~Q(estado="BAJA")))
    return ResumenSuministros(cuenta["todos"], cuenta["vivos"], suyos.count() - cuenta["todos"])


def suministros_de(*, cliente: Cliente, user: Usuario) -> QuerySet[Suministro]:
    """Los que tiene hoy en las zonas del usuario, por código."""
    return cliente.suministros.visibles_para(user).select_related("zona").order_by("codigo")


def consumo_de_cliente(*, cliente: Cliente, user: Usuario) -> list[MesDeConsumo]:
    """Los últimos 13 meses cargados, del más antiguo al último. Con zonas limitadas, solo lo de ellas."""
    meses = _ultimos_meses()
    if not meses:
        return []
    desde = meses[0].inicio
    if ve_todas_las_zonas(user):
        filas = ConsumoCliente.objects.filter(cliente=cliente, periodo__gte=desde)
        valores = {c.periodo: (c.m3, c.suministros) for c in filas}
    else:
        propios = Suministro.objects.visibles_para(user).filter(cliente=cliente)
        filas = Consumo.objects.filter(suministro__in=propios, periodo__gte=desde).values("periodo")
        valores = {c["periodo"]: (c["m3"], c["n"]) for c in filas.annotate(m3=Sum("volumen_m3"), n=Count("suministro"))}
    return [MesDeConsumo(m, *valores.get(m.inicio, (None, 0))) for m in meses]


def consumo_de_suministro(*, suministro: Suministro) -> list[tuple[Periodo, Consumo | None]]:
    """Cada uno de los últimos 13 meses cargados con su consumo, o None si no vino."""
    meses = _ultimos_meses()
    if not meses:
        return []
    filas = {c.periodo: c for c in Consumo.objects.filter(suministro=suministro, periodo__gte=meses[0].inicio)}
    return [(m, filas.get(m.inicio)) for m in meses]


def titularidades_de(*, cliente: Cliente, user: Usuario) -> QuerySet[Titularidad]:
    """Qué suministros tuvo y desde cuándo, en las zonas del usuario."""
    visibles = Suministro.objects.visibles_para(user)
    return (
        Titularidad.objects.filter(cliente=cliente, suministro__in=visibles)
        .select_related("suministro")
        .order_by("-vigencia", "suministro__codigo")
    )


def casos_pendientes() -> QuerySet[CasoNombre]:
    """Nombres sin documento que esperan a una persona."""
    return CasoNombre.objects.filter(decision=DecisionNombre.PENDIENTE)


def ausencias_pendientes(user: Usuario) -> QuerySet[Ausencia]:
    """Suministros que no vinieron en el último padrón y nadie decidió."""
    return Ausencia.objects.filter(
        decision=DecisionAusencia.PENDIENTE, suministro__in=Suministro.objects.visibles_para(user)
    )


def suministros_de_los_casos(casos: Sequence[CasoNombre]) -> dict[str, int]:
    """Cuántos suministros sin documento llevan cada nombre."""
    filas = Suministro.objects.filter(nombre_norm__in=[c.nombre_norm for c in casos], numero_documento="")
    return dict(filas.values_list("nombre_norm").annotate(n=Count("pk")))


def _ultimos_meses() -> list[Periodo]:
    ultimo: dt.date | None = MesCargado.objects.filter(filas__gt=0).aggregate(ultimo=Max("periodo"))["ultimo"]
    if ultimo is None:
        return []
    return [Periodo.de_fecha(ultimo).anterior(n) for n in range(MESES_DEL_GRAFICO - 1, -1, -1)]
