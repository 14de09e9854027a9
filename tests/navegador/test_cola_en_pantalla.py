"""La cola solo con el teclado: resultado, importe, guardar, deshacer, saltar y terminar."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from cobranzas.compromisos.models import Promesa
from cobranzas.gestiones.models import Atencion
from cobranzas.gestiones.reparto import repartir
from config.comun.calendario.reloj import hoy
from config.comun.parametros.models import Parametro
from tests.fabricas.cobranzas import barrer, pagos_al_dia, principal, recibo
from tests.fabricas.comun import usuario
from tests.fabricas.comunicaciones import contacto, medio


@pytest.fixture
def rosa(servidor):
    """Rosa, con dos clientes a los que toca llamar, sea la hora y el día que sea."""
    Parametro.objects.filter(clave="contactos_hora_desde").update(valor=0)
    Parametro.objects.filter(clave="contactos_hora_hasta").update(valor=24)
    Parametro.objects.filter(clave="contactos_dias_semana").update(valor=[1, 2, 3, 4, 5, 6, 7])
    Parametro.objects.filter(clave="contactos_en_feriados").update(valor=True)
    persona, al = usuario("equipo_pc", first_name="Rosa"), hoy()
    pagos_al_dia(al)
    for nombre, importe in (("CAFE SAC", "500.00"), ("HOTEL SA", "100.00")):
        suyo = principal(nombre=nombre, desde=al.replace(day=1))
        recibo(suyo, vence=al - dt.timedelta(days=1), total=importe)
        medio(contacto(suyo))
    barrer(al)
    repartir(al=al, en=timezone.now())
    return persona


def test_se_trabaja_la_cola_solo_con_el_teclado(pagina, rosa, sin_faltas_de_accesibilidad):
    hoja = pagina(de=rosa)
    hoja.goto("/")
    hoja.wait_for_load_state("networkidle")
    hoja.keyboard.press("g")
    hoja.keyboard.press("c")
    expect(hoja.locator("h1")).to_have_text("CAFE SAC")
    hoja.wait_for_load_state("networkidle")
    sin_faltas_de_accesibilidad(hoja)
    hoja.keyboard.press("1")
    hoja.keyboard.type("450.50")
    hoja.keyboard.press("Control+Enter")
    expect(hoja.locator("h1")).to_have_text("HOTEL SA")
    assert str(Promesa.objects.get().total) == "450.50"
    hoja.keyboard.press("u")
    expect(hoja.locator("h1")).to_have_text("CAFE SAC")
    hoja.keyboard.press("s")
    hoja.keyboard.type("Está en reunión")
    hoja.keyboard.press("Enter")
    expect(hoja.locator("h1")).to_have_text("HOTEL SA")
    for siguiente in ("CAFE SAC", "Cola de hoy"):
        hoja.keyboard.press("5")
        hoja.keyboard.press("Control+Enter")
        expect(hoja.locator("h1")).to_have_text(siguiente)
    expect(hoja.locator(".empty-title")).to_have_text("Terminaste tu cola. 2 gestiones.")
    assert Atencion.objects.validas().filter(tipo="resultado").count() == 2


def test_en_el_telefono_cabe_y_se_llama_primero(pagina, rosa, sin_faltas_de_accesibilidad):
    hoja = pagina(de=rosa, viewport={"width": 390, "height": 844})
    hoja.goto(reverse("gestiones:cola"))
    hoja.wait_for_load_state("networkidle")
    sin_faltas_de_accesibilidad(hoja)
    assert hoja.evaluate("document.documentElement.scrollWidth") <= 390
    assert hoja.locator("a[href^='tel:']").first.bounding_box()["y"] < hoja.locator("#id_resultado").bounding_box()["y"]
