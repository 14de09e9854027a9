"""«(nombre) lo tiene abierto desde 10:32»: una marca de 30 segundos en la caché, sin tabla.

Es un aviso, no un candado: quien guarda sigue comprobando con la base que nadie cambió el dato antes.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

SEGUNDOS = 30


@dataclass(frozen=True)
class Presente:
    """Otra persona con la misma ficha abierta."""

    nombre: str
    desde: datetime


def marcar(*, clave: str, usuario_pk: int, nombre: str, ahora: datetime) -> list[Presente]:
    """Deja mi marca en `clave` y devuelve a los demás que la renovaron en los últimos 30 segundos."""
    llave = f"abierto:{clave}"
    marcas = {
        pk: (quien, desde, visto)
        for pk, (quien, desde, visto) in (cache.get(llave) or {}).items()
        if (ahora - visto).total_seconds() <= SEGUNDOS
    }
    _, desde, _ = marcas.get(usuario_pk, ("", ahora, ahora))
    marcas[usuario_pk] = (nombre, desde, ahora)
    cache.set(llave, marcas, SEGUNDOS)
    return [Presente(quien, desde) for pk, (quien, desde, _) in marcas.items() if pk != usuario_pk]
