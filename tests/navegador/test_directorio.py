"""El directorio en el navegador: un contacto con dos medios, hallarlo por su teléfono y verificarlo en un clic."""

import re

import pytest
from playwright.sync_api import expect

from principales.directorio.models import Contacto
from tests.fabricas.directorio import cliente_con_zona, contacto, medio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servicios]


def test_anadir_un_contacto_con_dos_medios_y_hallarlo_por_su_telefono(pagina, sin_faltas_de_accesibilidad):
    de = cliente_con_zona("HOTEL COSTA")
    hoja = pagina("equipo_pc", zonas=["NORTE"])
    hoja.goto(f"/padron/clientes/{de.pk}/?pestana=directorio")
    hoja.get_by_role("link", name="Nuevo contacto").click()
    hoja.get_by_label("Nombre").fill("Milagros Peña")
    valores = hoja.get_by_label("Teléfono o correo")
    valores.nth(0).fill("28445")
    valores.nth(1).fill("milagros@hotel.pe")
    hoja.get_by_role("button", name="Otro teléfono o correo").click()
    expect(valores).to_have_count(4)
    expect(valores.nth(3)).to_be_focused()
    valores.nth(3).fill("072 524455 anexo 12")
    hoja.get_by_label("Recibos", exact=True).select_option("cualquiera")
    hoja.get_by_role("button", name="Guardar contacto").click()
    # El error está junto a su campo y nada de lo escrito se perdió.
    expect(hoja.get_by_text("No hay un teléfono así")).to_be_visible()
    expect(valores.nth(3)).to_have_value("072 524455 anexo 12")
    sin_faltas_de_accesibilidad(hoja)
    valores.nth(0).fill("987 654 321")
    hoja.get_by_role("button", name="Guardar contacto").click()
    expect(hoja.locator("#mensajes").get_by_text("Contacto guardado: Milagros Peña.")).to_be_visible()
    expect(hoja.get_by_role("row", name=re.compile("Recibos Milagros Peña"))).to_be_visible()
    sin_faltas_de_accesibilidad(hoja)
    buscador = hoja.locator("#buscar-q")
    buscador.fill("7654 32")
    hallado = hoja.locator("#buscar-resultados [data-resultado]", has_text="Milagros")
    expect(hallado.locator("strong")).to_have_text("7 654 32")
    hallado.click()
    expect(hoja.get_by_role("heading", name="Milagros Peña")).to_be_visible()
    assert Contacto.objects.get().medios.count() == 3


def test_en_el_telefono_se_verifica_de_un_toque_y_el_numero_llama(pagina, sin_faltas_de_accesibilidad):
    ana = contacto(cliente_con_zona("HOTEL COSTA"), "Ana Ruiz", "987 654 321")
    hoja = pagina("equipo_pc", zonas=["NORTE"], viewport={"width": 390, "height": 800})
    for ruta in ("/directorio/por-verificar/", "/directorio/", ana.get_absolute_url(), "/directorio/accesos/"):
        if hoja.goto(ruta).status == 403:
            continue
        assert hoja.evaluate("document.documentElement.scrollWidth") <= 390, ruta
        sin_faltas_de_accesibilidad(hoja)
    hoja.goto("/directorio/")
    numero = hoja.get_by_role("link", name="987 654 321")
    expect(numero).to_have_attribute("href", "tel:+51987654321")
    # La tarjeta entera abre la ficha, menos el número: lo que está encima en su centro es el enlace que llama.
    caja = numero.bounding_box()
    centro = [caja["x"] + caja["width"] / 2, caja["y"] + caja["height"] / 2]
    assert (
        hoja.evaluate("([x, y]) => document.elementFromPoint(x, y).getAttribute('href')", centro) == "tel:+51987654321"
    )
    hoja.goto("/directorio/por-verificar/")
    hoja.get_by_role("button", name="Verificado hoy").click()
    expect(hoja.locator("#mensajes").get_by_text("quedó verificado hoy")).to_be_visible()
    assert medio(ana).verificado_por is not None


def test_las_paginas_del_directorio_no_tienen_faltas_serias(pagina, sin_faltas_de_accesibilidad):
    de = cliente_con_zona("HOTEL COSTA")
    ana, otra = contacto(de, "Ana Ruiz", "ana@h.pe"), contacto(de, "Ana Ruiz Paz", "ana@h.pe")
    hoja = pagina("jefatura_cobranzas")
    for ruta in (
        "/directorio/", f"/directorio/duplicados/{ana.pk}/{otra.pk}/", "/directorio/duplicados/", "/directorio/cargar/",
        f"/directorio/contactos/{ana.pk}/oposicion/", "/directorio/oposiciones/", ana.get_absolute_url(),
        f"/directorio/contactos/{ana.pk}/editar/", "/directorio/accesos/",
    ):  # fmt: skip
        assert hoja.goto(ruta).status == 200, ruta
        hoja.wait_for_load_state("networkidle")
        sin_faltas_de_accesibilidad(hoja)
