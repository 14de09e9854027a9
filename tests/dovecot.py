"""Un servidor IMAP de verdad (Dovecot) para las pruebas: proceso propio, carpeta temporal y un usuario."""

import getpass
import grp
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from itertools import count
from pathlib import Path

from tests.procesos import esperar, puerto_libre

BINARIO = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
USUARIO, CLAVE = "oficina@eps.pe", "clave con espacio/ñ"
_numero = count(1)
AJUSTES = """
{version}
base_dir = {carpeta}/run
log_path = {carpeta}/registro
protocols = imap
listen = 127.0.0.1
ssl = no
{sin_cifrar}
{personas}
first_valid_uid = 0
first_valid_gid = 0
{correo}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {puerto}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
{cuentas}
"""
# Como root usa las personas de su paquete y no entrega correo a root; como cualquiera, todo corre con esa persona.
SIN_ROOT = "default_internal_user = {persona}\ndefault_internal_group = {grupo}\ndefault_login_user = {persona}"
# 2.3 (Debian 12) y 2.4 (Debian 13) no se escriben igual.
VIEJO = {
    "version": "",
    "sin_cifrar": "disable_plaintext_auth = no\nauth_failure_delay = 0",
    "correo": "mail_location = maildir:{carpeta}/buzon",
    "cuentas": (
        "passdb {{\n  driver = passwd-file\n  args = scheme=PLAIN {carpeta}/cuentas\n}}\n"
        "userdb {{\n  driver = static\n  args = uid={uid} gid={gid} home={carpeta}/buzon\n}}"
    ),
}
NUEVO = {
    "version": "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0",
    "sin_cifrar": "auth_allow_cleartext = yes\nauth_failure_delay = 0",
    "correo": "mail_driver = maildir\nmail_path = {carpeta}/buzon",
    "cuentas": (
        "passdb passwd-file {{\n  passwd_file_path = {carpeta}/cuentas\n  default_password_scheme = PLAIN\n}}\n"
        "userdb static {{\n  fields {{\n    uid = {uid}\n    gid = {gid}\n    home = {carpeta}/buzon\n  }}\n}}"
    ),
}


class Dovecot:
    """`.entregar(bytes)` deja un correo en el buzón; `.url()` es lo que iría en BUZON_URL."""

    def __enter__(self):
        self.carpeta = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))  # corta: sus sockets tienen un máximo
        self.puerto = puerto_libre()
        (self.carpeta / "cuentas").write_text(f"{USUARIO}:{CLAVE}\n")
        for nombre in ("new", "cur", "tmp"):
            (self.carpeta / "buzon" / nombre).mkdir(parents=True)
        self.uid, self.gid = os.getuid(), os.getgid()
        if self.uid == 0:
            nadie = pwd.getpwnam("nobody")
            self.uid, self.gid = nadie.pw_uid, nadie.pw_gid
            self.carpeta.chmod(0o755)
            for carpeta in (self.carpeta / "buzon", *(self.carpeta / "buzon").iterdir()):
                os.chown(carpeta, self.uid, self.gid)
        ajustes = self.carpeta / "dovecot.conf"
        ajustes.write_text(self._ajustes())
        self.proceso = subprocess.Popen(
            [str(BINARIO), "-F", "-c", str(ajustes)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        esperar(self._contesta, que="Dovecot")
        return self

    def _ajustes(self) -> str:
        version = subprocess.run([str(BINARIO), "--version"], capture_output=True, text=True, check=True).stdout
        como = VIEJO if version.startswith("2.3") else NUEVO
        datos = {
            "carpeta": self.carpeta, "puerto": self.puerto, "uid": self.uid, "gid": self.gid,
            "personas": "" if os.getuid() == 0 else SIN_ROOT.format(
                persona=getpass.getuser(), grupo=grp.getgrgid(os.getgid()).gr_name
            ),
        }  # fmt: skip
        return AJUSTES.format(**datos, **{clave: texto.format(**datos) for clave, texto in como.items()})

    def _contesta(self) -> bool:
        import imaplib

        assert self.proceso.poll() is None, f"Dovecot no arrancó:\n{self.proceso.stdout.read().decode()}"  # type: ignore[union-attr]
        try:
            imaplib.IMAP4("127.0.0.1", self.puerto, timeout=5).logout()
        except OSError:
            return False
        return True

    def url(self, *, clave: str = CLAVE, carpeta: str = "INBOX") -> str:
        from urllib.parse import quote

        return f"imap://{quote(USUARIO, safe='')}:{quote(clave, safe='')}@127.0.0.1:{self.puerto}/{carpeta}"

    def entregar(self, crudo: bytes) -> None:
        """Como lo hace un servidor: se escribe aparte y se mueve, entero."""
        nombre = f"17{next(_numero):08}.prueba"
        temporal = self.carpeta / "buzon" / "tmp" / nombre
        temporal.write_bytes(crudo)
        temporal.rename(self.carpeta / "buzon" / "new" / nombre)

    def vaciar(self) -> None:
        """Sin correos y con la numeración de nuevo, como un buzón recién hecho."""
        for archivo in (self.carpeta / "buzon").rglob("*"):
            if archivo.is_file():
                archivo.unlink(missing_ok=True)

    def __exit__(self, *_):
        os.killpg(self.proceso.pid, signal.SIGTERM)
        try:
            self.proceso.wait(8)
        except subprocess.TimeoutExpired:
            os.killpg(self.proceso.pid, signal.SIGKILL)
            self.proceso.wait()
        shutil.rmtree(self.carpeta, ignore_errors=True)
