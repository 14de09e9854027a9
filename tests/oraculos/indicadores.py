"""Los dos indicadores del manual (numeral 9)."""

from decimal import ROUND_HALF_UP, Decimal

from tests.oraculos.control import Control


def porcentaje(parte: int, total: int) -> Decimal:
    """Con dos decimales, el medio hacia arriba."""
    return (Decimal(parte) * 100 / Decimal(total)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def cierre(*, clientes_eps: int, control: Control) -> dict:
    """Cartera y eficiencia con sus numeradores y denominadores."""
    sin_deuda = control.clientes - len(control.con_vencidos)
    return {
        "clientes_eps": clientes_eps,
        "principales": control.clientes,
        "cartera_pct": porcentaje(control.clientes, clientes_eps),
        "sin_deuda": sin_deuda,
        "eficiencia_pct": porcentaje(sin_deuda, control.clientes),
    }
