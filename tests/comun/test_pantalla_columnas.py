"""Elegir columnas: lo que cada persona esconde se recuerda, se exporta igual y cabe en una vista guardada."""

import pytest
from django.urls import reverse

from config.comun.pantalla.models import VistaGuardada
from tests.comun.pantallas import TablaZonas
from tests.fabricas.comun import usuario, zona

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.comun.pantallas")]


@pytest.fixture
def lista(client):
    zona("NORTE")
    persona = usuario("administracion")
    client.force_login(persona)
    return reverse("prueba:lista")


def columnas(client, url) -> list[str]:
    tabla = client.get(url).context["tabla"]
    return [c.name for c in tabla.columns if c.name != "casilla"]


TODAS = ["codigo", "nombre", "saldo", "doble"]


def test_lo_que_escondo_se_recuerda_y_solo_para_mi(client, lista):
    assert columnas(client, lista) == TODAS
    respuesta = client.post(lista, {"accion": "columnas", "ver": ["nombre"]})
    assert respuesta.url == lista
    assert columnas(client, lista) == ["codigo", "nombre"]
    client.force_login(usuario("administracion"))
    assert columnas(client, lista) == TODAS


def test_ver_todas_las_devuelve(client, lista):
    client.post(lista, {"accion": "columnas", "ver": ["nombre"]})
    client.post(lista, {"accion": "columnas", "ver": ["nombre"], "todas": "1"})
    assert columnas(client, lista) == TODAS


def test_la_que_abre_la_ficha_no_se_puede_esconder(client, lista):
    client.post(lista, {"accion": "columnas"})
    assert columnas(client, lista) == ["codigo"]
    assert "codigo" not in [nombre for nombre, _, _ in client.get(lista).context["tabla"].menu]


def test_el_menu_ofrece_tambien_las_escondidas_con_su_encabezado(client, lista):
    client.post(lista, {"accion": "columnas", "ver": ["nombre"]})
    menu = client.get(lista).context["tabla"].menu
    assert menu == [("nombre", "Nombre", True), ("saldo", "Saldo", False), ("doble", "Doble", False)]


def test_se_descarga_lo_que_se_ve(client, lista):
    client.post(lista, {"accion": "columnas", "ver": ["saldo"]})
    primera = b"".join(client.get(lista, {"exportar": "csv"}).streaming_content).decode().splitlines()[0]
    assert primera.lstrip("\ufeff") == "Código,Saldo"


def test_aplicar_columnas_conserva_el_filtro_y_el_orden(client, lista):
    respuesta = client.post(f"{lista}?codigo=NORTE&orden=nombre", {"accion": "columnas", "ver": ["nombre"]})
    assert respuesta.url == f"{lista}?codigo=NORTE&orden=nombre"


def test_una_vista_guardada_lleva_sus_columnas(client, lista):
    client.post(lista, {"accion": "columnas", "ver": ["nombre"]})
    consulta = client.get(f"{lista}?codigo=NORTE").context["consulta"]
    client.post(
        reverse("pantalla:vista_guardar"), {"pantalla": "prueba:lista", "nombre": "Corta", "consulta": consulta}
    )
    client.post(lista, {"accion": "columnas", "todas": "1"})
    vista = VistaGuardada.objects.get()
    assert columnas(client, vista.get_absolute_url()) == ["codigo", "nombre"]
    assert columnas(client, lista) == TODAS


def test_cambiar_columnas_en_una_vista_la_marca_modificada_y_no_toca_mi_lista(client, lista):
    vista = VistaGuardada.objects.create(
        usuario_id=client.session["_auth_user_id"], pantalla="prueba:lista", nombre="Mía", consulta="codigo=NORTE"
    )
    destino = client.post(vista.get_absolute_url(), {"accion": "columnas", "ver": ["doble"]}).url
    pagina = client.get(destino)
    assert [v.modificada for v in pagina.context["vistas"]] == [True]
    assert columnas(client, destino) == ["codigo", "doble"]
    assert columnas(client, lista) == TODAS


@pytest.mark.parametrize("malo", ["no_existe", "casilla", "nombre'--", "codigo", ","])
def test_un_nombre_que_no_es_columna_no_hace_nada(client, lista, malo):
    assert columnas(client, f"{lista}?ocultas={malo}") == TODAS
    client.post(lista, {"accion": "columnas", "ver": [*TODAS, malo]})
    assert columnas(client, lista) == TODAS


def test_la_tabla_de_prueba_no_cambio():
    assert list(TablaZonas.base_columns) == ["casilla", *TODAS]
