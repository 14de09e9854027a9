"""Zonas, unidades y preferencias: lo que la administración y cada persona ajustan."""

import pytest
from django.urls import reverse

from config.comun.parametros.models import Unidad
from config.comun.usuarios.models import Zona
from tests.fabricas.comun import usuario, zona

pytestmark = pytest.mark.django_db


def test_crear_y_renombrar_una_zona(client):
    client.force_login(usuario("administracion"))
    assert client.post(reverse("usuarios:zona_crear"), {"codigo": "Z9", "nombre": "Zona 9"}).status_code == 302
    creada = Zona.objects.get(codigo="Z9")
    url = reverse("usuarios:zona_editar", args=[creada.pk])
    client.post(url, {"codigo": "Z9", "nombre": "Zorritos"})
    creada.refresh_from_db()
    assert str(creada) == "Zorritos"


def test_un_codigo_de_zona_repetido_se_explica(client):
    zona("NORTE")
    client.force_login(usuario("administracion"))
    respuesta = client.post(reverse("usuarios:zona_crear"), {"codigo": "NORTE", "nombre": "Otra"})
    assert "Ya hay una zona con ese código." in respuesta.content.decode()


def test_las_unidades_del_manual_llevan_el_nombre_de_la_empresa(client):
    client.force_login(usuario("administracion"))
    unidad = Unidad.objects.get(codigo="cobranzas")
    datos = {"nombre": "Oficina de Cobranzas", "responsable": "Ana Paz", "cargo": "Jefa"}
    assert client.post(reverse("parametros:unidad", args=[unidad.pk]), datos).status_code == 302
    assert "Oficina de Cobranzas" in client.get(reverse("parametros:unidades")).content.decode()
    client.force_login(usuario("gerencia"))
    assert client.get(reverse("parametros:unidades")).status_code == 200
    assert client.post(reverse("parametros:unidad", args=[unidad.pk]), datos).status_code == 403


def test_cada_quien_apaga_sus_teclas(client):
    persona = usuario("gerencia")
    client.force_login(persona)
    assert client.post(reverse("usuarios:preferencias"), {}).status_code == 302
    persona.refresh_from_db()
    assert persona.atajos_activos is False
