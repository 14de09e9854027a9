"""La guía de pago: lo que dice, su código leído de vuelta y la frescura que detiene la cobranza (manual 6.3.12)."""

import datetime as dt
import io
import shutil
import subprocess

import outloud
import pytest
import zxingcpp
from PIL import Image

from cartera.bancos import guia, selectors
from cartera.bancos.models import Banco
from tests.fabricas.bancos import Abono, cargar, cuenta, perfil_delimitado, perfil_fijo
from tests.fabricas.comun import usuario
from tests.fabricas.cuentas import cargar as cargar_archivo
from tests.fabricas.cuentas import dia, fila_recibo, hotel_del_mar
from tests.fabricas.seleccion import suministro

pytestmark = pytest.mark.django_db
AL = dia(60)
necesita_poppler = pytest.mark.skipif(not shutil.which("pdftoppm"), reason="falta poppler-utils")


@pytest.fixture
def casa():
    """«A001» debe R1 (vencido) y R2 (por vencer) al día 60."""
    return hotel_del_mar()


def test_la_guia_suma_lo_que_se_le_debe_cobrar_y_separa_lo_de_otras_zonas(casa):
    otra = suministro(casa.cliente, codigo="B001", en="SUR")
    cargar_archivo("recibos", fila_recibo("S1", otra.codigo, "30.00", emitido=1, vence=20))
    todo = selectors.guia_de_pago(cliente=casa.cliente, al=AL)
    assert (todo.deuda, todo.vencido) == (230, 230)  # R1, R2 y S1: el de 80 aún no se emite
    assert [r.numero for r in todo.recibos] == ["R1", "S1", "R2"]
    suyo = selectors.guia_de_pago(cliente=casa.cliente, al=AL, user=usuario("operativa_zonal", zonas=["SUR"]))
    assert [r.numero for r in suyo.recibos] == ["S1"]
    assert suyo.cuenta.otras.exigible == 200


@necesita_poppler
def test_el_codigo_impreso_se_lee_y_dice_cuenta_referencia_e_importe(casa):
    de = cuenta()
    pdf = guia.pdf_de_guia(selectors.guia_de_pago(cliente=casa.cliente, al=AL, cuenta=de))
    hoja = subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-f", "1", "-l", "1", "-"], input=pdf, capture_output=True, check=True
    ).stdout
    (codigo,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(hoja)))
    assert de.numero in codigo.text
    assert f"CCI {de.cci}" in codigo.text
    assert "Suministro A001" in codigo.text
    assert "Importe S/ 200.00 al 01/03/2026" in codigo.text


@necesita_poppler
def test_la_guia_pasa_el_verificador_y_trae_cada_recibo(casa, tmp_path):
    cuenta()
    ruta = tmp_path / "guia.pdf"
    ruta.write_bytes(guia.pdf_de_guia(selectors.guia_de_pago(cliente=casa.cliente, al=AL)))
    assert [h for h in outloud.check(str(ruta)).findings if h.severity in ("error", "warning")] == []
    texto = subprocess.run(["pdftotext", "-layout", str(ruta), "-"], capture_output=True, check=True).stdout.decode()
    for esperado in ("R1", "R2", "HOTEL DEL MAR", "200.00"):
        assert esperado in texto


def test_sin_cuentas_la_guia_se_puede_leer_igual(casa):
    g = selectors.guia_de_pago(cliente=casa.cliente, al=AL)
    assert g.elegida is None
    assert "R1" in guia.texto_de_guia(g)
    assert guia.pdf_de_guia(g).startswith(b"%PDF")


def test_el_texto_para_un_correo_no_lleva_html_ni_lo_interpreta(casa):
    cuenta(numero="1-1")
    casa.cliente.nombre = "<b>HOTEL</b> & CIA"
    texto = guia.texto_de_guia(selectors.guia_de_pago(cliente=casa.cliente, al=AL))
    assert "&amp;" not in texto


# --- frescura por banco ---------------------------------------------------------------------------
def frescura(al: dt.date) -> dict[str, tuple]:
    return {f.entidad: (f.hasta, f.dias, f.detiene) for f in selectors.frescura_por_banco(al=al)}


def test_cada_banco_tiene_su_fecha_y_detiene_el_que_pasa_de_su_tope(casa):
    cargar(perfil_fijo("BCP"), Abono("1", "10.00", recibo="R1", el=dt.date(2026, 1, 10)))
    Banco.objects.filter(clave="BCP").update(dias_frescura=3)
    hasta = selectors.frescura_por_banco(al=dt.date(2026, 6, 1))[0].hasta
    assert frescura(hasta + dt.timedelta(days=3))["BCP"] == (hasta, 3, False)
    assert frescura(hasta + dt.timedelta(days=4))["BCP"] == (hasta, 4, True)
    assert [b.entidad for b in selectors.bancos_que_detienen(al=hasta + dt.timedelta(days=4))] == ["BCP"]


def test_un_banco_que_no_se_exige_al_dia_se_ve_y_no_detiene(casa):
    cargar(perfil_fijo("BCP"), Abono("1", "10.00", recibo="R1"))
    Banco.objects.filter(clave="BCP").update(exige_al_dia=False)
    assert frescura(dt.date(2027, 1, 1))["BCP"][2] is False


def test_un_banco_con_cuenta_y_sin_pagos_se_lista_sin_fecha_y_no_detiene(casa):
    perfil_delimitado("BBVA")
    cuenta("BBVA", numero="0011-1")
    assert frescura(AL)["BBVA"] == (None, 0, False)
