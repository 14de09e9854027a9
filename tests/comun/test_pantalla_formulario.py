"""Formulario, confirmación, mensajes y páginas de error."""

import pytest
from django.test import Client

from config.comun.usuarios.models import Zona
from tests.fabricas.comun import usuario, zona

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.comun.pantallas")]


@pytest.fixture(autouse=True)
def _admin(client):
    client.force_login(usuario("administracion"), backend="django.contrib.auth.backends.ModelBackend")


def test_con_errores_hay_resumen_arriba_y_el_mismo_texto_en_el_campo_y_nada_se_borra(client):
    respuesta = client.post("/prueba/nueva/", {"codigo": "", "nombre": "lo que escribí"})
    html = respuesta.content.decode()
    assert respuesta.status_code == 422
    assert 'href="#id_codigo">Código: Falta este dato.' in html
    assert html.count("Falta este dato.") == 2
    assert 'value="lo que escribí"' in html
    assert 'id="errores" tabindex="-1"' in html


def test_el_error_del_dominio_sale_arriba_y_conserva_lo_escrito(client):
    respuesta = client.post("/prueba/nueva/", {"codigo": "OCUPADA", "nombre": "mi nota"})
    assert respuesta.status_code == 422
    assert "Esa zona la usa otra persona. Escribe otro código." in respuesta.content.decode()
    assert 'value="mi nota"' in respuesta.content.decode()


def test_al_guardar_avisa_vuelve_y_manda_borrar_el_borrador(client):
    respuesta = client.post("/prueba/nueva/", {"codigo": "NUEVA", "nombre": "x"})
    assert (respuesta.status_code, respuesta.url) == (302, "/prueba/")
    assert respuesta.cookies["guardado"].value == "%2Fprueba%2Fnueva%2F"
    assert "Zona guardada." in client.get("/prueba/").content.decode()
    assert Zona.objects.filter(codigo="NUEVA").exists()


def test_vuelve_a_donde_estaba_solo_si_es_de_este_sitio(client):
    propia = client.post("/prueba/nueva/?siguiente=/prueba/%3Fq%3Da", {"codigo": "A1"})
    ajena = client.post("/prueba/nueva/?siguiente=https://otro.example/", {"codigo": "A2"})
    assert propia.url == "/prueba/?q=a"
    assert ajena.url == "/prueba/"


def test_sin_permiso_no_se_abre_ni_se_envia(client):
    client.force_login(usuario("auditoria"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/prueba/nueva/").status_code == 403
    assert client.post("/prueba/nueva/", {"codigo": "A3"}).status_code == 403
    assert not Zona.objects.filter(codigo="A3").exists()


def test_la_confirmacion_dice_que_pasara_y_el_boton_nombra_el_acto(client):
    zona("NORTE")
    html = client.get("/prueba/quitar/").content.decode()
    assert "La zona NORTE deja de existir." in html
    assert ">Quitar zona NORTE</button>" in html
    assert Zona.objects.filter(codigo="NORTE").exists()


def test_la_confirmacion_ejecuta_con_post_y_si_falla_lo_dice(client):
    zona("NORTE")
    fallida = client.post("/prueba/quitar/", {"falla": "1"})
    assert fallida.status_code == 409
    assert "La zona tiene personas. Quítalas antes." in fallida.content.decode()
    hecha = client.post("/prueba/quitar/", follow=True)
    assert "Zona quitada." in hecha.content.decode()
    assert not Zona.objects.filter(codigo="NORTE").exists()


def test_el_mensaje_lleva_deshacer_y_enlace_y_escapa_su_texto(client):
    html = client.get("/prueba/deshacer/", follow=True).content.decode()
    assert "Promesa &lt;b&gt;guardada&lt;/b&gt;." in html
    assert "data-deshacer" in html
    assert 'action="/prueba/nueva/"' in html
    assert '<a class="alert-link" href="/prueba/">Ver zona</a>' in html


def test_la_lista_que_se_busca_escribiendo_solo_baja_donde_hace_falta(client):
    assert "tom-select" in client.get("/prueba/elegir/").content.decode()
    assert "tom-select" not in client.get("/prueba/nueva/").content.decode()


# --- Errores ----------------------------------------------------------------------------------
def test_404_habla_claro_y_da_un_codigo(client):
    respuesta = client.get("/no-existe/")
    assert respuesta.status_code == 404
    assert "No encontramos esta página" in respuesta.content.decode()
    assert respuesta["X-Referencia"] in respuesta.content.decode()


def test_500_se_dibuja_sin_consultar_la_base_y_da_un_codigo(client, django_assert_max_num_queries):
    client.raise_request_exception = False
    with django_assert_max_num_queries(2):  # la sesión y la persona, antes de la vista
        respuesta = client.get("/prueba/roto/")
    assert respuesta.status_code == 500
    assert "Algo falló de nuestro lado" in respuesta.content.decode()
    assert respuesta["X-Referencia"] in respuesta.content.decode()


def test_dos_errores_no_comparten_codigo(client):
    codigos = {client.get("/no-existe/")["X-Referencia"] for _ in range(20)}
    assert len(codigos) == 20


def test_un_formulario_de_otra_sesion_explica_que_hacer():
    estricto = Client(enforce_csrf_checks=True)
    estricto.force_login(usuario("administracion"), backend="django.contrib.auth.backends.ModelBackend")
    respuesta = estricto.post("/prueba/nueva/", {"codigo": "CSRF"})
    assert respuesta.status_code == 403
    assert "Esta página quedó vieja" in respuesta.content.decode()
    assert not Zona.objects.filter(codigo="CSRF").exists()


def test_la_sesion_viva_responde_204_con_su_persona_y_la_muerta_401(client):
    viva = client.get("/pantalla/sesion/")
    assert viva.status_code == 204
    assert viva["X-Usuario"] == client.session["_auth_user_id"]
    assert Client().get("/pantalla/sesion/").status_code == 401
