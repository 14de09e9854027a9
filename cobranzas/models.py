"""Modelos de cobranza, por nombre."""

from .compromisos.models import Convenio, ConvenioCuota, ConvenioRecibo, Promesa, PromesaCuota, PromesaRecibo
from .control.models import Accion, Barrido, BarridoTramo, ControlCliente, Escalera, EstadoDiario, Peldano, Posposicion

__all__ = [
    "Accion",
    "Barrido",
    "BarridoTramo",
    "ControlCliente",
    "Convenio",
    "ConvenioCuota",
    "ConvenioRecibo",
    "Escalera",
    "EstadoDiario",
    "Peldano",
    "Posposicion",
    "Promesa",
    "PromesaCuota",
    "PromesaRecibo",
]
