"""Cada recibo abierto de un principal, en exactamente un estado, con su antigüedad exacta."""

from decimal import Decimal

import pytest

from cobranzas.control.choices import Razon
from cobranzas.control.models import EstadoDiario
from tests.fabricas.cobranzas import (
    AL,
    barrer,
    congelar,
    control,
    dia,
    estado,
    incluir,
    pagar,
    pagos_al_dia,
    principal,
    recibo,
)
from tests.fabricas.seleccion import cliente, suministro, traspasar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pagos_cargados():
    pagos_al_dia(AL)


def test_lo_que_vence_hoy_todavia_no_esta_vencido():
    suyo = recibo(principal(), vence=AL)
    resultado = barrer()
    assert (estado(suyo).estado, estado(suyo).tramo, estado(suyo).dias) == ("por_vencer", "", 0)
    assert resultado.recibos_vencidos == 0


@pytest.mark.parametrize(
    ("dias", "tramo"),
    [
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "91-180"),
        (180, "91-180"),
        (181, ">180"),
        (900, ">180"),
    ],
)
def test_los_dias_vencidos_caen_en_su_tramo(dias, tramo):
    suyo = recibo(principal(), vence=dia(-dias), total="250.40")
    resultado = barrer()
    assert (estado(suyo).estado, estado(suyo).tramo, estado(suyo).dias) == ("vencido", tramo, dias)
    assert resultado.tramos[tramo] == (1, Decimal("250.40"))
    assert sum(n for n, _ in resultado.tramos.values()) == resultado.recibos_vencidos == 1
    assert resultado.saldo_vencido == Decimal("250.40")


def test_un_recibo_pagado_no_se_guarda_y_uno_pagado_a_medias_sigue_con_lo_que_falta():
    quien = principal()
    pagado, a_medias = recibo(quien, vence=dia(-5)), recibo(quien, vence=dia(-4))
    pagar(pagado, "100.00", el=dia(-1))
    pagar(a_medias, "60.00", el=dia(-1))
    resultado = barrer()
    assert not EstadoDiario.objects.filter(recibo=pagado).exists()
    assert (estado(a_medias).estado, estado(a_medias).saldo) == ("vencido", Decimal("40.00"))
    assert resultado.saldo_vencido == Decimal("40.00")


def test_un_recibo_congelado_entero_no_esta_vencido_ni_se_cobra():
    quien = principal()
    suyo = recibo(quien, vence=dia(-20))
    congelar(suyo, "100.00")
    resultado = barrer()
    assert (estado(suyo).estado, estado(suyo).razon) == ("congelado", Razon.CONGELADO)
    assert (resultado.recibos_vencidos, resultado.acciones, resultado.suprimidas) == (0, 0, 0)
    assert control(quien).estado == "congelado"


def test_con_una_parte_congelada_se_cobra_solo_el_resto():
    suyo = recibo(principal(), vence=dia(-20))
    congelar(suyo, "70.00")
    resultado = barrer()
    assert (estado(suyo).estado, estado(suyo).congelado) == ("vencido", Decimal("70.00"))
    assert resultado.saldo_vencido == Decimal("30.00")


def test_un_congelamiento_que_empieza_despues_o_ya_termino_no_cuenta():
    despues, terminado = recibo(principal(), vence=dia(-20)), recibo(principal(), vence=dia(-20))
    congelar(despues, "100.00", desde=dia(1))
    congelar(terminado, "100.00", hasta=AL)
    assert barrer().recibos_vencidos == 2


def test_los_pagos_y_recibos_posteriores_al_dia_no_cuentan():
    quien = principal()
    suyo = recibo(quien, vence=dia(-2))
    futuro = recibo(quien, vence=dia(20), emitido=dia(1))
    pagar(suyo, "100.00", el=dia(1))
    assert barrer().recibos_vencidos == 1
    assert not EstadoDiario.objects.filter(recibo=futuro).exists()


def test_solo_se_barre_a_los_principales_de_ese_dia():
    vigente, antes = principal(), principal(hasta=AL)
    desde_manana, nunca = principal(desde=dia(1)), cliente()
    suministro(nunca)
    for quien in (vigente, antes, desde_manana, nunca):
        recibo(quien, vence=dia(-5))
    resultado = barrer()
    assert (resultado.clientes, resultado.recibos_vencidos) == (1, 1)
    assert control(vigente).vencido == Decimal("100.00")


def test_la_deuda_sigue_al_suministro_y_se_reclama_a_su_titular_del_dia():
    anterior, nuevo = principal(), principal()
    vendido = suministro(anterior)
    viejo = recibo(vendido, vence=dia(-40))
    traspasar(vendido, nuevo, el=dia(-10))
    barrer()
    assert estado(viejo).cliente == nuevo
    assert control(anterior).vencido == 0


def test_todos_los_suministros_de_un_cliente_suman_en_una_fila():
    quien = principal()
    otro = suministro(quien, en="SUR")
    recibo(quien, vence=dia(-5), total="10.10")
    recibo(otro, vence=dia(-50), total="20.20")
    recibo(otro, vence=dia(9), total="5.00")
    barrer()
    suyo = control(quien)
    assert (suyo.vencido, suyo.por_vencer, suyo.recibos_vencidos) == (Decimal("30.30"), Decimal("5.00"), 2)
    assert (suyo.dias, suyo.tramo, suyo.estado) == (50, "31-60", "vencido")


def test_quien_no_debe_nada_tiene_su_fila_y_su_razon():
    quien = cliente()
    incluir(quien)
    assert barrer().clientes == 1
    assert (control(quien).estado, control(quien).razon) == ("sin_deuda", Razon.PAGADO)
