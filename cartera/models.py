"""Modelos de Cartera de Clientes, por nombre."""

from .ciclos.models import AsignacionCiclo, Ciclo
from .cuentas.models import Aplicacion, CambioPago, CambioRecibo, Congelamiento, DiaDePagos, Pago, Recibo
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
    "CambioPago",
    "CambioRecibo",
    "CasoNombre",
    "Ciclo",
    "Cliente",
    "Congelamiento",
    "Consumo",
    "ConsumoCliente",
    "DiaDePagos",
    "MesCargado",
    "Pago",
    "Recibo",
    "Solicitud",
    "SolicitudSuministro",
    "Suministro",
    "Titularidad",
]
