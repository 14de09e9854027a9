"""Quién sale de la cartera, y con qué constancia (NORMAS §1; manual 6.3.2)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from principales.seleccion import services
from principales.seleccion.models import Evaluacion, EvaluacionCliente, Principal
from tests.fabricas.evaluaciones import (
    EN,
    en_cartera,
    hacer_principal,
    jefatura,
    proponer,
    resultados,
)
from tests.fabricas.seleccion import cliente, cliente_que_consume, consumir, recibo, suministro, traspasar

pytestmark = pytest.mark.django_db


@pytest.fixture
def jefa():
    return jefatura()


def test_sale_quien_no_pasa_el_umbral_en_cada_uno_de_los_tres_ultimos_meses(jefa):
    baja = cliente_que_consume(120, 0, 0, 100, None, 100)
    hacer_principal(baja, por=jefa)
    assert resultados(proponer()) == {baja.pk: "baja"}


@pytest.mark.parametrize("mes_alto", [3, 4, 5])
def test_no_sale_si_paso_el_umbral_en_alguno_de_los_tres_ultimos_meses(jefa, mes_alto):
    consumo = [20] * 6
    consumo[mes_alto] = 101
    quien = cliente_que_consume(*consumo)
    hacer_principal(quien, por=jefa)
    evaluacion = proponer()
    assert resultados(evaluacion) == {quien.pk: "queda"}
    assert not evaluacion.detalle.get().califica


def test_sale_quien_no_tiene_ni_una_fila_en_la_ventana(jefa):
    callado = consumir(suministro(cliente()), "2025-06", 500).cliente
    hacer_principal(callado, por=jefa)
    cliente_que_consume(*[10] * 6)
    assert resultados(proponer()) == {callado.pk: "baja"}


def test_sale_quien_bajo_tres_meses_aunque_su_promedio_todavia_alcance(jefa):
    """La baja mira los meses, no la medida (NORMAS §1)."""
    quien = cliente_que_consume(900, 900, 900, 50, 50, 50)
    hacer_principal(quien, por=jefa)
    assert resultados(proponer()) == {quien.pk: "baja"}


def test_quien_salio_asi_no_vuelve_a_entrar_mientras_siga_bajo(jefa):
    """Sin esto entraría y saldría del Ciclo 6 cada mes con los mismos consumos."""
    sale, vuelve, nuevo = (
        cliente_que_consume(*m3) for m3 in ([900] * 3 + [50] * 3, [900] * 3 + [50, 50, 300], [900] * 3 + [50] * 3)
    )
    for quien in (sale, vuelve):
        hacer_principal(quien, por=jefa)
    Principal.objects.filter(cliente__in=[sale, vuelve]).update(
        vigencia=(dt.date(2026, 1, 1), dt.date(2026, 6, 1)), baja=Evaluacion.objects.earliest("pk")
    )
    assert resultados(proponer()) == {vuelve.pk: "alta", nuevo.pk: "alta"}


def test_sale_quien_dejo_de_ser_cliente_aunque_haya_consumido(jefa):
    cerrado = cliente_que_consume(*[500] * 6, estado="BAJA")
    vende, compra = cliente_que_consume(*[500] * 6), cliente()
    for quien in (cerrado, vende):
        hacer_principal(quien, por=jefa)
    traspasar(vende.suministros.get(), compra, el=dt.date(2026, 6, 30))
    assert resultados(proponer()) == {cerrado.pk: "baja", vende.pk: "baja", compra.pk: "alta"}


def test_la_baja_sale_del_consumo_aunque_nunca_se_haya_corrido_la_seleccion_de_esos_meses(jefa):
    quien = cliente_que_consume(500, 500, 20, 20, 20, 20)
    hacer_principal(quien, por=jefa)
    assert resultados(proponer(medida="ultimo_mes")) == {quien.pk: "baja"}
    assert Evaluacion.objects.count() == 2


def test_una_baja_con_saldo_vencido_exige_que_conste_a_quien_pasa_la_cuenta(jefa):
    debe, limpio = (cliente_que_consume(*[20] * 6) for _ in range(2))
    for quien in (debe, limpio):
        hacer_principal(quien, por=jefa)
    recibo(debe, vence=dt.date(2026, 6, 29))
    recibo(limpio, vence=dt.date(2026, 6, 30))  # vence el último día del mes: aún no está vencido
    evaluacion = proponer()
    assert dict(evaluacion.detalle.values_list("cliente_id", "saldo_vencido")) == {
        debe.pk: Decimal("80.00"),
        limpio.pk: Decimal("0.00"),
    }
    with pytest.raises(services.FaltaEntrega, match=r"^1 baja con saldo vencido"), transaction.atomic():
        services.aprobar(evaluacion=evaluacion, por=jefa, en=EN)
    assert en_cartera(dt.date(2026, 7, 1)) == {debe.pk, limpio.pk}
    services.aprobar(evaluacion=evaluacion, por=jefa, en=EN, entrega="Pasa a J. Ríos, cartera morosa")
    assert en_cartera(dt.date(2026, 7, 1)) == set()
    fila = evaluacion.detalle.get(cliente=debe)
    assert (fila.traspaso, fila.decidido_por) == ("Pasa a J. Ríos, cartera morosa", jefa)
    assert evaluacion.detalle.get(cliente=limpio).traspaso == ""


def test_la_base_no_admite_una_baja_con_deuda_aprobada_sin_entrega(jefa):
    debe = cliente_que_consume(*[20] * 6)
    hacer_principal(debe, por=jefa)
    recibo(debe, vence=dt.date(2026, 6, 1))
    proponer()
    with pytest.raises(IntegrityError, match="evaluacioncliente_baja_con_traspaso"), transaction.atomic():
        EvaluacionCliente.objects.update(decision="aprobada")
