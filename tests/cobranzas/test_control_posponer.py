"""Posponer un cliente o un recibo hasta una fecha: se congela la cobranza, no se pierde."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from cobranzas.control import services
from cobranzas.control.models import Accion, Posposicion
from tests.fabricas.cobranzas import (
    AHORA,
    AL,
    abierta,
    acciones,
    barrer,
    barrer_dias,
    control,
    dia,
    estado,
    pagar,
    pagos_al_dia,
    principal,
    recibo,
)
from tests.fabricas.comun import usuario

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pagos_cargados():
    pagos_al_dia(*(dia(n) for n in range(-4, 41, 2)))


def posponer(quien, hasta, *, hoy=AL, **mas) -> Posposicion:
    yo = mas.pop("por", None) or usuario("equipo_pc")
    return services.posponer(cliente=quien, hasta=hasta, motivo="Presupuesto", por=yo, hoy=hoy, en=AHORA, **mas)


def test_la_accion_sigue_abierta_y_vuelve_el_dia_pedido_sin_cambiar_de_fecha():
    quien = principal()
    recibo(quien, vence=dia(-10))
    barrer()
    accion = Accion.objects.get(estado="propuesta")
    posponer(quien, dia(3))
    barrer_dias([dia(1), dia(2)])
    assert (control(quien, dia(2)).razon, control(quien, dia(2)).suprimida) == ("pospuesto", True)
    barrer(dia(3))
    accion.refresh_from_db()
    assert (accion.estado, accion.propuesta_el, abierta(quien)[0]) == ("propuesta", AL, "visita")


def test_lo_que_se_agrava_mientras_tanto_se_propone_al_volver():
    quien = principal()
    suyo = recibo(quien, vence=dia(-1))
    barrer()
    posponer(quien, dia(20))
    recibo(quien, vence=dia(4))
    services.barrer_pendientes(hasta=dia(20), ahora=AHORA)
    assert abierta(quien) == ("derivacion", suyo.numero)
    assert acciones(quien) == {
        "recordatorio": "omitida",
        "llamada": "omitida",
        "visita": "omitida",
        "derivacion": "propuesta",
    }


def test_lo_que_se_paga_mientras_tanto_se_anula():
    quien = principal()
    suyo = recibo(quien, vence=dia(-10))
    barrer()
    posponer(quien, dia(9))
    pagar(suyo, "100.00", el=dia(1))
    barrer(dia(1))
    assert (abierta(quien), control(quien, dia(1)).razon) == (None, "pagado")


def test_posponer_otra_vez_cambia_la_fecha_y_conserva_la_anterior():
    quien = principal()
    primera, segunda = posponer(quien, dia(3)), posponer(quien, dia(9), hoy=dia(1))
    primera.refresh_from_db()
    assert (primera.levantada_el, segunda.hasta) == (dia(1), dia(9))
    assert [p.pk for p in Posposicion.objects.vivas(dia(2))] == [segunda.pk]


def test_reanudar_devuelve_el_cliente_a_la_lista_ese_mismo_dia():
    quien = principal()
    suyo = recibo(quien, vence=dia(-10))
    viva = posponer(quien, dia(9))
    services.reanudar(posposicion=viva, por=usuario("jefatura_cobranzas"), hoy=AL)
    barrer()
    assert estado(suyo).razon == ""
    with pytest.raises(services.NoSePospone, match="Ya no estaba pospuesto"):
        services.reanudar(posposicion=viva, por=usuario("jefatura_cobranzas"), hoy=AL)


@pytest.mark.parametrize("hasta", [AL, dia(-3)])
def test_no_se_pospone_hasta_hoy_ni_hacia_atras(hasta):
    with pytest.raises(services.NoSePospone, match="posterior a hoy, 30/04/2026"):
        posponer(principal(), hasta)


def test_la_base_no_admite_dos_vivas_a_la_vez_ni_sin_motivo():
    quien = principal()
    yo = usuario("equipo_pc")
    posponer(quien, dia(5), por=yo)
    datos = {"cliente": quien, "desde": AL, "hasta": dia(8), "por": yo, "en": AHORA}
    for mal in ({"motivo": "Otra"}, {"motivo": "", "desde": dia(6)}, {"motivo": "x", "desde": dia(9)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Posposicion.objects.create(**(datos | mal))


# --- Páginas ----------------------------------------------------------------------------------
@pytest.fixture
def _hoy():
    with time_machine.travel(dt.datetime(2026, 4, 30, 15, tzinfo=dt.UTC), tick=False):
        yield


@pytest.mark.usefixtures("_hoy")
def test_se_pospone_y_se_reanuda_desde_la_pagina(client):
    quien = principal()
    recibo(quien, vence=dia(-10))
    client.force_login(usuario("equipo_pc"))
    pagina = reverse("control:posponer", args=[quien.pk])
    malo = client.post(pagina, {"hasta": AL.isoformat(), "motivo": "Presupuesto"})
    assert (malo.status_code, "posterior a hoy" in malo.content.decode()) == (422, True)
    client.post(pagina, {"hasta": dia(6).isoformat(), "motivo": "<b>Presupuesto</b>"})
    viva = Posposicion.objects.get()
    lista = client.get(reverse("control:pospuestos")).content.decode()
    assert "&lt;b&gt;Presupuesto" in lista
    client.post(reverse("control:reanudar", args=[viva.pk]))
    assert not Posposicion.objects.vivas(AL).exists()


@pytest.mark.usefixtures("_hoy")
def test_un_recibo_de_otro_cliente_no_se_puede_elegir(client):
    ajeno = recibo(principal(), vence=dia(-10))
    client.force_login(usuario("equipo_pc"))
    pedido = {"hasta": dia(6).isoformat(), "motivo": "x", "recibo": ajeno.pk}
    assert client.post(reverse("control:posponer", args=[principal().pk]), pedido).status_code == 422
    assert not Posposicion.objects.exists()


@pytest.mark.usefixtures("_hoy")
def test_cada_pagina_pide_sesion_permiso_y_zona(client):
    quien = principal(en="SUR")
    viva = posponer(quien, dia(6))
    del_cliente = [
        reverse("control:explicar", args=[quien.pk]),
        reverse("control:posponer", args=[quien.pk]),
        reverse("control:reanudar", args=[viva.pk]),
    ]
    todas = [*del_cliente, reverse("control:pospuestos")]
    assert {client.get(p).status_code for p in todas} == {302}
    client.force_login(usuario())
    assert {client.get(p).status_code for p in todas} == {403}
    client.force_login(usuario("auditoria"))
    assert [client.get(p).status_code for p in todas] == [200, 403, 403, 200]
    client.force_login(usuario("equipo_pc", zonas=["NORTE"]))
    assert {client.get(p).status_code for p in del_cliente} == {404}
    assert client.get(todas[-1]).context["conteo"].filas == 0
    client.force_login(usuario("equipo_pc", zonas=["SUR"]))
    assert {client.get(p).status_code for p in todas} == {200}
