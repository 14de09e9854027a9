"""Leer cierres y saber hasta qué mes hay consumo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from cartera.cuentas.choices import Tramo
from cartera.padron.models import MesCargado
from config.comun.calendario.periodo import Periodo
from config.comun.parametros.selectors import valor
from reportes.indicadores.definiciones import EFICIENCIA, INDICADORES, Valor, valorar

from .models import Cierre, CierreGrupo

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


def ultimo_mes_completo(periodo: dt.date) -> dt.date | None:
    """El último mes <= `periodo` cargado entero, o None.

    Entero: trae al menos el porcentaje de filas `mes_completo_pct` del mayor de los tres meses cargados anteriores
    (el primer día hábil suele haber llegado solo una parte).
    """
    meses = list(MesCargado.objects.filter(periodo__lte=periodo, filas__gt=0).order_by("-periodo")[:15])
    minimo = valor("mes_completo_pct", al=periodo)
    for n, mes in enumerate(meses):
        anteriores = [m.filas for m in meses[n + 1 : n + 4]]
        if not anteriores or mes.filas * 100 >= minimo * max(anteriores):
            return mes.periodo
    return None


def meses_por_cerrar(*, hoy: dt.date, primer_dia_habil: dt.date) -> list[dt.date]:
    """Los meses terminados posteriores al último cierre, en orden; vacío antes del primer día hábil.

    Sin ningún cierre, solo el mes pasado; con alguno, todos los que falten desde él: un mes perdido se recupera.
    """
    if hoy < primer_dia_habil:
        return []
    ultimo = Periodo.de_fecha(hoy).anterior()
    hechos = Cierre.objects.filter(periodo__lte=ultimo.inicio).order_by("-periodo")
    previo = hechos.values_list("periodo", flat=True).first()
    mes = Periodo.de_fecha(previo).siguiente() if previo else ultimo
    pendientes = []
    while mes <= ultimo:
        pendientes.append(mes.inicio)
        mes = mes.siguiente()
    return pendientes


@dataclass(frozen=True)
class Grupo:
    """Las cifras de los indicadores de una parte de la empresa."""

    nombre: str
    clave: str  # valor del filtro con que se abre su lista
    clientes_eps: int
    principales: int
    sin_deuda: int

    @property
    def eficiencia(self) -> Decimal | None:
        return EFICIENCIA.calcular(self)


@dataclass(frozen=True)
class Antiguedad:
    nombre: str
    recibos: int
    saldo: Decimal


@dataclass(frozen=True)
class CifrasDelCierre:
    indicadores: list[Valor]
    tramos: list[Antiguedad]
    zonas: list[Grupo]
    categorias: list[Grupo]


def cifras_del_cierre(cierre: Cierre, *, user: Usuario | None = None) -> CifrasDelCierre:
    """Indicadores, antigüedad y partes de un cierre. Con `user`, las partes son solo las de sus zonas."""
    anterior = Cierre.objects.filter(periodo__lt=cierre.periodo).order_by("-periodo").first()
    partes = CierreGrupo.objects.filter(cierre=cierre).select_related("zona")
    grupos = list(partes.visibles_para(user) if user else partes)
    guardados = {t.tramo: t for t in cierre.tramos.all()}
    return CifrasDelCierre(
        indicadores=[valorar(i, cierre, anterior) for i in INDICADORES],
        tramos=[
            Antiguedad(tramo.label, guardado.recibos, guardado.saldo)
            if (guardado := guardados.get(tramo))
            else Antiguedad(tramo.label, 0, Decimal(0))
            for tramo in Tramo
        ],
        zonas=_sumar(grupos, lambda g: (g.zona.nombre, str(g.zona_id)) if g.zona else ("Sin zona", "")),
        categorias=_sumar(grupos, lambda g: (g.get_categoria_display() or "Sin categoría", g.categoria)),
    )


def _sumar(grupos: list[CierreGrupo], parte: Callable[[CierreGrupo], tuple[str, str]]) -> list[Grupo]:
    sumas: dict[tuple[str, str], list[int]] = {}
    for grupo in grupos:
        suma = sumas.setdefault(parte(grupo), [0, 0, 0])
        for n, cifra in enumerate((grupo.clientes_eps, grupo.principales, grupo.sin_deuda)):
            suma[n] += cifra
    return [Grupo(*parte, *suma) for parte, suma in sorted(sumas.items(), key=lambda p: (-p[1][1], p[0]))]
