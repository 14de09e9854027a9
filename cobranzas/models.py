"""Modelos de cobranza, por nombre."""

from .control.models import Accion, Barrido, BarridoTramo, ControlCliente, Escalera, EstadoDiario, Peldano

__all__ = ["Accion", "Barrido", "BarridoTramo", "ControlCliente", "Escalera", "EstadoDiario", "Peldano"]
