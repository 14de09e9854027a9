"""Formatos del Perú: dinero, volúmenes, fechas, plurales e insignias."""

import datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from config.comun.pantalla.templatetags import formatos

ESPACIO = "\u00a0"


@pytest.mark.parametrize(
    ("valor", "texto"),
    [
        (Decimal("1234567.5"), "S/ 1,234,567.50"),
        (Decimal("-50"), "-S/ 50.00"),
        (0, "S/ 0.00"),
        ("12.345", "S/ 12.35"),
        (None, "—"),
        ("", "—"),
        ("abc", "—"),
    ],
)
def test_soles(valor, texto):
    assert formatos.soles(valor) == texto.replace("S/ ", f"S/{ESPACIO}")


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_soles_siempre_lleva_dos_decimales_y_se_puede_volver_a_leer(importe):
    texto = formatos.soles(importe)
    assert Decimal(texto.replace("S/", "").replace(",", "").replace(ESPACIO, "")) == importe


def test_cero_y_sin_dato_se_escriben_distinto():
    assert formatos.entero(0) == "0"
    assert formatos.entero(None) == "—"
    assert formatos.m3(1250) == f"1,250{ESPACIO}m³"
    assert formatos.m3(None) == "—"
    assert formatos.porcentaje(Decimal("12.5")) == f"12.50{ESPACIO}%"


def test_fechas_y_periodos_en_espanol():
    assert formatos.fecha(datetime.date(2026, 12, 2)) == "mié 2 dic 2026"
    assert formatos.periodo(datetime.date(2026, 3, 1)) == "marzo de 2026"
    assert formatos.periodo("2026-09") == "septiembre de 2026"
    assert formatos.fecha(None) == formatos.periodo(None) == "—"


def test_el_momento_se_dice_en_hora_de_lima():
    de_noche = datetime.datetime(2026, 12, 3, 3, 5, tzinfo=datetime.UTC)
    assert formatos.momento(de_noche) == "mié 2 dic 2026 22:05"


@pytest.mark.parametrize(("n", "texto"), [(0, "0 recibos"), (1, "1 recibo"), (2, "2 recibos"), (1204, "1,204 recibos")])
def test_plural(n, texto):
    assert formatos.plural(n, "recibo,recibos") == texto


@pytest.mark.parametrize(
    ("n", "texto"), [(0, "hoy"), (1, "en 1 día"), (3, "en 3 días"), (-1, "hace 1 día"), (-40, "hace 40 días")]
)
def test_dias(n, texto):
    assert formatos.dias(n) == texto


def test_la_insignia_lleva_texto_icono_y_color_y_escapa():
    html = formatos.insignia("<vencido>", "mal")
    assert "&lt;vencido&gt;" in html
    assert "bg-red-lt" in html
    assert "#alert-circle" in html
    assert "bg-secondary-lt" in formatos.insignia("x", "tono-inventado")


def dibujar(texto, ruta="/x/?a=1&pagina=2", **contexto):
    return Template(texto).render(Context({"request": RequestFactory().get(ruta), **contexto}))


def test_url_con_cambia_y_quita_parametros():
    assert dibujar("{% url_con b=3 pagina='' %}") == "?a=1&amp;b=3"


def test_el_icono_suelto_se_calla_y_con_texto_se_nombra():
    assert 'aria-hidden="true"' in dibujar("{% icono 'phone' %}")
    assert 'role="img" aria-label="Llamar"' in dibujar("{% icono 'phone' 'Llamar' %}")


def test_la_tarjeta_con_url_es_un_enlace_a_su_lista():
    html = dibujar("{% tarjeta 'Deuda' valor '3 recibos' '/control/?tramo=1-30' 'mal' %}", valor=formatos.soles(5))
    assert 'href="/control/?tramo=1-30"' in html
    assert f"S/{ESPACIO}5.00" in html
    assert "<a" not in dibujar("{% tarjeta 'Deuda' '—' %}")


def test_el_vacio_dice_que_habria_y_ofrece_el_acto():
    html = dibujar("{% vacio 'Aún no hay recibos.' '/cargas/' 'Cargar recibos' %}")
    assert "Aún no hay recibos." in html
    assert 'href="/cargas/">Cargar recibos' in html
