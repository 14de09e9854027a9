"""El control diario en el navegador: cifras que abren su lista, accesible, liviano y de una columna en el teléfono."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cobranzas.control.models import Accion, Escalera
from config.comun.calendario.reloj import hoy
from tests.fabricas.cobranzas import barrer, pagos_al_dia, principal, recibo

NODOS = 1500


@pytest.fixture
def dia(servidor):
    """Hoy, con treinta principales que deben; el último solo por vencer."""
    al = hoy()
    pagos_al_dia(al)
    for n in range(30):
        recibo(principal(desde=al.replace(day=1)), vence=al - timedelta(days=n * 7 - 1), total=f"{100 + n}.50")
    barrer(al)
    return al


def _paginas(al) -> list[str]:
    accion = Accion.objects.abiertas().order_by("pk").first()
    return [
        reverse("control:lista"),
        reverse("control:recibos"),
        reverse("control:acciones"),
        reverse("control:accion", args=[accion.pk]),
        reverse("control:hecha", args=[accion.pk]),
        reverse("control:cliente", args=[accion.cliente_id, al.isoformat()]),
        reverse("control:barridos"),
        reverse("control:barrer"),
        reverse("control:explicar", args=[accion.cliente_id]),
        reverse("control:posponer", args=[accion.cliente_id]),
        reverse("control:pospuestos"),
        reverse("control:escaleras"),
        reverse("control:escalera", args=[Escalera.objects.get().pk]),
        reverse("control:escalera_nueva"),
    ]


def test_cada_tramo_abre_una_lista_con_esa_cantidad(pagina, dia):
    hoja = pagina("jefatura_cobranzas")
    hoja.goto(reverse("control:lista"))
    tarjetas = hoja.locator(".tira a")
    dichos = tarjetas.all_inner_texts()
    assert len(dichos) == 5
    for n, dicho in enumerate(dichos):
        hoja.goto(reverse("control:lista"))
        hoja.locator(".tira a").nth(n).click()
        recibos = dicho.split("\n")[-1].split()[0]
        hoja.locator("#lista-titulo", has_text=f"{recibos} recibo").wait_for()


@pytest.mark.parametrize("ancho", [1280, 360])
def test_las_paginas_son_accesibles_livianas_y_caben(pagina, dia, sin_faltas_de_accesibilidad, ancho):
    hoja = pagina("jefatura_cobranzas", viewport={"width": ancho, "height": 800})
    for ruta in _paginas(dia):
        hoja.goto(ruta)
        hoja.wait_for_load_state("networkidle")
        sin_faltas_de_accesibilidad(hoja)
        assert hoja.evaluate("document.documentElement.scrollWidth") <= ancho, ruta
        assert hoja.evaluate("document.getElementsByTagName('*').length") <= NODOS, ruta


def test_se_marca_una_accion_solo_con_el_teclado(pagina, dia):
    accion = Accion.objects.abiertas().order_by("-importe").first()
    hoja = pagina("equipo_pc")
    hoja.goto(reverse("control:accion", args=[accion.pk]))
    hoja.get_by_role("link", name="Marcar hecha").focus()
    hoja.keyboard.press("Enter")
    hoja.wait_for_url(f"**{reverse('control:hecha', args=[accion.pk])}*")
    hoja.locator("textarea[name=nota]").focus()
    hoja.keyboard.type("Hablé con tesorería.")
    hoja.keyboard.press("Tab")
    hoja.keyboard.press("Enter")
    hoja.locator("#mensajes", has_text="No se propone otra vez por el mismo recibo").wait_for()
    accion.refresh_from_db()
    assert (accion.estado, accion.nota) == ("hecha", "Hablé con tesorería.")


def test_se_publica_una_escalera_y_se_ve_lo_que_habria_hecho(pagina, dia):
    hoja = pagina("jefatura_cobranzas")
    hoja.goto(reverse("control:escalera_nueva"))
    hoja.get_by_label("Rige desde").fill((dia + timedelta(days=3)).isoformat())
    hoja.get_by_label("Por qué se cambia").fill("Acuerdo del comité")
    hoja.locator("summary", has_text="Visita de coordinación").click()
    hoja.locator("[name=pasos-2-dias]").fill("20")
    hoja.get_by_role("button", name="Publicar la escalera").click()
    hoja.locator("#mensajes", has_text="Publicaste la versión 2, con 4 pasos").wait_for()
    hoja.get_by_text("Con 1 día controlado").wait_for()
    assert Escalera.objects.get(version=2).peldanos.get(clave="visita").dias == 20
