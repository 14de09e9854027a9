"""PDF/UA: etiquetado, con título, idioma, numeración y sin leer nada de fuera."""

import shutil
import subprocess
from io import BytesIO

import outloud
import pikepdf
import pytest
from django.core.exceptions import SuspiciousFileOperation
from PIL import Image

from config.comun.archivos.services import guardar
from config.comun.graficos import Serie, barras, lineas
from config.comun.pdf.services import RecursoNegado, Recursos, html_a_pdf, url_archivo

pytestmark = pytest.mark.django_db


def documento(cuerpo):
    return f'<!doctype html><html lang="es-PE"><head></head><body><h1>Informe</h1>{cuerpo}</body></html>'


def texto(pdf):
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def informacion(pdf):
    salida = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return {k: v.strip() for k, _, v in (linea.partition(":") for linea in salida.splitlines())}


necesita_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="falta poppler-utils")


@necesita_poppler
def test_es_a4_etiquetado_con_titulo_y_paginas_numeradas():
    pdf = html_a_pdf(documento("<p>uno</p><p style='break-before:page'>dos</p>"), titulo="Informe <abril> & más")
    info = informacion(pdf)
    assert info["Title"] == "Informe <abril> & más"
    assert info["Tagged"] == "yes"
    assert "A4" in info["Page size"]
    assert info["Pages"] == "2"
    assert "Página 1 de 2" in texto(pdf)
    with pikepdf.open(BytesIO(pdf)) as abierto:
        assert str(abierto.Root.Lang) == "es-PE"


def test_cumple_pdf_ua_segun_un_verificador_independiente(tmp_path):
    tabla = (
        "<table><thead><tr><th>Mes</th><th>S/</th></tr></thead>"
        "<tbody><tr><th>ene</th><td>4.00</td></tr></tbody></table>"
    )
    grafico = lineas(titulo="Deuda", descripcion="De enero a marzo", etiquetas=["e", "f"], series=[Serie("S/", [1, 2])])
    ruta = tmp_path / "informe.pdf"
    ruta.write_bytes(html_a_pdf(documento(f"<h2>Deuda</h2>{tabla}{grafico.svg}"), titulo="Informe de gestión de abril"))
    resultado = outloud.check(str(ruta))
    assert [h for h in resultado.findings if h.severity in ("error", "warning")] == []
    with pikepdf.open(ruta) as abierto:
        assert b"pdfuaid:part" in abierto.Root.Metadata.read_bytes()


@necesita_poppler
def test_las_letras_del_castellano_y_los_signos_se_leen():
    pdf = html_a_pdf(documento("<p>Ñandú pingüino 1,250 m³ S/ 4.00 — “á” → ≥</p>"), titulo="x")
    assert "Ñandú pingüino 1,250 m³ S/ 4.00 — “á” → ≥" in texto(pdf)
    fuentes = subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    familias = [linea.split()[0] for linea in fuentes.splitlines()[2:]]
    assert familias
    assert all("Casa" in f for f in familias), familias


@necesita_poppler
def test_un_grafico_va_como_vector_con_su_texto():
    grafico = barras(titulo="Consumo", etiquetas=["ene", "feb"], series=[Serie("m³", [1250, 90])])
    pdf = html_a_pdf(documento(grafico.svg), titulo="x")
    assert "ene" in texto(pdf)
    imagenes = subprocess.run(["pdfimages", "-list", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert len(imagenes.splitlines()) == 2


@necesita_poppler
def test_el_logo_guardado_sale_en_el_pdf():
    salida = BytesIO()
    Image.new("RGB", (8, 8), "navy").save(salida, "PNG")
    logo = guardar(nombre="logo.png", contenido=salida.getvalue(), tipo_mime="image/png")
    pdf = html_a_pdf(documento(f'<img src="{url_archivo(logo)}" alt="Logo">'), titulo="x")
    imagenes = subprocess.run(["pdfimages", "-list", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert len(imagenes.splitlines()) == 3


def test_un_html_sin_cabecera_se_rechaza():
    with pytest.raises(ValueError, match="<head>"):
        html_a_pdf("<p>x</p>", titulo="x")


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/",
        "https://example.com/x.png",
        "file:///etc/passwd",
        "interno:/static/../../config/settings.py",
        "interno:/fuente/../services.py",
        "interno:/fuente/..%2Fservices.py",
        "interno:/archivo/../1",
        "interno:/otra/cosa",
        "ftp://x/y",
    ],
)
def test_no_lee_nada_de_la_red_ni_del_disco(url):
    with pytest.raises((RecursoNegado, SuspiciousFileOperation, OSError)):
        Recursos(allowed_protocols=("data",)).fetch(url)


def test_un_documento_que_no_existe_no_rompe_el_pdf():
    assert html_a_pdf(documento('<img src="interno:/archivo/999999" alt="x">'), titulo="x").startswith(b"%PDF")
