"""Modelos de cobranza, por nombre."""

from .compromisos.models import Convenio, ConvenioCuota, ConvenioRecibo, Promesa, PromesaCuota, PromesaRecibo
from .control.models import Accion, Barrido, BarridoTramo, ControlCliente, Escalera, EstadoDiario, Peldano, Posposicion
from .derivaciones.models import (
    CausaDevolucion,
    Derivacion,
    DerivacionRecibo,
    DerivacionSuministro,
    PasoDerivacion,
)
from .gestiones.models import Atencion, Descanso, Gestion, Reparto

__all__ = [
    "Accion",
    "Atencion",
    "Barrido",
    "BarridoTramo",
    "CausaDevolucion",
    "ControlCliente",
    "Convenio",
    "ConvenioCuota",
    "ConvenioRecibo",
    "Derivacion",
    "DerivacionRecibo",
    "DerivacionSuministro",
    "Descanso",
    "Escalera",
    "EstadoDiario",
    "Gestion",
    "PasoDerivacion",
    "Peldano",
    "Posposicion",
    "Promesa",
    "PromesaCuota",
    "PromesaRecibo",
    "Reparto",
]
