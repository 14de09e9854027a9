"""Dos personas editan lo mismo: nada se pisa sin que se vea."""

import datetime as dt
import re

import pytest
from django import forms

from config.comun.pantalla import ediciones
from config.comun.usuarios.models import Zona
from tests.fabricas.comun import usuario, zona

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.comun.pantallas")]


@pytest.fixture
def norte(client):
    client.force_login(usuario("administracion"))
    return zona("NORTE", "Zona Norte")


def abrir(client, cual) -> str:
    """Abre el formulario y devuelve lo que lleva firmado."""
    html = client.get(f"/prueba/{cual.pk}/editar/").content.decode()
    return re.search(r'name="_antes" value="([^"]+)"', html)[1]


def enviar(client, cual, antes, **datos):
    return client.post(f"/prueba/{cual.pk}/editar/", {"_antes": antes, **datos})


def test_si_nadie_mas_cambio_nada_se_guarda(client, norte):
    antes = abrir(client, norte)
    assert enviar(client, norte, antes, codigo="NORTE", nombre="Norte grande").status_code == 302
    norte.refresh_from_db()
    assert norte.nombre == "Norte grande"


def test_lo_que_cada_uno_cambio_en_campos_distintos_se_junta(client, norte):
    antes = abrir(client, norte)
    Zona.objects.update(codigo="N-1")
    assert enviar(client, norte, antes, codigo="NORTE", nombre="Norte grande").status_code == 302
    norte.refresh_from_db()
    assert (norte.codigo, norte.nombre) == ("N-1", "Norte grande")


def test_el_mismo_campo_muestra_las_dos_versiones_y_no_guarda(client, norte):
    antes = abrir(client, norte)
    Zona.objects.update(nombre="Norte <b>chico</b>")
    respuesta = enviar(client, norte, antes, codigo="NORTE", nombre="Norte grande")
    html = respuesta.content.decode()
    assert respuesta.status_code == 422
    assert "ahora dice «Norte &lt;b&gt;chico&lt;/b&gt;»; tú escribiste «Norte grande»" in html
    assert 'value="Norte grande"' in html
    norte.refresh_from_db()
    assert norte.nombre == "Norte <b>chico</b>"


def test_tras_ver_las_dos_versiones_manda_quien_vuelve_a_guardar(client, norte):
    antes = abrir(client, norte)
    Zona.objects.update(codigo="N-1", nombre="Norte chico")
    html = enviar(client, norte, antes, codigo="NORTE", nombre="Norte grande").content.decode()
    segundo = re.search(r'name="_antes" value="([^"]+)"', html)[1]
    assert 'value="N-1"' in html  # lo que no toqué ya trae lo del otro
    assert enviar(client, norte, segundo, codigo="N-1", nombre="Norte grande").status_code == 302
    norte.refresh_from_db()
    assert (norte.codigo, norte.nombre) == ("N-1", "Norte grande")


def test_si_los_dos_escribieron_lo_mismo_no_hay_nada_que_decidir(client, norte):
    antes = abrir(client, norte)
    Zona.objects.update(nombre="Norte grande")
    assert enviar(client, norte, antes, codigo="NORTE", nombre="Norte grande").status_code == 302


@pytest.mark.parametrize("falso", ["", "x", "eyJub21icmUiOiAiIn0:AAAA"])
def test_una_firma_que_no_es_nuestra_no_rompe_ni_inventa_cambios(client, norte, falso):
    Zona.objects.update(nombre="Norte chico")
    assert enviar(client, norte, falso, codigo="NORTE", nombre="Norte grande").status_code == 302


def test_un_formulario_nuevo_no_lleva_nada_firmado(client, norte):
    assert "_antes" not in client.get("/prueba/nueva/").content.decode()


class Todo(forms.Form):
    texto = forms.CharField(widget=forms.Textarea, required=False)
    si = forms.BooleanField(required=False)
    uno = forms.ChoiceField(choices=[("a", "Ánimas"), ("b", "Bolívar")])
    varios = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], required=False)
    dia = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), required=False)
    monto = forms.DecimalField(required=False)
    archivo = forms.FileField(required=False)


def test_lo_que_se_muestra_y_lo_que_vuelve_sin_tocar_son_iguales_en_cada_tipo_de_campo():
    inicial = {
        "texto": "dos\nlíneas",
        "si": True,
        "uno": "a",
        "varios": ["b", "a"],
        "dia": dt.date(2026, 1, 2),
        "monto": 5,
    }
    antes = ediciones.foto(Todo(initial=inicial))
    vuelve = {
        "texto": "dos\r\nlíneas ",
        "si": "on",
        "uno": "a",
        "varios": ["a", "b"],
        "dia": "2026-01-02",
        "monto": "5",
    }
    otro = {**inicial, "si": False, "uno": "b", "varios": [], "dia": None, "monto": None, "texto": "otro"}
    ahora = ediciones.foto(Todo(initial=otro))
    fusion = ediciones.comparar(form=Todo(vuelve), firmado=ediciones.firmar(antes), ahora=ahora)
    assert fusion.choques == []
    assert fusion.ajenos == {"texto": "otro", "si": "", "uno": "b", "varios": [], "dia": "", "monto": ""}


def test_el_choque_se_lee_con_las_palabras_de_la_pantalla():
    antes = ediciones.foto(Todo(initial={"uno": "", "si": None, "texto": "x"}))
    ahora = ediciones.foto(Todo(initial={"uno": "a", "si": True, "texto": ""}))
    escrito = Todo({"uno": "b", "texto": "y"})
    choques = ediciones.comparar(form=escrito, firmado=ediciones.firmar(antes), ahora=ahora).choques
    assert [(c.etiqueta, c.ahora, c.escrito) for c in choques] == [
        ("Texto", "vacío", "y"),
        ("Uno", "Ánimas", "Bolívar"),
    ]
