"""La propuesta en el navegador: el deslizador recorre la curva sin pedir nada y aprobar se hace con el teclado."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from config.comun.calendario.periodo import Periodo
from principales.seleccion import services
from principales.seleccion.models import Principal
from tests.fabricas.seleccion import cliente_que_consume, totalizar


@pytest.fixture
def evaluacion(transactional_db):
    """Diez clientes de 60 a 150 m³ por mes: con más de 100 entran cinco."""
    for m3 in range(60, 160, 10):
        cliente_que_consume(*[m3] * 6)
    totalizar()
    return services.proponer(periodo=Periodo.de_texto("2026-06"), por=None, en=timezone.now(), con_curva=True)


def cifras(hoja) -> str:
    return hoja.locator("#cifras-movidas").inner_text()


def test_mover_el_deslizador_no_pide_nada_y_soltarlo_trae_la_lista_exacta(pagina, evaluacion):
    hoja = pagina("jefatura_cobranzas")
    hoja.goto(evaluacion.get_absolute_url())
    hoja.wait_for_load_state("networkidle")
    assert cifras(hoja) == "quedan 0 · entran 5 · salen 0"
    pedidas = []
    hoja.on("request", lambda pedida: pedidas.append(pedida.url))
    mover = "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', { bubbles: true })) }"
    deslizador = hoja.locator("#umbral-deslizador")
    deslizador.evaluate(mover, 130)
    assert cifras(hoja) == "quedan 0 · entran 2 · salen 0"
    deslizador.evaluate(mover, 132)
    assert cifras(hoja) == "quedan ≈ 0 · entran ≈ 2 · salen ≈ 0"
    assert hoja.locator("#id_umbral_m3").input_value() == "132"
    assert pedidas == []
    deslizador.evaluate("e => e.dispatchEvent(new Event('change', { bubbles: true }))")
    expect(hoja.locator("#simulacion")).to_contain_text("entran 2")
    assert len(pedidas) == 1
    assert not Principal.objects.exists()


def test_las_flechas_mueven_un_metro_y_la_caja_acepta_el_numero_exacto(pagina, evaluacion):
    hoja = pagina("jefatura_cobranzas")
    hoja.goto(evaluacion.get_absolute_url())
    hoja.locator("#umbral-deslizador").focus()
    hoja.keyboard.press("ArrowRight")
    assert hoja.locator("#id_umbral_m3").input_value() == "101"
    hoja.locator("#id_umbral_m3").fill("90")
    assert hoja.locator("#umbral-deslizador").input_value() == "90"
    assert "entran 6" in cifras(hoja)


def test_revisar_y_aprobar_de_principio_a_fin_con_el_teclado(pagina, evaluacion):
    hoja = pagina("jefatura_cobranzas")
    hoja.goto(evaluacion.get_absolute_url())
    hoja.get_by_role("link", name="Revisar y aprobar").press("Enter")
    hoja.get_by_role("button", name="Aprobar 5 altas").press("Enter")
    expect(hoja.locator("main")).to_contain_text("Aprobaste 5 altas de junio de 2026")
    expect(hoja.locator("main")).to_contain_text("Ver solicitud C6-")
    assert Principal.objects.count() == 5


@pytest.mark.parametrize("ancho", [1280, 390])
def test_la_propuesta_es_accesible_cabe_en_la_pantalla_y_en_1500_nodos(
    pagina, evaluacion, sin_faltas_de_accesibilidad, ancho
):
    hoja = pagina("jefatura_cobranzas", viewport={"width": ancho, "height": 800})
    for ruta in ("", "revisar/", "excluir/?grupo=entran"):
        hoja.goto(f"{evaluacion.get_absolute_url()}{ruta}")
        hoja.wait_for_load_state("networkidle")
        sin_faltas_de_accesibilidad(hoja)
        assert hoja.evaluate("document.documentElement.scrollWidth") <= ancho, ruta
        assert hoja.evaluate("document.querySelectorAll('*').length") <= 1500, ruta
