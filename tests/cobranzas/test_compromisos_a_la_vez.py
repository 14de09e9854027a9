"""Dos personas a la vez: nadie firma dos veces, nadie promete dos veces, y una carga de pagos hace esperar la firma."""

import threading

import pytest
from django.db import connection, connections, transaction

from cartera.cuentas.models import Congelamiento, Recibo
from cartera.cuentas.services import bloquear
from cobranzas.compromisos import errores, services
from cobranzas.compromisos.models import Convenio, Promesa
from tests.fabricas.cobranzas import dia, pagar, pagos_al_dia, principal, recibo
from tests.fabricas.compromisos import estado, firmar, preparar, prometer
from tests.fabricas.comun import usuario

pytestmark = pytest.mark.django_db(transaction=True)


def a_la_vez(*actos) -> list[str]:
    """Corre cada acto en su hilo y su conexión, todos saliendo juntos; devuelve «bien» o el nombre del error."""
    salida, resultados = threading.Barrier(len(actos)), [""] * len(actos)

    def correr(n, acto):
        try:
            salida.wait()
            acto()
            resultados[n] = "bien"
        except errores.CompromisoNoValido as error:
            resultados[n] = type(error).__name__
        finally:
            connections.close_all()

    hilos = [threading.Thread(target=correr, args=(n, acto)) for n, acto in enumerate(actos)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(30)
    return sorted(resultados)


def test_dos_firman_a_la_vez_el_mismo_convenio_y_entra_en_vigor_una_vez():
    cual = recibo(principal(), vence=dia(-30))
    convenio, jefas = preparar(cual, inicial="30.00"), [usuario("jefatura_cobranzas") for _ in range(2)]
    quedo = a_la_vez(*[lambda por=por: firmar(convenio, por=por) for por in jefas])
    # Quien llega mientras el otro firma oye que está ocupado, o que ya quedó firmado.
    assert quedo[-1] == "bien"
    assert quedo[0] in ("PagosEnCarga", "YaCambio")
    assert estado(convenio)[0] == "vigente"
    assert Congelamiento.objects.count() == 1


def test_dos_convenios_sobre_el_mismo_recibo_firmados_a_la_vez_solo_uno_rige():
    cual = recibo(principal(), vence=dia(-30))
    convenios, jefa = [preparar(cual, inicial="30.00") for _ in range(2)], usuario("jefatura_cobranzas")
    quedo = a_la_vez(*[lambda c=c: firmar(c, por=jefa) for c in convenios])
    assert quedo[-1] == "bien"
    assert quedo[0] in ("PagosEnCarga", "YaCambio")
    assert Convenio.objects.vigentes().count() == 1
    assert Recibo.objects.get(pk=cual.pk).exigible == 0


def test_dos_prometen_a_la_vez_el_mismo_recibo_y_queda_una():
    cual, quien = recibo(principal(), vence=dia(-30)), usuario("equipo_pc")
    assert a_la_vez(*[lambda: prometer(cual, pagos=[(4, "50.00")], por=quien)] * 2) == ["ReciboNoComprometible", "bien"]
    assert Promesa.objects.count() == 1


def test_dos_juicios_a_la_vez_juzgan_una_vez():
    cual = recibo(principal(), vence=dia(-30))
    promesa = prometer(cual, pagos=[(4, "50.00")])
    convenio = firmar(preparar(recibo(cual.suministro, vence=dia(-20)), inicial="30.00"))
    pagar(cual, "50.00", el=dia(3))
    pagos_al_dia(dia(20))
    assert a_la_vez(*[lambda: services.juzgar(al=dia(21))] * 2) == ["bien", "bien"]
    assert (estado(promesa)[0], estado(convenio)[0]) == ("cumplida", "roto")
    assert Congelamiento.objects.filter(hasta=convenio.cerrado_el).count() == 1


def test_mientras_se_cargan_pagos_no_se_firma_y_se_dice():
    cual = recibo(principal(), vence=dia(-30))
    convenio, jefa = preparar(cual, inicial="30.00"), usuario("jefatura_cobranzas")
    with transaction.atomic():
        bloquear()
        assert connection.in_atomic_block
        assert a_la_vez(lambda: firmar(convenio, por=jefa)) == ["PagosEnCarga"]
    assert a_la_vez(lambda: firmar(convenio, por=jefa)) == ["bien"]
