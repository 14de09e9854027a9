"""La promesa: nombra recibos, importes y fechas, y la juzga el dinero que llega a ellos (manual 6.3.11; PARES 8)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cobranzas.compromisos import errores, selectors, services
from cobranzas.compromisos.models import Promesa, PromesaRecibo
from tests.fabricas.cobranzas import AL, congelar, dia, pagar, pagos_al_dia, principal, recibo, revertir
from tests.fabricas.compromisos import estado, prometer
from tests.fabricas.comun import usuario
from tests.fabricas.seleccion import suministro, traspasar

pytestmark = pytest.mark.django_db
# AL es jueves 30 de abril; el viernes 1 es feriado. Lo prometido para el lunes 4 se puede pagar hasta el miércoles 6.
LUNES, LIMITE = 4, 6


def juzgar(n: int) -> services.Juicio:
    """El juicio del día AL + n, con pagos cargados hasta la víspera."""
    pagos_al_dia(dia(n - 1))
    return services.juzgar(al=dia(n))


# --- registrar ----------------------------------------------------------------------------------
def test_lo_prometido_va_a_los_recibos_del_mas_antiguo_al_mas_nuevo_y_al_que_no_alcanza_no_lo_nombra():
    quien = principal()
    nuevo, viejo, otro = (
        recibo(quien, vence=dia(-5)),
        recibo(quien, vence=dia(-40), total="70.00"),
        recibo(quien, vence=dia(-1)),
    )
    promesa = prometer(nuevo, viejo, otro, pagos=[(LUNES, "120.00")])
    assert {n.recibo: n.importe for n in promesa.recibos.all()} == {viejo: Decimal("70.00"), nuevo: Decimal("50.00")}
    assert promesa.hasta == dia(LIMITE)


@pytest.mark.parametrize(
    ("pagos", "error", "dice"),
    [
        ([(0, "50.00")], errores.FechaNoValida, "posterior a hoy"),
        ([(-3, "50.00")], errores.FechaNoValida, "posterior a hoy"),
        ([(31, "50.00")], errores.FechaNoValida, "hasta 30 días"),
        ([(4, "50.00"), (4, "10.00")], errores.FechaNoValida, "misma fecha"),
        ([], errores.FechaNoValida, "cuándo y cuánto"),
        ([(4, "0.00")], errores.ImporteNoValido, "mayor que cero"),
        ([(4, "100.01")], errores.ImporteNoValido, "suman S/ 100.00 y la promesa es de S/ 100.01"),
    ],
)
def test_una_promesa_sin_sentido_dice_por_que(pagos, error, dice):
    with pytest.raises(error, match=dice):
        prometer(recibo(principal(), vence=dia(-5)), pagos=pagos)
    assert not Promesa.objects.exists()


def test_no_se_promete_lo_pagado_lo_congelado_ni_lo_de_otro():
    quien = principal()
    pagado, congelado, ajeno = (
        recibo(quien, vence=dia(-9)),
        recibo(quien, vence=dia(-8)),
        recibo(principal(), vence=dia(-7)),
    )
    pagar(pagado, "100.00")
    congelar(congelado, "100.00")
    for malo in (pagado, congelado, ajeno):
        with pytest.raises(errores.ReciboNoComprometible, match=malo.numero):
            prometer(malo, pagos=[(LUNES, "50.00")], de=quien)


def test_de_un_recibo_reclamado_en_parte_se_promete_solo_lo_demas():
    cual = recibo(principal(), vence=dia(-9))
    congelar(cual, "60.00")
    with pytest.raises(errores.ImporteNoValido, match=r"40\.00"):
        prometer(cual, pagos=[(LUNES, "100.00")])
    assert prometer(cual, pagos=[(LUNES, "40.00")]).total == Decimal("40.00")


def test_la_deuda_va_con_el_suministro_promete_el_titular_de_hoy():
    antes, despues = principal(), principal()
    del_local = suministro(antes, desde=dia(-300))
    cual = recibo(del_local, vence=dia(-9))
    traspasar(del_local, despues, el=dia(-1))
    with pytest.raises(errores.ReciboNoComprometible, match="titular"):
        prometer(cual, pagos=[(LUNES, "100.00")], de=antes)
    assert prometer(cual, pagos=[(LUNES, "100.00")], de=despues).cliente == despues


def test_un_recibo_tiene_una_sola_promesa_viva():
    cual = recibo(principal(), vence=dia(-9))
    promesa = prometer(cual, pagos=[(LUNES, "50.00")])
    with pytest.raises(errores.ReciboNoComprometible, match="otra promesa abierta"):
        prometer(cual, pagos=[(LUNES, "50.00")])
    with pytest.raises(IntegrityError), transaction.atomic():
        PromesaRecibo.objects.create(promesa=promesa, recibo=cual, importe=1, pagado_antes=0)
    services.anular_promesa(promesa=promesa, motivo="Se equivocó de recibo.", por=usuario(), el=AL)
    prometer(cual, pagos=[(LUNES, "50.00")])


def test_anular_pide_motivo_y_no_toca_lo_ya_cerrado():
    promesa = prometer(recibo(principal(), vence=dia(-9)), pagos=[(LUNES, "50.00")])
    with pytest.raises(errores.CompromisoNoValido, match="por qué"):
        services.anular_promesa(promesa=promesa, motivo="  ", por=usuario(), el=AL)
    juzgar(LIMITE + 1)
    with pytest.raises(errores.YaCambio, match="incumplida"):
        services.anular_promesa(promesa=promesa, motivo="Tarde.", por=usuario(), el=dia(LIMITE + 1))


# --- el juicio ----------------------------------------------------------------------------------
def test_promesa_cumplida_por_un_sol_es_imposible():
    """PARES, queja 8: la que se da por cumplida con S/ 1."""
    cual = recibo(principal(), vence=dia(-5))
    promesa = prometer(cual, pagos=[(LUNES, "100.00")])
    pagar(cual, "1.00", el=dia(LUNES))
    juzgar(LIMITE + 1)
    assert estado(promesa) == ("cumplida_en_parte", Decimal("1.00"))
    with pytest.raises(IntegrityError, match="promesa_estado_segun_dinero"), transaction.atomic():
        Promesa.objects.filter(pk=promesa.pk).update(estado="cumplida")


def test_se_cumple_con_el_pago_completo_aunque_aun_no_llegue_la_fecha():
    cual = recibo(principal(), vence=dia(-5))
    promesa = prometer(cual, pagos=[(LUNES, "100.00")])
    pagar(cual, "60.00", el=dia(1))
    juzgar(2)
    assert estado(promesa) == ("abierta", Decimal("60.00"))
    pagar(cual, "40.00", el=dia(2))
    juzgar(3)
    assert estado(promesa) == ("cumplida", Decimal("100.00"))
    assert not PromesaRecibo.objects.filter(viva=True).exists()


@pytest.mark.parametrize(("pagado_el", "queda"), [(LIMITE, "cumplida"), (LIMITE + 1, "incumplida")])
def test_la_tolerancia_son_dos_dias_habiles_y_ni_uno_mas(pagado_el, queda):
    cual = recibo(principal(), vence=dia(-5))
    promesa = prometer(cual, pagos=[(LUNES, "100.00")])
    juzgar(LIMITE)
    assert estado(promesa)[0] == "abierta"
    pagar(cual, "100.00", el=dia(pagado_el))
    juzgar(LIMITE + 2)
    assert estado(promesa)[0] == queda


def test_el_dinero_que_va_a_otro_recibo_no_cumple_la_promesa():
    quien = principal()
    nombrado, otro = recibo(quien, vence=dia(-5)), recibo(quien, vence=dia(-4))
    promesa = prometer(nombrado, pagos=[(LUNES, "100.00")])
    pagar(otro, "100.00", el=dia(1))
    juzgar(LIMITE + 1)
    assert estado(promesa) == ("incumplida", Decimal("0.00"))


def test_lo_pagado_antes_de_prometer_no_cuenta():
    cual = recibo(principal(), vence=dia(-5))
    pagar(cual, "70.00", el=dia(-1))
    promesa = prometer(cual, pagos=[(LUNES, "30.00")])
    juzgar(LIMITE + 1)
    assert estado(promesa) == ("incumplida", Decimal("0.00"))


def test_fallar_la_primera_de_dos_fechas_la_cierra_y_lo_que_llega_a_tiempo_despues_suma():
    cual = recibo(principal(), vence=dia(-5))
    promesa = prometer(cual, pagos=[(LUNES, "50.00"), (18, "50.00")])
    juzgar(LIMITE + 1)
    assert estado(promesa) == ("incumplida", Decimal("0.00"))
    assert promesa.cerrada_el == dia(LIMITE + 1)
    pagar(cual, "100.00", el=dia(18))
    juzgar(30)
    assert estado(promesa) == ("cumplida_en_parte", Decimal("50.00"))


def test_un_pago_a_tiempo_que_llega_tarde_en_el_archivo_la_deja_cumplida():
    cual = recibo(principal(), vence=dia(-5))
    promesa = prometer(cual, pagos=[(LUNES, "100.00")])
    juzgar(LIMITE + 1)
    assert estado(promesa)[0] == "incumplida"
    pagar(cual, "100.00", el=dia(LUNES))
    juzgar(LIMITE + 2)
    assert estado(promesa) == ("cumplida", Decimal("100.00"))


def test_sin_pagos_cargados_hasta_el_ultimo_dia_no_se_da_por_incumplida():
    promesa = prometer(recibo(principal(), vence=dia(-5)), pagos=[(LUNES, "100.00")])
    pagos_al_dia(dia(LIMITE - 1))
    services.juzgar(al=dia(LIMITE + 2))
    assert estado(promesa)[0] == "abierta"
    pagos_al_dia(dia(LIMITE + 1))
    services.juzgar(al=dia(LIMITE + 2))
    assert estado(promesa)[0] == "incumplida"


def test_un_pago_revertido_despues_de_cumplida_la_vuelve_a_juzgar():
    cual = recibo(principal(), vence=dia(-5))
    promesa = prometer(cual, pagos=[(LUNES, "100.00")])
    pago = pagar(cual, "100.00", el=dia(1))
    juzgar(2)
    assert estado(promesa)[0] == "cumplida"
    revertir(pago, el=dia(3))
    juzgar(4)
    assert estado(promesa) == ("abierta", Decimal("0.00"))  # todavía está a tiempo
    assert PromesaRecibo.objects.get(promesa=promesa).viva
    juzgar(LIMITE + 1)
    assert estado(promesa) == ("incumplida", Decimal("0.00"))


def test_si_el_recibo_ya_tiene_otra_promesa_la_revertida_no_se_reabre():
    cual = recibo(principal(), vence=dia(-5))
    primera = prometer(cual, pagos=[(LUNES, "40.00")])
    pago = pagar(cual, "40.00", el=dia(1))
    juzgar(2)
    segunda = prometer(cual, pagos=[(11, "60.00")], el=dia(2))
    revertir(pago, el=dia(3))
    juzgar(3)
    assert estado(primera)[0] == "incumplida"
    assert estado(segunda)[0] == "abierta"


def test_juzgar_dos_veces_no_cambia_nada_y_la_noche_perdida_no_importa():
    cual = recibo(principal(), vence=dia(-5))
    promesa = prometer(cual, pagos=[(LUNES, "50.00"), (11, "50.00")])
    pagar(cual, "70.00", el=dia(3))
    pagos_al_dia(*(dia(n) for n in range(1, 20)))

    def quedo(*dias: int) -> tuple:
        with transaction.atomic():
            for n in dias:
                services.juzgar(al=dia(n))
            visto = (*estado(promesa), promesa.cerrada_el)
            transaction.set_rollback(True)
        return visto

    assert quedo(*range(1, 20)) == quedo(19) == quedo(19, 19) == quedo(5, 16, 19)
    assert quedo(19)[:2] == ("cumplida_en_parte", Decimal("70.00"))


# --- qué cubre ----------------------------------------------------------------------------------
def test_una_promesa_vieja_no_esconde_recibos_nuevos_vencidos():
    """PARES, queja 8: una promesa vieja tapaba lo que venció después."""
    quien = principal()
    prometido, nuevo = recibo(quien, vence=dia(-5)), recibo(quien, vence=dia(1))
    prometer(prometido, pagos=[(20, "100.00")])
    vivas = selectors.promesas_vivas(al=dia(3))
    assert [(v["cliente_id"], v["recibo_id"], v["importe"]) for v in vivas] == [
        (quien.pk, prometido.pk, Decimal("100.00"))
    ]
    assert nuevo.pk not in {v["recibo_id"] for v in vivas}


def test_el_historial_suma_lo_juzgado_y_deja_fuera_lo_anulado():
    quien = principal()
    cumple, falla, anula = (recibo(quien, vence=dia(-n)) for n in (9, 8, 7))
    prometer(cumple, pagos=[(LUNES, "100.00")])
    prometer(falla, pagos=[(LUNES, "80.00")])
    retirada = prometer(anula, pagos=[(LUNES, "30.00")])
    services.anular_promesa(promesa=retirada, motivo="Error.", por=usuario(), el=AL)
    pagar(cumple, "100.00", el=dia(2))
    juzgar(LIMITE + 1)
    historial = selectors.historial_de(cliente_id=quien.pk)
    assert (historial.cumplidas, historial.incumplidas, historial.juzgadas) == (1, 1, 2)
    assert (historial.prometido, historial.cubierto) == (Decimal("180.00"), Decimal("100.00"))
    assert selectors.historial_de(cliente_id=principal().pk).cumplimiento is None
