"""Leer el archivo de un banco según su perfil, línea por línea y sin guardarlo en memoria. No toca la base."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import BinaryIO

from config.comun.carga.tipos import ArchivoMalo
from config.comun.dinero import soles

from .choices import Dato, FormatoArchivo, FormatoFecha, Registro, Signo, TotalCola
from .valores import leer_fecha, leer_importe

MAXIMO_LINEA = 4096  # bytes
MAXIMO_FILAS = 2_000_000
MAXIMO_SOLES = Decimal("9999999999.99")
LARGO_ORIGINAL = 300
LARGOS = {Dato.OPERACION: 60, Dato.SUMINISTRO: 20, Dato.RECIBO: 30}
LARGO_DEPOSITANTE = 120
BLANCOS = " \t\u00a0\x1a"
ILEGIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffd]")
NO_ES_TEXTO = (b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"%PDF", b"\xd0\xcf\x11\xe0")


class FilaMala(Exception):
    """Por qué una fila no se entiende, en una frase."""


@dataclass(frozen=True)
class Campo:
    """Dónde está un dato; `largo` solo en ancho fijo. Cuenta desde 1."""

    desde: int
    largo: int | None = None
    esperado: str = ""


@dataclass(frozen=True)
class Perfil:
    """Un PerfilBanco listo para leer, sin base de datos."""

    nombre: str
    formato: str
    campos: Mapping[str, Mapping[str, Campo]]  # registro → dato → campo
    delimitador: str = ";"
    ancho: int | None = None
    lineas_encabezado: int = 0
    lineas_cola: int = 0
    marca_encabezado: str = ""
    marca_detalle: str = ""
    marca_cola: str = ""
    formato_fecha: str = FormatoFecha.AMD
    decimales: int = 0
    signo: str = Signo.IMPORTE
    reversas: frozenset[str] = frozenset()
    total_cola: str = TotalCola.NETO

    @cached_property
    def detalle(self) -> Mapping[str, Campo]:
        return self.campos.get(Registro.DETALLE, {})

    @property
    def fijo(self) -> bool:
        return self.formato == FormatoArchivo.FIJO

    @property
    def con_cola(self) -> bool:
        return bool(self.lineas_cola or self.marca_cola)

    @property
    def con_encabezado(self) -> bool:
        return bool(self.lineas_encabezado or self.marca_encabezado)


@dataclass(slots=True)
class FilaLeida:
    """Un pago del archivo. `importe` en soles, negativo si es reversa; con `problema`, lo no entendido va vacío."""

    linea: int
    operacion: str = ""
    pagado_el: dt.date | None = None
    importe: Decimal | None = None
    suministro: str = ""
    recibo: str = ""
    depositante: str = ""
    problema: str = ""
    original: str = ""


@dataclass
class Resumen:
    """Lo que se contó al leer y lo que dice el banco en su encabezado o su línea de totales."""

    filas: int = 0
    con_problema: int = 0
    pagos: int = 0
    importe_pagos: Decimal = Decimal("0.00")
    reversas: int = 0
    importe_reversas: Decimal = Decimal("0.00")  # en positivo
    desde: dt.date | None = None
    hasta: dt.date | None = None
    fecha_archivo: dt.date | None = None
    cola_filas: int | None = None
    cola_importe: Decimal | None = None
    encabezados: int = field(default=0, repr=False)
    colas: int = field(default=0, repr=False)

    def sumar(self, fila: FilaLeida) -> None:
        self.filas += 1
        if fila.problema:
            self.con_problema += 1
        if fila.importe is None or fila.pagado_el is None:
            return
        if fila.importe > 0:
            self.pagos += 1
            self.importe_pagos += fila.importe
        else:
            self.reversas += 1
            self.importe_reversas -= fila.importe
        if self.desde is None or fila.pagado_el < self.desde:
            self.desde = fila.pagado_el
        if self.hasta is None or fila.pagado_el > self.hasta:
            self.hasta = fila.pagado_el

    def control(self, total_cola: str) -> Decimal:
        """Lo que debería decir el importe de control del banco."""
        return self.importe_pagos - (self.importe_reversas if total_cola == TotalCola.NETO else 0)


class Lector:
    """Recorre un archivo con un perfil: al terminar, `resumen` tiene los totales. ArchivoMalo si no es lo que dice."""

    def __init__(self, flujo: BinaryIO, perfil: Perfil, avanzar: Callable[[int], None] = lambda leidos: None):
        self.flujo, self.perfil, self.avanzar = flujo, perfil, avanzar
        self.resumen = Resumen()
        self._fechas: dict[str, dt.date | None] = {}

    def filas(self) -> Iterator[FilaLeida]:
        """Las filas de pago, en orden. Cada una trae su problema si no se entiende; las demás siguen."""
        perfil, resumen, leidos = self.perfil, self.resumen, 0
        cola: deque[tuple[int, str]] = deque()
        for linea, texto, bytes_leidos in self._lineas():
            if linea % 5000 == 0:
                self.avanzar(bytes_leidos)
            leidos += 1
            if not perfil.marca_detalle:
                if leidos <= perfil.lineas_encabezado:
                    self._encabezado(linea, texto)
                    continue
                cola.append((linea, texto))
                if len(cola) <= perfil.lineas_cola:
                    continue
                linea, texto = cola.popleft()
            elif perfil.marca_encabezado and texto.startswith(perfil.marca_encabezado):
                self._encabezado(linea, texto)
                continue
            elif perfil.marca_cola and texto.startswith(perfil.marca_cola):
                self._totales(linea, texto)
                continue
            fila = self._pago(linea, texto)
            resumen.sumar(fila)
            if resumen.filas > MAXIMO_FILAS:
                raise ArchivoMalo(f"El archivo pasa de {MAXIMO_FILAS:,} filas. Pide al banco uno por día.")
            yield fila
        for linea, texto in cola:
            self._totales(linea, texto)
        self._comprobar(leidos)

    # --- el archivo como bytes ----------------------------------------------------------------
    def _lineas(self) -> Iterator[tuple[int, str, int]]:
        """(número, texto, bytes leídos) de cada línea con algo escrito."""
        inicio = self.flujo.read(8)
        if not inicio:
            raise ArchivoMalo("El archivo está vacío: tiene 0 bytes. Vuelve a bajarlo del banco.")
        if inicio.startswith(NO_ES_TEXTO):
            raise ArchivoMalo("No es un archivo de texto o está comprimido. Sube el .txt o .csv que da el banco.")
        if inicio.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise ArchivoMalo("El archivo está en UTF-16. Guárdalo como texto UTF-8 o ANSI y vuelve a subirlo.")
        self.flujo.seek(3 if inicio.startswith(b"\xef\xbb\xbf") else 0)
        numero = leidos = 0
        while cruda := self.flujo.readline(MAXIMO_LINEA):
            numero, leidos = numero + 1, leidos + len(cruda)
            if len(cruda) >= MAXIMO_LINEA:
                raise ArchivoMalo(f"La línea {numero} no termina nunca. No es un archivo de este banco o está dañado.")
            texto = _texto(cruda).rstrip("\r\n\x1a")
            if texto.strip(BLANCOS):
                yield numero, texto, leidos

    # --- líneas -------------------------------------------------------------------------------
    def _partes(self, texto: str) -> list[str]:
        if self.perfil.fijo:
            return [texto]
        if '"' not in texto:
            return texto.split(self.perfil.delimitador)
        try:
            return next(csv.reader([texto], delimiter=self.perfil.delimitador), [])
        except csv.Error:
            return [texto]

    def _dato(self, partes: list[str], campo: Campo) -> str | None:
        """El texto de un campo; None si la línea no llega hasta ahí."""
        if not self.perfil.fijo:
            return partes[campo.desde - 1].strip(BLANCOS) if campo.desde <= len(partes) else None
        texto, fin = partes[0], campo.desde - 1 + (campo.largo or 1)
        return texto[campo.desde - 1 : fin].strip(BLANCOS) if campo.desde <= len(texto) else None

    def _pago(self, linea: int, texto: str) -> FilaLeida:
        fila = FilaLeida(linea)
        try:
            self._llenar(fila, texto)
        except FilaMala as mala:
            fila.problema, fila.original = str(mala), ILEGIBLE.sub("·", texto)[:LARGO_ORIGINAL]
        return fila

    def _llenar(self, fila: FilaLeida, texto: str) -> None:
        perfil, detalle = self.perfil, self.perfil.detalle
        if ILEGIBLE.search(texto):
            raise FilaMala("Tiene caracteres que no se pueden leer. Vuelve a bajar el archivo del banco.")
        if perfil.marca_detalle and not texto.startswith(perfil.marca_detalle):
            raise FilaMala(f"No empieza con «{perfil.marca_detalle}», la marca de los pagos de este perfil.")
        if perfil.fijo and perfil.ancho and len(texto.rstrip(BLANCOS)) > perfil.ancho:
            raise FilaMala(f"La línea tiene {len(texto)} letras y este perfil espera {perfil.ancho}.")
        partes = self._partes(texto)
        valores = {dato: self._dato(partes, campo) for dato, campo in detalle.items()}
        for dato in (Dato.OPERACION, Dato.FECHA, Dato.IMPORTE):
            if valores.get(dato) is None:
                que = "letras" if perfil.fijo else "columnas"
                largo = len(texto) if perfil.fijo else len(partes)
                raise FilaMala(f"La línea es corta: tiene {largo} {que} y no llega a «{Dato(dato).label.lower()}».")
            if not valores[dato]:
                raise FilaMala(f"Falta «{Dato(dato).label.lower()}».")
        for dato, largo in LARGOS.items():
            valor = valores.get(dato) or ""
            if len(valor) > largo:
                raise FilaMala(f"«{dato.label}» tiene {len(valor)} letras y caben {largo}.")
            setattr(fila, dato.value, valor)
        fila.depositante = (valores.get(Dato.DEPOSITANTE) or "")[:LARGO_DEPOSITANTE]
        fila.pagado_el = self._fecha(valores[Dato.FECHA] or "")
        fila.importe = self._importe(valores[Dato.IMPORTE] or "", valores.get(Dato.SIGNO))

    def _fecha(self, texto: str) -> dt.date:
        if texto not in self._fechas:
            self._fechas[texto] = leer_fecha(texto, self.perfil.formato_fecha)
        fecha = self._fechas[texto]
        if fecha is None:
            raise FilaMala(f"La fecha «{texto[:20]}» no existe con el formato {self.perfil.formato_fecha}.")
        return fecha

    def _importe(self, texto: str, signo: str | None) -> Decimal:
        importe = leer_importe(texto, self.perfil.decimales)
        if importe is None:
            como = "números seguidos, sin punto" if self.perfil.decimales else "un número con dos decimales"
            raise FilaMala(f"El importe «{texto[:30]}» no se entiende: se espera {como}.")
        if abs(importe) > MAXIMO_SOLES:
            raise FilaMala(f"El importe «{texto[:30]}» es demasiado grande.")
        if self.perfil.signo == Signo.COLUMNA:
            if importe < 0:
                raise FilaMala("El importe trae signo y el perfil dice que lo da otro campo.")
            importe = -importe if (signo or "").upper() in self.perfil.reversas else importe
        if importe == 0:
            raise FilaMala("El importe es cero.")
        return importe

    # --- encabezado y totales -----------------------------------------------------------------
    def _encabezado(self, linea: int, texto: str) -> None:
        campos = self.perfil.campos.get(Registro.ENCABEZADO, {})
        partes = self._partes(texto)
        if empresa := campos.get(Dato.EMPRESA):
            dice = self._dato(partes, empresa) or ""
            if empresa.esperado and dice != empresa.esperado:
                raise ArchivoMalo(
                    f"No es un archivo de {self.perfil.nombre}: donde debe decir «{empresa.esperado}» "
                    f"dice «{dice[:40]}». No se cargó nada."
                )
        if cuando := campos.get(Dato.FECHA):
            dice = self._dato(partes, cuando) or ""
            self.resumen.fecha_archivo = leer_fecha(dice, self.perfil.formato_fecha)
            if self.resumen.fecha_archivo is None:
                raise ArchivoMalo(f"La fecha del encabezado, «{dice[:20]}», no existe. ¿Es un archivo de este banco?")
        self.resumen.encabezados += 1
        self._control(linea, partes, campos)

    def _totales(self, linea: int, texto: str) -> None:
        self.resumen.colas += 1
        self._control(linea, self._partes(texto), self.perfil.campos.get(Registro.COLA, {}))

    def _control(self, linea: int, partes: list[str], campos: Mapping[str, Campo]) -> None:
        if campo := campos.get(Dato.FILAS):
            dice = self._dato(partes, campo) or ""
            if not re.fullmatch(r"[0-9]{1,9}", dice):
                raise ArchivoMalo(f"El número de pagos de la línea {linea}, «{dice[:30]}», no es un número.")
            self.resumen.cola_filas = int(dice)
        if campo := campos.get(Dato.IMPORTE):
            dice = self._dato(partes, campo) or ""
            self.resumen.cola_importe = leer_importe(dice, self.perfil.decimales)
            if self.resumen.cola_importe is None:
                raise ArchivoMalo(f"El importe total de la línea {linea}, «{dice[:30]}», no se entiende.")

    def _comprobar(self, leidos: int) -> None:
        perfil, resumen = self.perfil, self.resumen
        if not leidos:
            raise ArchivoMalo("El archivo no tiene ninguna línea escrita. Vuelve a bajarlo del banco.")
        if perfil.con_encabezado and not resumen.encabezados:
            raise ArchivoMalo(f"Falta el encabezado que traen los archivos de {perfil.nombre}. ¿Es de este banco?")
        if perfil.con_cola and not resumen.colas:
            raise ArchivoMalo("Falta la línea de totales: el archivo está cortado. Vuelve a bajarlo del banco.")
        if resumen.filas and resumen.con_problema == resumen.filas:
            raise ArchivoMalo(
                f"Ninguna de sus {resumen.filas:,} líneas se entiende con el perfil {perfil.nombre}. "
                "Elige el perfil de su banco."
            )
        if resumen.con_problema:
            return  # con filas que no se leen, la suma no puede cuadrar: se dicen las filas
        if resumen.cola_filas not in (None, resumen.filas):
            raise ArchivoMalo(
                f"El banco dice {resumen.cola_filas:,} pagos y el archivo trae {resumen.filas:,}. "
                "Está cortado o lo cambiaron: vuelve a bajarlo. No se cargó nada."
            )
        suma = resumen.control(perfil.total_cola)
        if resumen.cola_importe not in (None, suma):
            raise ArchivoMalo(
                f"El banco dice {soles(resumen.cola_importe)} y las filas suman {soles(suma)}. "
                "Vuelve a bajar el archivo. No se cargó nada."
            )


def _texto(cruda: bytes) -> str:
    """Como UTF-8 o, si no lo es, como cp1252; lo que no se puede leer queda con el carácter de reemplazo."""
    if cruda.isascii():
        return cruda.decode("ascii")
    try:
        return cruda.decode()
    except UnicodeDecodeError:
        return cruda.decode("cp1252", "replace")
