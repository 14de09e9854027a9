"""Leer un archivo de tabla sin guardarlo en memoria: CSV (también .gz) y XLSX, como salgan de cada oficina."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import re
import unicodedata
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from .letras import como_texto, parece_utf8, partir
from .tipos import ArchivoMalo

TROZO = 2 << 20
MAXIMO_DESCOMPRIMIDO = 8 << 30  # bytes
RAZON_MAXIMA = 200  # más comprimido que esto no es un padrón
DESDE_RAZON = 16 << 20
LINEAS_POR_FILA = 100  # comillas que siguen abiertas después de tantas líneas no se cerraron
DELIMITADORES = (",", ";", "\t", "|")
BLANCOS = " \t\r\n\x0b\x0c\x1a\u00a0\ufeff"
DE_UTF8, DE_CP1252, DE_UTF16 = "utf-8", "cp1252", "utf-16"


@dataclass(frozen=True)
class Trozo:
    """Un tramo de filas. `datos`: bytes UTF-8 limpios, listos para COPY; si no, `filas` ya separadas."""

    leidos: int
    linea: int = 0
    datos: bytes = b""
    filas: tuple[Fila, ...] = ()


@dataclass(frozen=True)
class Fila:
    linea: int
    valores: list[str | None]
    error: str = ""


def nombre_de_columna(texto: object) -> str:
    """«Razón Social » → razon_social: mayúsculas, tildes y espacios de la cabecera no importan."""
    plano = unicodedata.normalize("NFKD", str(texto)).lower()
    plano = "".join(c for c in plano if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", plano).strip("_")


def limpiar(valor: str) -> str | None:
    """Sin blancos a los lados, con los de dentro como espacio; vacío es nulo."""
    valor = valor.strip(BLANCOS)
    if "\t" in valor or "\u00a0" in valor or "\n" in valor or "\r" in valor:
        valor = valor.replace("\t", " ").replace("\u00a0", " ").replace("\r", " ").replace("\n", " ")
    return valor or None


def abrir_tabla(
    ruta: Path,
    conocidas: Collection[str],
    obligatorias: Collection[str],
    texto: Callable[..., TablaTexto] | None = None,
) -> TablaTexto:
    """La tabla de ese archivo, con su cabecera ya comprobada; `texto`, cómo se lee si no es una hoja de cálculo.

    ArchivoMalo si no se puede cargar.
    """
    tamano = ruta.stat().st_size
    if tamano == 0:
        raise ArchivoMalo("El archivo está vacío: tiene 0 bytes. Vuelve a exportarlo.")
    with ruta.open("rb") as crudo:
        inicio = crudo.read(8)
    if inicio.startswith(b"PK\x03\x04"):
        from .xlsx import TablaXlsx

        return TablaXlsx(ruta, conocidas, obligatorias)
    if inicio.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff")):
        raise ArchivoMalo("El archivo no es una tabla que se pueda leer. Guárdalo como CSV o como .xlsx.")
    return (texto or TablaTexto)(ruta, conocidas, obligatorias, comprimido=inicio.startswith(b"\x1f\x8b"))


def comprobar_cabecera(cabecera: list[str], conocidas: Collection[str], obligatorias: Collection[str]) -> None:
    """ArchivoMalo si no es una cabecera, si falta una columna obligatoria o si una conocida está dos veces."""
    presentes = [c for c in cabecera if c in conocidas]
    if not presentes:
        raise ArchivoMalo(
            "El archivo no parece una tabla: la primera línea debe traer los nombres de las columnas "
            f"({', '.join(obligatorias)}…)."
        )
    faltan = [c for c in obligatorias if c not in presentes]
    if faltan:
        nombres = ", ".join(f"«{c}»" for c in faltan)
        raise ArchivoMalo(
            f"No se cargó el archivo: falta{'n' if len(faltan) > 1 else ''} la{'s' if len(faltan) > 1 else ''} "
            f"columna{'s' if len(faltan) > 1 else ''} {nombres}. No se guardó nada."
        )
    dobles = sorted({c for c in presentes if presentes.count(c) > 1})
    if dobles:
        raise ArchivoMalo(f"La columna «{dobles[0]}» está dos veces. Deja una sola y vuelve a cargarlo.")


def _sin_bordes(bloque: bytes, borde: bytes) -> bytes:
    for sucio in (b" " + borde, borde + b" "):
        while sucio in bloque:
            bloque = bloque.replace(sucio, borde)
    return bloque


class _Contador(io.RawIOBase):
    """El archivo tal como está en disco, contando lo leído y calculando su huella al paso."""

    def __init__(self, ruta: Path):
        self._crudo = ruta.open("rb", buffering=0)
        self.huella = hashlib.sha256()
        self.leidos = 0

    def readable(self) -> bool:
        return True

    def readinto(self, destino) -> int:
        n = self._crudo.readinto(destino)
        self.huella.update(memoryview(destino)[:n])
        self.leidos += n
        return n

    def close(self) -> None:
        self._crudo.close()
        super().close()


class TablaTexto:
    """CSV con coma, punto y coma, tabulador o barra; UTF-8 (con o sin BOM), UTF-16, Latin-1 o cp1252; LF, CRLF o CR."""

    de_hoja = False
    con_comillas = True

    def __init__(
        self, ruta: Path, conocidas: Collection[str], obligatorias: Collection[str], *, comprimido: bool = False
    ):
        self.tamano = ruta.stat().st_size
        self._fisico = _Contador(ruta)
        self._flujo = gzip.GzipFile(fileobj=io.BufferedReader(self._fisico, 1 << 18)) if comprimido else self._fisico
        self._comprimido = comprimido
        self._descomprimidos = 0
        self._codigo = DE_UTF8
        self._vio_utf8 = False
        self._de_utf16: codecs.IncrementalDecoder | None = None
        self._resto = b""
        self._fin = False
        self.linea = 1
        self._leer_cabecera(conocidas, obligatorias)

    @property
    def huella(self) -> str:
        """sha256 de lo que hay en disco; completa al terminar de leer."""
        return self._fisico.huella.hexdigest()

    @property
    def leidos(self) -> int:
        return self._fisico.leidos

    def cerrar(self) -> None:
        self._flujo.close()
        self._fisico.close()

    # --- cabecera ---------------------------------------------------------------------------
    def _leer_cabecera(self, conocidas: Collection[str], obligatorias: Collection[str]) -> None:
        self._resto = self._mas()
        if self._resto.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            self._codigo, self._de_utf16 = DE_UTF16, codecs.getincrementaldecoder("utf-16")("replace")
            self._resto = self._de_utf16.decode(self._resto).encode()
        self._resto = self._resto.removeprefix(codecs.BOM_UTF8)
        if b"\0" in self._resto[:4096].replace(b"\r", b"\n").lstrip().partition(b"\n")[0]:
            raise ArchivoMalo("El archivo no es una tabla que se pueda leer. Guárdalo como CSV o como .xlsx.")
        muestra = self._resto[: 1 << 16]
        self._solo_cr = b"\n" not in muestra and b"\r" in muestra
        self._resto = self._con_lf(self._resto)
        while True:
            if b"\n" not in self._resto and not self._fin:
                self._resto += self._con_lf(self._mas())
                if len(self._resto) > 2 * TROZO:
                    raise ArchivoMalo("El archivo no parece una tabla: la primera línea no termina nunca.")
                continue
            linea, _, self._resto = self._resto.partition(b"\n")
            if linea.strip(b" \t,;|\x1a"):
                break
            self.linea += 1
            if not self._resto and self._fin:
                raise ArchivoMalo("El archivo está vacío: no tiene ni la línea de columnas. Vuelve a exportarlo.")
        texto = como_texto(linea)
        opciones = [next(csv.reader([texto], delimiter=d), []) for d in DELIMITADORES]
        normalizadas = [[nombre_de_columna(c) for c in opcion] for opcion in opciones]
        mejor = max(
            range(len(DELIMITADORES)),
            key=lambda i: (sum(c in conocidas for c in normalizadas[i]), len(normalizadas[i])),
        )
        self.delimitador, self.columnas = DELIMITADORES[mejor], normalizadas[mejor]
        comprobar_cabecera(self.columnas, conocidas, obligatorias)
        d = re.escape(self.delimitador)
        campo = rf'(?:[^"{d}]*|"(?! )(?:[^"]|"")*(?<! )")'
        self._entrecomillada = re.compile(f"{campo}(?:{d}{campo})*".encode())
        blanco = "(?:[ \t]|\u00a0)"
        self._junto_a_blanco = re.compile(f"{blanco}{d}|{d}{blanco}".encode())
        self.linea += 1

    # --- filas ------------------------------------------------------------------------------
    def trozos(self) -> Iterator[Trozo]:
        """Tramos hasta el final; cada uno con su primera línea física."""
        pendientes: list[str] = []  # líneas de una fila cuyas comillas siguen en el tramo próximo
        while True:
            bloque = self._bloque()
            if bloque is None:
                break
            if not pendientes:
                bloque = self._sin_blancos_entre_comillas(bloque)
            if not pendientes and self._limpio(bloque):
                bloque = self._sin_blancos(bloque)
                yield Trozo(self.leidos, self.linea, bloque)
                self.linea += bloque.count(b"\n") + (0 if bloque.endswith(b"\n") else 1)
                continue
            lineas = pendientes + self._lineas(bloque)
            primera = self.linea - len(pendientes)
            filas, usadas = self._separar(lineas, primera, final=self._fin and not self._resto)
            self.linea = primera + len(lineas)
            pendientes = lineas[usadas:]
            yield Trozo(self.leidos, primera, filas=tuple(filas))
        if pendientes:
            filas, _ = self._separar(pendientes, self.linea - len(pendientes), final=True)
            yield Trozo(self.leidos, self.linea, filas=tuple(filas))

    def _bloque(self) -> bytes | None:
        """Líneas enteras, con LF. None al final."""
        while True:
            corte = self._resto.rfind(b"\n") + 1
            if corte:
                bloque, self._resto = self._resto[:corte], self._resto[corte:]
                return bloque
            if self._fin:
                bloque, self._resto = self._resto, b""
                return bloque or None
            if len(self._resto) > 4 * TROZO:
                raise ArchivoMalo(f"La línea {self.linea} no termina nunca. Revisa que el archivo sea una tabla.")
            self._resto += self._con_lf(self._mas())

    def _mas(self) -> bytes:
        try:
            datos = self._flujo.read(TROZO)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise ArchivoMalo("El archivo comprimido está cortado o dañado. Vuelve a copiarlo.") from None
        self._fin = not datos
        self._descomprimidos += len(datos)
        if self._comprimido and (
            self._descomprimidos > MAXIMO_DESCOMPRIMIDO
            or (self._descomprimidos > DESDE_RAZON and self._descomprimidos > RAZON_MAXIMA * self.leidos)
        ):
            raise ArchivoMalo("El archivo comprimido crece demasiado al abrirlo. No se cargó por seguridad.")
        if self._de_utf16:
            datos = self._de_utf16.decode(datos, self._fin).encode()
        return datos

    def _con_lf(self, datos: bytes) -> bytes:
        if self._solo_cr:
            return datos.replace(b"\r", b"\n")
        if datos.endswith(b"\r") and not self._fin:  # el LF de este CRLF viene en el próximo tramo
            datos += self._flujo.read(1) or b""
        return datos.replace(b"\r\n", b"\n")

    def _limpio(self, bloque: bytes) -> bool:
        """Si COPY puede leerlo tal cual: sin comillas raras ni signos de control, y en UTF-8 sin duda."""
        sucios = (b"\r", b"\0", b"\\.", b"\x1a", b"\n\n", b"\x0b", b"\x0c", b"\xef\xbb\xbf")
        if any(s in bloque for s in sucios) or bloque[:1] == b"\n":
            return False
        # Las comillas las lee COPY si están bien puestas, en una sola línea y sin blancos que quitar dentro.
        if b'"' in bloque and not all(
            map(self._entrecomillada.fullmatch, (x for x in bloque.split(b"\n") if b'"' in x))
        ):
            return False
        if bloque.isascii():
            return True
        if self._codigo == DE_CP1252:
            return False
        try:
            bloque.decode()
        except UnicodeDecodeError:
            return False
        self._vio_utf8 = True
        return True

    def _sin_blancos_entre_comillas(self, bloque: bytes) -> bytes:
        """Reescribe las pocas líneas con comillas donde los blancos de los lados no se pueden quitar a ciegas."""
        if b'"' not in bloque or not self.con_comillas or self._codigo == DE_CP1252:
            return bloque
        lineas = bloque.split(b"\n")
        raras = [
            i
            for i, x in enumerate(lineas)
            if b'"' in x and (self._junto_a_blanco.search(x) or not self._entrecomillada.fullmatch(x))
        ]
        for i in raras:
            try:
                campos = next(csv.reader([lineas[i].decode()], delimiter=self.delimitador, strict=True))
            except (csv.Error, UnicodeDecodeError, StopIteration):
                return bloque  # comillas que siguen abiertas o mal puestas: se separa a mano
            juntos = io.StringIO()
            csv.writer(juntos, delimiter=self.delimitador, lineterminator="").writerow(limpiar(c) or "" for c in campos)
            lineas[i] = juntos.getvalue().encode()
        return b"\n".join(lineas) if raras else bloque

    def _sin_blancos(self, bloque: bytes) -> bytes:
        """El tramo con los blancos de dentro como espacio y sin los de los lados de cada campo."""
        d = self.delimitador.encode()
        bloque = bloque.replace(b"\xc2\xa0", b" ")
        if d != b"\t":
            bloque = bloque.replace(b"\t", b" ")
        if bloque.startswith(b" "):
            bloque = bloque.lstrip(b" ")
        bloque = _sin_bordes(bloque, b"\n")
        if b'"' not in bloque:
            return _sin_bordes(bloque, d)
        # Entre comillas un separador es parte del dato: esas líneas ya vienen sin blancos a los lados.
        return b"\n".join(x if b'"' in x else _sin_bordes(x, d) for x in bloque.split(b"\n"))

    def _lineas(self, bloque: bytes) -> list[str]:
        """Las líneas del bloque como texto; una que no se puede leer trae el carácter de reemplazo."""
        if self._codigo != DE_CP1252:
            try:
                texto = bloque.decode()
                self._vio_utf8 = self._vio_utf8 or not bloque.isascii()
                return partir(texto)
            except UnicodeDecodeError:
                if self._vio_utf8 or parece_utf8(bloque):  # unas pocas líneas dañadas: no se adivinan
                    self._vio_utf8 = True
                    return partir(bloque.decode(errors="replace"))
                self._codigo = DE_CP1252
        return partir(como_texto(bloque, utf8=False))

    def _separar(self, lineas: list[str], primera: int, *, final: bool) -> tuple[list[Fila], int]:
        """Filas y cuántas líneas se usaron; quedan fuera las de una fila que sigue en el tramo próximo."""
        filas, i, n = [], 0, len(lineas)
        ancho = len(self.columnas)
        while i < n:
            linea = lineas[i]
            usa, error = 1, ""
            if '"' not in linea:
                valores = linea.split(self.delimitador)
            else:
                juntas = linea
                while (leida := self._con_comillas(juntas)) is None:
                    if usa >= LINEAS_POR_FILA or i + usa >= n:
                        break
                    juntas = f"{juntas}\n{lineas[i + usa]}"
                    usa += 1
                if leida is None and i + usa >= n and usa < LINEAS_POR_FILA and not final:
                    return filas, i
                if leida is None:
                    usa, error = 1, "Hay comillas que no se cierran. Ciérralas o quítalas."
                    valores = [linea.replace("\0", "")]
                else:
                    valores = leida
            if fila := self._fila(primera + i, valores, ancho, error):
                filas.append(fila)
            i += usa
        return filas, i

    def _fila(self, linea: int, crudos: list[str], ancho: int, error: str = "") -> Fila | None:
        return _fila(linea, crudos, ancho, error)

    def _con_comillas(self, texto: str) -> list[str] | None:
        """Los campos, o None si las comillas siguen abiertas."""
        try:
            return next(csv.reader([texto], delimiter=self.delimitador, strict=True), [])
        except csv.Error as e:
            if "unexpected end of data" in str(e):
                return None
            try:
                return next(csv.reader([texto], delimiter=self.delimitador), [])
            except csv.Error:
                return [texto]


def _fila(linea: int, crudos: list[str], ancho: int, error: str = "") -> Fila | None:
    valores = [limpiar(v) for v in crudos]
    if not any(valores):
        return None
    if any(v and ("\0" in v or "\ufffd" in v) for v in valores):
        error = error or "Tiene caracteres que no se pueden leer. Guarda el archivo como UTF-8 y corrige la fila."
        valores = [v and v.replace("\0", "") for v in valores]
    if len(valores) > ancho and not any(valores[ancho:]):
        valores = valores[:ancho]
    if len(valores) != ancho and not error:
        error = f"La fila tiene {len(valores)} columnas y deben ser {ancho}. Revisa los separadores y las comillas."
    return Fila(linea, valores, error)
