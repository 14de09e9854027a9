"""Gráficos del servidor: dibujo accesible, escala correcta, sin estilos en línea y con su tabla."""

import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.comun.graficos import Serie, barras, lineas
from config.comun.graficos.escala import marcas

NS = "{http://www.w3.org/2000/svg}"
MESES = ["ene", "feb", "mar"]
valores = st.lists(st.none() | st.integers(-10_000, 10_000_000), min_size=1, max_size=24)


def arbol(grafico):
    return ElementTree.fromstring(str(grafico.svg))  # noqa: S314 — lo escribimos nosotros


def test_lleva_titulo_descripcion_y_rol_para_el_lector_de_pantalla():
    raiz = arbol(
        barras(titulo="Consumo", descripcion="De enero a marzo", etiquetas=MESES, series=[Serie("m³", [1, 2, 3])])
    )
    assert raiz.get("role") == "img"
    ids = raiz.get("aria-labelledby").split()
    assert [raiz.find(f"{NS}title").get("id"), raiz.find(f"{NS}desc").get("id")] == ids
    assert raiz.find(f"{NS}desc").text == "De enero a marzo"


def test_no_usa_estilos_ni_guiones_en_linea():
    for grafico in (
        barras(titulo="x", etiquetas=MESES, series=[Serie("a", [1, 2, 3]), Serie("b", [3, 2, 1])], corte=("Meta", 2)),
        lineas(
            titulo="x", etiquetas=MESES, series=[Serie("a", [1, None, 3]), Serie("b", [3, 2, 1])], corte=("Meta", 2)
        ),
    ):
        assert not re.search(r"style=|<style|<script|\son\w+=", str(grafico.svg))


def test_lo_escrito_por_personas_no_inyecta_nada():
    grafico = barras(titulo="<script>x</script>", etiquetas=['"><b>'], series=[Serie("a&b", [1])], corte=("<i>", 1))
    assert arbol(grafico).find(f"{NS}title").text == "<script>x</script>"
    assert "<script>" not in str(grafico)


def test_la_altura_de_las_barras_es_proporcional():
    raiz = arbol(barras(titulo="x", etiquetas=MESES, series=[Serie("m³", [100, 50, 0])]))
    altos = [float(r.get("height")) for r in raiz.findall(f"{NS}rect")]
    assert altos[0] == pytest.approx(altos[1] * 2, rel=0.01)
    assert altos[2] < 1


def test_sin_dato_no_es_cero():
    grafico = barras(titulo="x", etiquetas=MESES, series=[Serie("m³", [100, None, 0])])
    assert len(arbol(grafico).findall(f"{NS}rect")) == 2
    assert [fila[1] for fila in grafico.filas] == ["100", "—", "0"]


def test_una_linea_se_corta_donde_falta_el_dato():
    raiz = arbol(lineas(titulo="x", etiquetas=list("abcdef"), series=[Serie("s", [1, 2, None, 3, 4, 5])]))
    puntos = [p.get("points").split() for p in raiz.findall(f"{NS}polyline")]
    assert [len(p) for p in puntos] == [2, 3]
    assert len(raiz.findall(f"{NS}circle")) == 5


def test_dos_series_se_distinguen_sin_color():
    raiz = arbol(lineas(titulo="x", etiquetas=MESES, series=[Serie("a", [1, 2, 3]), Serie("b", [3, 2, 1])]))
    trazos = {p.get("stroke-dasharray") for p in raiz.findall(f"{NS}polyline")}
    assert len(trazos) == 2
    textos = [t.text for t in raiz.findall(f"{NS}text")]
    assert {"a", "b"} <= set(textos)


def test_la_tabla_dice_lo_mismo_que_el_dibujo_con_su_formato():
    grafico = barras(
        titulo="x",
        etiquetas=MESES,
        series=[Serie("Saldo", [Decimal("1234.5"), 0, None])],
        formato=lambda v: f"S/ {v:,.2f}",
        columna="Mes",
    )
    assert grafico.encabezados == ("Mes", "Saldo")
    assert grafico.filas[0] == ("ene", "S/ 1,234.50")
    assert "<caption" in str(grafico)
    assert "S/ 1,234.50" in str(grafico)


def test_una_serie_con_valores_de_menos_se_rechaza():
    with pytest.raises(ValueError, match="tiene 2 valores para 3"):
        barras(titulo="x", etiquetas=MESES, series=[Serie("corta", [1, 2])])


def test_muchas_etiquetas_no_se_pisan_y_la_ultima_siempre_sale():
    etiquetas = [f"{m:02d}/2025" for m in range(1, 61)]
    raiz = arbol(lineas(titulo="x", etiquetas=etiquetas, series=[Serie("s", range(60))]))
    escritas = [t for t in raiz.findall(f"{NS}text") if t.get("text-anchor") == "middle"]
    xs = [float(t.get("x")) for t in escritas]
    assert escritas[-1].text == "60/2025"
    assert min(b - a for a, b in pairwise(xs)) > 40


@given(valores)
def test_nada_se_sale_del_lienzo_y_los_ids_no_dependen_del_azar(serie):
    datos = {"titulo": "x", "etiquetas": [str(i) for i in range(len(serie))], "series": [Serie("s", serie)]}
    for construir in (barras, lineas):
        grafico = construir(**datos)
        assert str(grafico.svg) == str(construir(**datos).svg)
        for pieza in arbol(grafico).iter():
            for atributo in ("x", "x1", "x2", "cx"):
                if pieza.get(atributo):
                    assert 0 <= float(pieza.get(atributo)) <= 720
            for atributo in ("y", "y1", "y2", "cy"):
                if pieza.get(atributo):
                    assert 0 <= float(pieza.get(atributo)) <= 260


@given(st.lists(st.floats(-1e9, 1e9), min_size=1))
def test_las_marcas_cubren_los_valores_y_pasan_por_cero(numeros):
    eje = marcas(numeros)
    paso = eje[1] - eje[0]
    assert eje[0] <= min(0, *numeros) + paso * 1e-6
    assert eje[-1] >= max(0, *numeros) - paso * 1e-6
    assert any(abs(v) < paso * 1e-6 for v in eje)
    assert 2 <= len(eje) <= 13
