"""Lo escrito no se pierde: borradores, un solo envío y reingreso en el sitio."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from config.comun.usuarios.models import Zona
from tests.fabricas.comun import CLAVE, usuario

FORMA = "/cuenta/zonas/crear/"


@pytest.fixture
def persona(transactional_db):
    return usuario("administracion")


@pytest.fixture
def forma(pagina, persona):
    hoja = pagina(de=persona)
    hoja.goto(FORMA)
    return hoja


def escribir(hoja, codigo, nombre):
    hoja.locator("[name=codigo]").fill(codigo)
    hoja.locator("[name=nombre]").fill(nombre)


def esperar_borrador(hoja):
    for _ in range(50):  # wait_for_function evalúa texto y la CSP no lo deja
        if hoja.evaluate("Object.keys(localStorage).some((k) => k.startsWith('pc:borrador:'))"):
            return
        hoja.wait_for_timeout(50)
    raise AssertionError("No quedó borrador en el navegador")


def test_el_borrador_se_ofrece_al_volver_y_se_borra_al_guardar(forma):
    escribir(forma, "COSTA", "Zona de la costa")
    esperar_borrador(forma)
    forma.goto("/cuenta/usuarios/")
    forma.goto(FORMA)
    assert forma.locator("[name=codigo]").input_value() == ""
    forma.locator("text=Recuperar borrador").click()
    assert forma.locator("[name=nombre]").input_value() == "Zona de la costa"
    forma.keyboard.press("Control+Enter")
    forma.wait_for_url("**/cuenta/zonas/")
    assert Zona.objects.get(codigo="COSTA").nombre == "Zona de la costa"
    forma.goto(FORMA)
    assert forma.locator(".borrador").count() == 0
    assert forma.evaluate("Object.keys(localStorage)") == []


def test_el_borrador_descartado_no_vuelve(forma):
    escribir(forma, "COSTA", "x")
    esperar_borrador(forma)
    forma.reload()
    forma.locator("text=Descartar borrador").click()
    forma.reload()
    assert forma.locator(".borrador").count() == 0


def test_el_borrador_de_una_persona_no_se_le_ofrece_a_otra(forma, pagina):
    escribir(forma, "SECRETA", "x")
    esperar_borrador(forma)
    guardado = forma.evaluate("JSON.stringify(localStorage)")
    otra = pagina("administracion")
    otra.goto(FORMA)
    otra.evaluate("(t) => Object.entries(JSON.parse(t)).forEach(([k, v]) => localStorage.setItem(k, v))", guardado)
    otra.reload()
    assert otra.locator(".borrador").count() == 0


def test_tres_clics_envian_una_sola_vez(forma):
    envios = []
    forma.on("request", lambda r: envios.append(r.url) if r.method == "POST" else None)
    escribir(forma, "UNAVEZ", "Una vez")
    forma.locator("form.formulario button").evaluate("(boton) => { boton.click(); boton.click(); boton.click(); }")
    forma.wait_for_url("**/cuenta/zonas/")
    assert len([u for u in envios if FORMA in u]) == 1
    assert Zona.objects.filter(codigo="UNAVEZ").count() == 1


def test_con_errores_el_foco_va_al_resumen_y_nada_se_borra(forma):
    forma.locator("[name=nombre]").fill("Sin código")
    forma.locator("form.formulario button").click()
    expect(forma.locator("#errores")).to_be_focused()
    assert forma.locator("[name=nombre]").input_value() == "Sin código"
    forma.locator("#errores a").first.click()
    expect(forma.locator("[name=codigo]")).to_be_focused()


def entrar_en_el_dialogo(hoja, persona, clave=CLAVE):
    dialogo = hoja.locator("dialog[open]")
    dialogo.locator("[name=username]").fill(persona.username)
    dialogo.locator("[name=password]").fill(clave)
    dialogo.locator("[name=password]").press("Enter")


def test_si_la_sesion_termina_al_filtrar_se_entra_en_el_sitio_y_sigue(pagina, persona):
    hoja = pagina(de=persona)
    hoja.goto("/cuenta/usuarios/")
    hoja.wait_for_load_state("networkidle")  # si la campana pidiera entrar antes, el diálogo taparía el filtro
    Session.objects.all().delete()
    hoja.locator("#filtros [name=q]").fill(persona.username)
    expect(hoja.locator("dialog[open] h2")).to_have_text("Tu sesión terminó")
    entrar_en_el_dialogo(hoja, persona, clave="equivocada-1")
    expect(hoja.locator("dialog[open] [role=alert]")).to_be_visible()
    entrar_en_el_dialogo(hoja, persona)
    expect(hoja.locator("dialog[open]")).to_have_count(0)
    expect(hoja.locator("#lista-titulo")).to_have_text("1 usuario")
    assert hoja.locator("#filtros [name=q]").input_value() == persona.username


def test_si_la_sesion_termina_mientras_se_escribe_un_formulario_se_guarda_tras_entrar(pagina, persona):
    hoja = pagina(de=persona)
    hoja.clock.install()
    hoja.goto(FORMA)
    escribir(hoja, "LARGA", "Escrita durante una hora")
    Session.objects.all().delete()
    hoja.clock.fast_forward("01:00:00")
    hoja.locator("form.formulario button").click()
    expect(hoja.locator("dialog[open] [name=username]")).to_be_visible()
    entrar_en_el_dialogo(hoja, persona)
    hoja.clock.resume()
    hoja.wait_for_url("**/cuenta/zonas/")
    assert Zona.objects.get(codigo="LARGA").nombre == "Escrita durante una hora"
