"""Hojas de cálculo .xlsx. Los números vienen como decimales y sin ceros a la izquierda: se deshace lo que se puede."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

import python_calamine

from .lectura import RAZON_MAXIMA, Fila, Trozo, comprobar_cabecera, limpiar, nombre_de_columna
from .tipos import ArchivoMalo

MAXIMO_XML = 700 << 20  # bytes de la hoja ya abierta
MAXIMO_CELDAS = 24_000_000
FILAS_POR_TROZO = 5_000
CELDA = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
GRANDE = "La hoja de cálculo es demasiado grande. Guárdala como CSV y vuelve a cargarla."


class TablaXlsx:
    """La primera hoja con datos. La huella es la del archivo."""

    de_hoja = True

    def __init__(self, ruta: Path, conocidas: Collection[str], obligatorias: Collection[str]):
        self.tamano = ruta.stat().st_size
        _medir(ruta)
        with ruta.open("rb") as f:
            self.huella = hashlib.file_digest(f, "sha256").hexdigest()
        try:
            libro = python_calamine.CalamineWorkbook.from_path(str(ruta))
            hoja = next((h for h in map(libro.get_sheet_by_name, libro.sheet_names) if h.height), None)
        except Exception:
            raise ArchivoMalo("No se pudo abrir la hoja de cálculo. Guárdala de nuevo como .xlsx o como CSV.") from None
        if hoja is None:
            raise ArchivoMalo("La hoja de cálculo está vacía. Vuelve a exportarla.")
        self._alto = hoja.total_height
        self._filas = hoja.iter_rows()
        self.linea = hoja.start[0] if hoja.start else 0
        self.leidos = 0
        for fila in self._filas:
            self.linea += 1
            if any(c not in ("", None) for c in fila):
                break
        self.columnas = [nombre_de_columna(c) for c in fila]
        while self.columnas and not self.columnas[-1]:
            self.columnas.pop()
        comprobar_cabecera(self.columnas, conocidas, obligatorias)
        self.numericas: set[str] = set()

    def cerrar(self) -> None:
        self._filas = iter(())

    def trozos(self) -> Iterator[Trozo]:
        ancho, filas, primera = len(self.columnas), [], self.linea + 1
        for celdas in self._filas:
            self.linea += 1
            valores = [self._texto(c, i) for i, c in enumerate(celdas)]
            if any(valores):
                sobra = any(valores[ancho:])
                error = f"La fila tiene datos a la derecha de la última columna ({ancho}). Bórralos." if sobra else ""
                filas.append(Fila(self.linea, valores if sobra else (valores + [None] * ancho)[:ancho], error))
            if len(filas) >= FILAS_POR_TROZO:
                yield self._trozo(primera, filas)
                filas, primera = [], self.linea + 1
        if filas:
            yield self._trozo(primera, filas)

    def _trozo(self, primera: int, filas: list[Fila]) -> Trozo:
        self.leidos = self.tamano * self.linea // max(self._alto, self.linea)
        return Trozo(self.leidos, primera, filas=tuple(filas))

    def _texto(self, celda: object, i: int) -> str | None:
        if celda is None or celda == "":
            return None
        if isinstance(celda, str):
            return limpiar(celda.replace("\0", ""))
        if isinstance(celda, bool):
            return "1" if celda else "0"
        if isinstance(celda, (int, float)):
            if i < len(self.columnas):
                self.numericas.add(self.columnas[i])
            entero = float(celda).is_integer() and abs(celda) < 1e15
            return str(int(celda)) if entero else repr(round(float(celda), 10))
        if isinstance(celda, dt.datetime):
            celda = celda.date()
        return celda.isoformat() if isinstance(celda, dt.date) else str(celda)


def _medir(ruta: Path) -> None:
    """ArchivoMalo si al abrirla ocuparía demasiado: bomba, o una celda perdida al fondo que hace enorme la tabla."""
    try:
        with zipfile.ZipFile(ruta) as z:
            partes = z.infolist()
            if not any(p.filename.startswith("xl/") for p in partes):
                raise ArchivoMalo("El archivo comprimido no es una hoja de cálculo. Usa .xlsx, .csv o .csv.gz.")
            if sum(p.file_size for p in partes) > MAXIMO_XML:
                raise ArchivoMalo(GRANDE)
            for parte in partes:
                if parte.file_size > (1 << 20) and parte.file_size > RAZON_MAXIMA * max(parte.compress_size, 1):
                    raise ArchivoMalo("La hoja de cálculo crece demasiado al abrirla. No se cargó por seguridad.")
                if parte.filename.startswith("xl/worksheets/") and parte.filename.endswith(".xml"):
                    _medir_hoja(z, parte)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError):
        raise ArchivoMalo("La hoja de cálculo está dañada. Guárdala de nuevo como .xlsx o como CSV.") from None


def _medir_hoja(z: zipfile.ZipFile, parte: zipfile.ZipInfo) -> None:
    filas, columnas, cola, abiertos = 0, 0, b"", 0
    with z.open(parte) as f:
        while bloque := f.read(1 << 20):
            abiertos += len(bloque)
            if abiertos > MAXIMO_XML:  # el tamaño que declara el zip puede mentir
                raise ArchivoMalo(GRANDE)
            for letras, numero in CELDA.findall(cola + bloque):
                filas = max(filas, int(numero))
                columnas = max(columnas, _columna(letras))
            cola = bloque[-64:]
    if filas * columnas > MAXIMO_CELDAS:
        raise ArchivoMalo(GRANDE)


def _columna(letras: bytes) -> int:
    n = 0
    for letra in letras:
        n = n * 26 + letra - 64
    return n
