"""Soles: Decimal con dos decimales. Las partes de un total siempre lo suman."""

import json
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from typing import Any

from num2words import num2words

CENTIMO = Decimal("0.01")


def redondear(importe: Decimal | int | str) -> Decimal:
    """A dos decimales, el medio céntimo hacia afuera (0.125 → 0.13; −0.125 → −0.13)."""
    return Decimal(importe).quantize(CENTIMO, ROUND_HALF_UP)


def soles(importe: Decimal | int | str | None) -> str:
    """«S/ 1,234.50»; «—» si no hay dato."""
    if importe is None:
        return "—"
    valor = redondear(importe)
    return f"{'-' if valor < 0 else ''}S/ {abs(valor):,.2f}"


def en_letras(importe: Decimal | int | str) -> str:
    """«Mil doscientos treinta y cuatro con 50/100 soles», para documentos que se firman.

    ValueError si es negativo o desde mil millones: num2words no los escribe bien y aquí no los hay.
    """
    valor = redondear(importe)
    if not 0 <= valor < 1_000_000_000:
        raise ValueError(f"No se escribe en letras {soles(valor)}.")
    enteros = int(valor)
    # num2words no apocopa delante de mil y millones: «veintiuno mil» es «veintiún mil».
    palabras = num2words(enteros, lang="es").replace("veintiuno mil", "veintiún mil")
    palabras = re.sub(r"\buno (mil|millones)\b", r"un \1", palabras)
    return f"{palabras.capitalize()} con {int((valor - enteros) * 100):02}/100 soles"


def repartir(total: Decimal | int | str, partes: Sequence[Decimal | int] | int) -> list[Decimal]:
    """Reparte un importe en proporción a `partes` (pesos ≥ 0) o, si es un entero, en cuotas iguales.

    La suma es exactamente `total`; el céntimo que sobra va a quien más perdió al redondear (en empate, al primero).
    ValueError si no hay partes, si alguna es negativa o si todas son cero.
    """
    pesos = [Fraction(1)] * partes if isinstance(partes, int) else [Fraction(p) for p in partes]
    if not pesos or min(pesos) < 0 or not sum(pesos):
        raise ValueError("Para repartir hace falta al menos una parte mayor que cero y ninguna negativa.")
    centimos, suma = int(redondear(total) / CENTIMO), sum(pesos)
    exactas = [centimos * peso / suma for peso in pesos]
    enteras = [floor(e) for e in exactas]
    sobra = centimos - sum(enteras)
    # Un peso cero no recibe el céntimo sobrante: quien no participa no paga.
    orden = sorted((i for i, p in enumerate(pesos) if p), key=lambda i: (enteras[i] - exactas[i], i))
    for i in orden[:sobra]:
        enteras[i] += 1
    return [c * CENTIMO for c in enteras]


def json_exacto(datos: Any) -> str:
    """JSON en una línea; cada Decimal sale como número con dos decimales («1234.50»), que es como se leen los importes.

    TypeError si hay un valor que JSON no admite.
    """

    def marcar(valor: Any) -> str:
        if not isinstance(valor, Decimal):
            raise TypeError(f"{type(valor).__name__} no se puede escribir en JSON")
        return f"\0{redondear(valor):.2f}\0"

    # json escribe los Decimal solo como texto: van entre marcas que después se quitan con sus comillas.
    return re.sub(r'"\\u0000(-?[0-9.]+)\\u0000"', r"\1", json.dumps(datos, default=marcar, ensure_ascii=False))
