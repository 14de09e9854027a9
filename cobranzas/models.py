"""Modelos de cobranza, por nombre."""

from .control.models import Accion, AccionRecibo, Barrido, Escalera, EstadoDiario, Peldano

__all__ = ["Accion", "AccionRecibo", "Barrido", "Escalera", "EstadoDiario", "Peldano"]
