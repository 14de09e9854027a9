"""Lectura del buzón IMAP de la oficina: lo nuevo, una vez, sin borrar ni marcar nada en él."""

import datetime as dt
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urlsplit

import structlog
from django.utils import timezone

from . import mensajes, services_entrada
from .models import LecturaBuzon

TOPE = 200  # por turno: lo demás, al siguiente
PESO_MAXIMO = 30 << 20  # bytes; de uno mayor solo se leen cabeceras y comienzo
COMIENZO = 64 << 10
DIAS_PRIMERA_VEZ = 7  # un buzón viejo no se archiva entero
SEGUNDOS = 30
MESES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UID = re.compile(rb"UID (\d+)")
PESO = re.compile(rb"RFC822\.SIZE (\d+)")
FECHA = re.compile(rb'INTERNALDATE "([^"]+)"')
registro = structlog.get_logger("comunicaciones")


class BuzonCerrado(Exception):
    """No se pudo leer el buzón; el mensaje dice por qué, sin la clave."""


@dataclass(frozen=True, slots=True)
class Buzon:
    """`imaps://usuario:clave@servidor:993/carpeta`; `imap://` solo cifra si el servidor ofrece STARTTLS."""

    servidor: str
    puerto: int
    usuario: str
    clave: str
    carpeta: str
    cifrado: bool

    @classmethod
    def de_url(cls, url: str) -> "Buzon":
        """BuzonCerrado si la dirección no tiene esa forma."""
        partes = urlsplit(url)
        try:
            puerto = partes.port
        except ValueError:
            puerto = 0
        if puerto == 0 or partes.scheme not in ("imaps", "imap") or not (partes.hostname and partes.username):
            raise BuzonCerrado("BUZON_URL va como imaps://usuario:clave@servidor/INBOX.")
        cifrado = partes.scheme == "imaps"
        return cls(
            servidor=partes.hostname,
            puerto=puerto or (993 if cifrado else 143),
            usuario=unquote(partes.username),
            clave=unquote(partes.password or ""),
            carpeta=unquote(partes.path.strip("/")) or "INBOX",
            cifrado=cifrado,
        )

    @property
    def nombre(self) -> str:
        return f"{self.usuario}@{self.servidor}:{self.puerto}/{self.carpeta}"[:200]


def leer(*, url: str, en: dt.datetime) -> int:
    """Recibe lo que llegó desde la última vez y devuelve cuántos correos eran nuevos.

    Cada mensaje se confirma solo: si se corta, el turno siguiente sigue donde quedó, y el Message-ID impide guardarlo
    dos veces. BuzonCerrado si no se pudo entrar; queda anotado hasta que vuelva a poderse.
    """
    buzon = Buzon.de_url(url)
    nuevos = 0
    try:
        with _abierto(buzon) as conexion:
            lectura = _lectura(conexion, buzon, en)
            for uid in _pendientes(conexion, lectura, en):
                nuevos += _recibir(conexion, uid, en)
                LecturaBuzon.objects.filter(pk=lectura.pk, ultimo_uid__lt=uid).update(ultimo_uid=uid)
            LecturaBuzon.objects.filter(pk=lectura.pk).update(leido_en=en, error="")
    except (OSError, UnicodeEncodeError, imaplib.IMAP4.error) as error:
        motivo = " ".join(str(error).split())[:250]
        LecturaBuzon.objects.filter(buzon=buzon.nombre).update(error=motivo)
        raise BuzonCerrado(f"No se pudo leer el buzón {buzon.nombre}: {motivo}") from error
    return nuevos


@contextmanager
def _abierto(buzon: Buzon) -> Iterator[imaplib.IMAP4]:
    contexto = ssl.create_default_context()
    conexion: imaplib.IMAP4
    if buzon.cifrado:
        conexion = imaplib.IMAP4_SSL(buzon.servidor, buzon.puerto, ssl_context=contexto, timeout=SEGUNDOS)
    else:
        conexion = imaplib.IMAP4(buzon.servidor, buzon.puerto, timeout=SEGUNDOS)
    try:
        if not buzon.cifrado and "STARTTLS" in conexion.capabilities:
            conexion.starttls(contexto)
        if "AUTH=PLAIN" in conexion.capabilities:  # LOGIN solo admite ASCII en la clave
            conexion.authenticate("PLAIN", lambda _: f"\0{buzon.usuario}\0{buzon.clave}".encode())
        else:
            conexion.login(buzon.usuario, buzon.clave)
        carpeta = '"' + buzon.carpeta.replace("\\", "\\\\").replace('"', '\\"') + '"'
        estado, datos = conexion.select(carpeta, readonly=True)
        if estado != "OK":
            raise imaplib.IMAP4.error(f"la carpeta «{buzon.carpeta}» no se abre: {datos[0]!r}")
        yield conexion
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            conexion.logout()


def _lectura(conexion: imaplib.IMAP4, buzon: Buzon, en: dt.datetime) -> LecturaBuzon:
    """Dónde quedó la lectura; si el servidor volvió a numerar, desde el comienzo."""
    dicha = conexion.response("UIDVALIDITY")[1][0]
    validez = int(dicha) if dicha else 0
    lectura, _ = LecturaBuzon.objects.get_or_create(buzon=buzon.nombre, defaults={"validez": validez, "leido_en": en})
    if lectura.validez != validez:
        lectura.validez, lectura.ultimo_uid = validez, 0
        lectura.save()
    return lectura


def _pendientes(conexion: imaplib.IMAP4, lectura: LecturaBuzon, en: dt.datetime) -> list[int]:
    if lectura.ultimo_uid:
        criterio = ["UID", f"{lectura.ultimo_uid + 1}:*"]
    else:
        desde = timezone.localdate(en) - dt.timedelta(days=DIAS_PRIMERA_VEZ)
        criterio = ["SINCE", f"{desde.day}-{MESES[desde.month - 1]}-{desde.year}"]
    _, datos = conexion.uid("SEARCH", *criterio)
    uids = sorted(int(u) for u in (datos[0] or b"").split())
    # «n:*» siempre da el último, aunque sea anterior a n.
    return [u for u in uids if u > lectura.ultimo_uid][:TOPE]


def _recibir(conexion: imaplib.IMAP4, uid: int, en: dt.datetime) -> int:
    """1 si era nuevo. El que no se puede leer no detiene a los demás: queda en el registro y en el buzón."""
    crudo, recibido_en, entero = _traer(conexion, uid, en)
    if crudo is None:
        return 0  # lo borraron mientras tanto
    try:
        mensaje = mensajes.leer(crudo, recibido_en=recibido_en)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        registro.exception("correo_ilegible", uid=uid)
        mensaje = mensajes.ilegible(crudo, recibido_en=recibido_en)
    if not entero:
        mensaje = mensajes.recortado(mensaje)
    return 1 if services_entrada.recibir(mensaje=mensaje, en=en) else 0


def _traer(conexion: imaplib.IMAP4, uid: int, en: dt.datetime) -> tuple[bytes | None, dt.datetime, bool]:
    _, datos = conexion.uid("FETCH", str(uid), "(UID RFC822.SIZE INTERNALDATE)")
    linea = next((d if isinstance(d, bytes) else d[0] for d in datos if d), b"")
    peso, fecha = PESO.search(linea), FECHA.search(linea)
    if not (UID.search(linea) and peso):
        return None, en, True
    entero = int(peso[1]) <= PESO_MAXIMO
    parte = "BODY.PEEK[]" if entero else f"BODY.PEEK[]<0.{COMIENZO}>"
    _, datos = conexion.uid("FETCH", str(uid), f"({parte})")
    crudo = next((d[1] for d in datos if isinstance(d, tuple)), None)
    recibido_en = en
    with suppress(ValueError, TypeError):
        recibido_en = parsedate_to_datetime(fecha[1].decode()) if fecha else en
    return crudo, recibido_en, entero
