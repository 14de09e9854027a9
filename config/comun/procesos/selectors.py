"""Lectura del resultado de un proceso."""

from config.comun.procesos.models import Proceso


def cifras(proceso: Proceso) -> list[tuple[str, str]]:
    """(nombre, valor) de lo que se puede leer del resultado: textos y números, sin listas ni enlaces."""
    return [
        (clave.replace("_", " ").capitalize(), f"{valor:,}" if isinstance(valor, int) else str(valor))
        for clave, valor in proceso.resultado.items()
        if clave != "url" and isinstance(valor, str | int | float) and not isinstance(valor, bool)
    ]
