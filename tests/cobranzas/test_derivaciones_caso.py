"""El caso que pasa a cartera morosa: quién puede derivarse, un solo dueño, devolver y reenviar (manual 6.3.13)."""

import datetime as dt
import threading

import pytest
from django.db import connection

from cobranzas.compromisos import services as compromisos
from cobranzas.derivaciones import selectors, services
from cobranzas.derivaciones.choices import EstadoDerivacion
from cobranzas.derivaciones.models import Derivacion, PasoDerivacion
from config.comun.avisos.models import Aviso
from tests.fabricas.cobranzas import AL, abierta, barrer, congelar, dia, estado, pagar, recibo
from tests.fabricas.comun import usuario
from tests.fabricas.derivaciones import EN, caso, causa, enviado, moroso
from tests.fabricas.seleccion import suministro

pytestmark = pytest.mark.django_db


def requisitos(de) -> dict[str, bool]:
    (elegible,) = selectors.elegibilidad(cliente=de.cliente, al=AL)
    return {r.texto: r.cumple for r in elegible.requisitos}


def derivable(de) -> bool:
    return any(e.derivable for e in selectors.elegibilidad(cliente=de.cliente, al=AL))


# --- qué se puede derivar -------------------------------------------------------------------------
def test_dos_recibos_vencidos_de_un_mismo_suministro_se_pueden_derivar_y_uno_no():
    assert derivable(moroso(recibos=2))
    assert not derivable(moroso(recibos=1))


def test_uno_vencido_en_cada_uno_de_dos_suministros_no_alcanza():
    de = moroso(recibos=1)
    recibo(suministro(de.cliente), vence=dia(-40))
    assert not derivable(de)


def test_lo_congelado_por_reclamo_no_cuenta():
    de = moroso(recibos=2)
    congelar(de.recibos.first(), "100.00")
    assert not derivable(de)


def test_una_promesa_viva_o_pagos_atrasados_lo_impiden_y_se_dice_cual():
    de = moroso(recibos=2)
    compromisos.prometer(
        cliente=de.cliente, recibos=de.recibos.all(), cuotas=[(dia(1), 200)], por=usuario("equipo_pc"), en=EN
    )
    assert requisitos(de)["Tiene una promesa que aún no vence."] is False
    tarde = AL + dt.timedelta(days=10)
    (elegible,) = selectors.elegibilidad(cliente=de.cliente, al=tarde)
    assert [r.texto for r in elegible.requisitos if not r.cumple][-1] == "Los pagos están cargados hasta el 30/04/2026."


def test_no_se_propone_lo_que_no_cumple_ni_sin_sustento():
    de = moroso(recibos=1)
    with pytest.raises(services.NoDerivable, match="Tiene 1 recibo vencido"):
        caso(de)
    with pytest.raises(services.FaltaSustento):
        services.proponer(cliente=de.cliente, suministros=[de.pk], sustento="  ", por=usuario("equipo_pc"), en=EN)
    assert Derivacion.objects.count() == 0


def test_el_caso_guarda_la_foto_de_lo_que_se_debia():
    de = moroso(recibos=3)
    pagar(de.recibos.order_by("vence_el").last(), "40.00")
    hecho = caso(de)
    assert hecho.deuda == 260
    assert sorted(hecho.recibos.values_list("exigible", flat=True)) == [60, 100, 100]
    assert hecho.suministros.get().recibos_vencidos == 3
    pagar(de.recibos.first(), "100.00")
    hecho.refresh_from_db()
    assert hecho.deuda == 260


# --- un solo dueño --------------------------------------------------------------------------------
def test_un_suministro_no_esta_en_dos_casos_a_la_vez():
    de = moroso()
    primero = caso(de)
    with pytest.raises(services.NoDerivable, match=f"Ya está en la derivación {primero}"):
        caso(de)


def test_de_ida_y_vuelta_el_mismo_expediente_se_devuelve_se_completa_y_se_acepta():
    hecho, morosa = enviado(), usuario("cartera_morosa")
    services.devolver(derivacion=hecho, causa=causa(), por=morosa, en=EN, nota="Falta el cargo")
    services.enviar(derivacion=hecho, por=usuario("jefatura_cobranzas"), en=EN, nota="Va el cargo")
    services.aceptar(derivacion=hecho, por=morosa, en=EN)
    pasos = PasoDerivacion.objects.filter(derivacion=hecho).values_list("estado", "nota")
    assert [e for e, _ in pasos] == ["propuesta", "enviada", "devuelta", "enviada", "aceptada"]
    assert Derivacion.objects.get().estado == EstadoDerivacion.ACEPTADA


def test_lo_devuelto_se_puede_derivar_otra_vez_y_entonces_el_viejo_ya_no_se_reenvia():
    de = moroso()
    viejo = enviado(de)
    services.devolver(derivacion=viejo, causa=causa(), por=usuario("cartera_morosa"), en=EN)
    nuevo = caso(de)
    with pytest.raises(services.YaCambio, match=f"ya está en la derivación {nuevo}"):
        services.enviar(derivacion=viejo, por=usuario("jefatura_cobranzas"), en=EN)


def test_quien_llega_segundo_se_entera_de_quien_fue_primero():
    hecho = enviado()
    ana = usuario("cartera_morosa", first_name="Ana", last_name="Ruiz")
    services.aceptar(derivacion=hecho, por=ana, en=EN)
    with pytest.raises(services.YaCambio, match=r"está «en cartera morosa»\. Ana Ruiz, el 30/04/2026 a las 10:00"):
        services.devolver(derivacion=hecho, causa=causa(), por=usuario("cartera_morosa"), en=EN)


@pytest.mark.django_db(transaction=True)
def test_aceptar_y_devolver_a_la_vez_deja_un_solo_resultado():
    hecho = enviado()
    ana, luis = usuario("cartera_morosa"), usuario("cartera_morosa")
    listos, hechos = threading.Barrier(2), []

    def correr(acto):
        listos.wait()
        try:
            hechos.append(acto().estado)
        except services.YaCambio:
            hechos.append("tarde")
        finally:
            connection.close()

    actos = [
        lambda: services.aceptar(derivacion=hecho, por=ana, en=EN),
        lambda: services.devolver(derivacion=hecho, causa=causa(), por=luis, en=EN),
    ]
    hilos = [threading.Thread(target=correr, args=[a]) for a in actos]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert sorted(hechos).count("tarde") == 1
    assert PasoDerivacion.objects.filter(derivacion=hecho).count() == 3


@pytest.mark.django_db(transaction=True)
def test_dos_que_proponen_a_la_vez_llevan_numeros_seguidos():
    pares = [(moroso(), usuario("equipo_pc")) for _ in range(4)]
    listos = threading.Barrier(len(pares))

    def correr(de, por):
        listos.wait()
        try:
            caso(de, por=por)
        finally:
            connection.close()

    hilos = [threading.Thread(target=correr, args=par) for par in pares]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    numeros = sorted(Derivacion.objects.values_list("numero", flat=True))
    assert numeros == [f"DM-2026-{n:03}" for n in range(1, 5)]


# --- lo que pasa con la cobranza y los pagos ------------------------------------------------------
def test_lo_derivado_sale_del_control_diario_con_su_razon_y_lo_retirado_vuelve():
    de = moroso()
    hecho = enviado(de)
    barrer(AL)
    assert {estado(r).razon for r in de.recibos.all()} == {"derivado"}
    assert abierta(de.cliente) is None
    services.retirar(derivacion=hecho, motivo="Acuerdo con el cliente", por=usuario("jefatura_cobranzas"), en=EN)
    barrer(AL)
    assert abierta(de.cliente) is not None


def test_lo_propuesto_y_no_enviado_se_sigue_cobrando():
    de = moroso()
    caso(de)
    barrer(AL)
    assert abierta(de.cliente) is not None


def test_lo_que_se_pago_deja_cartera_morosa_solo_y_una_vez():
    de = moroso()
    hecho = services.aceptar(derivacion=enviado(de), por=usuario("cartera_morosa"), en=EN)
    assert services.retirar_pagadas(en=EN) == 0
    for r in de.recibos.all():
        pagar(r, "100.00")
    assert services.retirar_pagadas(en=EN) == 1
    assert services.retirar_pagadas(en=EN) == 0
    hecho.refresh_from_db()
    assert hecho.estado == EstadoDerivacion.RETIRADA
    assert hecho.pasos.last().nota == services.PAGADA
    assert Aviso.objects.filter(texto__contains="se retiró", rol__name="cartera_morosa").count() == 1


def test_lo_congelado_no_se_toma_por_pagado():
    de = moroso()
    enviado(de)
    for r in de.recibos.all():
        congelar(r, "100.00")
    assert services.retirar_pagadas(en=EN) == 0


def test_la_derivacion_que_se_proponia_queda_hecha_por_quien_la_envio():
    de = moroso()
    barrer(AL)
    assert abierta(de.cliente)[0] == "derivacion"
    enviado(de)
    barrer(dia(1))
    accion = de.cliente.acciones.get(peldano__clave="derivacion")
    assert (accion.estado, accion.cerrada_por.groups.get().name) == ("hecha", "jefatura_cobranzas")
