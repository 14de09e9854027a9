"""Escala vertical de números redondos."""

import math
from collections.abc import Iterable
from decimal import Decimal

Numero = int | float | Decimal


def marcas(valores: Iterable[Numero], *, cuantas: int = 5) -> list[float]:
    """Valores del eje, de menor a mayor, con paso 1, 2 o 5 por potencia de diez; siempre incluyen el cero.

    >>> marcas([0, 87])
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    """
    numeros = [float(v) for v in valores]
    alto, bajo = max([0.0, *numeros]), min([0.0, *numeros])
    if alto - bajo < 1e-6:  # todo cero, o tan chico que no se vería
        alto = bajo + 1.0
    crudo = (alto - bajo) / cuantas
    base = 10 ** math.floor(math.log10(crudo))
    paso = next(m * base for m in (1, 2, 5, 10) if m * base >= crudo * 0.999999)
    primera, ultima = math.floor(bajo / paso + 1e-9), math.ceil(alto / paso - 1e-9)
    return [n * paso for n in range(primera, ultima + 1)]
