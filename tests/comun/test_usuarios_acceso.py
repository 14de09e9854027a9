"""Entrar, clave temporal, bloqueo y permisos de las páginas de usuarios."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from config.comun.usuarios.models import Usuario
from tests.fabricas.comun import CLAVE, usuario, zona

pytestmark = pytest.mark.django_db

PAGINAS = ["usuarios:lista", "usuarios:crear", "usuarios:zonas", "usuarios:zona_crear"]


def entrar(client, nombre, clave=CLAVE):
    return client.post(reverse("usuarios:entrar"), {"username": nombre, "password": clave})


def test_quien_escribe_bien_su_clave_entra(client):
    persona = usuario("gerencia", username="ana")
    respuesta = entrar(client, "ana")
    assert respuesta.status_code == 302
    assert client.session["_auth_user_id"] == str(persona.pk)


def test_una_clave_mala_no_dice_si_el_usuario_existe(client):
    usuario(username="ana")
    con_usuario, sin_usuario = entrar(client, "ana", "x"), entrar(client, "nadie", "x")
    mensaje = "El usuario y la clave no coinciden"
    assert con_usuario.status_code == sin_usuario.status_code == 422
    assert mensaje in con_usuario.content.decode()
    assert mensaje in sin_usuario.content.decode()


def test_al_quinto_fallo_no_entra_ni_con_la_clave_buena(client):
    usuario(username="ana")
    for _ in range(5):
        ultima = entrar(client, "ana", "mala")
    assert ultima.status_code == 429
    buena = entrar(client, "ana")
    assert buena.status_code == 429
    assert "Espera 15 minutos" in buena.content.decode()
    assert "_auth_user_id" not in client.session


def test_el_bloqueo_es_de_ese_usuario_y_no_de_los_demas(client):
    usuario(username="ana"), usuario(username="beto")
    for _ in range(5):
        entrar(client, "ana", "mala")
    assert entrar(client, "beto").status_code == 302


def test_una_cuenta_desactivada_no_entra(client):
    usuario(username="ana", is_active=False)
    assert entrar(client, "ana").status_code == 422


def test_desactivar_a_alguien_cierra_su_sesion(client):
    persona = usuario("gerencia")
    client.force_login(persona)
    Usuario.objects.filter(pk=persona.pk).update(is_active=False)
    assert client.get(reverse("usuarios:preferencias")).status_code == 302


def test_salir_solo_por_post(client):
    client.force_login(usuario())
    assert client.get(reverse("usuarios:salir")).status_code == 405
    assert client.post(reverse("usuarios:salir")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_con_clave_temporal_toda_pagina_lleva_a_cambiarla(client):
    client.force_login(usuario("administracion", debe_cambiar_clave=True))
    respuesta = client.get(reverse("usuarios:lista"))
    assert respuesta.status_code == 302
    assert respuesta.url == reverse("usuarios:cambiar_clave")


def test_con_clave_temporal_un_fragmento_no_pega_el_formulario_en_la_pagina(client):
    client.force_login(usuario("administracion", debe_cambiar_clave=True))
    respuesta = client.get(reverse("avisos:campana"), headers={"HX-Request": "true"})
    assert respuesta.status_code == 204
    assert not respuesta.content


def test_al_poner_su_clave_ya_puede_trabajar_sin_volver_a_entrar(client):
    persona = usuario("administracion", debe_cambiar_clave=True)
    client.force_login(persona)
    datos = {"old_password": CLAVE, "new_password1": "otra-clave-larga-7", "new_password2": "otra-clave-larga-7"}
    assert client.post(reverse("usuarios:cambiar_clave"), datos).status_code == 302
    assert client.get(reverse("usuarios:lista")).status_code == 200
    persona.refresh_from_db()
    assert persona.check_password("otra-clave-larga-7")


def test_la_clave_nueva_no_puede_ser_la_temporal(client):
    client.force_login(usuario(debe_cambiar_clave=True))
    datos = {"old_password": CLAVE, "new_password1": CLAVE, "new_password2": CLAVE}
    respuesta = client.post(reverse("usuarios:cambiar_clave"), datos)
    assert respuesta.status_code == 422
    assert "debe ser distinta de la actual" in respuesta.content.decode()


@pytest.mark.parametrize("pagina", PAGINAS)
def test_sin_sesion_se_va_a_entrar(client, pagina):
    respuesta = client.get(reverse(pagina))
    assert respuesta.status_code == 302
    assert respuesta.url.startswith(reverse("usuarios:entrar"))


@pytest.mark.parametrize("pagina", [*PAGINAS[:2], "usuarios:zona_crear"])
@pytest.mark.parametrize("rol", ["gerencia", "equipo_pc", "operativa_zonal"])
def test_otro_rol_no_administra_usuarios(client, pagina, rol):
    client.force_login(usuario(rol))
    assert client.get(reverse(pagina)).status_code == 403


@pytest.mark.parametrize("pagina", PAGINAS)
def test_administracion_abre_las_paginas_de_usuarios(client, pagina):
    client.force_login(usuario("administracion"))
    assert client.get(reverse(pagina)).status_code == 200


def test_auditoria_ve_los_usuarios_y_no_los_cambia(client):
    otro = usuario("gerencia")
    client.force_login(usuario("auditoria"))
    assert client.get(reverse("usuarios:lista")).status_code == 200
    assert client.get(reverse("usuarios:ficha", args=[otro.pk])).status_code == 200
    for nombre in ("usuarios:editar", "usuarios:nueva_clave"):
        assert client.post(reverse(nombre, args=[otro.pk])).status_code == 403


@pytest.mark.parametrize("cuantos", [3, 60])
def test_la_lista_hace_las_mismas_consultas_con_pocos_y_con_muchos(client, cuantos, django_assert_max_num_queries):
    for _ in range(cuantos):
        usuario("gerencia", "equipo_pc", zonas=["NORTE", "SUR"])
    client.force_login(usuario("administracion"))
    cache.clear()
    with django_assert_max_num_queries(12):
        respuesta = client.get(reverse("usuarios:lista"), {"filas": 50})
    assert "Equipo de principales consumidores" in respuesta.content.decode()


def test_el_filtro_por_rol_y_zona_acota_la_lista(client):
    usuario("gerencia", username="la.gerenta", zonas=["NORTE"])
    usuario("equipo_pc", username="otra.persona", zonas=["SUR"])
    client.force_login(usuario("administracion"))
    html = client.get(reverse("usuarios:lista"), {"rol": "gerencia", "zona": zona("NORTE").pk}).content.decode()
    assert "la.gerenta" in html
    assert "otra.persona" not in html


@pytest.mark.parametrize(
    ("clave", "mensaje"),
    [
        ("corta-7", "al menos 10 caracteres"),
        ("8372619450", "alguna letra"),
        ("password123", "muy común"),
        ("ana.quispe.rojas", "se parece demasiado"),
    ],
)
def test_una_clave_debil_se_explica_con_nuestras_palabras(client, clave, mensaje):
    client.force_login(usuario(username="ana.quispe.rojas", first_name="Ana"))
    datos = {"old_password": CLAVE, "new_password1": clave, "new_password2": clave}
    respuesta = client.post(reverse("usuarios:cambiar_clave"), datos)
    assert respuesta.status_code == 422
    html = respuesta.content.decode()
    assert mensaje in html
    assert "contraseña" not in html.lower()


def test_dos_claves_distintas_se_dicen(client):
    client.force_login(usuario())
    datos = {"old_password": CLAVE, "new_password1": "otra-clave-larga-7", "new_password2": "otra-clave-larga-8"}
    assert "no son iguales" in client.post(reverse("usuarios:cambiar_clave"), datos).content.decode()
