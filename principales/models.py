"""Modelos del equipo de principales consumidores, por nombre."""

from .comunicaciones.models import Comunicacion, CorreoEntrante, LecturaBuzon, PlantillaCorreo, ResultadoComunicacion
from .cruces.models import Candidato, CargaRegistro, PedidoInspeccion, PerfilRegistro, Registrado
from .directorio.models import AccesoDirectorio, Contacto, MedioContacto, Oposicion, ParejaDescartada, Recepcion
from .seleccion.models import Criterio, Evaluacion, EvaluacionCliente, Principal

__all__ = [
    "AccesoDirectorio",
    "Candidato",
    "CargaRegistro",
    "Comunicacion",
    "Contacto",
    "CorreoEntrante",
    "Criterio",
    "Evaluacion",
    "EvaluacionCliente",
    "LecturaBuzon",
    "MedioContacto",
    "Oposicion",
    "ParejaDescartada",
    "PedidoInspeccion",
    "PerfilRegistro",
    "PlantillaCorreo",
    "Principal",
    "Recepcion",
    "Registrado",
    "ResultadoComunicacion",
]
