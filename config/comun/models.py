"""Los modelos del núcleo, por nombre. Cada uno vive en su carpeta de función."""

from config.comun.archivos.models import Archivo
from config.comun.avisos.models import Aviso, LecturaAviso
from config.comun.calendario.models import DiaNoHabil
from config.comun.carga.models import Carga, FilaRechazada
from config.comun.correo.models import Correo
from config.comun.pantalla.models import VistaGuardada
from config.comun.parametros.models import Empresa, Parametro, Unidad
from config.comun.procesos.models import Proceso
from config.comun.usuarios.models import RolDeUsuario, Usuario, Zona, ZonaDeUsuario

__all__ = [
    "Archivo",
    "Aviso",
    "Carga",
    "Correo",
    "DiaNoHabil",
    "Empresa",
    "FilaRechazada",
    "LecturaAviso",
    "Parametro",
    "Proceso",
    "RolDeUsuario",
    "Unidad",
    "Usuario",
    "VistaGuardada",
    "Zona",
    "ZonaDeUsuario",
]
