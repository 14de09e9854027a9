"""El papel que se firma: dice lo que se guardó, se lee con lector de pantalla y aguanta nombres raros."""

import datetime as dt
import shutil
import subprocess
from decimal import Decimal

import outloud
import pytest
import time_machine

from cobranzas.compromisos import documento
from cobranzas.compromisos.documento import pdf_del_convenio
from cobranzas.compromisos.tasks import juzgar_pendiente
from config.comun.parametros.models import Parametro
from tests.fabricas.cobranzas import AL, dia, pagos_al_dia, principal, recibo
from tests.fabricas.compromisos import estado, firmar, preparar, prometer
from tests.fabricas.seleccion import suministro

pytestmark = pytest.mark.django_db
necesita_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="falta poppler-utils")


def leer(pdf: bytes) -> str:
    salida = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return " ".join(salida.decode().replace("\xa0", " ").split())


@necesita_poppler
def test_dice_las_partes_la_deuda_en_letras_los_recibos_y_las_cuotas():
    cual = recibo(principal(nombre="HOTEL <b>DEL</b> SOL & HIJOS"), vence=dia(-30), total="21001.50")
    dicho = leer(pdf_del_convenio(preparar(cual, inicial="6000.00", cuotas=2), al=AL))
    assert "HOTEL <b>DEL</b> SOL & HIJOS" in dicho
    assert "representado por ROSA QUISPE, con documento 45678912" in dicho
    assert "S/ 21,001.50 (Veintiún mil uno con 50/100 soles)" in dicho
    assert cual.numero in dicho
    assert dicho.count("S/ 7,500.75") == 2
    assert "Interés" not in dicho


@necesita_poppler
def test_con_interes_lo_cobra_aparte_y_las_cuotas_de_capital_no_cambian():
    Parametro.objects.filter(clave="convenio_interes_mensual_pct").update(valor="1.50")
    convenio = preparar(recibo(principal(), vence=dia(-30), total="1000.00"), inicial="400.00", cuotas=3)
    assert [c.capital for c in convenio.cuotas.all()] == [Decimal(n) for n in ("400.00", "200.00", "200.00", "200.00")]
    assert [c.interes for c in convenio.cuotas.all()] == [Decimal(n) for n in ("0.00", "9.00", "6.00", "3.00")]
    dicho = leer(pdf_del_convenio(convenio, al=AL))
    assert "El interés es de 1.50 % por mes sobre el capital por pagar" in dicho
    assert "S/ 1,018.00" in dicho


@necesita_poppler
def test_con_muchos_recibos_los_junta_por_suministro_y_los_nombra_a_todos(monkeypatch):
    monkeypatch.setattr(documento, "TOPE_FILAS", 3)
    quien = principal()
    otro = suministro(quien)
    recibos = [recibo(de, vence=dia(-n), total="10.00") for de in (quien, otro) for n in (20, 40)]
    dicho = leer(pdf_del_convenio(preparar(*recibos, inicial="10.00"), al=AL))
    assert all(r.numero in dicho for r in recibos)
    assert dicho.count("S/ 20.00") == 2


def test_cumple_pdf_ua_segun_un_verificador_independiente(tmp_path):
    ruta = tmp_path / "convenio.pdf"
    ruta.write_bytes(pdf_del_convenio(preparar(recibo(principal(), vence=dia(-30)), inicial="30.00"), al=AL))
    assert [h for h in outloud.check(str(ruta)).findings if h.severity in ("error", "warning")] == []


def test_la_tarea_de_la_madrugada_juzga_hasta_hoy_y_repetida_no_cambia_nada():
    quien = principal()
    promesa = prometer(recibo(quien, vence=dia(-30)), pagos=[(4, "50.00")])
    convenio = firmar(preparar(recibo(quien, vence=dia(-20)), inicial="30.00"))
    pagos_al_dia(dia(19))
    for _ in range(2):
        with time_machine.travel(dt.datetime(2026, 5, 20, 10, tzinfo=dt.UTC), tick=False):
            juzgar_pendiente()
        assert (estado(promesa)[0], estado(convenio)[0]) == ("incumplida", "roto")
