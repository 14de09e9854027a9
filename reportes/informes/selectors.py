"""Lo que dice el informe del mes, leído solo de lo que el cierre guardó (manual 6.3.14.2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from config.comun.calendario.periodo import Periodo
from config.comun.parametros.models import Empresa
from config.comun.parametros.selectors import empresa
from principales.seleccion.models import Principal
from reportes.cierres.models import Cierre, CierreCliente
from reportes.cierres.selectors import CifrasDelCierre, cifras_del_cierre
from reportes.indicadores.definiciones import INDICADORES, Indicador

MESES_DE_TENDENCIA = 13
MAYORES_DEUDORES = 20


@dataclass(frozen=True)
class Serie:
    indicador: Indicador
    puntos: list[tuple[Periodo, Decimal | None]]  # porcentaje de cada mes cerrado, del más antiguo al último


@dataclass(frozen=True)
class Contenido:
    empresa: Empresa
    cierre: Cierre
    periodo: Periodo
    cifras: CifrasDelCierre
    tendencia: list[Serie]
    deudores: list[CierreCliente]
    altas: int
    bajas: int


def contenido(cierre: Cierre) -> Contenido:
    """Todo lo que imprime el informe de un cierre. Altas y bajas: las que rigen desde un día de ese mes."""
    periodo = Periodo.de_fecha(cierre.periodo)
    del_mes = (periodo.inicio, periodo.fin)
    return Contenido(
        empresa=empresa(),
        cierre=cierre,
        periodo=periodo,
        cifras=cifras_del_cierre(cierre),
        tendencia=tendencia(hasta=cierre),
        deudores=list(
            CierreCliente.objects.filter(cierre=cierre, vencido__gt=0)
            .select_related("cliente", "zona")
            .order_by("-vencido", "cliente_id")[:MAYORES_DEUDORES]
        ),
        altas=Principal.objects.filter(vigencia__startswith__range=del_mes).count(),
        bajas=Principal.objects.filter(Q(vigencia__endswith__range=del_mes)).count(),
    )


def tendencia(*, hasta: Cierre) -> list[Serie]:
    """Cada indicador en los últimos 13 cierres que terminan en `hasta`; el primero, también solo."""
    cierres = list(Cierre.objects.filter(periodo__lte=hasta.periodo).order_by("-periodo")[:MESES_DE_TENDENCIA])[::-1]
    return [
        Serie(indicador, [(Periodo.de_fecha(c.periodo), indicador.calcular(c)) for c in cierres])
        for indicador in INDICADORES
    ]
