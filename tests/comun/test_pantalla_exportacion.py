"""CSV y XLSX: exactamente lo filtrado, en su orden, sin fórmulas y sin cargarlo todo."""

import csv
import io

import openpyxl
import pytest

from config.comun.pantalla import exportar
from config.comun.usuarios.models import Zona
from tests.fabricas.comun import usuario, zona

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.comun.pantallas")]
PELIGROSOS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"]


@pytest.fixture(autouse=True)
def _admin(client):
    client.force_login(usuario("administracion"), backend="django.contrib.auth.backends.ModelBackend")


def leer_csv(respuesta):
    texto = b"".join(respuesta.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(texto, newline="")))


def leer_xlsx(respuesta):
    libro = openpyxl.load_workbook(io.BytesIO(b"".join(respuesta.streaming_content)))
    return [[celda.value for celda in fila] for fila in libro.active.iter_rows()]


@pytest.mark.parametrize("ruta", ["/prueba/", "/prueba/directa/"])
def test_el_csv_lleva_todo_lo_filtrado_en_el_orden_de_la_pantalla(client, ruta):
    Zona.objects.bulk_create([Zona(codigo=f"Z{n:03}", nombre=f"Zona {n}") for n in range(70)])
    zona("FUERA", "Fuera")
    filas = leer_csv(client.get(f"{ruta}?q=Z0&orden=-codigo&exportar=csv&pagina=2"))
    assert filas[0][:2] == ["Código", "Nombre"]
    assert [f[0] for f in filas[1:]] == [f"Z{n:03}" for n in reversed(range(70))]


@pytest.mark.parametrize("ruta", ["/prueba/", "/prueba/directa/"])
@pytest.mark.parametrize("texto", PELIGROSOS)
def test_en_csv_lo_que_parece_formula_queda_como_texto(client, ruta, texto):
    zona("UNICA", texto)
    assert leer_csv(client.get(f"{ruta}?q=UNICA&exportar=csv"))[1][1] == f"'{texto}"


@pytest.mark.parametrize("texto", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_en_xlsx_lo_que_parece_formula_es_una_celda_de_texto(client, texto):
    zona("UNICA", texto)
    respuesta = client.get("/prueba/directa/?q=UNICA&exportar=xlsx")
    libro = openpyxl.load_workbook(io.BytesIO(b"".join(respuesta.streaming_content)))
    celda = libro.active["B2"]
    assert (celda.value, celda.data_type) == (texto, "s")


def test_los_numeros_salen_como_numeros_y_los_botones_no_salen(client):
    unica = zona("UNICA", "Única")
    filas = leer_xlsx(client.get("/prueba/?q=UNICA&exportar=xlsx"))
    assert filas == [["Código", "Nombre", "Saldo", "Doble"], ["UNICA", "Única", unica.pk, unica.pk]]


def test_demasiadas_filas_para_excel_se_piden_en_csv(client, monkeypatch):
    monkeypatch.setattr(exportar, "MAXIMO_XLSX", 2)
    Zona.objects.bulk_create([Zona(codigo=f"Z{n}", nombre="x") for n in range(3)])
    respuesta = client.get("/prueba/?q=Z&exportar=xlsx", follow=True)
    assert respuesta.redirect_chain[0][0] == "/prueba/?q=Z"
    assert "descárgalas en CSV" in respuesta.content.decode()


def test_un_formato_inventado_es_un_pedido_malo(client):
    assert client.get("/prueba/?exportar=exe").status_code == 400


def test_exportar_pide_el_permiso_de_la_lista(client):
    client.force_login(usuario(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/prueba/?exportar=csv").status_code == 403
