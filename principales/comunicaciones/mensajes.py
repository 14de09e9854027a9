"""Un correo crudo, leído: quién escribe, qué dice, qué trae y si es un rebote. No toca la base."""

import datetime as dt
import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, message_from_string, policy
from email.message import Message
from email.utils import parseaddr

from django.utils.html import strip_tags

from .adjuntos import limpiar

TEXTO_MAXIMO = 100_000
RECORTADO = "[El correo pesa demasiado: aquí está solo su comienzo. Sus archivos siguen en el buzón de la oficina.]"
PARTES = 200  # más es una bomba: lo que sigue no se mira
FIRMA_MAXIMA = 20_000  # una imagen incrustada más chica es el logo de una firma
# Los identificadores que pone el buzón de salida; en el sobre viajan como «rebotes+<40 cifras>@…».
PROPIO = re.compile(r"<[0-9a-f]{40}@[^<>\s]{1,100}>")
DEL_SOBRE = re.compile(r"\+([0-9a-f]{40})@")
CODIGO = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
CODIGO_SMTP = re.compile(r"(?<![\d.])([45]\d\d)(?![\d.])")
DE_SERVIDOR = ("mailer-daemon", "postmaster", "mail-daemon")
# Códigos (RFC 3463) en que la dirección es la que no sirve; los demás 5.x.x son del mensaje o del servidor.
SIN_DESTINO = re.compile(r"^5\.(0\.0|1\.\d+|2\.1|4\.4|7\.13)$")
BLOQUES = re.compile(r"(?is)<(script|style|head|title)\b.*?</\1\s*>")
SALTOS = re.compile(r"(?i)<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Trae:
    """Un archivo que venía en el correo."""

    nombre: str
    contenido: bytes


@dataclass(frozen=True, slots=True)
class Rebote:
    """Un aviso de no entrega: a qué correo nuestro se refiere, con qué código y qué dijo el servidor."""

    identificadores: tuple[str, ...]  # «<…@…>»
    claves: tuple[str, ...]  # las 40 cifras del sobre
    codigo: str
    detalle: str

    @property
    def sin_destino(self) -> bool:
        """La dirección no existe o no recibe: no basta con reintentar."""
        return bool(SIN_DESTINO.match(self.codigo))


@dataclass(frozen=True, slots=True)
class Mensaje:
    mensaje_id: str
    de: str
    de_nombre: str
    asunto: str
    texto: str
    recibido_en: dt.datetime
    trae: tuple[Trae, ...]
    automatico: bool
    referencias: tuple[str, ...]  # nuestros correos a los que responde
    rebote: Rebote | None


def leer(crudo: bytes, *, recibido_en: dt.datetime) -> Mensaje:
    """El correo leído. `recibido_en` lo dice el servidor, no la cabecera. Lo ilegible sale vacío, no falla."""
    mensaje = message_from_bytes(crudo, policy=policy.default)
    nombre, de = parseaddr(_cabecera(mensaje, "From"))
    referencias = f"{_cabecera(mensaje, 'In-Reply-To')} {_cabecera(mensaje, 'References')}"
    rebote = _rebote(mensaje, de, crudo)
    return Mensaje(
        mensaje_id=_identificador(mensaje, crudo),
        de=_plano(de).lower()[:254] or "(sin remitente)",
        de_nombre=_plano(nombre)[:150],
        asunto=_plano(_cabecera(mensaje, "Subject"))[:250],
        texto=_texto(mensaje),
        recibido_en=recibido_en,
        trae=() if rebote else tuple(_trae(mensaje)),
        automatico=_automatico(mensaje),
        referencias=tuple(dict.fromkeys(PROPIO.findall(referencias))),
        rebote=rebote,
    )


def ilegible(crudo: bytes, *, recibido_en: dt.datetime) -> Mensaje:
    """Lo que queda de un correo tan mal hecho que la biblioteca no lo lee: que llegó, para que alguien lo abra."""
    return Mensaje(
        mensaje_id=f"<{hashlib.sha256(crudo).hexdigest()}@ilegible>",
        de="(ilegible)",
        de_nombre="",
        asunto="Correo que no se pudo leer",
        texto="Ábrelo en el buzón de la oficina: está mal formado.",
        recibido_en=recibido_en,
        trae=(),
        automatico=False,
        referencias=(),
        rebote=None,
    )


def recortado(mensaje: Mensaje) -> Mensaje:
    """De un correo enorme se guardó solo el comienzo, sin sus archivos."""
    return replace(mensaje, trae=(), texto=f"{mensaje.texto}\n\n{RECORTADO}".strip())


def _cabecera(mensaje: Message, nombre: str) -> str:
    try:
        return str(mensaje.get(nombre, "") or "")
    except Exception:  # la biblioteca falla de varias maneras ante una cabecera rota
        return next((str(v) for n, v in mensaje._headers if n.lower() == nombre.lower()), "")  # type: ignore[attr-defined]


def _plano(texto: str) -> str:
    """En una línea y sin caracteres que la base no admite."""
    return " ".join(texto.replace("\0", "").encode("utf-8", "replace").decode().split())


def _identificador(mensaje: Message, crudo: bytes) -> str:
    propio = _plano(_cabecera(mensaje, "Message-ID"))
    if propio and len(propio) <= 250:
        return propio
    return f"<{hashlib.sha256(crudo).hexdigest()}@sin-identificador>"


def _partes(mensaje: Message) -> Iterator[Message]:
    for n, parte in enumerate(mensaje.walk()):
        if n >= PARTES:
            return
        yield parte


def _texto(mensaje: Message) -> str:
    """El cuerpo en texto llano; de un correo que solo trae HTML, lo que se lee, sin etiquetas."""
    llanos, conhtml = [], []
    for parte in _partes(mensaje):
        if parte.is_multipart() or parte.get_filename() or parte.get_content_disposition() == "attachment":
            continue
        if parte.get_content_type() == "text/plain":
            llanos.append(_descifrar(parte))
        elif parte.get_content_type() == "text/html":
            conhtml.append(_de_html(_descifrar(parte)))
    texto = "\n\n".join(llanos) or "\n\n".join(conhtml)
    return texto.replace("\0", "").encode("utf-8", "replace").decode().strip()[:TEXTO_MAXIMO]


def _descifrar(parte: Message) -> str:
    contenido = parte.get_payload(decode=True) or b""
    assert isinstance(contenido, bytes)
    contenido = contenido[: TEXTO_MAXIMO * 4]
    try:
        return contenido.decode(parte.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        return contenido.decode("latin-1")


def _de_html(texto: str) -> str:
    sin_bloques = BLOQUES.sub(" ", texto)
    llano = html.unescape(strip_tags(SALTOS.sub("\n", " ".join(sin_bloques.split()))))
    return re.sub(r"\n\s*\n+", "\n\n", "\n".join(" ".join(linea.split()) for linea in llano.splitlines()))


def _trae(mensaje: Message) -> Iterator[Trae]:
    for parte in _partes(mensaje):
        nombre = parte.get_filename()
        if parte.is_multipart() or not (nombre or parte.get_content_disposition() == "attachment"):
            continue
        contenido = parte.get_payload(decode=True) or b""
        assert isinstance(contenido, bytes)
        incrustada = parte.get_content_maintype() == "image" and parte.get_content_disposition() != "attachment"
        if not (incrustada and len(contenido) < FIRMA_MAXIMA):
            yield Trae(limpiar(_plano(str(nombre or "adjunto"))), contenido)


def _automatico(mensaje: Message) -> bool:
    """Respuesta de una máquina (RFC 3834): vacaciones, acuse, lista."""
    dicho = _cabecera(mensaje, "Auto-Submitted").strip().lower()
    if dicho and dicho != "no":
        return True
    if mensaje.get("X-Autoreply") or mensaje.get("X-Autorespond") or mensaje.get("List-Id"):
        return True
    return _cabecera(mensaje, "Precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply")


# --- rebotes ------------------------------------------------------------------------------------
def _rebote(mensaje: Message, de: str, crudo: bytes) -> Rebote | None:
    claves = _claves_del_sobre(mensaje)
    informe = next((p for p in _partes(mensaje) if p.get_content_type() == "message/delivery-status"), None)
    if informe is not None:
        return _de_informe(mensaje, informe, claves)
    vacio = _cabecera(mensaje, "Return-Path").strip() == "<>"
    if not (vacio or de.partition("@")[0].lower() in DE_SERVIDOR):
        return None
    # Servidores viejos no mandan informe: vale si el texto trae el identificador de un correo nuestro y un código.
    todo = crudo[: TEXTO_MAXIMO * 2].decode("latin-1")
    texto = _texto(mensaje)
    codigo = _codigo(texto)
    identificadores = tuple(dict.fromkeys(PROPIO.findall(todo)))
    if not codigo.startswith("5") or not (identificadores or claves):
        return None
    return Rebote(identificadores, claves, codigo, _plano(texto)[:250])


def _de_informe(mensaje: Message, informe: Message, claves: tuple[str, ...]) -> Rebote | None:
    """RFC 3464: un bloque por destinatario. Solo cuenta lo que falló; «con demora» no es un rebote."""
    bloques = informe.get_payload()
    fallos = [
        b
        for b in (bloques if isinstance(bloques, list) else [])
        if isinstance(b, Message) and _cabecera(b, "Action").strip().lower() == "failed"
    ]
    if not fallos:
        return None
    detalle = _plano(_cabecera(fallos[0], "Diagnostic-Code")).removeprefix("smtp;").strip()
    estado = _cabecera(fallos[0], "Status")
    codigo = (CODIGO.search(estado) or CODIGO.search(detalle) or [""])[0] or "5.0.0"
    return Rebote(_devueltos(mensaje), claves, codigo, (detalle or f"código {codigo}")[:250])


def _devueltos(mensaje: Message) -> tuple[str, ...]:
    """El Message-ID del correo devuelto, que viene entero o solo con sus cabeceras."""
    hallados: list[str] = []
    for parte in _partes(mensaje):
        tipo = parte.get_content_type()
        if tipo == "message/rfc822":
            dentro = parte.get_payload()
            original = dentro[0] if isinstance(dentro, list) and dentro else None
            if isinstance(original, Message):
                hallados += PROPIO.findall(_cabecera(original, "Message-ID"))
        elif tipo == "text/rfc822-headers":
            original = message_from_string(_descifrar(parte), policy=policy.default)
            hallados += PROPIO.findall(_cabecera(original, "Message-ID"))
    return tuple(dict.fromkeys(hallados))


def _claves_del_sobre(mensaje: Message) -> tuple[str, ...]:
    puestas = (str(v) for n in ("Delivered-To", "X-Original-To", "To") for v in mensaje.get_all(n, []))
    return tuple(dict.fromkeys(c for texto in puestas for c in DEL_SOBRE.findall(texto)))


def _codigo(texto: str) -> str:
    if extendido := CODIGO.search(texto):
        return extendido[1]
    corto = CODIGO_SMTP.search(texto)
    return "5.0.0" if corto and corto[1].startswith("5") else ""
