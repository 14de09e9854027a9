"""Modelos de cobranza, por nombre."""

from .compromisos.models import Convenio, ConvenioCuota, ConvenioRecibo, Promesa, PromesaCuota, PromesaRecibo
from .control.models import Accion, Barrido, BarridoTramo, ControlCliente, Escalera, EstadoDiario, Peldano, Posposicion
from .gestiones.models import Atencion, Descanso, Gestion, Reparto

__all__ = [
    "Accion",
    "Atencion",
    "Barrido",
    "BarridoTramo",
    "ControlCliente",
    "Convenio",
    "ConvenioCuota",
    "ConvenioRecibo",
    "Descanso",
    "Escalera",
    "EstadoDiario",
    "Gestion",
    "Peldano",
    "Posposicion",
    "Promesa",
    "PromesaCuota",
    "PromesaRecibo",
    "Reparto",
]
