"""Cierres en pantalla: cada cifra abre exactamente su lista."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.fabricas.comun import usuario
from tests.fabricas.reportes import ABRIL, cierre, cliente

pytestmark = pytest.mark.django_db
PAGINAS = ["/cierres/", "/cierres/2026-04/", "/cierres/2026-04/clientes/", "/tablero/", "/indicadores/", "/informes/"]


@pytest.fixture
def abril():
    norte, sur = cliente(1), cliente(2, de="SUR", categoria="ESTATAL")
    return cierre(deudas={norte: "0", sur: "250.50"})


@pytest.fixture
def gerente(client):
    client.force_login(usuario("gerencia"))
    return client


@pytest.mark.parametrize("pagina", PAGINAS)
def test_sin_sesion_se_va_al_ingreso(client, abril, pagina):
    respuesta = client.get(pagina)
    assert respuesta.status_code == 302
    assert respuesta.url.startswith(reverse("usuarios:entrar"))


@pytest.mark.parametrize("pagina", PAGINAS)
def test_un_rol_sin_permiso_no_entra(client, abril, pagina):
    client.force_login(usuario("operativa_zonal"))
    assert client.get(pagina).status_code == 403


@pytest.mark.parametrize("pagina", PAGINAS)
def test_gerencia_abre_la_pagina(gerente, abril, pagina):
    assert gerente.get(pagina).status_code == 200


def test_el_numerador_y_el_denominador_abren_listas_con_esa_cantidad(gerente, abril):
    lista = reverse("cierres:clientes", args=[abril])
    assert gerente.get(f"{lista}?contar=1").content.decode() == "2 clientes"
    assert gerente.get(f"{lista}?sin_deuda=true&contar=1").content.decode() == "1 cliente"
    assert gerente.get(f"{lista}?sin_deuda=false&contar=1").content.decode() == "1 cliente"


def test_quien_tiene_una_zona_ve_solo_sus_clientes_y_sus_cifras(client, abril):
    client.force_login(usuario("equipo_pc", zonas=["SUR"]))
    lista = client.get("/cierres/2026-04/clientes/").content.decode()
    assert "Cliente 2" in lista
    assert "Cliente 1" not in lista
    ficha = client.get("/cierres/2026-04/").context["cifras"]
    assert [z.nombre for z in ficha.zonas] == ["Zona Sur"]


def test_la_lista_de_la_empresa_entera_no_la_baja_quien_tiene_una_zona(client, abril):
    client.force_login(usuario("equipo_pc", zonas=["SUR"]))
    assert client.get("/cierres/2026-04/clientes-empresa/").status_code == 403


def test_la_lista_de_la_empresa_entera_se_baja_tal_como_se_guardo(gerente, abril):
    respuesta = gerente.get("/cierres/2026-04/clientes-empresa/")
    assert b"".join(respuesta.streaming_content) == b"lista"


@pytest.mark.parametrize("mes", ["2026-13", "abril", "2030-01"])
def test_un_mes_que_no_existe_no_es_una_falla(gerente, abril, mes):
    assert gerente.get(f"/cierres/{mes}/").status_code == 404


def test_las_partes_suman_el_total(gerente, abril):
    cifras = gerente.get("/cierres/2026-04/").context["cifras"]
    for partes in (cifras.zonas, cifras.categorias):
        assert sum(p.principales for p in partes) == abril.principales
        assert sum(p.sin_deuda for p in partes) == abril.sin_deuda


def test_solo_jefatura_ve_el_boton_de_cerrar(client, abril):
    client.force_login(usuario("jefatura_cobranzas"))
    assert "Cerrar un mes" in client.get("/cierres/").content.decode()
    client.force_login(usuario("gerencia"))
    assert "Cerrar un mes" not in client.get("/cierres/").content.decode()
    assert client.post("/cierres/cerrar/", {"periodo": "2026-03"}).status_code == 403


def test_cerrar_un_mes_que_no_termina_se_explica_sin_borrar_lo_escrito(client):
    client.force_login(usuario("jefatura_cobranzas"))
    respuesta = client.post("/cierres/cerrar/", {"periodo": "2090-01"})
    assert respuesta.status_code == 422
    assert "todavía no llega" in respuesta.content.decode()
    assert "2090-01" in respuesta.content.decode()


@pytest.mark.parametrize("pagina", ["/cierres/2026-04/clientes/", "/cierres/2026-04/", "/tablero/"])
def test_las_mismas_consultas_con_3_y_con_300_clientes(gerente, pagina):
    clientes = [cliente(n) for n in range(300)]
    cierre(deudas=dict.fromkeys(clientes[:3], "10"))
    with CaptureQueriesContext(connection) as pocas:
        gerente.get(pagina)
    cierre(dt.date(2026, 5, 1), deudas=dict.fromkeys(clientes, "10"))
    with CaptureQueriesContext(connection) as muchas:
        gerente.get(pagina.replace("2026-04", "2026-05"))
    assert len(muchas) == len(pocas) <= 15


def test_el_tablero_sin_cierres_dice_que_falta(gerente):
    assert "Aún no hay meses cerrados" in gerente.get("/tablero/").content.decode()


def test_el_tablero_filtra_por_zona_y_sus_enlaces_llevan_el_filtro(gerente, abril):
    sur = abril.clientes.get(vencido__gt=0).zona
    pagina = gerente.get(f"/tablero/?mes={ABRIL:%Y-%m}&zona={sur.pk}")
    assert pagina.context["t"].actual.principales == 1
    assert f"sin_deuda=false&amp;zona={sur.pk}" in pagina.content.decode()


def test_un_filtro_que_no_existe_se_ignora(gerente, abril):
    assert gerente.get("/tablero/?mes=x&zona=99999&categoria=Z").status_code == 200
