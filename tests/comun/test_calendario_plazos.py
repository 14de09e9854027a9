"""Días hábiles y plazos: contra una cuenta independiente, con su explicación y desde la línea de comandos."""

import csv
import json
import random
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import holidays
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from config.comun import migrations
from config.comun.calendario import selectors
from config.comun.calendario.models import DiaNoHabil
from config.comun.calendario.periodo import Periodo

pytestmark = pytest.mark.django_db

PERU = holidays.Peru(years=range(2006, 2032))


def a_mano(desde, dias, tipo):
    """Otra forma de contar: primero la lista de hábiles, luego se elige."""
    habiles = [d for n in range(1, dias * 3 + 60) if (d := desde + timedelta(days=n)).weekday() < 5 and d not in PERU]
    if tipo == "habil":
        return habiles[dias - 1]
    return next(d for d in habiles if d >= desde + timedelta(days=dias))


@pytest.mark.parametrize("tipo", ["habil", "calendario"])
def test_quinientos_plazos_al_azar_coinciden_con_la_cuenta_independiente(tipo):
    azar = random.Random(9)  # noqa: S311 — fechas de prueba
    for _ in range(500):
        desde = date(2008, 1, 1) + timedelta(days=azar.randrange(365 * 22))
        dias = azar.randint(1, 60)
        assert selectors.contar_plazo(desde=desde, dias=dias, tipo=tipo).vence == a_mano(desde, dias, tipo), (
            desde,
            dias,
        )


@pytest.mark.parametrize(
    ("desde", "dias", "vence"),
    [
        ("2026-04-01", 1, "2026-04-06"),  # miércoles santo: jueves y viernes santos, sábado y domingo no cuentan
        ("2025-12-31", 1, "2026-01-02"),  # Año Nuevo
        ("2026-01-30", 1, "2026-02-02"),  # fin de mes en viernes
        ("2026-07-27", 2, "2026-07-31"),  # Fiestas Patrias
        ("2024-02-28", 2, "2024-03-01"),  # bisiesto
    ],
)
def test_semana_santa_fin_de_ano_y_fines_de_mes(desde, dias, vence):
    resultado = selectors.sumar_habiles(desde=date.fromisoformat(desde), dias=dias)
    assert resultado == date.fromisoformat(vence)


def test_la_explicacion_nombra_cada_feriado_con_su_norma():
    plazo = selectors.contar_plazo(desde=date(2026, 4, 1), dias=1)
    assert [(d.cuenta, d.motivo) for d in plazo.dias] == [
        (None, "Jueves Santo (D. Leg. 713, art. 6)"),
        (None, "Viernes Santo (D. Leg. 713, art. 6)"),
        (None, "sábado"),
        (None, "Domingo de Resurrección (D. Leg. 713, art. 6)"),
        (1, "hábil"),
    ]


def test_en_calendario_un_ultimo_dia_feriado_rueda_al_siguiente_habil():
    plazo = selectors.contar_plazo(desde=date(2026, 3, 30), dias=4, tipo="calendario")  # cae en Viernes Santo
    assert plazo.vence == date(2026, 4, 6)
    assert [d.cuenta for d in plazo.dias] == [1, 2, 3, 4, None, None, None]


def test_un_feriado_que_decreta_la_oficina_cambia_los_plazos_nuevos():
    antes = selectors.sumar_habiles(desde=date(2026, 3, 9), dias=3)
    DiaNoHabil.objects.create(fecha=date(2026, 3, 11), nombre="Día no laborable regional")
    assert antes == date(2026, 3, 12)
    assert selectors.sumar_habiles(desde=date(2026, 3, 9), dias=3) == date(2026, 3, 13)


def test_es_habil_distingue_fin_de_semana_y_feriado():
    assert selectors.es_habil(date(2026, 4, 1))
    assert not selectors.es_habil(date(2026, 4, 2))
    assert not selectors.es_habil(date(2026, 4, 4))


def test_el_primer_dia_habil_de_enero_no_es_ano_nuevo():
    assert selectors.primer_dia_habil(Periodo(2026, 1)) == date(2026, 1, 2)
    assert selectors.primer_dia_habil(Periodo(2026, 5)) == date(2026, 5, 4)


@pytest.mark.parametrize("dias", [1, 30, 400])
def test_contar_un_plazo_es_una_consulta(dias, django_assert_num_queries):
    with django_assert_num_queries(1):
        selectors.contar_plazo(desde=date(2026, 1, 5), dias=dias)


def test_la_semilla_es_la_del_paquete_y_no_se_mueve():
    ruta = Path(migrations.__file__).parent / "feriados_2006_2031.csv"
    with ruta.open(encoding="utf-8") as archivo:
        sembrados = {date.fromisoformat(f["fecha"]) for f in csv.DictReader(archivo)}
    assert sembrados == set(PERU)
    assert set(DiaNoHabil.objects.values_list("fecha", flat=True)) == sembrados


def test_un_plazo_negativo_o_sin_fin_se_rechaza():
    for dias in (-1, 10_000):
        with pytest.raises(ValueError, match="van de 0 a"):
            selectors.contar_plazo(desde=date(2026, 1, 1), dias=dias)


def test_el_comando_en_json_da_solo_un_objeto():
    salida = StringIO()
    call_command("plazo", "--desde", "2026-04-01", "--dias", "1", "--json", stdout=salida)
    datos = json.loads(salida.getvalue())
    assert datos["vence"] == "2026-04-06"
    assert datos["dias"][-1] == {"fecha": "2026-04-06", "cuenta": 1, "motivo": "hábil"}
    assert [set(d) for d in datos["dias"]] == [{"fecha", "cuenta", "motivo"}] * 5


def test_el_comando_explica_en_palabras_y_dice_que_esta_mal():
    salida = StringIO()
    call_command("plazo", "--desde", "2026-03-30", "--dias", "4", "--tipo", "calendario", stdout=salida)
    assert "Vence el lunes 06/04/2026." in salida.getvalue()
    with pytest.raises(CommandError, match="van de 0 a"):
        call_command("plazo", "--desde", "2026-03-30", "--dias", "-1")


class PlazosSiempre(TestCase):
    @given(
        st.dates(date(2008, 1, 1), date(2030, 12, 31)),
        st.integers(1, 120),
        st.sampled_from(["habil", "calendario"]),
    )
    def test_vence_siempre_en_dia_habil_y_la_cuenta_no_salta(self, desde, dias, tipo):
        plazo = selectors.contar_plazo(desde=desde, dias=dias, tipo=tipo)
        assert plazo.vence.weekday() < 5
        assert plazo.vence not in PERU
        assert [d.cuenta for d in plazo.dias if d.cuenta] == list(range(1, dias + 1))
        assert [d.fecha for d in plazo.dias] == [desde + timedelta(days=n + 1) for n in range(len(plazo.dias))]
        assert plazo.dias[-1].fecha == plazo.vence
