"""Desde cuándo es principal: la línea de la cabecera de la ficha del cliente."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from config.comun.calendario.periodo import Periodo
from principales.seleccion import services
from tests.fabricas.comun import usuario
from tests.fabricas.seleccion import cliente, cliente_que_consume, suministro, totalizar

pytestmark = pytest.mark.django_db


@pytest.fixture
def entro_en_julio():
    """Consume en junio y entra el 1 de julio de 2026."""
    quien = cliente_que_consume(*[130] * 6)
    totalizar()
    evaluacion = services.proponer(periodo=Periodo.de_texto("2026-06"), por=None, en=timezone.now())
    services.aprobar(evaluacion=evaluacion, por=usuario("jefatura_cobranzas"), en=timezone.now())
    return quien


def leer(client, quien, el, monkeypatch) -> str:
    monkeypatch.setattr("principales.seleccion.views_cartera.hoy", lambda: el)
    respuesta = client.get(reverse("seleccion:cliente_desde", args=[quien.pk]), headers={"HX-Request": "true"})
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", respuesta.content.decode())).strip()


def test_dice_desde_cuando_y_antes_que_lo_sera(client, entro_en_julio, monkeypatch):
    client.force_login(usuario("equipo_pc"))
    assert leer(client, entro_en_julio, dt.date(2026, 6, 30), monkeypatch) == "Será principal desde el mié 1 jul 2026"
    assert leer(client, entro_en_julio, dt.date(2026, 7, 1), monkeypatch) == "Principal desde el mié 1 jul 2026"


def test_dice_cuando_dejo_de_serlo(client, entro_en_julio, monkeypatch):
    membresia = entro_en_julio.membresias.get()
    membresia.vigencia, membresia.baja = (dt.date(2026, 7, 1), dt.date(2026, 9, 1)), membresia.alta
    membresia.save()
    client.force_login(usuario("equipo_pc"))
    assert "hasta antes del mar 1 sep 2026" in leer(client, entro_en_julio, dt.date(2026, 8, 31), monkeypatch)
    frase = leer(client, entro_en_julio, dt.date(2026, 9, 1), monkeypatch)
    assert frase == "Dejó de ser principal el mar 1 sep 2026"


def test_quien_nunca_entro_no_es_principal(client, monkeypatch):
    otro = cliente()
    suministro(otro)
    client.force_login(usuario("equipo_pc"))
    assert leer(client, otro, dt.date(2026, 7, 1), monkeypatch) == "No es principal"


def test_solo_quien_ve_al_cliente(client, entro_en_julio):
    url = reverse("seleccion:cliente_desde", args=[entro_en_julio.pk])
    assert client.get(url).status_code == 302
    client.force_login(usuario())
    assert client.get(url).status_code == 403
    client.force_login(usuario("operativa_zonal", zonas=["SUR"]))
    assert client.get(url).status_code == 404
