"""Cambios en la lista de días no hábiles."""

from config.comun.calendario.models import DiaNoHabil


def quitar(*, dia: DiaNoHabil) -> None:
    """Lo saca de la lista: esa fecha vuelve a contar. El historial conserva que estuvo."""
    dia.delete()
