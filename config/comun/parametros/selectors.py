"""Lectura de parámetros: siempre a una fecha."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from config.comun.parametros.models import Empresa, Parametro


class ParametroSinValor(KeyError):
    """No hay versión de esa clave para ese día."""

    def __init__(self, clave: str, al: date):
        super().__init__(clave)
        self.clave, self.al = clave, al

    def __str__(self):
        return f"El parámetro «{self.clave}» no tiene valor al {self.al:%d/%m/%Y}. Regístralo en Parámetros."


def valor(clave: str, *, al: date) -> Any:
    """El valor que rige ese día: int, Decimal, str, bool o tupla de int según su tipo.

    ParametroSinValor (un KeyError) si no hay. Una consulta.
    """
    return valores([clave], al=al)[clave]


def valores(claves: Iterable[str], *, al: date) -> dict[str, Any]:
    """Varios valores del mismo día con una sola consulta. ParametroSinValor por la primera clave que falte."""
    pedidas = list(claves)
    hay = {p.clave: p.valor_tipado for p in Parametro.objects.vigentes(al).filter(clave__in=pedidas)}
    for clave in pedidas:
        if clave not in hay:
            raise ParametroSinValor(clave, al)
    return hay


def empresa() -> Empresa:
    """La empresa que usa el sistema, con su logo."""
    return Empresa.objects.select_related("logo").get()
