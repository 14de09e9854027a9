"""Avisos: una vez por clave, por persona o por rol, con su lectura propia."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from config.comun.avisos import services
from config.comun.avisos.models import Aviso
from tests.fabricas.comun import usuario

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


def campana(client):
    return client.get(reverse("avisos:campana"), headers=HX).content.decode()


def test_el_mismo_aviso_no_se_repite_aunque_se_llame_dos_veces():
    ana = usuario()
    for _ in range(2):
        services.avisar(clave="carga:1", texto="Terminó la carga", usuarios=[ana], roles=["gerencia"])
    assert Aviso.objects.count() == 2


def test_la_base_no_admite_un_aviso_para_nadie():
    with pytest.raises(IntegrityError, match="aviso_para_alguien"), transaction.atomic():
        Aviso.objects.create(clave="x", texto="y")


def test_el_aviso_de_un_rol_lo_lee_cada_quien(client):
    ana, beto, ajena = usuario("gerencia"), usuario("gerencia"), usuario("equipo_pc")
    services.avisar(clave="cierre", texto="Se cerró abril", roles=["gerencia"])
    services.marcar_leido(aviso=Aviso.objects.get(), por=ana)
    services.marcar_leido(aviso=Aviso.objects.get(), por=ana)
    assert not Aviso.objects.sin_leer(ana).exists()
    assert Aviso.objects.sin_leer(beto).count() == 1
    assert not Aviso.objects.para(ajena).exists()


def test_la_campana_cuenta_y_al_abrir_lleva_a_su_pagina(client):
    ana = usuario("gerencia")
    client.force_login(ana)
    assert "Sin avisos nuevos" in campana(client)
    services.avisar(clave="a", texto="Se cerró abril", url="/cierres/", usuarios=[ana], roles=["gerencia"])
    assert "2 avisos sin leer" in campana(client)
    aviso = Aviso.objects.get(usuario=ana)
    respuesta = client.post(reverse("avisos:abrir", args=[aviso.pk]))
    assert respuesta.url == "/cierres/"
    assert "1 aviso sin leer" in campana(client)
    client.post(reverse("avisos:leer_todos"))
    assert "Sin avisos nuevos" in campana(client)


def test_un_enlace_de_fuera_no_se_sigue(client):
    ana = usuario()
    client.force_login(ana)
    services.avisar(clave="a", texto="Mira", url="https://mal.example/", usuarios=[ana])
    respuesta = client.post(reverse("avisos:abrir", args=[Aviso.objects.get().pk]))
    assert respuesta.url == reverse("avisos:lista")


def test_el_aviso_ajeno_no_se_abre(client):
    services.avisar(clave="a", texto="Mira", usuarios=[usuario()])
    url = reverse("avisos:abrir", args=[Aviso.objects.get().pk])
    assert client.post(url).status_code == 302
    assert not Aviso.objects.get().lecturas.exists()
    client.force_login(usuario())
    assert client.post(url).status_code == 404


@pytest.mark.parametrize("cuantos", [3, 300])
def test_campana_y_lista_hacen_las_mismas_consultas(client, cuantos, django_assert_max_num_queries):
    ana = usuario("gerencia")
    for n in range(cuantos):
        services.avisar(clave=f"a{n}", texto=f"Aviso {n}", usuarios=[ana])
    client.force_login(ana)
    with django_assert_max_num_queries(6):
        assert ("99+" in campana(client)) == (cuantos > 99)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("avisos:lista")).status_code == 200
