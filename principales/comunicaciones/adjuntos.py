"""Qué archivos se aceptan en una comunicación, de una persona o de un correo recibido, y cómo se guardan."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile

from config.comun.archivos import services as archivos
from config.comun.archivos.models import Archivo
from config.comun.parametros.selectors import valor
from config.comun.usuarios.models import Usuario

TOTAL_MAXIMO = 20 << 20  # bytes por correo: lo que casi todo servidor admite, ya codificado
CUANTOS = 10
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# extensión → (tipo, con qué bytes empieza; vacío: texto). El tipo lo dice el contenido, no el navegador.
TIPOS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "webp": ("image/webp", (b"RIFF",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (_ZIP,)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (_ZIP,)),
    "odt": ("application/vnd.oasis.opendocument.text", (_ZIP,)),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", (_ZIP,)),
    "doc": ("application/msword", (_OLE,)),
    "xls": ("application/vnd.ms-excel", (_OLE,)),
    "txt": ("text/plain", ()),
    "csv": ("text/csv", ()),
    "ogg": ("audio/ogg", (b"OggS",)),
    "opus": ("audio/ogg", (b"OggS",)),
    "mp3": ("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
}
ACEPTA = ",".join(f".{extension}" for extension in TIPOS)
EN_PALABRAS = "PDF, imágenes, Word, Excel, texto o audio"


class AdjuntoRechazado(ValueError):
    """El archivo no se guarda: su tipo o su tamaño. El mensaje dice cuál y qué hacer."""


def comprobar(*, nombre: str, tamano: int, comienzo: bytes, maximo_mb: int) -> tuple[str, str]:
    """(nombre limpio, tipo MIME) si se acepta; si no, AdjuntoRechazado. `comienzo`: los primeros bytes."""
    nombre = limpiar(nombre)
    extension = PurePath(nombre).suffix.lstrip(".").lower()
    if extension not in TIPOS:
        raise AdjuntoRechazado(f"«{nombre}» no se guarda: ese tipo de archivo no se acepta. Usa {EN_PALABRAS}.")
    if tamano > maximo_mb << 20:
        raise AdjuntoRechazado(
            f"«{nombre}» pesa {tamano / (1 << 20):.1f} MB. El máximo es {maximo_mb} MB: redúcelo o envíalo por partes."
        )
    if not tamano:
        raise AdjuntoRechazado(f"«{nombre}» está vacío: tiene 0 bytes.")
    tipo, firmas = TIPOS[extension]
    if not (comienzo.startswith(firmas) if firmas else b"\0" not in comienzo):
        raise AdjuntoRechazado(f"«{nombre}» no es un archivo {extension.upper()}: su contenido es de otro tipo.")
    return nombre, tipo


def limpiar(nombre: str) -> str:
    """El nombre sin carpetas ni caracteres invisibles (los que invierten el texto esconden la extensión)."""
    visible = "".join(c for c in nombre if unicodedata.category(c)[0] != "C")
    base = re.split(r"[/\\]", visible)[-1].strip(" .")
    return " ".join(base.split())[-150:] or "archivo"


def comprobar_subidos(subidos: Iterable[UploadedFile], *, al: date) -> list[UploadedFile]:
    """Los mismos, con su nombre y tipo verdaderos. AdjuntoRechazado por el primero que no se acepta."""
    subidos, maximo = list(subidos), valor("adjunto_mb_maximo", al=al)
    if len(subidos) > CUANTOS:
        raise AdjuntoRechazado(f"Elegiste {len(subidos)} archivos. El máximo es {CUANTOS}.")
    for subido in subidos:
        comienzo = subido.read(1024)
        subido.seek(0)
        subido.name, subido.content_type = comprobar(
            nombre=subido.name or "", tamano=subido.size or 0, comienzo=comienzo, maximo_mb=maximo
        )
    if sum(s.size or 0 for s in subidos) > TOTAL_MAXIMO:
        raise AdjuntoRechazado(f"Los archivos suman más de {TOTAL_MAXIMO >> 20} MB. Envíalos en dos partes.")
    return subidos


def guardar_subidos(subidos: Iterable[UploadedFile], *, por: Usuario) -> list[Archivo]:
    """Los archivos ya comprobados, en el almacén."""
    return [
        archivos.guardar(nombre=s.name or "archivo", contenido=s, tipo_mime=s.content_type or "", por=por)
        for s in subidos
    ]
