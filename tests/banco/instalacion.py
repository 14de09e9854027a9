"""Una instalación propia y descartable: servidores embebidos aparte, o una base nueva en el de DATABASE_URL."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from config import embebido
from tests.banco.medida import manage


@dataclass(frozen=True)
class Instalacion:
    """`entorno`: variables de los procesos; `url`: la base como su dueño; `carpeta`: para archivos de paso."""

    entorno: dict[str, str]
    url: str
    carpeta: Path

    def conexion(self):
        """Conexión nueva como dueño de la base, cada orden en su transacción."""
        con = psycopg2.connect(self.url)
        con.autocommit = True
        return con


def _con_base(url: str, base: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{base}"))


@contextmanager
def nueva(carpeta: Path) -> Iterator[Instalacion]:
    """Instalación migrada y vacía que desaparece al salir."""
    carpeta.mkdir(parents=True, exist_ok=True)
    entorno = {**os.environ, "DIR_VAR": str(carpeta), "HTTPS": "0", "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver"}
    if os.environ.get("DATABASE_URL"):
        yield from _en_servidor_dado(entorno, carpeta)
    else:
        yield from _embebida(entorno, carpeta)


def _en_servidor_dado(entorno: dict[str, str], carpeta: Path) -> Iterator[Instalacion]:
    base = f"banco_{os.getpid()}_{secrets.token_hex(2)}"
    dueno = os.environ.get("DATABASE_URL_DUENO") or os.environ["DATABASE_URL"]
    administrar = psycopg2.connect(_con_base(dueno, "postgres"))
    administrar.autocommit = True
    with administrar.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {base}")
    try:
        entorno |= {
            "DATABASE_URL": _con_base(os.environ["DATABASE_URL"], base),
            "DATABASE_URL_DUENO": _con_base(dueno, base),
        }
        entorno.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
        manage(entorno, "migrate")
        yield Instalacion(entorno, entorno["DATABASE_URL_DUENO"], carpeta)
    finally:
        with administrar.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {base} WITH (FORCE)")
        administrar.close()
        shutil.rmtree(carpeta, ignore_errors=True)


def _embebida(entorno: dict[str, str], carpeta: Path) -> Iterator[Instalacion]:
    anterior = os.environ.get("DIR_VAR")
    os.environ["DIR_VAR"] = str(carpeta)
    servicios = embebido.Servicios()
    try:
        servicios.abrir()
        manage(entorno, "migrate")
        yield Instalacion(entorno, embebido.url_base_datos(rol="dueno"), carpeta)
    finally:
        servicios.cerrar(esperar=30)
        shutil.rmtree(embebido.dir_datos(), ignore_errors=True)
        shutil.rmtree(embebido.dir_enchufes(), ignore_errors=True)
        shutil.rmtree(carpeta, ignore_errors=True)
        os.environ.pop("DIR_VAR") if anterior is None else os.environ.update(DIR_VAR=anterior)


def con_administrador(instalacion: Instalacion) -> str:
    """Crea un superusuario y devuelve su nombre."""
    entorno = {**instalacion.entorno, "DJANGO_SUPERUSER_PASSWORD": secrets.token_urlsafe(20)}
    manage(entorno, "createsuperuser", "--noinput", "--username", "banco", "--email", "banco@eps.invalid")
    return "banco"
