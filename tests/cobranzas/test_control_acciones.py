"""Qué se propone, una vez y al cliente entero: la escalera, su ancla y lo que la mueve (manual 6.3.11 y 6.3.13)."""

import datetime as dt
from decimal import Decimal

import pytest

from cobranzas.control.choices import EstadoAccion, Razon
from cobranzas.control.models import Accion, Peldano
from cobranzas.control.selectors import recibos_de_accion
from cobranzas.control.services import AccionCerrada, marcar_hecha, marcar_hechas
from tests.fabricas.cobranzas import (
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
    revertir,
)
from tests.fabricas.comun import usuario
from tests.fabricas.seleccion import suministro

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pagos_cargados():
    pagos_al_dia(*(dia(n) for n in range(-40, 41, 2)))


# Jueves 30 de abril; el viernes 1 de mayo es feriado: el tercer día hábil de quien venció el martes es el lunes 4.
@pytest.mark.parametrize(
    ("vence", "paso"),
    [
        (dia(4), None),
        (dia(3), "recordatorio"),
        (AL, "recordatorio"),
        (dia(-1), "llamada"),
        (dt.date(2026, 4, 28), "llamada"),
        (dt.date(2026, 4, 27), "visita"),
        (dia(-200), "visita"),
    ],
)
def test_a_cada_vencimiento_le_toca_su_paso(vence, paso):
    quien = principal()
    suyo = recibo(quien, vence=vence)
    assert barrer().acciones == (paso is not None)
    assert abierta(quien) == ((paso, suyo.numero) if paso else None)
    assert estado(suyo).razon == ("" if paso else Razon.POR_VENCER)


def test_un_feriado_de_la_oficina_corre_la_visita():
    from config.comun.calendario.models import DiaNoHabil

    DiaNoHabil.objects.create(fecha=dt.date(2026, 4, 29), nombre="Aniversario de la provincia", ambito="regional")
    quien = principal()
    recibo(quien, vence=dt.date(2026, 4, 27))
    barrer()
    assert abierta(quien)[0] == "llamada"


def test_dos_recibos_vencidos_en_un_suministro_proponen_derivar():
    quien = principal()
    viejo = recibo(quien, vence=dia(-40))
    recibo(quien, vence=dia(-10))
    barrer()
    assert abierta(quien) == ("derivacion", viejo.numero)


def test_dos_recibos_vencidos_en_suministros_distintos_no_derivan():
    quien = principal()
    otro = suministro(quien)
    recibo(quien, vence=dia(-40))
    recibo(otro, vence=dia(-40))
    barrer()
    assert abierta(quien)[0] == "visita"


def test_la_parte_congelada_no_cuenta_para_derivar():
    quien = principal()
    reclamado = recibo(quien, vence=dia(-40))
    recibo(quien, vence=dia(-10))
    congelar(reclamado, "100.00")
    barrer()
    assert abierta(quien)[0] == "visita"


def test_hay_una_sola_accion_por_cliente_y_lista_todos_sus_recibos_vencidos():
    """OCA/credit-control#21 y #460: una por cliente, al nivel más severo, sin esconder los demás recibos."""
    quien = principal()
    otro = suministro(quien, en="SUR")
    vencidos = [recibo(quien, vence=dia(-40)), recibo(quien, vence=dia(-10)), recibo(otro, vence=dia(-3))]
    por_vencer = recibo(otro, vence=dia(2))
    assert barrer().acciones == 1
    accion = Accion.objects.abiertas().get()
    jefa = usuario("jefatura_cobranzas")
    assert {e.recibo for e in recibos_de_accion(accion, user=jefa)} == set(vencidos)
    assert accion.importe == Decimal("300.00")
    assert (estado(por_vencer).accion, estado(por_vencer).razon) == (None, Razon.POR_VENCER)
    de_sur = usuario("operativa_zonal", zonas=["SUR"])
    assert [e.recibo for e in recibos_de_accion(accion, user=de_sur)] == [vencidos[2]]


def test_un_vencido_nuevo_entra_en_la_accion_ya_abierta():
    quien = principal()
    recibo(quien, vence=dia(-40))
    otro = suministro(quien)
    nuevo = recibo(otro, vence=AL)
    barrer()
    assert barrer(dia(1)).acciones == 0
    accion = Accion.objects.abiertas().get()
    assert estado(nuevo, dia(1)).accion == accion


def test_el_recordatorio_lista_los_que_vencen_en_esos_dias():
    quien = principal()
    otro = suministro(quien)
    pronto, despues, lejos = recibo(quien, vence=dia(1)), recibo(otro, vence=dia(3)), recibo(otro, vence=dia(9))
    barrer()
    accion = Accion.objects.abiertas().get()
    assert (accion.ancla, accion.importe) == (pronto, Decimal("200.00"))
    assert [estado(r).accion for r in (pronto, despues, lejos)] == [accion, accion, None]


def test_barrer_otra_vez_no_crea_nada():
    quien = principal()
    recibo(quien, vence=dia(-40))
    primera, segunda = barrer(), barrer()
    assert (primera.acciones, segunda.acciones) == (1, 0)
    assert (segunda.recibos_vencidos, segunda.tramos) == (primera.recibos_vencidos, primera.tramos)
    assert Accion.objects.abiertas().count() == 1


def test_un_paso_se_propone_una_sola_vez_aunque_pasen_los_dias():
    quien = principal()
    recibo(quien, vence=dia(-1))
    assert [barrer(dia(n)).acciones for n in range(4)] == [1, 0, 0, 0]
    assert barrer(dia(5)).acciones == 1  # el martes 5 de mayo ya toca la visita
    assert acciones(quien) == {"recordatorio": "omitida", "llamada": "omitida", "visita": "propuesta"}


def test_los_pasos_que_se_saltaron_quedan_como_omitidos_por_atraso():
    quien = principal()
    recibo(quien, vence=dia(-40))
    barrer()
    assert acciones(quien) == {"recordatorio": "omitida", "llamada": "omitida", "visita": "propuesta"}
    assert EstadoAccion.OMITIDA.label == "Omitida por atraso"


def test_un_pago_parcial_no_quita_la_accion():
    """OCA/credit-control#330."""
    quien = principal()
    suyo = recibo(quien, vence=dia(-10))
    barrer()
    pagar(suyo, "99.90", el=dia(1))
    assert barrer(dia(1)).acciones == 0
    assert abierta(quien) == ("visita", suyo.numero)
    assert estado(suyo, dia(1)).exigible == Decimal("0.10")


def test_pagar_el_ancla_la_mueve_al_siguiente_recibo():
    quien = principal()
    primero, segundo = recibo(quien, vence=dia(-40)), recibo(suministro(quien), vence=dia(-2))
    barrer()
    pagar(primero, "100.00", el=dia(1))
    assert barrer(dia(1)).acciones == 1
    assert abierta(quien) == ("llamada", segundo.numero)
    assert Accion.objects.get(ancla=primero, peldano__clave="visita").estado == EstadoAccion.ANULADA


def test_pagar_todo_anula_la_accion_y_no_deja_deuda():
    quien = principal()
    suyo = recibo(quien, vence=dia(-10))
    barrer()
    pagar(suyo, "100.00", el=dia(1))
    resultado = barrer(dia(1))
    assert (resultado.acciones, resultado.suprimidas, abierta(quien)) == (0, 0, None)
    assert control(quien, dia(1)).estado == "sin_deuda"


def test_si_el_banco_revierte_el_pago_la_accion_vuelve():
    quien = principal()
    suyo = recibo(quien, vence=dia(-10))
    barrer()
    pago = pagar(suyo, "100.00", el=dia(1))
    barrer(dia(1))
    revertir(pago, el=dia(2))
    assert barrer(dia(2)).acciones == 1
    assert abierta(quien) == ("visita", suyo.numero)


def test_congelar_el_ancla_anula_y_descongelarla_vuelve_a_proponer():
    quien = principal()
    suyo = recibo(quien, vence=dia(-10))
    barrer()
    congelar(suyo, "100.00", desde=dia(1), hasta=dia(3))
    barrer(dia(1))
    assert (abierta(quien), estado(suyo, dia(1)).razon) == (None, Razon.CONGELADO)
    barrer(dia(3))
    assert abierta(quien) == ("visita", suyo.numero)


def test_al_pagar_el_segundo_recibo_la_derivacion_baja_a_visita():
    quien = principal()
    primero, segundo = recibo(quien, vence=dia(-40)), recibo(quien, vence=dia(-10))
    barrer()
    pagar(segundo, "100.00", el=dia(1))
    barrer(dia(1))
    assert abierta(quien) == ("visita", primero.numero)
    assert acciones(quien)["derivacion"] == EstadoAccion.ANULADA


def test_lo_hecho_no_se_propone_otra_vez_y_dice_por_que():
    quien = principal()
    suyo = recibo(quien, vence=dia(-10))
    barrer()
    marcar_hecha(accion=Accion.objects.abiertas().get(), el=AL, nota="Pagará el martes.", por=usuario("equipo_pc"))
    resultado = barrer()
    assert (resultado.acciones, resultado.suprimidas) == (0, 1)
    assert estado(suyo).razon == control(quien).razon == Razon.YA_HECHA
    recibo(quien, vence=dia(-1))  # con dos vencidos en el suministro sí hay un paso más severo
    assert barrer(dia(1)).acciones == 1
    assert abierta(quien)[0] == "derivacion"


def test_dos_personas_no_pueden_marcar_la_misma_accion():
    recibo(principal(), vence=dia(-10))
    barrer()
    accion = Accion.objects.abiertas().get()
    ana = usuario("equipo_pc", first_name="Ana")
    marcar_hecha(accion=accion, el=AL, nota="Hablé con tesorería.", por=ana)
    with pytest.raises(AccionCerrada, match="Ana la marcó hecha el 30/04/2026"):
        marcar_hecha(accion=accion, el=AL, nota="Otra vez.", por=usuario("equipo_pc"))
    accion.refresh_from_db()
    assert (accion.nota, accion.cerrada_por) == ("Hablé con tesorería.", ana)


def test_marcar_en_bloque_cuenta_solo_las_que_seguian_abiertas():
    for _ in range(3):
        recibo(principal(), vence=dia(-10))
    barrer()
    todas, yo = Accion.objects.abiertas(), usuario("equipo_pc")
    marcar_hecha(accion=todas.first(), el=AL, nota="Hecha.", por=yo)
    assert marcar_hechas(acciones=Accion.objects.filter(estado__in=["propuesta", "hecha"]), el=AL, por=yo) == 2


def test_quien_deja_de_ser_principal_ya_no_tiene_acciones_abiertas():
    quien = principal(hasta=dia(1))
    recibo(quien, vence=dia(-10))
    barrer()
    assert abierta(quien)
    assert barrer(dia(1)).clientes == 0
    assert abierta(quien) is None


def test_un_pago_adelantado_que_cubre_lo_vencido_se_nombra_y_no_se_cobra():
    quien = principal()
    pagar(quien.suministros.get(), "150.00", el=dia(-30))  # antes de que se emita el recibo: queda como crédito
    suyo = recibo(quien, vence=dia(-5))
    resultado = barrer()
    assert (resultado.acciones, resultado.suprimidas, resultado.recibos_vencidos) == (0, 1, 1)
    assert estado(suyo).razon == Razon.PAGO_SIN_APLICAR


def test_un_credito_que_no_alcanza_no_detiene_la_cobranza():
    quien = principal()
    pagar(quien.suministros.get(), "99.99", el=dia(-30))
    recibo(quien, vence=dia(-5))
    assert barrer().acciones == 1


def test_bajo_el_minimo_de_todos_los_pasos_no_se_actua():
    Peldano.objects.update(importe_minimo=Decimal("100.01"))
    suyo = recibo(principal(), vence=dia(-5))
    resultado = barrer()
    assert (resultado.acciones, resultado.suprimidas) == (0, 1)
    assert estado(suyo).razon == Razon.BAJO_MINIMO


def test_bajo_el_minimo_del_paso_severo_se_propone_el_anterior():
    Peldano.objects.filter(clave="visita").update(importe_minimo=Decimal("500.00"))
    quien = principal()
    recibo(quien, vence=dia(-20))
    barrer()
    assert abierta(quien)[0] == "llamada"


def test_sin_paso_que_toque_se_dice_que_aun_no_toca():
    Peldano.objects.filter(clave="llamada").update(dias=10)
    Peldano.objects.filter(clave="visita").update(dias=12)
    suyo = recibo(principal(), vence=dia(-5))
    assert barrer().suprimidas == 1
    assert estado(suyo).razon == Razon.SIN_PASO


def test_una_escalera_nueva_no_repite_lo_ya_hecho():
    """adempiere#2369: cambiar la configuración no vuelve a enviar lo del pasado."""
    from cobranzas.control.models import Escalera

    quien = principal()
    recibo(quien, vence=dia(-1))
    barrer()
    marcar_hecha(accion=Accion.objects.abiertas().get(), el=AL, nota="Llamada hecha.", por=usuario("equipo_pc"))
    vieja = Escalera.objects.get()
    vieja.vigencia = (vieja.vigencia.lower, dia(1))
    vieja.save()
    nueva = Escalera.objects.create(version=2, nombre="Otra", vigencia=(dia(1), None))
    Peldano.objects.create(escalera=nueva, orden=1, clave="llamada", nombre="Llamada", canal="llamada", dias=1)
    assert barrer(dia(1)).acciones == 0
    assert control(quien, dia(1)).razon == Razon.YA_HECHA


def test_suprimidas_y_acciones_cubren_a_todo_el_que_debe():
    for n in range(6):
        quien = principal()
        suyo = recibo(quien, vence=dia(-10))
        if n < 2:
            congelar(suyo, "100.00")
        if n == 2:
            pagar(quien.suministros.get(), "200.00", el=dia(-39))
    barrer_dias([AL])
    assert (barrer().suprimidas, Accion.objects.abiertas().count()) == (1, 3)
