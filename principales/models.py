"""Modelos del equipo de principales consumidores, por nombre."""

from .directorio.models import AccesoDirectorio, Contacto, MedioContacto, Oposicion, ParejaDescartada, Recepcion
from .seleccion.models import Criterio, Evaluacion, EvaluacionCliente, Principal

__all__ = [
    "AccesoDirectorio",
    "Contacto",
    "Criterio",
    "Evaluacion",
    "EvaluacionCliente",
    "MedioContacto",
    "Oposicion",
    "ParejaDescartada",
    "Principal",
    "Recepcion",
]
