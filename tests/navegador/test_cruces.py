"""Un registro de SUNAT en Latin-1 con fin de línea CR se sube, se decide con el teclado y no se vuelve a preguntar."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from principales.cruces import tasks
from principales.cruces.models import Registrado
from tests.fabricas.cargas import OTRO_RUC, RUC, cargar, empresa
from tests.fabricas.cruces import cruzar, licencias, perfil, registro_sunat, ruc
from tests.procesos import esperar

GRANDE, CHICA = "PESQUERA ÑANDÚ S.A.C.", "BOTICA SAN MARTÍN"


@pytest.fixture
def padron(transactional_db):
    cargar("padron", empresa("S1", RUC, GRANDE), empresa("S2", OTRO_RUC, CHICA, direccion="Jr. Lima 100"))


def subir(hoja, ruta) -> None:
    hoja.goto(f"{reverse('cruces:cargar')}?perfil={perfil().pk}")
    hoja.get_by_label("Archivo").set_input_files(str(ruta))
    hoja.get_by_role("button", name="Cargar el registro").click()
    expect(hoja.locator("main")).to_contain_text("filas", timeout=30_000)
    expect(hoja.locator("#avance")).to_have_count(0, timeout=30_000)


def abierto(hoja, nombre: str) -> None:
    """La ficha de ese registrado, con sus teclas ya puestas."""
    expect(hoja.locator("h1")).to_have_text(nombre)
    hoja.wait_for_load_state("networkidle")


def test_un_registro_latin_1_con_cr_se_parea_y_decide_y_al_cargarlo_otra_vez_no_se_pregunta_nada(
    pagina, padron, worker
):
    ruta = registro_sunat(
        (RUC, GRANDE), (ruc(1), "Botica San Martín"), (ruc(2), "BOTIKA SAN MARTIN"), (ruc(3), "NADIE")
    )
    assert b"\n" not in ruta.read_bytes()
    hoja = pagina("equipo_pc")
    subir(hoja, ruta)
    esperar(lambda: Registrado.objects.count() == 4, que="El registro entra")
    tasks.comparar_pendientes()
    hoja.reload()
    hoja.get_by_role("link", name="Ver lo que espera decisión").click()
    expect(hoja.locator("#lista-titulo")).to_have_text("3 registrados")
    hoja.get_by_role("link", name="Botica San Martín", exact=True).click()
    abierto(hoja, "Botica San Martín")
    # Con el teclado: el candidato, la decisión y guardar; se abre el siguiente.
    hoja.keyboard.press("1")
    hoja.keyboard.press("p")
    hoja.keyboard.press("Control+Enter")
    abierto(hoja, "BOTIKA SAN MARTIN")
    hoja.keyboard.press("d")
    hoja.get_by_label("Motivo").fill("Es otra botica")
    hoja.keyboard.press("Control+Enter")
    abierto(hoja, GRANDE)
    hoja.keyboard.press("i")
    hoja.keyboard.press("Control+Enter")
    expect(hoja.locator("main")).to_contain_text("Nada cumple este filtro.")
    decididos = set(Registrado.objects.values_list("nombre", "decision"))
    subir(hoja, ruta)
    expect(hoja.locator("main")).to_contain_text("No cambió nada: 4 filas ya estaban.", timeout=30_000)
    hoja.get_by_role("link", name="Ver lo que espera decisión").click()
    expect(hoja.locator("main")).to_contain_text("Nada cumple este filtro.")
    assert set(Registrado.objects.values_list("nombre", "decision")) == decididos


@pytest.mark.parametrize("ancho", [1280, 390])
def test_los_cruces_son_accesibles_y_caben_en_la_pantalla(pagina, padron, sin_faltas_de_accesibilidad, ancho):
    carga, _ = cruzar(registro_sunat((RUC, GRANDE), (ruc(1), "BOTIKA SAN MARTIN " + "LARGO" * 20), ("1", "MALA")))
    cruzar(licencias((ruc(2), "BODEGA", "Jr. Lima 180", "Tumbes")), de="licencias")
    uno = Registrado.objects.filter(carga=carga).first()
    hoja = pagina("jefatura_cobranzas", viewport={"width": ancho, "height": 800})
    rutas = ["lista", "registrados", "cargar", "cargas", "lote", "inspecciones", "perfil_nuevo"]
    for ruta in [*(reverse(f"cruces:{r}") for r in rutas), uno.get_absolute_url(), carga.registro.get_absolute_url()]:
        hoja.goto(ruta)
        hoja.wait_for_load_state("networkidle")
        sin_faltas_de_accesibilidad(hoja)
        assert hoja.evaluate("document.documentElement.scrollWidth") <= ancho, ruta
        assert hoja.evaluate("document.querySelectorAll('*').length") <= 1500, ruta
