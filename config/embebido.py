"""PostgreSQL y Valkey embebidos: lo justo para que settings pueda leerse."""

import hashlib
import os
import secrets
from pathlib import Path

RAIZ = Path(__file__).resolve().parent.parent
BASE = "principales"
ROLES = {"web": "principales_web", "dueno": "principales_dueno"}


def dir_var() -> Path:
    return Path(os.environ.get("DIR_VAR") or RAIZ / "var").resolve()


def huella() -> str:
    return hashlib.sha256(str(dir_var()).encode()).hexdigest()[:12]


def dir_enlaces() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/principales") / huella() / "s"
    return Path(f"/tmp/principales-{os.geteuid()}-{huella()}")  # noqa: S108


def clave_secreta() -> str:
    ruta = dir_var() / "clave_secreta"
    try:
        return ruta.read_text().strip()
    except FileNotFoundError:
        ruta.parent.mkdir(parents=True, exist_ok=True)
        nueva = secrets.token_urlsafe(50)
        with os.fdopen(os.open(ruta, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as f:
            f.write(nueva)
        return nueva


def url_base_datos(rol: str = "web") -> str:
    return f"postgres://{ROLES[rol]}@{str(dir_enlaces()).replace('/', '%2F')}/{BASE}"


def url_redis() -> str:
    return f"unix://{dir_enlaces()}/valkey.sock"


def url_para_kombu(url: str) -> str:
    if not url.startswith("unix://"):
        return url
    ruta, _, consulta = url.removeprefix("unix://").partition("?")
    return f"redis+socket://{ruta}" + (f"?{consulta.replace('db=', 'virtual_host=')}" if consulta else "")


class entorno:
    def __init__(self, argv):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None
