"""El mes como valor."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.comun.calendario.periodo import Periodo

periodos = st.builds(Periodo, st.integers(1900, 2200), st.integers(1, 12))


def test_lee_y_escribe_el_mes():
    marzo = Periodo.de_texto("2026-03")
    assert (str(marzo), marzo.nombre) == ("2026-03", "marzo de 2026")
    assert (marzo.inicio, marzo.fin) == (date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    "texto", ["2026-13", "2026-00", "2026-3", "26-03", "marzo", "2026-03-01", "", "0000-01", "٢٠٢٦-٠٣"]
)
def test_un_mes_mal_escrito_se_rechaza_con_su_texto(texto):
    with pytest.raises(ValueError, match="AAAA-MM"):
        Periodo.de_texto(texto)


def test_el_anterior_a_enero_es_diciembre():
    assert Periodo(2026, 1).anterior() == Periodo(2025, 12)
    assert Periodo(2025, 12).siguiente() == Periodo(2026, 1)
    assert Periodo(2024, 2).fin == date(2024, 2, 29)


@given(periodos, st.integers(0, 600))
def test_avanzar_y_volver_da_el_mismo_mes(periodo, n):
    assert periodo.siguiente(n).anterior(n) == periodo
    assert (periodo.siguiente(n) > periodo) == (n > 0)


@given(periodos)
def test_el_texto_y_la_fecha_vuelven_al_mismo_mes(periodo):
    assert (
        Periodo.de_texto(str(periodo)) == Periodo.de_fecha(periodo.inicio) == Periodo.de_fecha(periodo.fin) == periodo
    )
