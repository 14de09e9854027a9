"""Teclas de una letra: mueven, abren, marcan, se apagan y no actúan al escribir."""

import re

import pytest
from playwright.sync_api import expect

from tests.fabricas.comun import usuario

LISTA = "/cuenta/usuarios/"


@pytest.fixture
def lista(pagina):
    for n in range(3):
        usuario(username=f"fila{n}", first_name=f"Persona {n}")
    hoja = pagina("administracion")
    hoja.goto(f"{LISTA}?q=fila&orden=username")
    return hoja


def con_foco(hoja):
    return hoja.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


def test_g_y_una_letra_van_a_la_seccion(lista):
    lista.keyboard.press("g")
    lista.keyboard.press("v")
    lista.wait_for_url("**/parametros/")


def test_j_k_y_enter_recorren_la_lista_y_abren_la_ficha_con_su_vuelta(lista):
    for tecla in ("j", "j", "j", "k"):
        lista.keyboard.press(tecla)
    assert con_foco(lista) == "fila1"
    lista.keyboard.press("Enter")
    lista.wait_for_url("**pos=2")
    lista.keyboard.press("]")
    lista.wait_for_url("**pos=3")
    expect(lista.locator("h1")).to_have_text("Persona 2")
    lista.keyboard.press("Escape")
    lista.wait_for_url(f"**{LISTA}?q=fila&orden=username")


def test_la_barra_va_al_buscador_o_al_filtro_con_f(lista):
    lista.keyboard.press("f")
    assert con_foco(lista) == "id_q"


def test_la_lista_de_teclas_se_abre_con_interrogacion_y_se_cierra_con_esc(lista):
    lista.keyboard.press("?")
    expect(lista.locator("dialog#teclas")).to_be_visible()
    lista.keyboard.press("Escape")
    expect(lista.locator("dialog#teclas")).to_be_hidden()


def test_al_escribir_las_teclas_son_texto(lista):
    lista.goto("/cuenta/zonas/crear/")
    campo = lista.locator("main input[type=text]").first
    campo.focus()
    lista.keyboard.type("gjkxn?")
    assert campo.input_value() == "gjkxn?"
    assert lista.url.endswith("/cuenta/zonas/crear/")


def test_apagadas_no_hacen_nada_y_quedan_apagadas_en_la_pagina_siguiente(lista):
    lista.keyboard.press("?")
    with lista.expect_response("**/pantalla/teclas/"):
        lista.locator("#teclas-activas").uncheck()
    lista.locator("dialog#teclas button").click()
    lista.reload()
    lista.keyboard.press("j")
    assert lista.locator("tr.actual").count() == 0
    lista.keyboard.press("?")
    expect(lista.locator("dialog#teclas")).to_be_hidden()


def test_con_control_o_alt_no_son_las_teclas_de_una_letra(lista):
    lista.keyboard.press("Alt+j")
    assert lista.locator("tr.actual").count() == 0


def test_filtrar_anuncia_el_resultado_y_no_quita_el_foco_a_quien_escribe(lista):
    campo = lista.locator("#filtros [name=q]")
    campo.fill("")
    campo.press_sequentially("fila2")
    lista.wait_for_url(re.compile("q=fila2"))
    expect(lista.locator("#voz")).to_have_text("1 usuario")
    assert con_foco(lista) == "id_q"


def test_ordenar_lleva_el_foco_al_encabezado_nuevo(lista):
    lista.locator("th a", has_text="Usuario").click()
    expect(lista.locator("th[aria-sort=descending]")).to_be_visible()
    expect(lista.locator("#lista-titulo")).to_be_focused()
