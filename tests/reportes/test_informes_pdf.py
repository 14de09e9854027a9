"""El PDF del mes y su correo: lo que dice, que se pueda leer en voz alta y que llegue una vez."""

import datetime as dt

import outloud
import pymupdf
import pytest
from django.utils import timezone

from config.comun.archivos.services import abrir
from config.comun.correo.tasks import enviar_pendientes
from config.comun.parametros.models import Empresa
from reportes.informes.dibujo import dibujar
from reportes.informes.selectors import contenido
from reportes.informes.services import emitir
from tests.fabricas.comun import usuario
from tests.fabricas.reportes import cierre, cliente

pytestmark = pytest.mark.django_db


@pytest.fixture
def mayo():
    Empresa.objects.update(nombre="EPS de Prueba S.A.", destinatarios_informe=["gerencia@eps.example"])
    clientes = [
        cliente(n, de="NORTE" if n % 2 else "SUR", categoria="ESTATAL" if n % 3 else "COMERCIAL") for n in range(30)
    ]
    cierre(dt.date(2026, 4, 1), deudas=dict.fromkeys(clientes, "10"))
    return cierre(dt.date(2026, 5, 1), deudas={c: f"{n * 100}.25" if n else "0" for n, c in enumerate(clientes)})


@pytest.fixture
def pdf(mayo, tmp_path):
    ruta = tmp_path / "informe.pdf"
    ruta.write_bytes(dibujar(contenido(mayo)))
    return ruta


def texto(ruta) -> str:
    with pymupdf.open(ruta) as documento:
        return "\n".join(pagina.get_text() for pagina in documento).replace("\u00a0", " ")


def test_dice_de_quien_es_hasta_cuando_cuenta_y_los_indicadores(pdf):
    leido = texto(pdf)
    for frase in ("EPS de Prueba S.A.", "mayo de 2026", "jue 28 may 2026", "30.00 %", "3.33 %", "S/ 43,507.25"):
        assert frase in leido


def test_las_mayores_deudas_van_de_mas_a_menos(pdf):
    leido = texto(pdf)
    assert leido.index("Cliente 29") < leido.index("Cliente 28") < leido.index("Cliente 11")
    assert "S/ 2,900.25" in leido


def test_numera_sus_paginas_y_es_a4(pdf):
    with pymupdf.open(pdf) as documento:
        assert documento[0].rect.width == pytest.approx(595.3, abs=1)
        assert f"Página 1 de {len(documento)}" in documento[0].get_text()


def test_los_graficos_son_vectores_y_no_imagenes(pdf):
    with pymupdf.open(pdf) as documento:
        assert not any(pagina.get_images() for pagina in documento)
        assert len(documento[0].get_drawings()) > 20


def test_el_verificador_de_pdf_ua_no_encuentra_errores(pdf):
    faltas = [h for h in outloud.check(str(pdf)).findings if h.severity == "error"]
    assert faltas == []


def test_con_un_solo_mes_no_dibuja_tendencia():
    informe = contenido(cierre(deudas={cliente(1): "0"}))
    assert b"%PDF" in dibujar(informe)[:8]


def test_un_nombre_con_marcas_sale_como_se_escribio(mayo):
    mayo.clientes.order_by("-vencido").first().cliente.__class__.objects.filter(nombre="Cliente 29").update(
        nombre="<b>Juan & Co</b>"
    )
    ruta = dibujar(contenido(mayo))
    with pymupdf.open(stream=ruta) as documento:
        assert "<b>Juan & Co</b>" in "\n".join(p.get_text() for p in documento)


def test_llega_una_vez_al_buzon_con_el_pdf_adjunto(mayo, smtp):
    informe = emitir(cierre=mayo, ahora=timezone.now())
    for _ in range(2):
        emitir(cierre=mayo, ahora=timezone.now())
        enviar_pendientes()
    (mensaje,) = smtp.mensajes
    assert mensaje["To"] == "gerencia@eps.example"
    (adjunto,) = mensaje.iter_attachments()
    with abrir(informe.archivo) as guardado:
        assert adjunto.get_content() == guardado.read()
    assert adjunto.get_filename() == "informe-principales-2026-05.pdf"


def test_el_archivo_de_informes_abre_el_pdf_que_se_envio(client, mayo):
    emitir(cierre=mayo, ahora=timezone.now())
    client.force_login(usuario("gerencia"))
    assert "mayo de 2026" in client.get("/informes/").content.decode()
    respuesta = client.get("/informes/2026-05.pdf")
    assert respuesta["Content-Type"] == "application/pdf"
    assert client.get("/informes/2026-06.pdf").status_code == 404
    assert client.get("/informes/cualquiera.pdf").status_code == 404
