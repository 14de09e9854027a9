"""Las páginas de bancos: quién entra, qué ve cada uno y que confirmar con el navegador cargue una sola vez."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cartera.bancos.choices import EstadoArchivo
from cartera.bancos.models import CanalPago, CuentaBancaria, Orientacion
from cartera.bancos.models_archivo import ArchivoBanco
from cartera.bancos.selectors import guia_de_pago
from cartera.cuentas.models import Pago
from config.comun.procesos.models import Proceso
from tests.fabricas.bancos import Abono, cargar, cuenta, fijo, perfil_fijo, revisar
from tests.fabricas.comun import usuario, zona
from tests.fabricas.cuentas import AHORA, hotel_del_mar

pytestmark = pytest.mark.django_db


@pytest.fixture
def casa():
    return hotel_del_mar()


@pytest.fixture
def archivo(casa):
    return revisar(perfil_fijo(), fijo(Abono("1", "40.00", recibo="R1")))


def url(nombre: str, archivo: ArchivoBanco) -> str:
    claves = {"archivo": archivo.pk, "avance": archivo.pk, "confirmar": archivo.pk, "descartar": archivo.pk}
    claves |= {"original": archivo.pk, "perfil": archivo.perfil_id, "banco": archivo.perfil.banco_id}
    return reverse(f"bancos:{nombre}", args=[claves[nombre]] if nombre in claves else [])


DE_CARGAR = ["archivos", "subir", "archivo", "avance", "confirmar", "descartar", "original", "hoy"]
DE_CATALOGO = ["perfiles", "nuevo_perfil", "perfil", "nueva_cuenta", "nuevo_canal", "nueva_facilidad", "nuevo_banco"]
DE_TODOS = ["cuentas", "canales", "facilidades", "bancos", "orientaciones", "frescura"]


@pytest.mark.parametrize("nombre", DE_CARGAR + DE_CATALOGO + DE_TODOS)
def test_quien_entra_a_cada_pagina(client, archivo, nombre):
    ruta = url(nombre, archivo)
    assert client.get(ruta).status_code == 302
    client.force_login(usuario())
    assert client.get(ruta).status_code == 403
    client.force_login(usuario("equipo_pc"))
    vedada = nombre in DE_CARGAR or nombre.startswith(("nuev", "perfil"))
    assert client.get(ruta).status_code in ((403,) if vedada and nombre != "perfiles" else (200, 403))
    client.force_login(usuario("cartera_clientes"))
    assert client.get(ruta).status_code == 200


@pytest.mark.parametrize("nombre", ["cliente_pagar", "orientar", "guia_pdf"])
def test_la_guia_solo_de_los_clientes_que_se_ven(client, casa, nombre):
    cuenta()
    ruta = reverse(f"bancos:{nombre}", args=[casa.cliente_id])
    assert client.get(ruta).status_code == 302
    client.force_login(usuario())
    assert client.get(ruta).status_code == 403
    client.force_login(usuario("operativa_zonal", "equipo_pc", zonas=["SUR"]))
    assert client.get(ruta).status_code in (200, 404)
    client.force_login(usuario("equipo_pc"))
    assert client.get(ruta).status_code == 200


def test_subir_ver_y_confirmar_con_el_navegador(client, casa, monkeypatch):
    lanzados: list[Proceso] = []
    monkeypatch.setattr("cartera.bancos.views.lanzar", lanzados.append)
    perfil = perfil_fijo()
    client.force_login(usuario("cartera_clientes"))
    contenido = fijo(Abono("1", "40.00", recibo="R1"))
    datos = {"perfil": perfil.pk, "archivo": SimpleUploadedFile("bcp.txt", contenido)}
    respuesta = client.post(reverse("bancos:subir"), datos)
    subido = ArchivoBanco.objects.get()
    assert respuesta.url == subido.get_absolute_url()
    assert "Todavía se está leyendo" in client.get(respuesta.url).content.decode()
    assert [p.tarea for p in lanzados] == ["cartera.bancos.revisar"]

    otra_vez = client.post(reverse("bancos:subir"), datos | {"archivo": SimpleUploadedFile("otro.txt", contenido)})
    assert otra_vez.status_code in (200, 422)
    assert ArchivoBanco.objects.count() == 1


def test_el_boton_dice_cuantos_pagos_y_el_segundo_clic_no_dobla(client, archivo, monkeypatch):
    lanzados: list[Proceso] = []
    monkeypatch.setattr("cartera.bancos.views.lanzar", lanzados.append)
    client.force_login(usuario("cartera_clientes"))
    assert "Cargar 1 pago" in client.get(archivo.get_absolute_url()).content.decode()
    ruta = reverse("bancos:confirmar", args=[archivo.pk])
    assert client.post(ruta, {}).status_code == 302
    segundo = client.post(ruta, {})
    assert segundo.status_code == 422
    assert "no hay nada que decidir" in segundo.content.decode() or "decidió antes" in segundo.content.decode()
    assert len(lanzados) == 1
    assert ArchivoBanco.objects.get().estado == EstadoArchivo.CARGANDO


def test_un_depositante_con_html_se_ve_como_texto(client, casa):
    hostil = Abono("1", "40.00", recibo="NADIE", depositante="<script>alert(1)</script>")
    cargado = cargar(perfil_fijo(), hostil)
    client.force_login(usuario("cartera_clientes"))
    pagina = client.get(cargado.get_absolute_url()).content.decode()
    assert "<script>alert" not in pagina
    assert "&lt;script&gt;alert(1)" in pagina
    por_identificar = client.get(reverse("cuentas:por_identificar")).content.decode()
    assert "<script>alert" not in por_identificar


def test_las_mismas_consultas_con_pocas_filas_y_con_muchas(client, casa, django_assert_num_queries):
    client.force_login(usuario("cartera_clientes"))
    perfil = perfil_fijo()
    pocas = revisar(perfil, fijo(*(Abono(str(n), "1.00", recibo="R1") for n in range(3))))
    muchas = revisar(perfil, fijo(*(Abono(f"9{n}", "1.00", recibo="R1") for n in range(300))))
    with CaptureQueriesContext(connection) as primeras:
        client.get(pocas.get_absolute_url())
    assert len(primeras) <= 15
    with django_assert_num_queries(len(primeras)):
        client.get(muchas.get_absolute_url())


def test_orientar_deja_constancia_una_vez_al_dia_y_ofrece_la_guia(client, casa):
    de = cuenta()
    ana = usuario("equipo_pc")
    client.force_login(ana)
    datos = {"cuenta": de.pk, "medio": "telefono", "a_quien": "Rosa de pagos"}
    for _ in range(2):
        respuesta = client.post(reverse("bancos:orientar", args=[casa.cliente_id]), datos)
        assert respuesta.status_code == 302
    hecha = Orientacion.objects.get()
    assert (hecha.cliente_id, hecha.cuenta, hecha.por, hecha.a_quien) == (casa.cliente_id, de, ana, "Rosa de pagos")


def test_un_cci_con_mal_digito_se_guarda_y_se_avisa(client, casa):
    client.force_login(usuario("cartera_clientes"))
    mala = cuenta(numero="1-1", cci="00219300123456700118")
    assert mala.avisos_cci
    pagina = client.get(reverse("bancos:cuenta", args=[mala.pk])).content.decode()
    assert "CCI" in pagina
    assert CuentaBancaria.objects.filter(pk=mala.pk).exists()


def test_un_canal_de_una_zona_solo_se_ofrece_alli(casa):
    al = AHORA.date()
    todos = CanalPago.objects.create(nombre="Banca por internet", tipo="internet", detalle="x", desde="2020-01-01")
    sur = CanalPago.objects.create(nombre="Ventanilla sur", tipo="ventanilla", detalle="x", desde="2020-01-01")
    sur.zonas.set([zona("SUR")])
    assert [c.nombre for c in guia_de_pago(cliente=casa.cliente, al=al).canales if c in (todos, sur)] == [todos.nombre]
    assert Pago.objects.count() == 0
