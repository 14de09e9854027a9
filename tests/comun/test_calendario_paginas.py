"""Páginas del calendario: quién las ve, quién las cambia y la calculadora de plazos."""

import pytest
from django.urls import reverse

from config.comun.calendario.models import DiaNoHabil
from tests.fabricas.comun import usuario

pytestmark = pytest.mark.django_db


@pytest.fixture
def feriado():
    return DiaNoHabil.objects.get(fecha="2026-07-28")


def urls(feriado):
    return {
        "leer": [reverse("calendario:lista"), reverse("calendario:plazo")],
        "escribir": [
            reverse("calendario:crear"),
            reverse("calendario:editar", args=[feriado.pk]),
            reverse("calendario:quitar", args=[feriado.pk]),
        ],
    }


def test_todos_leen_el_calendario_y_solo_administracion_lo_cambia(client, feriado):
    paginas = urls(feriado)
    for url in paginas["leer"] + paginas["escribir"]:
        assert client.get(url).status_code == 302
    client.force_login(usuario("operativa_zonal", zonas=["NORTE"]))
    assert [client.get(u).status_code for u in paginas["leer"]] == [200, 200]
    assert [client.get(u).status_code for u in paginas["escribir"]] == [403, 403, 403]
    client.force_login(usuario("administracion"))
    assert [client.get(u).status_code for u in paginas["leer"] + paginas["escribir"]] == [200] * 5


def test_agregar_cambiar_y_quitar_un_dia(client):
    client.force_login(usuario("administracion"))
    datos = {"fecha": "2027-03-10", "nombre": "Aniversario regional", "norma": "Ord. 5", "ambito": "regional"}
    assert client.post(reverse("calendario:crear"), datos).status_code == 302
    dia = DiaNoHabil.objects.get(fecha="2027-03-10")
    assert dia.origen == "oficina"
    url = reverse("calendario:editar", args=[dia.pk])
    assert client.post(url, {**datos, "nombre": "Aniversario"}).status_code == 302
    dia.refresh_from_db()
    assert dia.nombre == "Aniversario"
    assert client.post(reverse("calendario:quitar", args=[dia.pk])).status_code == 302
    assert not DiaNoHabil.objects.filter(fecha="2027-03-10").exists()


def test_una_fecha_repetida_se_explica(client, feriado):
    client.force_login(usuario("administracion"))
    datos = {"fecha": "2026-07-28", "nombre": "Otra vez", "norma": "", "ambito": "nacional"}
    respuesta = client.post(reverse("calendario:crear"), datos)
    assert respuesta.status_code == 422
    assert "Esa fecha ya está en la lista." in respuesta.content.decode()


def test_el_filtro_por_ano_y_texto_acota(client):
    client.force_login(usuario("gerencia"))
    html = client.get(reverse("calendario:lista"), {"anio": 2024, "q": "junin"}).content.decode()
    assert "Batalla de Junín" in html
    assert "1 día no hábil" in html


def test_la_calculadora_explica_el_plazo_y_rechaza_lo_que_no_cuenta(client):
    client.force_login(usuario("atencion_reclamos"))
    url = reverse("calendario:plazo")
    html = client.get(url, {"desde": "2026-04-01", "dias": 1, "tipo": "habil"}).content.decode()
    assert "Vence el lun 6 abr 2026" in html
    assert "Jueves Santo (D. Leg. 713, art. 6)" in html
    malo = client.get(url, {"desde": "2026-04-01", "dias": -1, "tipo": "habil"})
    assert malo.status_code == 200
    assert "Vence el" not in malo.content.decode()


@pytest.mark.parametrize("filas", [25, 100])
def test_la_lista_hace_las_mismas_consultas_con_pocas_y_muchas_filas(client, filas, django_assert_max_num_queries):
    client.force_login(usuario("gerencia"))
    with django_assert_max_num_queries(10):
        assert client.get(reverse("calendario:lista"), {"filas": filas}).status_code == 200
