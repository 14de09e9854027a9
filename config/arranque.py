"""`make run`: la aplicación completa en esta máquina con una sola orden, y con un Ctrl-C todo queda parado.

Prepara la base, lanza los procesos de la web, el worker y el reloj de Celery, vuelve a levantar al que se caiga y
enseña la dirección. Si matan a este proceso con `kill -9`, el núcleo avisa a sus hijos (PR_SET_PDEATHSIG) y suelta
los candados, con lo que el guardián también para los servidores.
"""

import contextlib
import fcntl
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

from config import embebido

PUERTO = int(os.environ.get("PUERTO") or 8000)
ESCUCHA = os.environ.get("ESCUCHA") or "127.0.0.1"
REINICIOS, VENTANA = 5, 60  # un proceso que cae más de 5 veces en 60 segundos no tiene arreglo solo
PLAZO_PARADA = 2.5
REGISTROS = embebido.dir_var() / "registro"
PROGRAMAS = {
    "web": f"gunicorn config.wsgi --config=python:config.gunicorn --bind={ESCUCHA}:{PUERTO}",
    "worker": "celery -A config.celery worker --concurrency=2 --max-tasks-per-child=200 --loglevel=WARNING "
    "--without-gossip --without-mingle",
    "reloj": "celery -A config.celery beat --loglevel=WARNING --pidfile=",
}
# El worker, al que SIGTERM haría esperar a sus tareas, termina con SIGQUIT: las devuelve a la cola.
SENALES = {"worker": signal.SIGQUIT}


APLICACIONES = ("", "config/comun", "cartera", "principales", "cobranzas", "reportes")
# Las migraciones y lo que se aplica después de ellas: permisos (modelos), roles y privilegios.
MIGRADO_CON = ("migrations/**/*", "*/models.py", "usuarios/roles.py", "auditoria/*.py")


class NoArranca(Exception):
    """No se puede arrancar o seguir; el mensaje dice por qué y qué hacer."""


class Detener(BaseException):
    """Alguien pidió parar (Ctrl-C, SIGTERM, se cerró la terminal)."""


def decir(texto: str) -> None:
    print(texto, flush=True)


def _al_parar(*_) -> None:
    for senal in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(senal, signal.SIG_IGN)  # un segundo Ctrl-C no debe cortar la parada
    raise Detener


class Hijo:
    """Un proceso de la aplicación, en su propia sesión para que Ctrl-C llegue solo al arrancador."""

    def __init__(self, nombre: str, orden: list[str], *, a_la_vista: bool = False, **variables: str):
        self.nombre, self.orden, self.variables = nombre, [sys.executable, *orden], variables
        self.a_la_vista = a_la_vista  # su salida normal se ve en la terminal, no solo en el registro
        self.senal = SENALES.get(nombre, signal.SIGTERM)
        self.registro = REGISTROS / f"{nombre}.log"
        self.caidas: deque[float] = deque(maxlen=REINICIOS)
        self.lanzar()

    def lanzar(self) -> None:
        with self.registro.open("ab") as salida:
            self.proceso = subprocess.Popen(
                self.orden,
                cwd=embebido.RAIZ,
                env=os.environ | self.variables,
                stdin=subprocess.DEVNULL,
                stdout=None if self.a_la_vista else salida,
                stderr=salida,
                start_new_session=True,
                preexec_fn=embebido.morir_con_el_padre(signal.SIGKILL),
            )

    def revisar(self) -> None:
        """Lo vuelve a lanzar si cayó; NoArranca si cae una y otra vez."""
        if self.proceso.poll() is None:
            return
        ahora = time.monotonic()
        if len(self.caidas) == REINICIOS and ahora - self.caidas[0] < VENTANA:
            raise NoArranca(f"El proceso «{self.nombre}» se cae una y otra vez.\n{self.cola()}")
        self.caidas.append(ahora)
        decir(f"El proceso «{self.nombre}» terminó (código {self.proceso.returncode}); lo levanto de nuevo.")
        self._rematar()
        self.lanzar()

    def terminar_bien(self) -> None:
        """Espera a que termine una orden de preparación; NoArranca si falla."""
        if self.proceso.wait():
            raise NoArranca(f"Falló «{self.nombre}» al preparar el arranque.\n{self.cola()}")

    def cola(self) -> str:
        return f"Últimas líneas de {self.registro}:\n{self.registro.read_text(errors='replace')[-2000:]}"

    def _rematar(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.proceso.pid, signal.SIGKILL)  # lo que quede de su grupo

    def parar(self, limite: float) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.proceso.wait(max(0.1, limite - time.monotonic()))
        self._rematar()
        self.proceso.wait()


class Arranque:
    def __init__(self):
        self.hijos: list[Hijo] = []
        self.sellos: dict[Path, str] = {}
        self.servicios = None if os.environ.get("DATABASE_URL") else embebido.Servicios()

    def correr(self) -> None:
        self._una_sola_copia()
        self._puerto_libre()
        if self.servicios is not None:
            self.servicios.abrir()
        self._preparar()
        self._levantar("web")
        self._esperar_web()
        decir(f"\n  Listo: {URL}   (Ctrl-C para parar)\n")
        self._demostracion()
        self._levantar("worker")
        self._levantar("reloj")
        while True:
            for hijo in self.hijos:
                hijo.revisar()
            if self.servicios is not None and not embebido.guardian_vivo():
                raise NoArranca("La base de datos embebida se detuvo. Vuelve a arrancar: los datos siguen ahí.")
            time.sleep(0.3)

    def _una_sola_copia(self) -> None:
        try:
            REGISTROS.mkdir(parents=True, exist_ok=True)
            self.candado = open(embebido.dir_var() / "copia.lock", "a+")  # noqa: SIM115 (vive lo que el proceso)
        except PermissionError as error:
            raise NoArranca(
                f"No puedo escribir en {error.filename}: es de otra cuenta. Usa la misma cuenta que la primera vez "
                "o elige otra carpeta de datos: make run DIR_VAR=/otra/carpeta"
            ) from error
        if not embebido.tomar(self.candado, fcntl.LOCK_EX):
            self.candado.seek(0)
            raise NoArranca(
                f"Ya hay una copia en marcha sobre estos datos ({self.candado.read().strip()}). "
                "Párala con Ctrl-C o usa otra carpeta: make run DIR_VAR=/otra/carpeta PUERTO=8001"
            )
        for viejo in REGISTROS.glob("*.log"):
            viejo.unlink()
        self.candado.truncate(0)
        self.candado.write(f"{URL}, proceso {os.getpid()}")
        self.candado.flush()

    def _puerto_libre(self) -> None:
        with socket.socket() as prueba:
            prueba.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                prueba.bind((ESCUCHA, PUERTO))
            except OSError as error:
                raise NoArranca(
                    f"El puerto {PUERTO} está ocupado por otro programa. Usa otro: make run PUERTO={PUERTO + 1}"
                ) from error

    def _orden(self, nombre: str, *argumentos: str, a_la_vista: bool = False) -> Hijo:
        rol = "dueno" if nombre in embebido.DEL_DUENO else "web"
        hijo = Hijo(nombre, ["manage.py", nombre, *argumentos], a_la_vista=a_la_vista, ROL_BD=rol)
        self.hijos.append(hijo)
        return hijo

    def _terminar(self, hijo: Hijo) -> None:
        hijo.terminar_bien()
        self.hijos.remove(hijo)

    def _preparar(self) -> None:
        """Migra y reúne los archivos estáticos, a la vez; cada cosa, solo si cambió desde la última."""
        ordenes = []
        # Con un servidor de fuera no se sabe quién más lo migra: se pregunta siempre.
        if self.servicios is None or self._cambio(embebido.dir_datos() / "migrado.sello", MIGRADO_CON):
            ordenes.append(self._orden("migrate", "--noinput", "--verbosity=0"))
        if self._cambio(embebido.dir_var() / "estaticos.sello", ("static/**/*",)):
            ordenes.append(self._orden("collectstatic", "--noinput", "--verbosity=0"))
        for orden in ordenes:
            self._terminar(orden)
        for sello, huella in self.sellos.items():
            sello.write_text(huella)

    def _cambio(self, sello: Path, origenes: tuple[str, ...]) -> bool:
        """Si algo de `origenes`, o un paquete, cambió desde la última vez; lo apunta para sellarlo luego."""
        self.sellos[sello] = _huella(origenes)
        return not sello.exists() or sello.read_text() != self.sellos[sello]

    def _levantar(self, nombre: str) -> None:
        self.hijos.append(Hijo(nombre, ["-m", *PROGRAMAS[nombre].split()], ROL_BD="web"))

    def _esperar_web(self) -> None:
        limite = time.monotonic() + 60
        while time.monotonic() < limite:
            self.hijos[-1].revisar()
            conexion = http.client.HTTPConnection(ANFITRION, PUERTO, timeout=10)
            try:
                conexion.request("GET", "/")
                if conexion.getresponse().status < 500:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
            finally:
                conexion.close()
        raise NoArranca(f"La web no contesta.\n{self.hijos[-1].cola()}")

    def _demostracion(self) -> None:
        """La primera vez, con la base recién creada, carga la empresa de demostración; luego no se toca."""
        sin_comando = not list(embebido.RAIZ.glob("*/management/commands/demostracion.py"))
        if self.servicios is None or sin_comando or os.environ.get("DEMOSTRACION") == "0":
            return
        usuarios = embebido.dir_var() / "demostracion.txt"
        hecha = embebido.dir_datos() / "demostracion.hecha"
        if not hecha.exists():
            decir("  Cargando la empresa de demostración (la primera vez, cosa de un minuto)…")
            self._terminar(self._orden("demostracion", a_la_vista=True))
            hecha.touch()
        elif usuarios.exists():
            decir(usuarios.read_text())

    def parar(self) -> None:
        for hijo in self.hijos:
            if hijo.proceso.poll() is None:
                hijo.proceso.send_signal(hijo.senal)
        limite = time.monotonic() + PLAZO_PARADA
        for hijo in self.hijos:
            hijo.parar(limite)
        if self.servicios is not None and not self.servicios.cerrar(esperar=10):
            decir("La base de datos sigue abierta: otro comando la está usando.")


ANFITRION = "127.0.0.1" if ESCUCHA in ("0.0.0.0", "::") else ESCUCHA  # noqa: S104
URL = f"http://{'localhost' if ANFITRION == '127.0.0.1' else ANFITRION}:{PUERTO}/"


def _huella(origenes: tuple[str, ...]) -> str:
    huella = hashlib.sha256((embebido.RAIZ / "requirements.txt").read_bytes())
    rutas = {ruta for app in APLICACIONES for patron in origenes for ruta in (embebido.RAIZ / app).glob(patron)}
    for ruta in sorted(rutas):
        if ruta.is_file() and ruta.suffix != ".pyc":
            estado = ruta.stat()
            huella.update(f"{ruta} {estado.st_size} {estado.st_mtime_ns}".encode())
    return huella.hexdigest()


def principal() -> int:
    if os.environ.pop("PARAR_CON_EL_PADRE", ""):  # lo pone el Makefile: si matan a make, esto también para
        embebido.avisar_si_muere_el_padre(signal.SIGTERM)
    for senal in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(senal, _al_parar)
    arranque, codigo = Arranque(), 0
    try:
        arranque.correr()
    except Detener:
        decir("\nParando…")
    except (NoArranca, embebido.ErrorEmbebido) as error:
        print(error, file=sys.stderr, flush=True)
        codigo = 1
    arranque.parar()
    if codigo == 0:
        decir("Todo quedó parado. Los datos se conservan.")
    return codigo


if __name__ == "__main__":
    sys.exit(principal())
