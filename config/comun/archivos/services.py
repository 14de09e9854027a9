"""Almacén de documentos: por huella, con escritura atómica, sin dirección propia."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

from django.conf import settings
from django.core.files import File
from django.http import FileResponse
from django.utils.text import get_valid_filename

from config.comun.archivos.choices import Clase
from config.comun.archivos.models import Archivo
from config.comun.usuarios.models import Usuario

TROZO = 1 << 20


class ArchivoPerdido(Exception):
    """El documento está registrado pero su contenido ya no está en disco."""


def guardar(
    *,
    nombre: str,
    contenido: bytes | BinaryIO | File,
    tipo_mime: str,
    clase: str = Clase.DOCUMENTO,
    por: Usuario | None = None,
) -> Archivo:
    """Guarda el contenido y devuelve su registro. El mismo contenido dos veces ocupa una; memoria fija de 1 MiB.

    El archivo aparece entero o no aparece: se escribe aparte, se asegura en disco y se renombra.
    """
    raiz = Path(settings.MEDIA_ROOT)
    raiz.mkdir(parents=True, exist_ok=True, mode=0o750)
    huella, tamano = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=raiz, prefix=".nuevo-", delete=False) as nuevo:
        try:
            for trozo in _trozos(contenido):
                huella.update(trozo)
                tamano += len(trozo)
                nuevo.write(trozo)
            nuevo.flush()
            os.fsync(nuevo.fileno())
        except BaseException:
            os.unlink(nuevo.name)
            raise
    archivo = Archivo(
        sha256=huella.hexdigest(),
        nombre=Path(nombre).name[-255:] or "archivo",
        tipo_mime=tipo_mime,
        tamano=tamano,
        clase=Clase(clase),
        creado_por=por,
    )
    destino = raiz / archivo.ruta
    destino.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    os.chmod(nuevo.name, 0o640)
    os.replace(nuevo.name, destino)
    archivo.save(force_insert=True)
    return archivo


def ruta(archivo: Archivo) -> Path:
    """Dónde está en disco. ArchivoPerdido si no está."""
    camino = Path(settings.MEDIA_ROOT) / archivo.ruta
    if not camino.is_file():
        raise ArchivoPerdido(f"No se encuentra en disco «{archivo.nombre}» ({archivo.sha256[:12]}).")
    return camino


def abrir(archivo: Archivo) -> IO[bytes]:
    """Contenido para leer; ciérralo. ArchivoPerdido si no está."""
    return ruta(archivo).open("rb")


def servir(archivo: Archivo, *, en_pagina: bool = False) -> FileResponse:
    """Respuesta con el documento, para la vista del dueño después de su permiso.

    `en_pagina`: se abre en el navegador en vez de bajarse (PDF e imágenes de mapa de bits; lo demás siempre se baja).
    """
    mostrable = archivo.tipo_mime in ("application/pdf", "image/png", "image/jpeg", "image/webp")
    respuesta = FileResponse(
        abrir(archivo),
        as_attachment=not (en_pagina and mostrable),
        filename=get_valid_filename(archivo.nombre),
        content_type=archivo.tipo_mime,
    )
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["Cache-Control"] = "private, no-store"
    return respuesta


def _trozos(contenido: bytes | BinaryIO | File) -> Iterator[bytes]:
    if isinstance(contenido, bytes):
        yield contenido
        return
    if hasattr(contenido, "chunks"):
        yield from contenido.chunks(TROZO)
        return
    while trozo := contenido.read(TROZO):
        yield trozo
