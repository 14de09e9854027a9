"""La tabla de roles y permisos, el alcance por zonas y el alta de usuarios."""

from fnmatch import fnmatchcase

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from config.comun.usuarios import roles, services
from config.comun.usuarios.models import Usuario
from config.comun.usuarios.querysets import zonas_de
from tests.fabricas.comun import CLAVE, usuario, zona

pytestmark = pytest.mark.django_db


def permisos_de(rol):
    return {
        f"{p.content_type.app_label}.{p.codename}"
        for p in Permission.objects.filter(group__name=rol).select_related("content_type")
    }


def todos():
    return {f"{a}.{c}" for a, c in Permission.objects.values_list("content_type__app_label", "codename")}


@pytest.mark.parametrize("rol", roles.PERMISOS)
def test_cada_rol_tiene_justo_lo_que_dice_la_tabla(rol):
    nuestras = {p for p in todos() if p.split(".")[0] in ("comun", "cartera", "principales", "cobranzas", "reportes")}
    debidos = {p for p in nuestras if roles.corresponde(rol, p)}
    assert permisos_de(rol) & nuestras == debidos
    assert debidos


@pytest.mark.parametrize("rol", roles.PERMISOS)
def test_ningun_patron_de_la_tabla_esta_mal_escrito(rol):
    existentes = todos()
    for patron in roles.PERMISOS[rol]:
        assert any(fnmatchcase(p, patron) for p in existentes), patron


def test_auditoria_solo_lee():
    de_mirar = {"comun.ver_historial", "principales.ver_accesos_directorio", "reportes.ver_tablero"}
    permitidos = permisos_de("auditoria") - de_mirar
    assert permitidos
    assert all(".view_" in p for p in permitidos)


def test_quien_propone_no_es_quien_acepta_en_cartera():
    assert "principales.aprobar_seleccion" in permisos_de("jefatura_cobranzas")
    assert "cartera.aceptar_solicitud" not in permisos_de("jefatura_cobranzas")
    assert "cartera.aceptar_solicitud" in permisos_de("cartera_clientes")
    assert "principales.aprobar_seleccion" not in permisos_de("equipo_pc")


@pytest.mark.dueno
def test_aplicar_otra_vez_repone_lo_quitado_y_quita_lo_anadido():
    from django.apps import apps

    rol = Group.objects.get(name="gerencia")
    ajeno = Permission.objects.get(codename="add_usuario", content_type__app_label="comun")
    debidos = permisos_de("gerencia")
    rol.permissions.clear()
    rol.permissions.add(ajeno)
    for app in ("comun", "cartera", "principales", "cobranzas", "reportes"):
        roles.aplicar(sender=apps.get_app_config(app), apps=apps, using="default")
    assert permisos_de("gerencia") == debidos


def test_el_alcance_son_las_zonas_de_la_persona():
    norte, sur = zona("NORTE"), zona("SUR")
    assert set(zonas_de(usuario(zonas=["NORTE"]))) == {norte}
    assert set(zonas_de(usuario())) == {norte, sur}
    assert not zonas_de(usuario(zonas=[])).exists()
    assert not zonas_de(usuario(is_active=False)).exists()


def test_dos_usuarios_no_se_distinguen_solo_por_mayusculas(client):
    usuario(username="ana")
    client.force_login(usuario("administracion"))
    datos = {"username": "ANA", "first_name": "A", "last_name": "B", "roles": [Group.objects.first().pk]}
    respuesta = client.post(reverse("usuarios:crear"), {**datos, "todas_las_zonas": "on"})
    assert respuesta.status_code == 422
    assert "Ya hay un usuario con ese nombre" in respuesta.content.decode()


def test_crear_usuario_muestra_la_clave_una_vez_y_con_ella_se_entra(client):
    client.force_login(usuario("administracion"))
    rol = Group.objects.get(name="operativa_zonal")
    datos = {"username": "zonal", "first_name": "Luz", "last_name": "Rey", "roles": [rol.pk], "zonas": [zona().pk]}
    respuesta = client.post(reverse("usuarios:crear"), datos)
    assert respuesta["Cache-Control"] == "no-store"
    creado = Usuario.objects.get(username="zonal")
    clave = respuesta.context["clave"]
    assert creado.check_password(clave)
    assert creado.debe_cambiar_clave
    assert list(creado.groups.all()) == [rol]
    ficha = client.get(reverse("usuarios:ficha", args=[creado.pk])).content.decode()
    assert clave not in ficha


def test_sin_zonas_ni_todas_las_zonas_no_se_crea(client):
    client.force_login(usuario("administracion"))
    datos = {"username": "zonal", "first_name": "L", "last_name": "R", "roles": [Group.objects.first().pk]}
    assert client.post(reverse("usuarios:crear"), datos).status_code == 422
    assert not Usuario.objects.filter(username="zonal").exists()


def test_poner_clave_temporal_cierra_las_sesiones_de_esa_persona(client, django_user_model):
    persona = usuario("gerencia")
    client.force_login(persona)
    nueva = services.nueva_clave(usuario=persona)
    assert client.get(reverse("usuarios:preferencias")).status_code == 302
    persona.refresh_from_db()
    assert persona.check_password(nueva)
    assert not persona.check_password(CLAVE)


def test_la_ultima_persona_que_administra_no_se_puede_quitar(client):
    unica = usuario("administracion", first_name="Eva", last_name="Luna")
    client.force_login(unica)
    datos = {"first_name": "Eva", "last_name": "Luna", "todas_las_zonas": "on", "is_active": "on"}
    datos["roles"] = [Group.objects.get(name="gerencia").pk]
    respuesta = client.post(reverse("usuarios:editar", args=[unica.pk]), datos)
    assert respuesta.status_code == 422
    assert "Debe quedar al menos una persona activa" in respuesta.content.decode()
    assert unica.groups.get().name == "administracion"


def test_con_otra_persona_que_administre_si_se_puede(client):
    saliente = usuario("administracion", first_name="Eva", last_name="Luna")
    usuario("administracion")
    client.force_login(saliente)
    datos = {"first_name": "Eva", "last_name": "Luna", "todas_las_zonas": "on"}
    datos["roles"] = [Group.objects.get(name="gerencia").pk]
    assert client.post(reverse("usuarios:editar", args=[saliente.pk]), datos).status_code == 302
    saliente.refresh_from_db()
    assert not saliente.is_active
