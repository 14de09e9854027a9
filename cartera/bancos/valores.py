"""Fechas e importes como los escriben los bancos."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from .choices import FormatoFecha

ENTERO = re.compile(r"([+-]?)([0-9]+)([+-]?)")
# Con miles solo si también trae decimales: «1.000» y «1,000» no se adivinan.
LLANO = re.compile(r"([+-]?)([0-9]+)(?:[.,]([0-9]{1,2}))?([+-]?)")
MILES_COMA = re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]{2})([+-]?)")
MILES_PUNTO = re.compile(r"([+-]?)([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]{2})([+-]?)")
# (año, mes, día) dentro del texto, y cómo debe ser.
FECHAS: dict[str, tuple[re.Pattern, tuple[int, int, int]]] = {
    FormatoFecha.AMD: (re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"), (1, 2, 3)),
    FormatoFecha.DMA: (re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})"), (3, 2, 1)),
    FormatoFecha.DMA2: (re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})"), (3, 2, 1)),
    FormatoFecha.AMD_GUION: (re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"), (1, 2, 3)),
    FormatoFecha.DMA_BARRA: (re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})"), (3, 2, 1)),
}


def leer_fecha(texto: str, formato: str) -> dt.date | None:
    """La fecha, o None si no tiene ese formato o no existe. Con año de dos cifras, del 2000 en adelante."""
    patron, (anio, mes, dia) = FECHAS[formato]
    halla = patron.fullmatch(texto)
    if halla is None:
        return None
    siglo = 2000 if formato == FormatoFecha.DMA2 else 0
    try:
        return dt.date(siglo + int(halla[anio]), int(halla[mes]), int(halla[dia]))
    except ValueError:
        return None


def leer_importe(texto: str, decimales: int) -> Decimal | None:
    """Soles con dos decimales y su signo (delante o detrás), o None si no se entiende.

    Con `decimales` implícitos, números seguidos: «000012345» con 2 es 123.45. Sin ellos, con punto o con coma y, si los
    trae, separadores de miles. Más de dos decimales que no sean ceros no se redondea: no se entiende.
    """
    if decimales:
        halla = ENTERO.fullmatch(texto)
        if halla is None or (halla[1] and halla[3]) or len(halla[2]) > 20:
            return None
        centimos = int(halla[2])
        if decimales > 2:
            centimos, sobra = divmod(centimos, 10 ** (decimales - 2))
            if sobra:
                return None
        elif decimales == 1:
            centimos *= 10
        importe = Decimal(centimos).scaleb(-2)
        return -importe if "-" in (halla[1], halla[3]) else importe
    halla = LLANO.fullmatch(texto) or MILES_COMA.fullmatch(texto) or MILES_PUNTO.fullmatch(texto)
    if halla is None or (halla[1] and halla[4]):
        return None
    enteros = re.sub("[.,]", "", halla[2])
    if len(enteros) > 20:
        return None
    importe = Decimal(f"{enteros}.{(halla[3] or '').ljust(2, '0')}")
    return -importe if "-" in (halla[1], halla[4]) else importe
