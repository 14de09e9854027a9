"""Una instalación aparte, con sus propios servidores embebidos, para probar arranques y paradas."""

import contextlib
import os
import shutil
import signal
import time
from pathlib import Path

import psycopg2

from config import embebido

RAIZ = Path(__file__).resolve().parent.parent
_NO_HEREDAR = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "ROL_BD", "DJANGO_", "PYTEST_", "MAKE", "HTTPS")


class Copia:
    """Variables de entorno y rutas de una instalación en `carpeta`; al salir no deja procesos ni datos."""

    raiz = RAIZ

    def __init__(self, carpeta: Path):
        limpio = {c: v for c, v in os.environ.items() if not c.startswith(_NO_HEREDAR)}
        self.variables = limpio | {"DIR_VAR": str(carpeta / "var"), "EMBEBIDO_FSYNC": "off", "DEMOSTRACION": "0"}

    def __enter__(self):
        anterior = os.environ.get("DIR_VAR")
        os.environ["DIR_VAR"] = self.variables["DIR_VAR"]
        try:
            self.datos, self.enchufes = embebido.dir_datos(), embebido.dir_enchufes()
        finally:
            os.environ.pop("DIR_VAR")
            if anterior is not None:
                os.environ["DIR_VAR"] = anterior
        return self

    def __exit__(self, *_):
        for pid in self.procesos():  # solo quedan si la prueba falló
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.esperar_sin_procesos()
        shutil.rmtree(self.datos, ignore_errors=True)
        shutil.rmtree(self.enchufes, ignore_errors=True)

    def procesos(self) -> dict[int, str]:
        """pid → línea de órdenes de todo lo que corre por cuenta de esta instalación."""
        marca = f"DIR_VAR={self.variables['DIR_VAR']}".encode()
        hallados = {}
        for carpeta in Path("/proc").glob("[0-9]*"):
            try:
                orden = (carpeta / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
                suyo = marca in (carpeta / "environ").read_bytes().split(b"\0") or str(self.datos) in orden
            except OSError:
                continue
            if suyo and orden:  # sin línea de órdenes: ya terminó y espera que lo recojan
                hallados[int(carpeta.name)] = orden
        return hallados

    def pids(self, parte: str) -> list[int]:
        return sorted(pid for pid, orden in self.procesos().items() if parte in orden)

    def programas(self) -> set[str]:
        return {Path(orden.split()[0].rstrip(":")).name for orden in self.procesos().values()}

    def esperar_sin_procesos(self, *, salvo: set[int] = frozenset(), segundos: float = 20) -> None:
        limite = time.monotonic() + segundos
        while quedan := {pid: orden for pid, orden in self.procesos().items() if pid not in salvo}:
            assert time.monotonic() < limite, f"Siguen corriendo: {quedan}"
            time.sleep(0.1)

    @contextlib.contextmanager
    def conectar(self, rol: str):
        """Cursor, con confirmación inmediata, en la base embebida con el rol «web» o «dueno»."""
        conexion = psycopg2.connect(host=str(self.enchufes), user=embebido.ROLES[rol], dbname=embebido.BASE)
        conexion.autocommit = True
        with contextlib.closing(conexion), conexion.cursor() as cursor:
            yield cursor
