"""Modelos de reportes, por nombre."""

from .cierres.models import Cierre, CierreCliente, CierreGrupo, CierreTramo
from .informes.models import Informe

__all__ = ["Cierre", "CierreCliente", "CierreGrupo", "CierreTramo", "Informe"]
