"""Procesos de verdad para las pruebas: gunicorn, worker de Celery y servidor SMTP."""

import contextlib
import email
import email.policy
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connections

RAIZ = Path(__file__).resolve().parent.parent
PLAZO = 40  # segundos: la máquina de integración tiene dos núcleos y puede estar ocupada
_clave_secreta = secrets.token_urlsafe(50)


def url_base_de_prueba(*, rol: str | None = None, nombre: str | None = None) -> str:
    """URL de la base de prueba de este proceso (o de `nombre`). Con `rol`, la conexión entra con ese rol puesto."""
    ajustes = connections["default"].settings_dict
    servidor = quote(ajustes["HOST"], safe="") + (f":{ajustes['PORT']}" if ajustes["PORT"] else "")
    clave = f":{quote(ajustes['PASSWORD'], safe='')}" if ajustes["PASSWORD"] else ""
    url = f"postgres://{quote(ajustes['USER'])}{clave}@{servidor}/{nombre or ajustes['NAME']}"
    return url + (f"?options={quote(f'-c role={rol}')}" if rol else "")


def entorno(*, carpeta: Path, email_url: str) -> dict[str, str]:
    limpio = {c: v for c, v in os.environ.items() if not c.startswith(("DATABASE_URL", "PYTEST_", "ROL_BD"))}
    return limpio | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": url_base_de_prueba(rol=settings.ROL_WEB),
        "DATABASE_URL_DUENO": url_base_de_prueba(),
        "REDIS_URL": settings.REDIS_URL,
        "PREFIJO_CACHE": settings.CACHES["default"]["KEY_PREFIX"],
        "PREFIJO_COLA": settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"],
        "EMAIL_URL": email_url,
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "HTTPS": "0",
        "DIR_VAR": str(carpeta),
        "DIR_ARCHIVOS": str(settings.MEDIA_ROOT),
        "STATIC_ROOT": str(carpeta / "static"),
        "CONN_MAX_AGE": "0",
    }


def puerto_libre() -> int:
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        return libre.getsockname()[1]


def esperar(condicion, *, segundos: float = PLAZO, que: str = "la condición"):
    """Devuelve el primer valor verdadero de `condicion()`; AssertionError si no llega a tiempo."""
    limite = time.monotonic() + segundos
    while True:
        valor = condicion()
        if valor:
            return valor
        assert time.monotonic() < limite, f"{que} no llegó en {segundos} s"
        time.sleep(0.1)


class _Hijo:
    """Proceso en su propio grupo, con su salida en un archivo que se enseña si no arranca."""

    def __init__(self, nombre: str, orden: list[str], variables: dict[str, str]):
        self.nombre, self.orden, self.variables = nombre, orden, variables
        self.registro = Path(variables["DIR_VAR"]) / f"{nombre}.log"
        self.proceso: subprocess.Popen | None = None

    @property
    def vivo(self) -> bool:
        return self.proceso is not None and self.proceso.poll() is None

    def lanzar(self) -> None:
        self.registro.parent.mkdir(parents=True, exist_ok=True)
        with self.registro.open("ab") as salida:
            self.proceso = subprocess.Popen(
                self.orden, cwd=RAIZ, env=self.variables, stdout=salida, stderr=salida, start_new_session=True
            )

    def matar(self) -> None:
        """`kill -9` a todo el grupo: nadie alcanza a despedirse."""
        if self.proceso is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.proceso.pid, signal.SIGKILL)
            self.proceso.wait()

    def parar(self) -> None:
        if not self.vivo:
            return
        self.proceso.terminate()
        try:
            self.proceso.wait(8)
        except subprocess.TimeoutExpired:
            self.matar()

    def cola_del_registro(self) -> str:
        return self.registro.read_text(errors="replace")[-3000:] if self.registro.exists() else ""


class Worker(_Hijo):
    def __init__(self, variables: dict[str, str]):
        self.nodo = f"prueba-{secrets.token_hex(4)}@local"
        orden = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "--concurrency=1"]
        orden += ["--loglevel=INFO", "--without-gossip", "--without-mingle", f"--hostname={self.nodo}"]
        super().__init__("worker", orden, variables)

    def arrancar(self) -> None:
        if self.vivo:
            return
        self.lanzar()
        limite = time.monotonic() + PLAZO
        from config.celery import app

        while not app.control.ping(destination=[self.nodo], timeout=0.5):
            assert self.vivo, f"El worker no arrancó:\n{self.cola_del_registro()}"
            assert time.monotonic() < limite, f"El worker no contesta:\n{self.cola_del_registro()}"

    @staticmethod
    def vaciar_colas() -> None:
        from config.celery import app

        app.control.purge()

    esperar = staticmethod(esperar)


_worker: Worker | None = None


def worker_de_sesion(variables: dict[str, str]) -> Worker:
    """Uno por proceso de pruebas: arrancarlo cuesta unos segundos y varias pruebas seguidas lo comparten."""
    global _worker
    if _worker is None:
        _worker = Worker(variables)
    return _worker


def parar_worker_vivo() -> None:
    if _worker is not None:
        _worker.parar()


class Servidor(_Hijo):
    def __init__(self, variables: dict[str, str]):
        self.puerto = puerto_libre()
        self.url = f"http://127.0.0.1:{self.puerto}"
        orden = [sys.executable, "-m", "gunicorn", "config.wsgi", f"--bind=127.0.0.1:{self.puerto}"]
        orden += ["--workers=1", "--threads=4", "--no-control-socket", "--graceful-timeout=2"]
        super().__init__("servidor", orden, variables)

    def __enter__(self):
        estaticos = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
        subprocess.run(estaticos, cwd=RAIZ, env=self.variables, check=True)
        self.lanzar()
        esperar(self._contesta, que=f"El servidor de {self.url}")
        return self

    def _contesta(self) -> bool:
        assert self.vivo, f"El servidor no arrancó:\n{self.cola_del_registro()}"
        try:
            urllib.request.urlopen(self.url, timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def __exit__(self, *_):
        self.parar()


class Buzon:
    """SMTP de verdad en un puerto libre: guarda cada mensaje recibido como `email.message.EmailMessage`."""

    def __init__(self):
        self.mensajes: list[email.message.EmailMessage] = []
        self.rechazar: str | None = None  # respuesta con la que rechaza, p. ej. "451 vuelve luego"

    async def handle_DATA(self, server, session, envelope):
        if self.rechazar:
            return self.rechazar
        mensaje = email.message_from_bytes(envelope.content, policy=email.policy.default)
        mensaje["X-Para"] = ", ".join(envelope.rcpt_tos)
        self.mensajes.append(mensaje)
        return "250 recibido"

    def __enter__(self):
        self.puerto = puerto_libre()
        self._control = Controller(self, hostname="127.0.0.1", port=self.puerto)
        self._control.start()
        self.url = f"smtp://127.0.0.1:{self.puerto}"
        return self

    def __exit__(self, *_):
        self._control.stop()
