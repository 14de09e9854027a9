"""Modelos de Cartera de Clientes, por nombre."""

from .ciclos.models import AsignacionCiclo, Ciclo
from .cuentas.models import Aplicacion, Congelamiento, Pago, Recibo
from .padron.models import (
    Ausencia,
    CasoNombre,
    Cliente,
    Consumo,
    ConsumoCliente,
    MesCargado,
    Suministro,
    Titularidad,
)
from .solicitudes.models import Solicitud, SolicitudSuministro

__all__ = [
    "Aplicacion",
    "AsignacionCiclo",
    "Ausencia",
    "CasoNombre",
    "Ciclo",
    "Cliente",
    "Congelamiento",
    "Consumo",
    "ConsumoCliente",
    "MesCargado",
    "Pago",
    "Recibo",
    "Solicitud",
    "SolicitudSuministro",
    "Suministro",
    "Titularidad",
]
