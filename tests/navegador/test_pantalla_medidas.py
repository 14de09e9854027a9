"""Accesibilidad, teléfono y presupuesto del marco y de las páginas genéricas."""

import pytest
from playwright.sync_api import expect

from config.comun.usuarios.models import Usuario
from tests.fabricas.comun import usuario

PAGINAS = {
    "lista": "/cuenta/usuarios/?q=persona&filas=50",
    "lista vacía": "/cuenta/usuarios/?q=nadiesellamaasi",
    "formulario": "/cuenta/zonas/crear/",
    "buscador": "/pantalla/buscar/?q=zz",
    "mis vistas": "/pantalla/vistas/",
}
ANCHOS = [1280, 390, 320]


@pytest.fixture
def gente(transactional_db):
    Usuario.objects.bulk_create([Usuario(username=f"persona-{n:03}", first_name=f"Persona {n}") for n in range(60)])


def abrir_todas(pagina, ancho):
    persona = usuario("administracion")
    hoja = pagina(de=persona, viewport={"width": ancho, "height": 800})
    for nombre, ruta in {**PAGINAS, "ficha": f"/cuenta/usuarios/{persona.pk}/?de=/cuenta/usuarios/&pos=1"}.items():
        hoja.goto(ruta)
        hoja.wait_for_load_state("networkidle")
        yield nombre, hoja


@pytest.mark.parametrize("ancho", [1280, 390])
def test_axe_no_halla_faltas_serias(pagina, gente, sin_faltas_de_accesibilidad, ancho):
    for _, hoja in abrir_todas(pagina, ancho):
        sin_faltas_de_accesibilidad(hoja)
        hoja.locator(".menu-usuario summary").click()
        sin_faltas_de_accesibilidad(hoja)


def test_axe_no_halla_faltas_en_los_errores_ni_en_las_teclas(pagina, sin_faltas_de_accesibilidad):
    hoja = pagina("administracion")
    hoja.goto("/cuenta/zonas/crear/")
    hoja.locator("form.formulario button").click()
    expect(hoja.locator("#errores")).to_be_visible()
    sin_faltas_de_accesibilidad(hoja)
    hoja.locator("h1").click()
    hoja.keyboard.press("?")
    sin_faltas_de_accesibilidad(hoja)


@pytest.mark.parametrize("ancho", ANCHOS)
def test_nada_se_sale_de_la_pantalla(pagina, gente, ancho):
    for nombre, hoja in abrir_todas(pagina, ancho):
        assert hoja.evaluate("document.documentElement.scrollWidth") <= ancho, nombre


def test_cada_pagina_cabe_en_diez_peticiones_y_mil_quinientos_nodos(pagina, gente):
    pedidas = []
    persona = usuario("administracion")
    for ruta in [*PAGINAS.values(), f"/cuenta/usuarios/{persona.pk}/"]:
        hoja = pagina(de=persona)  # navegador nuevo: sin nada guardado
        hoja.on("request", lambda r: pedidas.append(r.url) if not r.url.startswith("data:") else None)
        pedidas.clear()
        hoja.goto(ruta)
        hoja.wait_for_load_state("networkidle")
        assert len(pedidas) <= 10, (ruta, pedidas)
        assert hoja.evaluate("document.querySelectorAll('*').length") <= 1500, ruta


def test_en_el_telefono_hay_cuatro_accesos_boton_al_pie_y_tarjetas_de_tres_lineas(pagina, gente):
    hoja = pagina("administracion", viewport={"width": 390, "height": 800})
    hoja.goto("/cuenta/usuarios/?q=persona")
    assert hoja.locator(".barra-movil > *").count() == 4
    expect(hoja.locator("#menu")).to_be_hidden()
    hoja.locator("[data-menu]").click()
    expect(hoja.locator("#menu a").first).to_be_focused()
    hoja.keyboard.press("Escape")
    expect(hoja.locator("#menu")).to_be_hidden()
    primera = hoja.locator("#lista tbody tr").first
    assert primera.locator("td:visible").count() <= 3
    caja = hoja.locator("[data-primario]").bounding_box()
    assert caja["y"] + caja["height"] <= 800
    assert caja["height"] >= 44


def test_en_escritorio_el_menu_esta_siempre_a_la_vista_y_el_logo_lleva_al_inicio(pagina):
    hoja = pagina("administracion")
    hoja.goto("/cuenta/usuarios/")
    expect(hoja.locator("#menu a[aria-current=page]")).to_have_text("Usuarios")
    assert hoja.locator("#menu .navbar-brand").get_attribute("href") == "/"
    hoja.keyboard.press("Tab")
    expect(hoja.locator(".saltar")).to_be_focused()
    hoja.keyboard.press("Enter")
    expect(hoja.locator("#contenido")).to_be_focused()


def test_una_vista_guardada_se_abre_con_un_toque_y_dice_si_cambio(pagina, gente):
    hoja = pagina("administracion")
    hoja.goto("/cuenta/usuarios/?q=persona-01")
    hoja.locator("summary", has_text="Guardar vista").click()
    hoja.locator("#vista-nombre").fill("Los diez")
    hoja.locator(".vistas form button").click()
    expect(hoja.locator(".vistas .active")).to_contain_text("Los diez")
    expect(hoja.locator(".vistas .active .badge")).to_have_text("10")
    hoja.locator("#filtros [name=q]").fill("persona-02")
    expect(hoja.locator(".vistas .active")).to_contain_text("modificada *")
    hoja.goto("/cuenta/usuarios/")
    hoja.locator(".vistas a", has_text="Los diez").click()
    expect(hoja.locator("#lista-titulo")).to_have_text("10 usuarios")
