"""Los porcentajes del manual (numeral 9)."""

from decimal import Decimal
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from reportes.indicadores.definiciones import CARTERA, EFICIENCIA, INDICADORES, porcentaje, valorar

CIFRAS = SimpleNamespace(clientes_eps=16540, principales=2211, sin_deuda=1571, sin_deuda_con_congelados=1500)


def test_la_cartera_divide_principales_entre_todos_los_clientes():
    assert CARTERA.calcular(CIFRAS) == Decimal("13.37")


def test_la_eficiencia_divide_los_sin_deuda_entre_los_principales():
    assert EFICIENCIA.calcular(CIFRAS) == Decimal("71.05")


def test_sin_denominador_no_hay_dato_y_no_es_cero():
    assert porcentaje(0, 0) is None
    assert porcentaje(0, 5) == 0


def test_el_medio_centesimo_se_redondea_hacia_arriba():
    assert porcentaje(1, 800) == Decimal("0.13")


def test_el_cambio_compara_con_el_mes_anterior():
    antes = SimpleNamespace(clientes_eps=100, principales=10, sin_deuda=7)
    ahora = SimpleNamespace(clientes_eps=100, principales=10, sin_deuda=9)
    assert valorar(EFICIENCIA, ahora, antes).cambio == Decimal("20.00")
    assert valorar(EFICIENCIA, ahora).cambio is None


def test_cada_indicador_tiene_clave_propia_y_su_norma():
    assert len({i.clave for i in INDICADORES}) == len(INDICADORES)
    assert all(i.norma and i.formula and i.version >= 1 for i in INDICADORES)


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_la_parte_nunca_pasa_del_cien_por_ciento(parte, total):
    assert 0 <= porcentaje(min(parte, total), total) <= 100
