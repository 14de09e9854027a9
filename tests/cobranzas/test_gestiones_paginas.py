"""La cola en pantalla: quién entra, qué ve, qué se guarda y cuántas consultas cuesta."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cobranzas.gestiones.models import Atencion, Gestion
from principales.comunicaciones.models import Comunicacion
from tests.fabricas.cobranzas import dia
from tests.fabricas.comun import usuario
from tests.fabricas.comunicaciones import resultado
from tests.fabricas.gestiones import EN, poner, por_llamar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hoy():
    with time_machine.travel(EN, tick=False):
        yield


@pytest.fixture
def rosa():
    return usuario("equipo_pc", first_name="Rosa")


def _paginas(gestion) -> list[str]:
    return [
        reverse("gestiones:cola"),
        reverse("gestiones:avance"),
        reverse("gestiones:cuenta", args=[gestion.pk]),
        reverse("gestiones:guion", args=[gestion.pk]),
        reverse("gestiones:ruta"),
        reverse("gestiones:hoy"),
    ]


def test_sin_sesion_al_ingreso_sin_permiso_403_y_con_su_rol_se_abre(client, rosa):
    por_llamar()
    poner()
    gestion = Gestion.objects.get()
    paginas = [*_paginas(gestion), reverse("gestiones:tablero"), reverse("gestiones:descanso_nuevo")]
    assert {client.get(p).status_code for p in paginas} == {302}
    client.force_login(usuario("auditoria"))
    assert {client.get(p).status_code for p in paginas} == {403}
    client.force_login(rosa)
    assert [client.get(p).status_code for p in paginas] == [200] * 6 + [403, 403]
    client.force_login(usuario("jefatura_cobranzas"))
    assert {client.get(p).status_code for p in paginas} == {200}


def test_lo_de_otra_zona_no_existe(client, rosa):
    por_llamar(en="NORTE")
    poner()
    gestion = Gestion.objects.get()
    client.force_login(usuario("equipo_pc", zonas=["SUR"]))
    for nombre in ("cuenta", "guion"):
        assert client.get(reverse(f"gestiones:{nombre}", args=[gestion.pk])).status_code == 404
    for nombre in ("renovar", "saltar"):
        assert client.post(reverse(f"gestiones:{nombre}", args=[gestion.pk])).status_code == 404
    assert client.post(reverse("gestiones:cola"), {"gestion": gestion.pk}).status_code == 404


def test_guardar_dos_veces_el_mismo_envio_cuenta_una_y_lleva_al_siguiente(client, rosa):
    por_llamar("500.00", nombre="CAFE SAC"), por_llamar("100.00", nombre="HOTEL SA")
    poner()
    client.force_login(rosa)
    primera = client.get(reverse("gestiones:cola"))
    datos = {
        "gestion": primera.context["gestion"].pk,
        "ficha": uuid4(),
        "resultado": resultado("prometio").pk,
        "promesa_importe": "300",
        "promesa_el": dia(4).isoformat(),
    }
    for _ in range(2):
        assert client.post(reverse("gestiones:cola"), datos).status_code == 302
    assert (Comunicacion.objects.count(), Atencion.objects.count()) == (1, 1)
    despues = client.get(reverse("gestiones:cola"))
    assert "HOTEL SA" in despues.context["titulo"]
    assert "Promesa guardada: S/" in despues.content.decode()


def test_una_promesa_sin_importe_no_guarda_nada_y_conserva_lo_escrito(client, rosa):
    por_llamar()
    poner()
    client.force_login(rosa)
    gestion = client.get(reverse("gestiones:cola")).context["gestion"]
    datos = {"gestion": gestion.pk, "ficha": uuid4(), "resultado": resultado("prometio").pk, "texto": "Dice que sí"}
    respuesta = client.post(reverse("gestiones:cola"), datos)
    assert respuesta.status_code == 422
    assert "Escribe cuánto prometió." in respuesta.content.decode()
    assert "Dice que sí" in respuesta.content.decode()
    assert not Comunicacion.objects.exists()


def test_lo_que_otra_persona_tomo_se_dice_y_se_pasa_al_siguiente(client, rosa):
    por_llamar("500.00", nombre="CAFE SAC"), por_llamar("100.00", nombre="HOTEL SA")
    poner()
    luz = usuario("jefatura_cobranzas", first_name="Luz")
    client.force_login(rosa)
    gestion = client.get(reverse("gestiones:cola")).context["gestion"]
    Gestion.objects.filter(pk=gestion.pk).update(asignada_a=luz, tomada_por=luz, vence_en=EN + dt.timedelta(minutes=5))
    datos = {"gestion": gestion.pk, "ficha": uuid4(), "resultado": resultado("informado").pk}
    client.post(reverse("gestiones:cola"), datos)
    despues = client.get(reverse("gestiones:cola"))
    assert "Luz está atendiendo a CAFE SAC" in despues.content.decode()
    assert despues.context["gestion"].cliente.nombre == "HOTEL SA"


def test_al_terminar_se_dice_lo_hecho(client, rosa):
    poner()
    client.force_login(rosa)
    assert "No tienes llamadas por hacer hoy." in client.get(reverse("gestiones:cola")).content.decode()


def test_las_mismas_consultas_con_tres_que_con_treinta(client, rosa):
    for _ in range(3):
        por_llamar()
    poner()
    client.force_login(rosa)

    def consultas(pagina, **mas):
        client.get(pagina, **mas)
        with CaptureQueriesContext(connection) as hechas:
            client.get(pagina, **mas)
        return len(hechas)

    client.force_login(usuario("jefatura_cobranzas"))
    tablero = consultas(reverse("gestiones:tablero"))
    client.force_login(rosa)
    pocas = [consultas(p) for p in (reverse("gestiones:cola"), reverse("gestiones:avance"), reverse("gestiones:ruta"))]
    for _ in range(27):
        por_llamar()
    poner(en=EN + dt.timedelta(minutes=1))
    paginas = (reverse("gestiones:cola"), reverse("gestiones:avance"), reverse("gestiones:ruta"))
    assert [consultas(p) for p in paginas] == pocas
    client.force_login(usuario("jefatura_cobranzas"))
    assert consultas(reverse("gestiones:tablero")) == tablero


def test_quien_supervisa_pasa_lo_filtrado_a_otra_persona(client, rosa):
    por_llamar(), por_llamar()
    poner()
    luz = usuario("equipo_pc", first_name="Luz")
    client.force_login(usuario("jefatura_cobranzas"))
    tablero = f"{reverse('gestiones:tablero')}?asignada_a={rosa.pk}"
    client.post(tablero, {"accion": f"pasar_{luz.pk}", "cuantas": "2"})
    assert set(Gestion.objects.values_list("asignada_a", flat=True)) == {luz.pk}
