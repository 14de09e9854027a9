"""Qué pago cubre qué recibo: cada frase de NORMAS §1 «Account»."""

import datetime as dt
from decimal import Decimal

import pytest

from cartera.cuentas import selectors, services
from cartera.cuentas.choices import EstadoRecibo
from cartera.cuentas.models import CambioPago, CambioRecibo, Pago, Recibo
from tests.fabricas.comun import usuario
from tests.fabricas.cuentas import (
    AHORA,
    cargar,
    dia,
    fila_pago,
    fila_recibo,
    hotel_del_mar,
    motivos,
    pagado,
    pago,
    saldos,
    totales,
)
from tests.fabricas.seleccion import cliente, suministro, traspasar

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def casa():
    return hotel_del_mar()


def cuenta(de, al):
    return selectors.cuenta_de_suministro(suministro=de, al=al).total


# --- a qué recibo va cada pago -------------------------------------------------------------------
def test_el_pago_que_nombra_recibo_va_a_ese_recibo(casa):
    cargar("pagos", fila_pago("1", "40.00", el=65, recibo="R3"))
    assert (pagado("R1"), pagado("R2"), pagado("R3")) == (0, 0, 40)


def test_el_que_nombra_recibo_va_antes_que_el_que_no_nombra_aunque_sea_posterior(casa):
    cargar("pagos", fila_pago("1", "100.00", el=10, suministro="A001"), fila_pago("2", "70.00", el=15, recibo="R1"))
    assert pagado("R1") == 100
    assert pago("2").aplicado == 70
    assert (pago("1").aplicado, pago("1").credito) == (30, 70)


def test_el_que_no_nombra_cubre_los_emitidos_hasta_su_fecha_por_vencimiento(casa):
    cargar("pagos", fila_pago("1", "150.00", el=65, suministro="A001"))
    assert (pagado("R1"), pagado("R2"), pagado("R3")) == (100, 50, 0)


def test_el_que_no_nombra_no_alcanza_a_recibos_emitidos_despues(casa):
    cargar("pagos", fila_pago("1", "150.00", el=10, suministro="A001"))
    assert (pagado("R1"), pagado("R2")) == (100, 0)
    assert pago("1").credito == 50


def test_un_pago_de_mas_queda_como_credito_y_no_pasa_solo_a_otro_recibo(casa):
    cargar("pagos", fila_pago("1", "110.00", el=65, recibo="R1"))
    assert pago("1").credito == 10
    assert (pagado("R2"), pagado("R3")) == (0, 0)
    assert cuenta(casa, dia(70)).credito == 10


def test_con_el_mismo_vencimiento_va_primero_el_numero_menor():
    suministro(cliente(), codigo="A001")
    cargar("recibos", fila_recibo("R9", "A001", "50.00"), fila_recibo("R10", "A001", "50.00"))
    cargar("pagos", fila_pago("1", "60.00", suministro="A001"))
    assert (pagado("R10"), pagado("R9")) == (50, 10)


def test_los_pagos_se_aplican_por_fecha_entidad_y_operacion(casa):
    cargar(
        "pagos",
        fila_pago("2", "60.00", el=10, suministro="A001", entidad="BCP"),
        fila_pago("1", "60.00", el=10, suministro="A001", entidad="BCP"),
        fila_pago("9", "60.00", el=10, suministro="A001", entidad="BBVA"),
    )
    assert [(p.operacion, p.aplicado) for p in Pago.objects.order_by("-aplicado")] == [("9", 60), ("1", 40), ("2", 0)]


def test_un_recibo_que_llega_tarde_con_vencimiento_anterior_toma_lo_que_le_toca(casa):
    cargar("pagos", fila_pago("1", "100.00", el=65, suministro="A001"))
    assert pagado("R1") == 100
    cargar("recibos", fila_recibo("R0", "A001", "80.00", emitido=1, vence=10))
    assert (pagado("R0"), pagado("R1")) == (80, 20)


# --- cifras a una fecha --------------------------------------------------------------------------
def test_a_una_fecha_solo_cuentan_recibos_emitidos_y_pagos_fechados_hasta_ella(casa):
    cargar("pagos", fila_pago("1", "100.00", el=25, recibo="R1"), fila_pago("2", "30.00", el=70, recibo="R2"))
    assert saldos(dia(24)) == {"R1": (0, 0, 100)}
    assert saldos(dia(25)) == {"R1": (100, 0, 0)}
    assert saldos(dia(69)) == {"R1": (100, 0, 0), "R2": (0, 0, 100), "R3": (0, 0, 100)}
    assert saldos(dia(70))["R2"] == (30, 0, 70)


def test_lo_aplicado_a_una_fecha_se_calcula_para_esa_fecha_y_no_se_filtra_de_hoy(casa):
    """Hoy R1 lo cubre el pago que lo nombra; el día 10 lo cubría el que no nombra recibo."""
    cargar("pagos", fila_pago("1", "100.00", el=10, suministro="A001"), fila_pago("2", "100.00", el=15, recibo="R1"))
    assert pago("1").aplicado == 0
    assert saldos(dia(10)) == {"R1": (100, 0, 0)}
    uno = selectors.pagos_de_suministro(suministro=casa, al=dia(10))[0]
    assert (uno.operacion, uno.aplicado, uno.credito) == ("1", 100, 0)
    aplicado = selectors.aplicaciones_al(recibo=Recibo.objects.get(numero="R1"), al=dia(10))
    assert [(a.operacion, a.importe) for a in aplicado] == [("1", 100)]


def test_un_pago_que_nombra_un_recibo_aun_no_emitido_es_credito_hasta_que_se_emite(casa):
    cargar("pagos", fila_pago("1", "100.00", el=40, recibo="R3"))
    assert cuenta(casa, dia(60)).credito == 100
    assert cuenta(casa, dia(61)).credito == 0
    assert saldos(dia(61))["R3"] == (100, 0, 0)


def test_el_que_vence_hoy_esta_por_vencer(casa):
    hoy = cuenta(casa, dia(20))
    assert (hoy.por_vencer, hoy.vencido, hoy.dias) == (100, 0, 0)
    manana = cuenta(casa, dia(21))
    assert (manana.por_vencer, manana.vencido, manana.dias, manana.recibos_vencidos) == (0, 100, 1, 1)


@pytest.mark.parametrize(
    ("dias", "tramo"),
    [
        *[(0, ""), (1, "1-30"), (30, "1-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"), (90, "61-90")],
        *[(91, "91-180"), (180, "91-180"), (181, ">180"), (900, ">180")],
    ],
)
def test_el_tramo_cuenta_los_dias_desde_el_vencimiento_con_el_limite_dentro(casa, dias, tramo):
    recibo = selectors.recibo_al(recibo=Recibo.objects.get(numero="R1"), al=dia(20 + dias))
    assert (recibo.tramo, recibo.dias) == (tramo, dias)


def test_un_pago_parcial_no_cambia_el_tramo_del_recibo(casa):
    """Queja 10 de PARES: un pago a cuenta saltaba de tramo."""
    cargar("pagos", fila_pago("1", "99.99", el=60, recibo="R1"))
    recibo = selectors.recibo_al(recibo=Recibo.objects.get(numero="R1"), al=dia(65))
    assert (recibo.saldo, recibo.tramo, recibo.estado) == (D("0.01"), "31-60", EstadoRecibo.VENCIDO)


def test_quien_no_debe_nada_no_sale_vencido_y_un_centimo_si(casa):
    """Queja 6 de PARES: resuelto con algo sin pagar, o vencido sin deber."""
    cargar("pagos", fila_pago("1", "100.00", el=10, recibo="R1"))
    assert (cuenta(casa, dia(30)).vencido, cuenta(casa, dia(30)).recibos) == (0, 0)
    cargar("pagos", fila_pago("1", "99.99", el=10, recibo="R1"))
    assert (cuenta(casa, dia(30)).vencido, cuenta(casa, dia(30)).recibos) == (D("0.01"), 1)


# --- reversas y cambios --------------------------------------------------------------------------
def test_la_reversa_deshace_exactamente_y_vale_desde_su_fecha(casa):
    cargar("pagos", fila_pago("1", "100.00", el=10, recibo="R1"))
    cargar("pagos", fila_pago("1", "-100.00", el=25, recibo="R1"))
    assert pagado("R1") == 0
    assert (pago("1").revertido, pago("1").credito) == (100, 0)
    assert saldos(dia(24))["R1"] == (100, 0, 0)
    assert saldos(dia(25))["R1"] == (0, 0, 100)


def test_la_reversa_parcial_quita_solo_su_parte(casa):
    carga = cargar("pagos", fila_pago("1", "100.00", el=10, recibo="R1"), fila_pago("1", "-30.00", el=12, recibo="R1"))
    assert totales(carga) == (2, 0, 0, 0)
    assert (pagado("R1"), pago("1").aplicado, pago("1").revertido) == (70, 70, 30)


def test_la_reversa_libera_el_recibo_para_otros_pagos(casa):
    cargar("pagos", fila_pago("1", "100.00", el=10, recibo="R1"), fila_pago("2", "50.00", el=12, recibo="R1"))
    assert pago("2").credito == 50
    cargar("pagos", fila_pago("1", "-100.00", el=25))
    assert (pago("2").aplicado, pago("2").credito) == (50, 0)


def test_una_reversa_sin_su_pago_va_a_la_bandeja(casa):
    carga = cargar("pagos", fila_pago("7", "-10.00", el=10, recibo="R1"))
    assert totales(carga) == (0, 0, 0, 1)
    assert motivos(carga)[2].startswith("No hay un pago 7 de BCP hasta esa fecha que revertir.")


def test_una_reversa_mayor_que_lo_que_queda_va_a_la_bandeja(casa):
    cargar("pagos", fila_pago("1", "50.00", el=10, recibo="R1"), fila_pago("1", "-30.00", el=11))
    carga = cargar("pagos", fila_pago("1", "-30.00", el=12))
    assert motivos(carga) == {2: "La reversa es de S/ 30.00 y al pago del 10/01/2026 solo le quedan S/ 20.00."}
    assert pagado("R1") == 20


def test_una_reversa_anterior_a_su_pago_va_a_la_bandeja(casa):
    cargar("pagos", fila_pago("1", "50.00", el=10, recibo="R1"))
    assert totales(cargar("pagos", fila_pago("1", "-50.00", el=9))) == (0, 0, 0, 1)


def test_con_la_operacion_repetida_se_revierte_el_ultimo_pago_que_no_lo_esta(casa):
    cargar("pagos", fila_pago("1", "10.00", el=5, recibo="R1"), fila_pago("1", "10.00", el=8, recibo="R1"))
    cargar("pagos", fila_pago("1", "-10.00", el=9))
    cargar("pagos", fila_pago("1", "-10.00", el=11))
    fechas = Pago.objects.filter(signo=-1).order_by("pagado_el").values_list("revierte__pagado_el", flat=True)
    assert list(fechas) == [dia(8), dia(5)]


def test_un_importe_cambiado_se_revierte_se_aplica_y_queda_anotado(casa):
    cargar("pagos", fila_pago("1", "100.00", el=10, recibo="R1"))
    carga = cargar("pagos", fila_pago("1", "60.00", el=10, recibo="R1"))
    assert totales(carga) == (0, 1, 0, 0)
    assert (pagado("R1"), pago("1").aplicado) == (60, 60)
    anotado = CambioPago.objects.get()
    assert (anotado.importe_antes, anotado.importe, anotado.carga_id) == (100, 60, carga.pk)
    assert saldos(dia(10))["R1"] == (60, 0, 40)  # como se sabe hoy


def test_un_pago_no_baja_de_lo_que_ya_se_revirtio_de_el(casa):
    cargar("pagos", fila_pago("1", "100.00", el=10, recibo="R1"), fila_pago("1", "-80.00", el=11))
    carga = cargar("pagos", fila_pago("1", "50.00", el=10, recibo="R1"))
    assert "reversas por S/ 80.00" in motivos(carga)[2]
    assert pago("1").importe == 100


def test_un_recibo_refacturado_por_debajo_de_lo_pagado_deja_la_diferencia_en_credito(casa):
    cargar("pagos", fila_pago("1", "100.00", el=10, recibo="R1"))
    carga = cargar("recibos", fila_recibo("R1", "A001", "70.00", emitido=1, vence=20))
    assert totales(carga) == (0, 1, 0, 0)
    assert (pagado("R1"), pago("1").credito) == (70, 30)
    anotado = CambioRecibo.objects.get()
    assert (anotado.total_antes, anotado.total) == (100, 70)


def test_un_recibo_que_pasa_a_otro_suministro_se_lleva_los_pagos_que_solo_lo_nombraban(casa):
    otro = suministro(cliente(), codigo="B001")
    cargar(
        "pagos",
        fila_pago("1", "40.00", el=10, recibo="R1"),
        fila_pago("2", "60.00", el=10, recibo="R1", suministro="A001"),
    )
    cargar("recibos", fila_recibo("R1", "B001", "100.00", emitido=1, vence=20))
    assert pago("1").suministro_id == otro.pk
    assert pago("2").suministro_id is None  # el archivo decía A001: lo decide una persona
    assert pagado("R1") == 40
    assert cuenta(otro, dia(30)).vencido == 60


# --- por identificar -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "desconocido", [{"recibo": "NOEXISTE"}, {"suministro": "Z999"}, {"recibo": "NOEXISTE", "suministro": "A001"}, {}]
)
def test_un_pago_desconocido_entra_por_identificar_y_cuenta_como_nuevo(casa, desconocido):
    carga = cargar("pagos", fila_pago("1", "40.00", **desconocido))
    assert totales(carga) == (1, 0, 0, 0)
    assert carga.extras == {"por_identificar": 1}
    assert pago("1").suministro is None
    assert list(Pago.objects.por_identificar()) == [pago("1")]


def test_un_pago_que_nombra_el_recibo_de_otro_suministro_se_rechaza(casa):
    suministro(cliente(), codigo="B001")
    carga = cargar("pagos", fila_pago("1", "40.00", recibo="R1", suministro="B001"))
    assert motivos(carga) == {2: "El recibo R1 no es del suministro B001. Corrige uno de los dos."}


def test_cuando_llega_el_recibo_el_pago_se_aplica_solo(casa):
    cargar("pagos", fila_pago("1", "40.00", el=10, recibo="R7"), fila_pago("1", "-10.00", el=12, recibo="R7"))
    cargar("recibos", fila_recibo("R7", "A001", "100.00", emitido=1, vence=25))
    assert pagado("R7") == 30
    assert pago("1", signo=-1).suministro_id == casa.pk


def test_cuando_llega_el_padron_el_pago_se_aplica_solo(casa):
    cargar("pagos", fila_pago("1", "40.00", el=10, suministro="B001"))
    assert services.resolver_pendientes() == 0
    nuevo = suministro(cliente(), codigo="B001")
    assert services.resolver_pendientes() == 1
    assert cuenta(nuevo, dia(30)).credito == 40


def test_identificar_un_pago_lo_aplica_y_dice_quien(casa):
    cargar("pagos", fila_pago("1", "40.00", el=10, recibo="NOEXISTE"))
    ana = usuario("cartera_clientes")
    services.identificar(pago=pago("1"), suministro=casa, por=ana, ahora=AHORA)
    assert (pagado("R1"), pago("1").identificado_por) == (40, ana)
    with pytest.raises(services.PagoYaIdentificado):
        services.identificar(pago=pago("1"), suministro=casa, por=ana, ahora=AHORA)


def test_lo_identificado_sobrevive_al_mismo_archivo_y_a_un_importe_corregido(casa):
    fila = fila_pago("1", "40.00", el=10, recibo="NOEXISTE")
    cargar("pagos", fila)
    services.identificar(pago=pago("1"), suministro=casa, por=usuario("cartera_clientes"), ahora=AHORA)
    assert totales(cargar("pagos", fila)) == (0, 0, 1, 0)
    cargar("pagos", fila | {"importe": "55.00"})
    assert (pago("1").suministro_id, pagado("R1")) == (casa.pk, 55)


def test_no_se_identifica_con_un_recibo_de_otro_suministro(casa):
    otro = suministro(cliente(), codigo="B001")
    cargar("pagos", fila_pago("1", "40.00", el=10))
    with pytest.raises(services.ReciboDeOtroSuministro):
        services.identificar(
            pago=pago("1"), suministro=otro, recibo=Recibo.objects.get(numero="R1"), por=usuario(), ahora=AHORA
        )


# --- de quién es la deuda ------------------------------------------------------------------------
def test_la_deuda_se_le_cobra_a_quien_es_titular_en_la_fecha_pedida(casa):
    nuevo = cliente("NUEVO DUEÑO")
    anterior = casa.cliente
    traspasar(casa, nuevo, el=dia(25))
    assert selectors.cuenta_de_cliente(cliente=anterior, al=dia(24)).total.vencido == 100
    assert selectors.cuenta_de_cliente(cliente=anterior, al=dia(25)).total.saldo == 0
    assert selectors.cuenta_de_cliente(cliente=nuevo, al=dia(25)).total.vencido == 100


def test_lo_de_otras_zonas_se_ve_como_una_suma(casa):
    otro = suministro(casa.cliente, codigo="B001", en="SUR")
    cargar("recibos", fila_recibo("S1", "B001", "30.00", emitido=1, vence=20))
    vista = selectors.cuenta_de_cliente(
        cliente=casa.cliente, al=dia(30), user=usuario("operativa_zonal", zonas=["SUR"])
    )
    assert (vista.visible.vencido, vista.otras.vencido, vista.total.vencido) == (30, 100, 130)
    visibles, cuantos = selectors.recibos_de_cliente(
        cliente=casa.cliente, al=dia(30), user=usuario("operativa_zonal", zonas=["SUR"])
    )
    assert ([r.suministro for r in visibles], cuantos) == ([otro.codigo], 1)


# --- hasta dónde llegan los pagos ----------------------------------------------------------------
def test_pagos_hasta_es_la_ultima_fecha_cargada_hasta_ese_dia_y_por_entidad(casa):
    assert selectors.pagos_hasta(dia(90)) is None
    cargar(
        "pagos",
        fila_pago("1", "10.00", el=10, recibo="R1", entidad="bcp"),
        fila_pago("2", "10.00", el=30, recibo="R1", entidad="BBVA"),
        fila_pago("3", "10.00", el=40, recibo="R1", entidad="BCP"),
    )
    assert selectors.pagos_hasta(dia(90)) == dia(40)
    assert selectors.pagos_hasta(dia(39)) == dia(30)
    assert selectors.pagos_hasta_por_entidad(dia(39)) == [("BCP", dia(10)), ("BBVA", dia(30))]
    assert selectors.pagos_hasta(dt.date(2025, 1, 1)) is None
