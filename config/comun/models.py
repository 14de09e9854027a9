"""Los modelos del núcleo, por nombre. Cada uno vive en su carpeta de función."""

from config.comun.archivos.models import Archivo
from config.comun.avisos.models import Aviso, LecturaAviso
from config.comun.calendario.models import DiaNoHabil
from config.comun.correo.models import Correo
from config.comun.parametros.models import Empresa, Parametro, Unidad
from config.comun.procesos.models import Proceso
from config.comun.usuarios.models import RolDeUsuario, Usuario, Zona, ZonaDeUsuario

__all__ = [
    "Archivo",
    "Aviso",
    "Correo",
    "DiaNoHabil",
    "Empresa",
    "LecturaAviso",
    "Parametro",
    "Proceso",
    "RolDeUsuario",
    "Unidad",
    "Usuario",
    "Zona",
    "ZonaDeUsuario",
]
