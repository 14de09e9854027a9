"""Vistas guardadas: privadas o del rol, con contador, «modificada *» y dueño."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.http import QueryDict

from config.comun.pantalla import selectors, services
from config.comun.pantalla.models import VistaGuardada
from config.comun.usuarios.models import Zona
from tests.fabricas.comun import usuario

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.comun.pantallas")]
LISTA = "prueba:lista"


@pytest.fixture
def admin(client):
    persona = usuario("administracion")
    client.force_login(persona, backend="django.contrib.auth.backends.ModelBackend")
    return persona


def guardar(persona, nombre="Norte", consulta="q=norte", **mas):
    return services.guardar_vista(usuario=persona, pantalla=LISTA, nombre=nombre, consulta=consulta, **mas)


def pestanas(persona, consulta):
    return selectors.pestanas(usuario=persona, pantalla=LISTA, parametros=QueryDict(consulta))


def test_guarda_los_filtros_y_el_orden_sin_la_pagina_ni_los_vacios(admin):
    vista = guardar(admin, consulta="q=norte&codigo=&pagina=3&filas=50&vista=9&orden=-codigo")
    assert vista.consulta == "orden=-codigo&q=norte"


def test_se_guarda_desde_la_lista_y_se_abre_en_ella(client, admin):
    datos = {"pantalla": LISTA, "nombre": "Norte", "consulta": "q=norte", "ruta": "/prueba/"}
    respuesta = client.post("/pantalla/vistas/guardar/", datos)
    vista = VistaGuardada.objects.get(usuario=admin)
    assert respuesta.url == f"/prueba/?q=norte&vista={vista.pk}"
    assert "Norte" in client.get(respuesta.url).content.decode()


def test_con_el_mismo_nombre_reemplaza_la_que_habia(admin):
    guardar(admin)
    guardar(admin, consulta="q=sur")
    assert [v.consulta for v in VistaGuardada.objects.all()] == ["q=sur"]


def test_al_cambiar_el_filtro_la_abierta_dice_modificada(admin):
    vista = guardar(admin)
    igual, cambiada = pestanas(admin, f"q=norte&vista={vista.pk}&pagina=2"), pestanas(admin, f"q=sur&vista={vista.pk}")
    assert (igual[0].activa, igual[0].modificada) == (True, False)
    assert (cambiada[0].activa, cambiada[0].modificada) == (True, True)


def test_nadie_ve_las_vistas_privadas_de_otro(admin):
    guardar(usuario("equipo_pc"))
    assert pestanas(admin, "") == []


def test_la_vista_del_rol_la_ven_todos_los_del_rol_y_nadie_mas(admin):
    guardar(admin, grupo=Group.objects.get(name="equipo_pc"))
    assert [v.nombre for v in pestanas(usuario("equipo_pc"), "")] == ["Norte"]
    assert pestanas(usuario("gerencia"), "") == []


def test_los_contadores_llegan_en_una_peticion_con_el_filtro_de_cada_vista(client, admin):
    Zona.objects.all().delete()
    Zona.objects.bulk_create([Zona(codigo=f"Z{n}", nombre="Norte" if n < 3 else "Sur") for n in range(5)])
    norte, sur = guardar(admin), guardar(admin, nombre="Sur", consulta="q=sur")
    html = client.get("/prueba/?contadores=1&q=norte").content.decode()
    assert f'id="cuenta-vista-{norte.pk}" hx-swap-oob="true">3<' in html
    assert f'id="cuenta-vista-{sur.pk}" hx-swap-oob="true">2<' in html


def test_renombrar_no_pisa_otra_vista(client, admin):
    guardar(admin)
    otra = guardar(admin, nombre="Sur", consulta="q=sur")
    respuesta = client.post(f"/pantalla/vistas/{otra.pk}/renombrar/", {"nombre": "Norte"})
    assert respuesta.status_code == 422
    assert "Ya tienes una vista llamada «Norte»" in respuesta.content.decode()
    client.post(f"/pantalla/vistas/{otra.pk}/renombrar/", {"nombre": "Costa"})
    assert VistaGuardada.objects.get(pk=otra.pk).nombre == "Costa"


@pytest.mark.parametrize("acto", ["renombrar", "borrar"])
def test_la_vista_de_otro_es_404(client, admin, acto):
    ajena = guardar(usuario("equipo_pc"))
    assert client.post(f"/pantalla/vistas/{ajena.pk}/{acto}/", {"nombre": "Mía"}).status_code == 404
    assert VistaGuardada.objects.get(pk=ajena.pk).nombre == "Norte"


def test_borrar_quita_solo_la_vista(client, admin):
    vista = guardar(admin)
    client.post(f"/pantalla/vistas/{vista.pk}/borrar/")
    assert not VistaGuardada.objects.filter(pk=vista.pk).exists()


def test_compartir_con_un_rol_pide_permiso(client, admin):
    persona = usuario("equipo_pc")
    vista = guardar(persona)
    client.force_login(persona, backend="django.contrib.auth.backends.ModelBackend")
    rol = Group.objects.get(name="equipo_pc")
    assert client.post(f"/pantalla/vistas/{vista.pk}/compartir/", {"grupo": rol.pk}).status_code == 403
    assert not VistaGuardada.objects.filter(grupo=rol).exists()


def test_quien_puede_comparte_una_copia_con_el_rol_y_conserva_la_suya(client, admin):
    vista = guardar(admin)
    rol = Group.objects.get(name="equipo_pc")
    client.post(f"/pantalla/vistas/{vista.pk}/compartir/", {"grupo": rol.pk})
    assert VistaGuardada.objects.get(grupo=rol).consulta == "q=norte"
    assert VistaGuardada.objects.get(usuario=admin).pk == vista.pk


def test_una_pantalla_inventada_no_se_guarda(client, admin):
    client.post("/pantalla/vistas/guardar/", {"pantalla": "nada:nada", "nombre": "x", "consulta": "q=1"})
    assert not VistaGuardada.objects.exists()


@pytest.mark.parametrize(
    "campos", [{"nombre": "Sin dueño"}, {"nombre": "Dos dueños", "usuario": True, "grupo": True}, {"usuario": True}]
)
def test_la_base_no_admite_vistas_sin_dueno_con_dos_o_sin_nombre(admin, campos):
    campos = dict(campos)
    if campos.get("usuario"):
        campos["usuario"] = admin
    if campos.get("grupo"):
        campos["grupo"] = Group.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        VistaGuardada.objects.create(pantalla=LISTA, **campos)


def test_la_vista_de_una_pantalla_que_ya_no_existe_lleva_al_inicio(admin):
    vista = VistaGuardada.objects.create(usuario=admin, pantalla="vieja:lista", nombre="Vieja")
    assert vista.get_absolute_url() == "/"
