"""Modelos del equipo de principales consumidores, por nombre."""

from .seleccion.models import Criterio, Evaluacion, EvaluacionCliente, Principal

__all__ = ["Criterio", "Evaluacion", "EvaluacionCliente", "Principal"]
