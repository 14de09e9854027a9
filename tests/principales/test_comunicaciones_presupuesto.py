"""El presupuesto de contactos: uno por cliente, para todos los canales y suministros, y nadie lo pasa callado."""

import datetime as dt
import threading

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from config.comun.calendario.models import DiaNoHabil
from config.comun.parametros.models import Parametro
from principales.comunicaciones import selectors, services
from principales.comunicaciones.choices import Canal, Sentido
from principales.comunicaciones.models import Comunicacion
from tests.fabricas.comun import usuario
from tests.fabricas.comunicaciones import EN, cliente, con_correo, enviar, llamada, resultado
from tests.fabricas.seleccion import suministro

pytestmark = pytest.mark.django_db
HOY = dt.date(2026, 4, 15)


def dias(n: int) -> dt.datetime:
    return EN + dt.timedelta(days=n)


def poner(clave: str, valor) -> None:
    Parametro.objects.filter(clave=clave).update(valor=valor)


def test_todos_los_canales_y_suministros_gastan_del_mismo_presupuesto():
    de, correo = con_correo()
    suministro(de, en="SUR")
    llamada(de, en=dias(-2))
    enviar(correo, en=dias(-1))
    hay = selectors.presupuesto_de(cliente_id=de.pk, en=EN)
    assert (hay.usados, hay.maximo, hay.dias, hay.permitido) == (2, 2, 7, False)
    assert hay.motivo == "Ya contactamos 2 veces a este cliente en 7 días (máximo 2)."
    assert hay.desde_cuando == dt.date(2026, 4, 20)  # siete días después de la llamada del lunes 13


def test_sin_presupuesto_no_se_registra_y_con_motivo_si():
    de = cliente()
    for n in (-2, -1):
        llamada(de, en=dias(n))
    with pytest.raises(services.FueraDeLimites, match="escribe el motivo"):
        llamada(de)
    hecha = llamada(de, motivo_exceso="Pidió que lo llamáramos hoy.")
    assert hecha.motivo_exceso == "Pidió que lo llamáramos hoy."


def test_lo_que_no_fue_un_contacto_no_gasta():
    de = cliente()
    llamada(de, clave="no_contesta")
    llamada(de, sentido=Sentido.ENTRANTE)
    llamada(de, cuenta=False)
    anulada = llamada(de)
    services.anular(comunicacion=anulada, motivo="Era otro cliente.", por=usuario("equipo_pc"), en=EN)
    assert selectors.presupuesto_de(cliente_id=de.pk, en=EN).usados == 0


def test_el_dia_que_sale_de_la_ventana_deja_de_contar():
    de = cliente()
    for n in (-7, -6):
        llamada(de, en=dias(n), motivo_exceso="Visita acordada.")
    assert selectors.presupuesto_de(cliente_id=de.pk, en=EN).usados == 1
    assert selectors.presupuesto_de(cliente_id=de.pk, en=dias(-1)).usados == 2


def test_el_barrido_ve_por_conjuntos_lo_mismo_que_la_pagina():
    poco, justo, mas = cliente(), cliente(), cliente()
    llamada(poco)
    for de, veces in ((justo, 2), (mas, 3)):
        for _ in range(veces):
            llamada(de, motivo_exceso="Lo pidió.")
    sin = set(selectors.clientes_sin_presupuesto(al=HOY))
    assert sin == {justo.pk, mas.pk}
    for de in (poco, justo, mas):
        assert (de.pk in sin) != selectors.presupuesto_de(cliente_id=de.pk, en=EN).permitido


def test_con_maximo_cero_no_se_contacta_a_nadie():
    poner("contactos_maximo", 0)
    de = cliente()
    assert de.pk in set(selectors.clientes_sin_presupuesto(al=HOY))
    assert not selectors.presupuesto_de(cliente_id=de.pk, en=EN).permitido


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-20, 0), max_size=8), st.integers(1, 4), st.integers(1, 10))
def test_el_presupuesto_es_una_cuenta_de_dias_de_lima(hace, maximo, ventana):
    poner("contactos_maximo", maximo)
    poner("contactos_dias", ventana)
    Comunicacion.objects.all().delete()
    de = cliente()
    for n in hace:
        Comunicacion.objects.create(cliente=de, canal=Canal.LLAMADA, ocurrio_en=dias(n), cuenta_en_presupuesto=True)
    dentro = sorted(HOY + dt.timedelta(days=n) for n in hace if n > -ventana)
    hay = selectors.presupuesto_de(cliente_id=de.pk, en=EN)
    assert (hay.usados, hay.permitido) == (len(dentro), len(dentro) < maximo)
    if not hay.permitido:
        # El primer día en que caben: contado día por día, sin la fórmula.
        dia = HOY
        while sum(dia - dt.timedelta(days=ventana) < d <= dia for d in dentro) >= maximo:
            dia += dt.timedelta(days=1)
        assert hay.desde_cuando == dia
    assert (de.pk in set(selectors.clientes_sin_presupuesto(al=HOY))) == (not hay.permitido)


@pytest.mark.parametrize(
    ("momento", "permitida", "dice"),
    [
        ("2026-04-15 07:00", True, ""),
        ("2026-04-15 06:59", False, "Son las 06:59"),
        ("2026-04-15 19:59", True, ""),
        ("2026-04-15 20:00", False, "de 07:00 a 20:00"),
        ("2026-04-18 10:00", False, "Es sábado"),
        ("2026-05-01 10:00", False, "Es feriado"),
    ],
)
def test_las_horas_y_los_dias_son_los_de_lima(momento, permitida, dice):
    DiaNoHabil.objects.get_or_create(fecha=dt.date(2026, 5, 1), defaults={"nombre": "Día del Trabajo"})
    en = dt.datetime.fromisoformat(f"{momento}-05:00")
    hay, motivo = selectors.hora_permitida(en=en)
    assert hay is permitida
    assert dice in motivo


def test_fuera_de_hora_ni_la_llamada_que_nadie_contesta_se_registra_sin_motivo():
    noche = dt.datetime.fromisoformat("2026-04-15 21:00-05:00")
    with pytest.raises(services.FueraDeLimites, match="Son las 21:00"):
        llamada(cliente(), en=noche, clave="no_contesta")
    llamada(cliente(), en=noche, sentido=Sentido.ENTRANTE)  # el cliente llama cuando quiere


def test_a_una_carta_o_una_reunion_no_se_le_mira_la_hora():
    noche = dt.datetime.fromisoformat("2026-04-15 21:00-05:00")
    for canal, clave in ((Canal.CARTA, "entregada"), (Canal.REUNION, "acuerdo")):
        llamada(cliente(), en=noche, canal=canal, resultado=resultado(clave, canal))


def test_un_canal_automatico_no_pasa_el_limite_y_su_origen_vale_una_vez():
    de, correo = con_correo()
    primero = enviar(correo, origen=("cobranzas.accion", 7))
    assert enviar(correo, origen=("cobranzas.accion", 7)) == primero
    llamada(de)
    with pytest.raises(services.FueraDeLimites):
        enviar(correo, origen=("cobranzas.accion", 8))
    assert enviar(correo, origen=("cobranzas.accion", 7)) == primero  # repetir lo hecho no choca con el límite
    assert Comunicacion.objects.filter(canal=Canal.CORREO).count() == 1


@pytest.mark.django_db(transaction=True)
def test_una_persona_y_el_barrido_a_la_vez_no_pasan_juntos_el_limite():
    de = cliente()
    llamada(de, en=dias(-1))
    rechazos = []

    def contactar():
        try:
            llamada(de)
        except services.FueraDeLimites as error:
            rechazos.append(error)
        finally:
            connection.close()

    hilos = [threading.Thread(target=contactar) for _ in range(4)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert (Comunicacion.objects.count(), len(rechazos)) == (2, 3)
