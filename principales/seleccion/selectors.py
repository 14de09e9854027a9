"""Lecturas de la selección: criterios, evaluaciones y la cartera de principales a una fecha."""

import datetime as dt

from django.db.models import Count, Max, QuerySet

from cartera.padron.models import MesCargado, Titularidad
from cartera.solicitudes.models import Solicitud
from config.comun.calendario.periodo import Periodo

from .choices import Resultado
from .medicion import DE_CLIENTE
from .models import Criterio, Evaluacion, EvaluacionCliente, Principal
from .parametros import Parametros


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


def solicitudes_de(*, evaluacion: Evaluacion) -> QuerySet[Solicitud]:
    """Lo que esa evaluación pidió a Cartera, lo último primero."""
    return Solicitud.objects.filter(origen__startswith=f"seleccion:{evaluacion.pk}:").order_by("-pk")


def contar_resultados(*, evaluacion: Evaluacion) -> dict[str, int]:
    """{"alta": n, "baja": n, "queda": n}, contando también lo excluido y lo que falta aprobar."""
    filas = EvaluacionCliente.objects.filter(evaluacion=evaluacion).order_by()
    return dict.fromkeys(Resultado.values, 0) | dict(filas.values_list("resultado").annotate(n=Count("pk")))
