"""Un mes. En la base se guarda como la fecha de su día 1."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

MESES = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)


@dataclass(frozen=True, order=True, slots=True)
class Periodo:
    """Mes de un año; se compara y se ordena como fecha.

    ValueError si el mes no está entre 1 y 12 o el año entre 1 y 9999.
    """

    anio: int
    mes: int

    def __post_init__(self):
        date(self.anio, self.mes, 1)

    @classmethod
    def de_texto(cls, texto: str) -> Self:
        """Lee «2026-03». ValueError con una frase para la persona si no tiene esa forma."""
        try:
            if partes := re.fullmatch(r"([0-9]{4})-([0-9]{2})", texto.strip()):
                return cls(int(partes[1]), int(partes[2]))
        except ValueError:
            pass  # mes 13, año 0: se dice igual que lo mal escrito
        raise ValueError(f"El periodo se escribe AAAA-MM, como 2026-03. Escribiste «{texto}».")

    @classmethod
    def de_fecha(cls, fecha: date) -> Self:
        """El mes en que cae la fecha."""
        return cls(fecha.year, fecha.month)

    @property
    def inicio(self) -> date:
        """Día 1: como se guarda en la base."""
        return date(self.anio, self.mes, 1)

    @property
    def fin(self) -> date:
        """Último día del mes."""
        return self.siguiente().inicio - timedelta(days=1)

    @property
    def nombre(self) -> str:
        """«marzo de 2026»."""
        return f"{MESES[self.mes - 1]} de {self.anio}"

    def siguiente(self, n: int = 1) -> Self:
        """El periodo que viene `n` meses después."""
        cuenta = self.anio * 12 + self.mes - 1 + n
        return type(self)(cuenta // 12, cuenta % 12 + 1)

    def anterior(self, n: int = 1) -> Self:
        """El periodo de `n` meses antes."""
        return self.siguiente(-n)

    def __str__(self):
        return f"{self.anio:04d}-{self.mes:02d}"
