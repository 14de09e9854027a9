"""Hablar con el cliente en el navegador: crear su contacto, escribirle, ver el rebote y anotar una llamada."""

import re

import pytest
from playwright.sync_api import expect

from config.comun.correo.tasks import enviar_pendientes
from config.comun.parametros.models import Parametro
from principales.comunicaciones.models import Comunicacion, CorreoEntrante
from principales.comunicaciones.tasks import leer_buzon
from tests.fabricas.comunicaciones import EN, contacto, medio, rebote
from tests.fabricas.directorio import cliente_con_zona

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servicios]
TELEFONO = {"width": 390, "height": 800}


@pytest.fixture(autouse=True)
def _a_cualquier_hora(transactional_db):
    """La batería corre también de noche y en domingo."""
    a_toda_hora = {"hora_desde": 0, "hora_hasta": 24, "dias_semana": [1, 2, 3, 4, 5, 6, 7], "en_feriados": True}
    for clave, valor in a_toda_hora.items():
        Parametro.objects.filter(clave=f"contactos_{clave}").update(valor=valor)


def test_se_crea_un_contacto_se_le_escribe_llega_el_correo_y_vuelve_el_rebote(
    pagina, smtp, imap, settings, sin_faltas_de_accesibilidad
):
    de = cliente_con_zona("HOTEL COSTA")
    hoja = pagina("equipo_pc", zonas=["NORTE"])
    hoja.goto(f"/padron/clientes/{de.pk}/?pestana=directorio")
    hoja.get_by_role("link", name="Nuevo contacto").click()
    hoja.get_by_label("Nombre").fill("Milagros Peña")
    hoja.get_by_label("Teléfono o correo").nth(0).fill("milagros@hotel.pe")
    hoja.get_by_role("button", name="Guardar contacto").click()
    expect(hoja.locator("#mensajes").get_by_text("Contacto guardado: Milagros Peña.")).to_be_visible()

    hoja.goto(f"/padron/clientes/{de.pk}/?pestana=comunicaciones")
    hoja.get_by_role("link", name="Escribir correo").click()
    hoja.get_by_role("link", name="Estado de cuenta").click()
    expect(hoja.get_by_label("Asunto")).to_have_value(re.compile("^Estado de cuenta al .* - HOTEL COSTA$"))
    hoja.get_by_label("Texto").fill("Estimada Milagros: va su estado de cuenta. {{ settings.SECRET_KEY }}")
    previa = hoja.get_by_role("region", name="Cómo llegará")
    expect(previa.get_by_text("Estimada Milagros: va su estado de cuenta.")).to_be_visible()
    sin_faltas_de_accesibilidad(hoja)
    hoja.get_by_role("button", name="Enviar correo").click()
    expect(hoja.locator("#mensajes").get_by_text("Correo en camino a milagros@hotel.pe.")).to_be_visible()

    enviar_pendientes()
    (llegado,) = smtp.mensajes
    assert llegado["To"] == "milagros@hotel.pe"
    assert llegado.get_body(("plain",)).get_content().strip().endswith("{{ settings.SECRET_KEY }}")
    assert [a.get_content_type() for a in llegado.iter_attachments()] == ["application/pdf"]

    imap.entregar(rebote(llegado["Message-ID"], a="milagros@hotel.pe"))
    settings.BUZON_URL = imap.url()
    leer_buzon()
    hoja.goto(f"/padron/clientes/{de.pk}/?pestana=comunicaciones")
    expect(hoja.get_by_text("rebotó")).to_be_visible()
    sin_faltas_de_accesibilidad(hoja)
    hoja.get_by_role("link", name=re.compile("^Correo: Estado de cuenta")).click()
    expect(hoja.get_by_text(re.compile("No llegó: rebotó el .* 5.1.1"))).to_be_visible()
    hoja.goto(f"/comunicaciones/cliente/{de.pk}/correo/")
    expect(hoja.get_by_text("No hay un correo que sirva en su directorio.")).to_be_visible()


def test_en_el_telefono_una_llamada_se_anota_en_tres_toques_y_se_deshace(pagina, sin_faltas_de_accesibilidad):
    de = cliente_con_zona("HOTEL COSTA")
    celular = medio(contacto(de), "+51987654321")
    hoja = pagina("equipo_pc", zonas=["NORTE"], viewport=TELEFONO, has_touch=True)
    hoja.goto(f"/padron/clientes/{de.pk}/?pestana=comunicaciones")
    hoja.get_by_role("link", name="Registrar gestión").first.tap()  # 1
    expect(hoja.get_by_role("radio", name=re.compile("Ana Paredes"))).to_be_checked()
    expect(hoja.get_by_role("link", name="987 654 321")).to_have_attribute("href", "tel:+51987654321")
    assert hoja.evaluate("document.documentElement.scrollWidth") <= 390
    sin_faltas_de_accesibilidad(hoja)
    hoja.get_by_role("radio", name="Informado, sin compromiso").tap()  # 2
    hoja.get_by_role("button", name="Guardar gestión").tap()  # 3
    expect(hoja.locator("#mensajes").get_by_text("Gestión guardada: llamada, informado")).to_be_visible()
    hecha = Comunicacion.objects.get()
    assert (hecha.medio, hecha.canal, hecha.resultado.clave) == (celular, "llamada", "informado")
    hoja.get_by_role("button", name="Deshacer").tap()
    expect(hoja.locator("#mensajes").get_by_text("Deshecho: la gestión quedó anulada.")).to_be_visible()


def test_con_el_teclado_un_digito_elige_en_que_quedo(pagina):
    de = cliente_con_zona("HOTEL COSTA")
    medio(contacto(de), "+51987654321")
    hoja = pagina("equipo_pc")
    hoja.goto(f"/comunicaciones/cliente/{de.pk}/registrar/")
    hoja.keyboard.press("3")
    expect(hoja.get_by_role("radio", name="Pidió que le llamemos después")).to_be_checked()
    expect(hoja.get_by_label("Siguiente paso para el")).not_to_have_value("")
    hoja.keyboard.press("Control+Enter")
    expect(hoja.locator("#mensajes").get_by_text("Gestión guardada: llamada, pidió que le llamemos")).to_be_visible()


def test_las_paginas_de_comunicaciones_caben_en_el_telefono_y_no_tienen_faltas(pagina, sin_faltas_de_accesibilidad):
    de = cliente_con_zona("HOTEL COSTA")
    medio(contacto(de), "contabilidad-y-administracion@hotel-costa.pe")
    entrante = CorreoEntrante.objects.create(
        mensaje_id="<1@x>", de="nadie@otra.pe", asunto="Consulta", recibido_en=EN, leido_en=EN, estado="por_archivar"
    )
    hoja = pagina("jefatura_cobranzas", viewport=TELEFONO)
    for ruta in (
        "/comunicaciones/", f"/comunicaciones/cliente/{de.pk}/correo/", "/comunicaciones/recibidos/",
        f"{entrante.get_absolute_url()}?q=hotel", "/comunicaciones/resultados/", "/comunicaciones/resultados/nuevo/",
        "/comunicaciones/plantillas/nueva/", f"/comunicaciones/cliente/{de.pk}/registrar/?canal=whatsapp",
    ):  # fmt: skip
        assert hoja.goto(ruta).status == 200, ruta
        hoja.wait_for_load_state("networkidle")
        assert hoja.evaluate("document.documentElement.scrollWidth") <= 390, ruta
        sin_faltas_de_accesibilidad(hoja)
