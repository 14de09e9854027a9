"""En qué orden se visita: por distancia entre coordenadas; lo que no las tiene, por zona, ruta y dirección."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Generic, TypeVar

T = TypeVar("T")
RADIO_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Punto(Generic[T]):
    """Un destino. `lugar`: (latitud, longitud) en grados, o None; `orden`: cómo va entre los que no lo tienen."""

    que: T
    lugar: tuple[float, float] | None
    orden: tuple


def kilometros(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distancia en línea recta sobre la Tierra, en kilómetros."""
    (lat1, lon1), (lat2, lon2) = ((radians(x), radians(y)) for x, y in (a, b))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * RADIO_KM * asin(sqrt(h))


def ordenar(puntos: Sequence[Punto[T]]) -> list[tuple[Punto[T], float | None]]:
    """(destino, kilómetros desde el anterior): cada uno una vez.

    Empieza por el primero según su ruta, va siempre al más cercano y deshace los cruces; los que no tienen coordenadas
    van al final, en su orden. Para las pocas visitas que caben en un día.
    """
    con = sorted((p for p in puntos if p.lugar), key=lambda p: p.orden)
    sin_lugar = sorted((p for p in puntos if not p.lugar), key=lambda p: p.orden)
    camino = con[:1]
    faltan = con[1:]
    while faltan:
        cercano = min(faltan, key=lambda p: (_entre(camino[-1], p), p.orden))
        faltan.remove(cercano)
        camino.append(cercano)
    camino = _sin_cruces(camino)
    saltos = [None, *(_entre(a, b) for a, b in pairwise(camino))]
    return [*zip(camino, saltos, strict=False), *((p, None) for p in sin_lugar)]


def _entre(a: Punto, b: Punto) -> float:
    return kilometros(a.lugar, b.lugar) if a.lugar and b.lugar else 0.0


def _sin_cruces(camino: list[Punto[T]]) -> list[Punto[T]]:
    """Da vuelta cada tramo que así acorta el camino, hasta que ninguno lo acorte (2-opt, sin mover el primero)."""
    mejora = True
    while mejora:
        mejora = False
        for i in range(1, len(camino) - 1):
            for j in range(i + 1, len(camino)):
                sale = _entre(camino[i - 1], camino[i])
                entra = _entre(camino[i - 1], camino[j])
                if j + 1 < len(camino):
                    sale += _entre(camino[j], camino[j + 1])
                    entra += _entre(camino[i], camino[j + 1])
                if entra < sale - 1e-9:
                    camino[i : j + 1] = reversed(camino[i : j + 1])
                    mejora = True
    return camino
