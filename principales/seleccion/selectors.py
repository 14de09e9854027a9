"""Lecturas de la selección: criterios, evaluaciones y la cartera de principales a una fecha."""

import datetime as dt

from django.db.models import QuerySet

from cartera.padron.models import Titularidad
from cartera.solicitudes.models import Solicitud
from config.comun.calendario.periodo import Periodo

from .medicion import DE_CLIENTE
from .models import Criterio, Evaluacion, Principal


def criterio_de(*, periodo: Periodo) -> Criterio | None:
    """El criterio que rige el último día del mes."""
    return Criterio.objects.filter(vigencia__contains=periodo.fin).first()


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
