"""Prometer y convenir como en la oficina: en la computadora y en el teléfono."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from cartera.cuentas.models import Recibo
from cobranzas.compromisos import services
from cobranzas.compromisos.models import Convenio, Promesa
from config.comun.calendario.reloj import hoy
from tests.fabricas.cobranzas import pagar, pagos_al_dia, principal, recibo
from tests.fabricas.compromisos import PDF

pytestmark = pytest.mark.django_db(transaction=True)
TELEFONO = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def cliente():
    """Debe dos recibos: S/ 700.00 y S/ 300.00, vencidos hace 60 y 30 días."""
    quien = principal(nombre="HOTEL DEL SOL SAC", desde=hoy().replace(day=1))
    for atras, total in ((60, "700.00"), (30, "300.00")):
        recibo(quien, vence=hoy() - dt.timedelta(days=atras), total=total)
    return quien


def test_se_promete_un_recibo_se_convienen_los_demas_y_el_pago_decide(
    pagina, cliente, sin_faltas_de_accesibilidad, tmp_path
):
    p = pagina("jefatura_cobranzas")
    p.goto(f"/padron/clientes/{cliente.pk}/?pestana=compromisos")
    p.get_by_role("link", name="Registrar promesa").click()
    sin_faltas_de_accesibilidad(p)
    p.get_by_label(re.compile(r"700\.00")).uncheck()
    p.get_by_role("button", name="Guardar promesa").click()
    expect(p.locator(".alert", has_text="Promesa guardada: S/ 300.00")).to_be_visible()
    expect(p.locator("#cuenta-compromisos")).to_have_text("1")
    p.get_by_role("link", name="Ver la promesa").click()
    sin_faltas_de_accesibilidad(p)

    p.goto(f"/compromisos/cliente/{cliente.pk}/convenir/")
    p.get_by_label("Cuota inicial (S/)").fill("100")
    p.get_by_role("button", name="Simular el plan").click()
    expect(p.locator("#errores")).to_contain_text("La inicial va de S/ 140.00")
    sin_faltas_de_accesibilidad(p)
    p.get_by_label("Cuota inicial (S/)").fill("200")
    p.get_by_role("button", name="Simular el plan").click()
    expect(p.locator("#plan-titulo")).to_contain_text("Plan por S/ 700.00")
    p.get_by_role("link", name="Revisar este plan").click()
    p.get_by_label("Quién firma por el cliente").fill("Rosa Quispe")
    p.get_by_label("Su documento").fill("45678912")
    sin_faltas_de_accesibilidad(p)
    p.get_by_role("button", name="Preparar convenio").click()
    p.get_by_role("link", name="Subir el firmado").click()
    papel = tmp_path / "firmado.pdf"
    papel.write_bytes(PDF)
    p.get_by_label("Convenio firmado").set_input_files(papel)
    p.get_by_role("button", name=re.compile("Poner en vigor")).click()
    expect(p.locator(".alert", has_text="1 recibo sale de cobranza")).to_be_visible()
    sin_faltas_de_accesibilidad(p)

    promesa, convenio = Promesa.objects.get(), Convenio.objects.get()
    pagar(promesa.recibos.get().recibo, "120.00", el=hoy())
    limite = max(promesa.hasta, convenio.cuotas.get(numero=0).limite_el)
    pagos_al_dia(limite)
    services.juzgar(al=limite + dt.timedelta(days=1))
    p.goto(promesa.get_absolute_url())
    expect(p.locator("main").get_by_text("Cumplida en parte").first).to_be_visible()
    expect(p.locator("main")).to_contain_text(re.compile(r"Llegó a tiempo\s*S/\s120\.00"))
    p.goto(convenio.get_absolute_url())
    expect(p.locator("main .badge", has_text="Roto").first).to_be_visible()
    assert sum(r.exigible for r in Recibo.objects.all()) == 880


def test_en_el_telefono_se_promete_con_el_pulgar_y_nada_se_sale(pagina, cliente, sin_faltas_de_accesibilidad):
    p = pagina("equipo_pc", **TELEFONO)
    p.goto(f"/compromisos/cliente/{cliente.pk}/prometer/")
    boton = p.get_by_role("button", name="Guardar promesa")
    assert boton.bounding_box()["y"] < 844
    sin_faltas_de_accesibilidad(p)
    boton.click()
    expect(p.locator(".alert", has_text="Promesa guardada: S/ 1,000.00")).to_be_visible()
    for url in ("/compromisos/", Promesa.objects.get().get_absolute_url(), "/compromisos/convenios/"):
        p.goto(url)
        assert p.evaluate("document.documentElement.scrollWidth") <= 390, url
        sin_faltas_de_accesibilidad(p)
