"""De `make run`, ya instalado, a la primera página."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from config import embebido
from tests.banco.medida import RAIZ, Fila

META = 10.0
PLAZO = 180


def _puerto_libre() -> int:
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        return libre.getsockname()[1]


def _hasta_la_primera_pagina(entorno: dict[str, str], puerto: int) -> float:
    inicio = time.perf_counter()
    proceso = subprocess.Popen(
        [sys.executable, "-m", "config.arranque"],
        env=entorno,
        cwd=RAIZ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        while time.perf_counter() - inicio < PLAZO:
            if proceso.poll() is not None:
                raise RuntimeError(f"El arranque terminó con {proceso.returncode}: {proceso.stderr.read()[-2000:]}")
            conexion = http.client.HTTPConnection("127.0.0.1", puerto, timeout=5)
            try:
                conexion.request("GET", "/cuenta/entrar/")
                respuesta = conexion.getresponse()
                respuesta.read()
                if respuesta.status < 500:
                    return time.perf_counter() - inicio
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            finally:
                conexion.close()
        raise RuntimeError(f"No hubo página en {PLAZO} s")
    finally:
        proceso.send_signal(signal.SIGINT)
        proceso.wait(60)


def medir(carpeta: Path) -> list[Fila]:
    """Segundo arranque, con los datos ya creados; el primero, que crea la base, va en la nota."""
    puerto = _puerto_libre()
    entorno = {c: v for c, v in os.environ.items() if c not in ("DATABASE_URL", "DATABASE_URL_DUENO", "REDIS_URL")}
    entorno |= {"DIR_VAR": str(carpeta), "PUERTO": str(puerto)}
    anterior = os.environ.get("DIR_VAR")
    os.environ["DIR_VAR"] = str(carpeta)
    try:
        primero = _hasta_la_primera_pagina(entorno, puerto)
        segundo = _hasta_la_primera_pagina(entorno, puerto)
    finally:
        shutil.rmtree(embebido.dir_datos(), ignore_errors=True)
        shutil.rmtree(embebido.dir_enchufes(), ignore_errors=True)
        shutil.rmtree(carpeta, ignore_errors=True)
        os.environ.pop("DIR_VAR") if anterior is None else os.environ.update(DIR_VAR=anterior)
    nota = f"el primer arranque, que crea y migra la base, tardó {primero:.1f} s hasta su primera página"
    return [Fila("arranque a primera página", f"{segundo:.1f} s", "", segundo, META, "s", nota)]
