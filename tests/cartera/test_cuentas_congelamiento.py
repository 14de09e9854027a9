"""Lo congelado de un recibo sale de lo exigible, y nada más (NORMAS §1 y §3)."""

from decimal import Decimal

import pytest

from cartera.cuentas import selectors, services
from cartera.cuentas.choices import EstadoRecibo, MotivoCongelamiento
from cartera.cuentas.models import Recibo
from tests.fabricas.cuentas import (
    cargar,
    dia,
    fila_pago,
    hotel_del_mar,
    saldos,
)

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def casa():
    return hotel_del_mar()


def cuenta(de, al):
    return selectors.cuenta_de_suministro(suministro=de, al=al).total


def congelar(importe="60.00", *, desde=22, origen="reclamo:1", numero="R1"):
    return services.congelar(
        recibo=Recibo.objects.get(numero=numero),
        importe=D(importe),
        motivo=MotivoCongelamiento.RECLAMO,
        origen=origen,
        desde=dia(desde),
        por=None,
    )


def test_lo_congelado_sale_de_lo_exigible_desde_su_fecha_hasta_que_se_descongela(casa):
    congelar(desde=22)
    assert services.descongelar(origen="reclamo:1", hasta=dia(28)) == 1
    assert [cuenta(casa, dia(n)).vencido for n in (21, 22, 27, 28)] == [100, 40, 40, 100]
    assert [cuenta(casa, dia(n)).congelado for n in (21, 22, 27, 28)] == [0, 60, 60, 0]


def test_saldo_exigible_es_saldo_menos_congelado(casa):
    congelar()
    hoy = cuenta(casa, dia(30))
    assert (hoy.saldo, hoy.congelado, hoy.exigible) == (100, 60, 40)


def test_congelar_dos_veces_es_congelar_una_y_descongelar_tambien(casa):
    primero = congelar()
    assert congelar().pk == primero.pk
    assert cuenta(casa, dia(30)).congelado == 60
    assert services.descongelar(origen="reclamo:1", hasta=dia(40)) == 1
    assert services.descongelar(origen="reclamo:1", hasta=dia(45)) == 0
    congelar()  # un aviso repetido no reabre lo que ya terminó
    assert cuenta(casa, dia(42)).congelado == 0


def test_los_pagos_van_primero_a_lo_que_no_esta_congelado_y_lo_congelado_no_pasa_del_saldo(casa):
    congelar("60.00")
    cargar("pagos", fila_pago("1", "40.00", el=25, recibo="R1"))
    assert saldos(dia(26))["R1"] == (40, 60, 60)
    cargar("pagos", fila_pago("2", "30.00", el=27, recibo="R1"))
    assert saldos(dia(28))["R1"] == (70, 30, 30)
    assert Recibo.objects.get(numero="R1").congelado == 30


def test_congelar_mas_que_el_saldo_congela_hasta_el_saldo(casa):
    congelar("999.00")
    assert saldos(dia(30))["R1"] == (0, 100, 100)


@pytest.mark.parametrize(
    ("abonado", "congelado", "al", "estado"),
    [
        ("100.00", "60.00", 30, EstadoRecibo.PAGADO),
        ("0.01", "99.99", 30, EstadoRecibo.CONGELADO),
        ("0.01", "50.00", 30, EstadoRecibo.VENCIDO),
        ("0.01", "50.00", 20, EstadoRecibo.POR_VENCER),
    ],
)
def test_el_estado_es_el_primero_que_vale(casa, abonado, congelado, al, estado):
    congelar(congelado, desde=1)
    cargar("pagos", fila_pago("1", abonado, el=2, recibo="R1"))
    assert selectors.recibo_al(recibo=Recibo.objects.get(numero="R1"), al=dia(al)).estado == estado
