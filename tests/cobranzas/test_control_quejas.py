"""Lo que se quejan los usuarios de otros sistemas de cobranza: cada queja, con su nombre, aquí no pasa."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from cobranzas.control import envios, services
from cobranzas.control.choices import EstadoAccion, Razon
from cobranzas.control.models import Accion, ControlCliente, Peldano
from cobranzas.control.selectors import acciones_abiertas, recibos_de_accion
from config.comun.correo.models import Correo
from tests.fabricas.cobranzas import (
    AHORA,
    AL,
    abierta,
    acciones,
    barrer,
    barrer_dias,
    congelar,
    control,
    dia,
    estado,
    pagar,
    pagos_al_dia,
    principal,
    recibo,
)
from tests.fabricas.compromisos import prometer
from tests.fabricas.comun import usuario
from tests.fabricas.directorio import contacto
from tests.fabricas.seleccion import cliente, suministro

pytestmark = pytest.mark.django_db
MANANA = dt.datetime(2026, 4, 30, 15, tzinfo=dt.UTC)  # 10:00 en Lima


@pytest.fixture(autouse=True)
def _pagos_cargados():
    pagos_al_dia(*(dia(n) for n in range(-40, 41, 2)))


# --- 1 ----------------------------------------------------------------------------------------
def test_una_noche_perdida_no_pierde_el_recordatorio_para_siempre():
    """invoiceninja#637."""
    quien = principal()
    suyo = recibo(quien, vence=dia(2))
    barrer(dia(-5))
    # El recordatorio tocaba desde el día -1: las noches del -1, 0 y 1 no se barrió.
    services.barrer_pendientes(hasta=dia(2), ahora=AHORA)
    assert abierta(quien) == ("recordatorio", suyo.numero)


def test_un_trabajo_que_corre_cada_hora_no_repite_cada_hora():
    """invoiceninja#2330."""
    quien = principal()
    contacto(quien, "Ana", "ana@empresa.pe")
    recibo(quien, vence=dia(2))
    for _ in range(5):
        barrer()
        envios.enviar_correos(en=MANANA)
    assert Correo.objects.count() == 1
    assert acciones(quien) == {"recordatorio": EstadoAccion.HECHA}


# --- 2 ----------------------------------------------------------------------------------------
def test_un_cliente_recibe_una_sola_carta_al_nivel_mas_alto_y_no_una_por_recibo():
    """OCA/credit-control#21."""
    quien = principal()
    for n in (-40, -10, -3, -1):
        recibo(suministro(quien), vence=dia(n))
    assert barrer().acciones == 1
    assert abierta(quien)[0] == "visita"


# --- 3 ----------------------------------------------------------------------------------------
def test_recordar_un_recibo_no_esconde_los_demas_del_cliente():
    """OCA/credit-control#460."""
    quien = principal()
    todos = {recibo(suministro(quien), vence=dia(-n)) for n in (1, 5, 9)}
    barrer()
    accion = Accion.objects.abiertas().get()
    assert {e.recibo for e in recibos_de_accion(accion, user=usuario("jefatura_cobranzas"))} == todos
    assert accion.importe == Decimal("300.00")


def test_un_pago_parcial_no_borra_el_recordatorio():
    """OCA/credit-control#330."""
    quien = principal()
    suyo = recibo(quien, vence=dia(-10))
    barrer()
    pagar(suyo, "99.00", el=dia(1))
    barrer(dia(1))
    assert abierta(quien) == ("visita", suyo.numero)
    assert acciones_abiertas(al=dia(1)).count() == 1


# --- 4 ----------------------------------------------------------------------------------------
def test_un_parametro_en_blanco_no_reenvia_las_cartas_del_pasado():
    """adempiere#2369: la base no admite un paso sin su cuándo."""
    from django.db import IntegrityError, transaction

    quien = principal()
    recibo(quien, vence=dia(-10))
    barrer()
    with pytest.raises(IntegrityError), transaction.atomic():
        Peldano.objects.filter(clave="llamada").update(dias=None)
    assert barrer().acciones == 0
    assert acciones(quien) == {"recordatorio": "omitida", "llamada": "omitida", "visita": "propuesta"}


def test_reenviar_uno_que_fallo_no_reenvia_todos():
    """odoo#145988: sale el que faltaba, y solo ese."""
    con, sin = principal(), principal()
    contacto(con, "Ana", "ana@empresa.pe")
    for quien in (con, sin):
        recibo(quien, vence=dia(2))
    barrer()
    assert envios.enviar_correos(en=MANANA).enviados == 1
    contacto(sin, "Luis", "luis@otra.pe")
    assert envios.enviar_correos(en=MANANA).enviados == 1
    assert sorted(c.para[0] for c in Correo.objects.all()) == ["ana@empresa.pe", "luis@otra.pe"]


# --- 5 ----------------------------------------------------------------------------------------
def test_no_queda_hecha_antes_de_que_el_correo_este_en_el_buzon(monkeypatch):
    """Marcada «enviada» antes de existir: proponer, dejar en el buzón y salir son tres hechos."""
    quien = principal()
    contacto(quien, "Ana", "ana@empresa.pe")
    recibo(quien, vence=dia(2))
    barrer()
    with monkeypatch.context() as parche:
        parche.setattr("principales.comunicaciones.services.buzon_de_salida.encolar", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            envios.enviar_correos(en=MANANA)
    assert (abierta(quien)[0], Correo.objects.count()) == ("recordatorio", 0)
    envios.enviar_correos(en=MANANA)
    correo = Correo.objects.get()
    assert acciones(quien) == {"recordatorio": "hecha"}
    assert correo.estado != "enviado"  # está en el buzón: que salga es otro hecho, y lo dice el buzón


# --- 6 ----------------------------------------------------------------------------------------
def test_no_se_da_por_resuelto_mientras_algo_siga_sin_pagar():
    """erpnext#41752."""
    quien = principal()
    uno, otro = recibo(quien, vence=dia(-40)), recibo(suministro(quien), vence=dia(-20))
    barrer()
    pagar(uno, "100.00", el=dia(1))
    barrer(dia(1))
    assert (control(quien, dia(1)).estado, abierta(quien)) == ("vencido", ("visita", otro.numero))


def test_quien_no_debe_nada_no_cuenta_como_vencido():
    """erpnext#57786."""
    pago, credito = principal(), principal()
    pagar(recibo(pago, vence=dia(-10)), "100.00", el=dia(-2))
    pagar(credito.suministros.get(), "50.00", el=dia(-2))
    resultado = barrer()
    assert (resultado.recibos_vencidos, resultado.acciones, resultado.suprimidas) == (0, 0, 0)
    assert {control(c).razon for c in (pago, credito)} == {Razon.PAGADO}


# --- 7 ----------------------------------------------------------------------------------------
def test_se_puede_pausar_un_solo_recibo_y_los_demas_siguen():
    """invoiceninja#4293, odoo#203329."""
    quien = principal()
    viejo, nuevo = recibo(quien, vence=dia(-40)), recibo(suministro(quien), vence=dia(-2))
    services.posponer(
        cliente=quien,
        recibo=viejo,
        hasta=dia(5),
        motivo="Medidor en revisión",
        por=usuario("equipo_pc"),
        hoy=AL,
        en=AHORA,
    )
    barrer()
    assert abierta(quien) == ("llamada", nuevo.numero)
    assert (estado(viejo).razon, estado(nuevo).razon) == (Razon.POSPUESTO, "")
    assert Accion.objects.abiertas().get().importe == Decimal("100.00")
    barrer_dias([dia(2), dia(4), dia(5)])
    assert abierta(quien) == ("visita", viejo.numero)


# --- 8 ----------------------------------------------------------------------------------------
def test_una_promesa_vieja_no_esconde_recibos_que_vencen_despues():
    quien = principal()
    nombrado = recibo(quien, vence=dia(-10))
    prometer(nombrado, pagos=[(20, "100.00")])
    barrer()
    assert control(quien).razon == Razon.PROMESA_VIVA
    nuevo = recibo(suministro(quien), vence=dia(-1))
    barrer(dia(4))
    assert abierta(quien) == ("llamada", nuevo.numero)
    assert (estado(nombrado, dia(4)).razon, estado(nuevo, dia(4)).razon) == (Razon.PROMESA_VIVA, "")


def test_una_promesa_cumplida_por_un_sol_no_detiene_la_cobranza():
    quien = principal()
    suyo = recibo(quien, vence=dia(-10))
    prometer(suyo, pagos=[(2, "1.00")])
    barrer()
    # Prometió un sol: los otros 99 se cobran desde hoy.
    assert abierta(quien) == ("visita", suyo.numero)
    assert Accion.objects.abiertas().get().importe == Decimal("99.00")
    pagar(suyo, "1.00", el=dia(1))
    barrer(dia(2))
    assert abierta(quien) == ("visita", suyo.numero)


def test_una_promesa_rota_devuelve_la_accion():
    quien = principal()
    suyo = recibo(quien, vence=dia(-10))
    barrer()
    prometer(suyo, pagos=[(1, "100.00")])
    barrer(dia(1))
    assert abierta(quien) is None
    services.barrer_pendientes(hasta=dia(12), ahora=AHORA)
    assert abierta(quien) == ("visita", suyo.numero)


# --- 10 ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(("dias", "tramo", "paso"), [(0, "", "recordatorio"), (1, "1-30", "llamada")])
def test_la_antiguedad_no_se_equivoca_en_un_dia_al_vencer(dias, tramo, paso):
    """odoo#14820: el día del vencimiento aún no está vencido."""
    quien = principal()
    recibo(quien, vence=dia(-dias))
    barrer()
    assert (control(quien).tramo, abierta(quien)[0]) == (tramo, paso)


def test_un_pago_parcial_no_cambia_de_tramo():
    """odoo#16235."""
    quien = principal()
    suyo = recibo(quien, vence=dia(-45))
    pagar(suyo, "60.00", el=dia(-1))
    barrer()
    assert (estado(suyo).tramo, estado(suyo).saldo) == ("31-60", Decimal("40.00"))


def test_la_antiguedad_es_la_de_la_fecha_del_informe():
    """erpnext#47580."""
    suyo = recibo(principal(), vence=dia(-25))
    barrer()
    barrer(dia(6))
    assert (estado(suyo).tramo, estado(suyo, dia(6)).tramo) == ("1-30", "31-60")


# --- 11 ---------------------------------------------------------------------------------------
@pytest.fixture
def lista(client):
    """Treinta por llamar y cinco por visitar, en la página de la jefatura."""
    with time_machine.travel(MANANA, tick=False):
        for n in range(35):
            recibo(principal(), vence=dia(-1 if n < 30 else -30))
        barrer()
        client.force_login(usuario("jefatura_cobranzas"))
        yield reverse("control:acciones")


def test_marcar_todo_lo_que_cumple_el_filtro_no_toca_lo_demas(client, lista):
    """netbox#15852, wagtail#12853."""
    visita = Peldano.objects.get(clave="visita").pk
    client.post(f"{lista}?peldano={visita}", {"accion": "hechas", "alcance": "todas", "cuantas": "5"})
    assert Accion.objects.filter(estado=EstadoAccion.HECHA, peldano__clave="visita").count() == 5
    assert Accion.objects.abiertas().filter(peldano__clave="llamada").count() == 30


def test_el_filtro_sigue_puesto_en_la_pagina_2(client, lista):
    """horilla#406."""
    llamada = Peldano.objects.get(clave="llamada").pk
    segunda = client.get(lista, {"peldano": llamada, "pagina": 2})
    assert {f.record.peldano_id for f in segunda.context["tabla"].paginated_rows} == {llamada}
    assert segunda.context["conteo"].filas == 30


def test_congelar_o_salir_de_la_cartera_tambien_tiene_su_razon_y_no_un_hueco():
    quien = principal()
    congelar(recibo(quien, vence=dia(-10)), "100.00")
    recibo(suministro(cliente()), vence=dia(-10))
    barrer()
    assert not ControlCliente.objects.filter(accion=None, razon="").exists()
