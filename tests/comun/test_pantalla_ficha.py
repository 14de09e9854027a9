"""La ficha genérica: pestañas con permiso, anterior y siguiente de la lista de origen, contadores que fallan solos."""

from urllib.parse import urlencode

import pytest

from config import navegacion
from config.comun.usuarios.models import Zona
from tests.fabricas.comun import usuario

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.comun.pantallas")]


@pytest.fixture(autouse=True)
def _pestanas(client, monkeypatch):
    client.force_login(usuario("administracion"), backend="django.contrib.auth.backends.ModelBackend")
    pestanas = (
        navegacion.Pestana("parte", "Parte", "prueba:parte", contador="tests.comun.pantallas.contar_siete"),
        navegacion.Pestana("otra", "Otra", "prueba:otra", contador="tests.comun.pantallas.contar_mal"),
        navegacion.Pestana("ajena", "Ajena", "prueba:otra", permiso="comun.permiso_que_nadie_tiene"),
    )
    monkeypatch.setitem(navegacion.FICHAS, "prueba", pestanas)


@pytest.fixture
def zonas():
    Zona.objects.all().delete()
    Zona.objects.bulk_create([Zona(codigo=f"Z{n}", nombre="Norte" if n % 2 else "Sur") for n in range(6)])
    return {z.codigo: z for z in Zona.objects.all()}


def abrir(client, zona, lista="", pos=0, **mas):
    consulta = {**({"de": lista, "pos": pos} if lista else {}), **mas}
    return client.get(f"/prueba/{zona.pk}/?{urlencode(consulta)}")


def destino(zona, lista, pos):
    return f"/prueba/{zona.pk}/?{urlencode({'de': lista, 'pos': pos})}"


def test_anterior_y_siguiente_siguen_el_filtro_y_el_orden_de_la_lista(client, zonas):
    lista = "/prueba/?q=norte&orden=-codigo"  # Z5 Z3 Z1
    vecinos = abrir(client, zonas["Z3"], lista, 2).context["vecinos"]
    assert vecinos["anterior"] == destino(zonas["Z5"], lista, 1)
    assert vecinos["siguiente"] == destino(zonas["Z1"], lista, 3)
    assert vecinos["lista"] == lista


def test_el_principio_y_el_fin_de_la_lista_no_son_errores(client, zonas):
    primera = abrir(client, zonas["Z0"], "/prueba/", 1)
    ultima = abrir(client, zonas["Z5"], "/prueba/", 6)
    assert "anterior" not in primera.context["vecinos"]
    assert "Es la primera" in primera.content.decode()
    assert "siguiente" not in ultima.context["vecinos"]
    assert "Es la última" in ultima.content.decode()


def test_si_la_ficha_salio_del_filtro_la_siguiente_es_la_que_ocupo_su_lugar(client, zonas):
    lista = "/prueba/?q=norte"  # Z1 Z3 Z5
    Zona.objects.filter(codigo="Z3").update(nombre="Otra")
    assert abrir(client, zonas["Z3"], lista, 2).context["vecinos"]["siguiente"] == destino(zonas["Z5"], lista, 2)


@pytest.mark.parametrize(
    "de",
    ["https://otro.example/prueba/", "//otro.example/prueba/", "/no-existe/", "/prueba/nueva/", "javascript:1", ""],
)
def test_una_vuelta_que_no_es_una_lista_de_aqui_se_ignora(client, zonas, de):
    respuesta = client.get(f"/prueba/{zonas['Z1'].pk}/?{urlencode({'de': de, 'pos': 1})}")
    assert respuesta.status_code == 200
    assert respuesta.context["vecinos"] == {}


@pytest.mark.parametrize("pos", ["", "abc", "-3", "1e9"])
def test_un_lugar_mal_escrito_no_rompe_la_ficha(client, zonas, pos):
    respuesta = client.get(f"/prueba/{zonas['Z1'].pk}/?{urlencode({'de': '/prueba/', 'pos': pos})}")
    assert respuesta.status_code == 200


def test_las_pestanas_son_las_del_rol_y_la_abierta_sale_de_la_url(client, zonas):
    respuesta = abrir(client, zonas["Z1"], pestana="otra")
    assert [p["clave"] for p in respuesta.context["pestanas"]] == ["parte", "otra"]
    assert respuesta.context["abierta"]["fragmento"] == f"/prueba/{zonas['Z1'].pk}/otra/"
    assert abrir(client, zonas["Z1"], pestana="inventada").context["abierta"]["clave"] == "parte"


def test_lo_que_no_existe_es_404(client):
    assert client.get("/prueba/999999/").status_code == 404


def test_un_contador_que_falla_no_tumba_a_los_demas(client, zonas):
    respuesta = client.get(f"/pantalla/contadores/prueba/{zonas['Z1'].pk}/", headers={"HX-Request": "true"})
    html = respuesta.content.decode()
    assert 'id="cuenta-parte" hx-swap-oob="true">7<' in html
    assert "cuenta-otra" not in html


def test_los_contadores_de_una_ficha_que_no_existe_son_404(client):
    assert client.get("/pantalla/contadores/nada/1/").status_code == 404


def test_un_fragmento_abierto_solo_se_ve_dentro_del_marco(client, zonas):
    ruta = f"/prueba/{zonas['Z1'].pk}/parte/"
    assert "<html" in client.get(ruta).content.decode()
    assert "<html" not in client.get(ruta, headers={"HX-Request": "true"}).content.decode()


def test_un_fragmento_sin_permiso_es_403_y_cabe_en_su_hueco(client, zonas):
    client.force_login(usuario(), backend="django.contrib.auth.backends.ModelBackend")
    respuesta = client.get(f"/prueba/{zonas['Z1'].pk}/parte/", headers={"HX-Request": "true"})
    assert respuesta.status_code == 403
    assert "<html" not in respuesta.content.decode()
