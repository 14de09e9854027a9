"""Los indicadores de gestión del manual (numeral 9): qué dividen, entre qué y con qué fórmula.

Cada indicador se declara aquí una vez; el cierre, el tablero, el informe y la línea de comandos leen de esta lista.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


@dataclass(frozen=True)
class Indicador:
    """Un porcentaje: `numerador` y `denominador` son nombres de cifras que el cierre guarda.

    `lista_numerador` y `lista_denominador` son los filtros con que la lista de clientes del cierre muestra exactamente
    esas filas; None cuando la lista es la de todos los clientes de la empresa.
    """

    clave: str
    nombre: str
    formula: str
    norma: str
    version: int
    numerador: str
    denominador: str
    lista_numerador: str | None = ""
    lista_denominador: str | None = ""
    unidad: str = "%"

    def calcular(self, cifras: Any) -> Decimal | None:
        """Porcentaje con dos decimales; None si el denominador es cero (no hay dato, que no es lo mismo que 0)."""
        return porcentaje(getattr(cifras, self.numerador), getattr(cifras, self.denominador))


def porcentaje(parte: int | Decimal, total: int | Decimal) -> Decimal | None:
    """`parte` × 100 / `total` con dos decimales, o None si `total` es cero."""
    if not total:
        return None
    return (Decimal(parte) * 100 / Decimal(total)).quantize(Decimal("0.01"), ROUND_HALF_UP)


CARTERA = Indicador(
    clave="cartera_pct",
    nombre="Cartera de principales consumidores",
    formula="Clientes clasificados como principales consumidores × 100 / total de clientes de la empresa",
    norma="CO-UCOB.09, num. 9",
    version=1,
    numerador="principales",
    denominador="clientes_eps",
    lista_denominador=None,
)
EFICIENCIA = Indicador(
    clave="eficiencia_pct",
    nombre="Eficiencia de la gestión",
    formula="Principales consumidores sin deuda vencida exigible × 100 / total de principales consumidores",
    norma="CO-UCOB.09, num. 9",
    version=1,
    numerador="sin_deuda",
    denominador="principales",
    lista_numerador="sin_deuda=true",
)
EFICIENCIA_CON_CONGELADOS = Indicador(
    clave="eficiencia_con_congelados_pct",
    nombre="Eficiencia contando lo congelado",
    formula="Principales consumidores sin deuda vencida ni congelada × 100 / total de principales consumidores",
    norma="CO-UCOB.09, num. 9",
    version=1,
    numerador="sin_deuda_con_congelados",
    denominador="principales",
    lista_numerador="sin_deuda=true&congelada=false",
)


@dataclass(frozen=True)
class Valor:
    """Un indicador en un mes: su porcentaje, de qué sale y el del mes cerrado anterior."""

    indicador: Indicador
    numerador: int
    denominador: int
    anterior: Decimal | None = None

    @property
    def pct(self) -> Decimal | None:
        return porcentaje(self.numerador, self.denominador)

    @property
    def cambio(self) -> Decimal | None:
        """Puntos porcentuales frente al mes anterior, o None si no se puede comparar."""
        return None if self.pct is None or self.anterior is None else self.pct - self.anterior


def valorar(indicador: Indicador, cifras: Any, anteriores: Any = None) -> Valor:
    """El indicador sobre unas cifras (un cierre o una parte de él), comparado con las del mes anterior si las hay."""
    return Valor(
        indicador=indicador,
        numerador=getattr(cifras, indicador.numerador),
        denominador=getattr(cifras, indicador.denominador),
        anterior=indicador.calcular(anteriores) if anteriores else None,
    )


INDICADORES = (CARTERA, EFICIENCIA, EFICIENCIA_CON_CONGELADOS)
