"""Dinero: formato, redondeo y reparto sin perder céntimos."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.comun.dinero import redondear, repartir, soles

importes = st.decimals(-10_000_000, 10_000_000, places=2, allow_nan=False)
pesos = st.lists(st.decimals(0, 1_000_000, places=3, allow_nan=False), min_size=1, max_size=30).filter(any)


@pytest.mark.parametrize(
    ("importe", "texto"),
    [
        (Decimal("1234.5"), "S/ 1,234.50"),
        (1234567, "S/ 1,234,567.00"),
        (Decimal("-0.005"), "-S/ 0.01"),
        (0, "S/ 0.00"),
        (None, "—"),
    ],
)
def test_soles_se_escriben_a_la_peruana(importe, texto):
    assert soles(importe) == texto


def test_el_medio_centimo_redondea_hacia_afuera():
    assert redondear("0.125") == Decimal("0.13")
    assert redondear("-0.125") == Decimal("-0.13")


def test_cien_entre_tres_deja_el_centimo_en_la_primera_cuota():
    assert repartir(100, 3) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


def test_quien_pesa_cero_no_recibe_nada():
    assert repartir("0.01", [0, 1, 0]) == [0, Decimal("0.01"), 0]


@pytest.mark.parametrize("partes", [[], [0, 0], [1, -1], 0])
def test_no_se_reparte_entre_nadie(partes):
    with pytest.raises(ValueError, match="al menos una parte"):
        repartir(10, partes)


@given(importes, pesos)
def test_las_partes_suman_el_total_y_ninguna_se_aleja_un_centimo_de_lo_suyo(total, partes):
    repartido = repartir(total, partes)
    assert sum(repartido) == total
    for parte, peso in zip(repartido, partes, strict=True):
        assert abs(parte - total * peso / sum(partes)) < Decimal("0.010001")
        assert parte == redondear(parte)


@given(importes, st.integers(1, 60))
def test_las_cuotas_iguales_no_difieren_en_mas_de_un_centimo(total, cuotas):
    repartido = repartir(total, cuotas)
    assert sum(repartido) == total
    assert max(repartido) - min(repartido) <= Decimal("0.01")
