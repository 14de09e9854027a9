"""Modelos de Cartera de Clientes, por nombre."""

from .bancos.models import Banco, CanalPago, CuentaBancaria, Facilidad, Orientacion
from .bancos.models_archivo import ArchivoBanco, CampoPerfil, FilaBanco, PerfilBanco
from .ciclos.models import AsignacionCiclo, Ciclo
from .cuentas.models import (
    Aplicacion,
    CambioPago,
    CambioRecibo,
    Congelamiento,
    DiaDePagos,
    Identificacion,
    Pago,
    Recibo,
)
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
    "ArchivoBanco",
    "AsignacionCiclo",
    "Ausencia",
    "Banco",
    "CambioPago",
    "CambioRecibo",
    "CampoPerfil",
    "CanalPago",
    "CasoNombre",
    "Ciclo",
    "Cliente",
    "Congelamiento",
    "Consumo",
    "ConsumoCliente",
    "CuentaBancaria",
    "DiaDePagos",
    "Facilidad",
    "FilaBanco",
    "Identificacion",
    "MesCargado",
    "Orientacion",
    "Pago",
    "PerfilBanco",
    "Recibo",
    "Solicitud",
    "SolicitudSuministro",
    "Suministro",
    "Titularidad",
]
