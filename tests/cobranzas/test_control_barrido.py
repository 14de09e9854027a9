"""El barrido como acto: se repite sin efecto, espera su turno, se pone al día y no actúa con pagos atrasados."""

import datetime as dt
import io
import json
import threading
from decimal import Decimal

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, connections

from cobranzas.control import services
from cobranzas.control.choices import Razon
from cobranzas.control.models import Accion, Barrido, BarridoTramo, ControlCliente, EstadoDiario
from cobranzas.control.tasks import barrer_dia, barrer_pendiente
from config.comun.parametros.models import Parametro
from config.comun.procesos.models import Proceso
from config.comun.procesos.services import pedir
from tests.fabricas.cobranzas import (
    AHORA,
    AL,
    abierta,
    acciones,
    barrer,
    barrer_dias,
    control,
    dia,
    estado,
    pagar,
    pagos_al_dia,
    principal,
    recibo,
)
from tests.fabricas.comun import usuario

TRAMOS = ["1-30", "31-60", "61-90", "91-180", ">180"]


def _orden(*argumentos) -> str:
    salida = io.StringIO()
    call_command("barrer", *argumentos, stdout=salida)
    return salida.getvalue()


def _olvidar() -> None:
    """Como si nunca se hubiera barrido."""
    for modelo in (EstadoDiario, ControlCliente, Accion, Barrido):
        modelo.objects.all().delete()


@pytest.fixture
def deudor(db):
    """Un principal con un recibo vencido hace diez días."""
    quien = principal()
    recibo(quien, vence=dia(-10), total="1234.50")
    return quien


# --- Pagos atrasados --------------------------------------------------------------------------
@pytest.mark.parametrize(("dias", "actua"), [(0, True), (3, True), (4, False), (30, False)])
def test_actua_solo_si_los_pagos_llegan_a_tres_dias_de_la_fecha(deudor, dias, actua):
    pagos_al_dia(dia(-dias))
    resultado = barrer()
    assert (resultado.actuo, resultado.acciones) == (actua, int(actua))
    assert (resultado.recibos_vencidos, resultado.suprimidas) == (1, int(not actua))
    assert control(deudor).razon == ("" if actua else Razon.PAGOS_ATRASADOS)


def test_los_pagos_posteriores_a_la_fecha_no_la_ponen_al_dia(deudor):
    pagos_al_dia(dia(-9), dia(1))
    assert not barrer().actuo


def test_sin_ningun_pago_cargado_no_se_actua(deudor):
    resultado = barrer()
    assert (resultado.actuo, resultado.pagos_hasta, resultado.acciones) == (False, None, 0)


def test_la_frescura_no_mira_el_reloj(deudor):
    pagos_al_dia(AL)
    resultado = services.barrer(al=AL, ahora=dt.datetime(2036, 1, 1, tzinfo=dt.UTC))
    assert resultado.actuo


def test_el_limite_es_un_parametro_con_fecha(deudor):
    Parametro.objects.filter(clave="dias_frescura_pagos").update(valor=5)
    pagos_al_dia(dia(-5))
    assert barrer().actuo


def test_al_cargar_los_pagos_se_actua_ese_mismo_dia(deudor):
    pagos_al_dia(dia(-9))
    assert barrer().acciones == 0
    pagos_al_dia(AL)
    assert barrer().acciones == 1
    suyo = EstadoDiario.objects.get(al=AL)
    assert (suyo.razon, suyo.accion.cliente) == ("", deudor)
    assert Barrido.objects.get(al=AL).actuo


def test_un_dia_en_que_no_se_actuo_no_cierra_el_paso_a_los_anteriores(deudor):
    pagos_al_dia(AL)
    assert not barrer(dia(20)).actuo
    assert barrer().acciones == 1


def test_con_pagos_atrasados_las_acciones_de_antes_siguen_abiertas(deudor):
    pagos_al_dia(AL)
    barrer()
    antes = abierta(deudor)
    barrer(dia(10))
    assert abierta(deudor) == antes
    assert control(deudor, dia(10)).razon == Razon.PAGOS_ATRASADOS


# --- Repetir y mirar atrás --------------------------------------------------------------------
def test_una_fecha_anterior_a_la_ultima_barrida_se_muestra_y_no_escribe_nada(deudor):
    pagos_al_dia(dia(-20), AL)
    barrer()
    antes = (Accion.objects.count(), EstadoDiario.objects.count(), Barrido.objects.count())
    resultado = barrer(dia(-5))
    assert (resultado.recibos_vencidos, resultado.saldo_vencido) == (1, Decimal("1234.50"))
    assert (resultado.actuo, resultado.acciones) == (False, 0)
    assert (Accion.objects.count(), EstadoDiario.objects.count(), Barrido.objects.count()) == antes


def test_repetir_el_dia_con_un_pago_nuevo_lo_pone_al_dia_sin_tocar_lo_demas(deudor):
    pagos_al_dia(AL)
    otro = principal()
    suyo = recibo(otro, vence=dia(-10))
    barrer()
    ids = set(Accion.objects.abiertas().filter(cliente=deudor).values_list("pk", flat=True))
    pagar(suyo, "100.00", el=dia(-1))
    resultado = barrer()
    assert (resultado.acciones, resultado.recibos_vencidos) == (0, 1)
    assert not EstadoDiario.objects.filter(recibo=suyo).exists()
    assert (control(otro).estado, abierta(otro)) == ("sin_deuda", None)
    assert set(Accion.objects.abiertas().values_list("pk", flat=True)) == ids
    guardado = Barrido.objects.get()
    assert (guardado.acciones, guardado.recibos_vencidos) == (2, 1)


def test_repetir_crea_lo_que_falte_y_cuenta_solo_eso(deudor):
    pagos_al_dia(AL)
    assert barrer().acciones == 1
    recibo(principal(), vence=dia(-3))
    assert barrer().acciones == 1
    assert Barrido.objects.get().acciones == 2


def test_el_orden_de_pago_y_barrido_no_importa(deudor):
    """Pagar y barrer deja lo mismo que barrer, pagar y barrer."""
    pagos_al_dia(AL)
    otro = principal()
    suyo = recibo(otro, vence=dia(-10))
    barrer()
    pagar(suyo, "100.00")
    barrer()
    con_vuelta = list(EstadoDiario.objects.order_by("recibo").values_list("recibo", "estado", "saldo", "razon"))
    _olvidar()
    barrer()
    assert list(EstadoDiario.objects.order_by("recibo").values_list("recibo", "estado", "saldo", "razon")) == con_vuelta
    assert [a.cliente for a in Accion.objects.abiertas()] == [deudor]


def test_la_tira_por_zona_suma_el_total(deudor):
    pagos_al_dia(AL)
    recibo(principal(en="SUR"), vence=dia(-200), total="10.05")
    resultado = barrer()
    filas = BarridoTramo.objects.values_list("zona__codigo", "tramo", "recibos", "saldo")
    assert set(filas) == {("NORTE", "1-30", 1, Decimal("1234.50")), ("SUR", ">180", 1, Decimal("10.05"))}
    assert resultado.saldo_vencido == sum(saldo for *_, saldo in filas)


# --- Noches perdidas --------------------------------------------------------------------------
def test_tres_noches_perdidas_se_ponen_al_dia_una_sola_vez(deudor):
    pagos_al_dia(AL, dia(3))
    nuevo = recibo(principal(), vence=AL)
    barrer()
    hasta = dia(4)
    resultado = services.barrer_pendientes(hasta=hasta, ahora=AHORA)
    assert list(Barrido.objects.order_by("al").values_list("al", flat=True)) == [dia(n) for n in range(5)]
    assert resultado.al == hasta
    assert resultado.acciones == 1  # la llamada del 1 de mayo, que se habría perdido
    assert abierta(nuevo.suministro.cliente) == ("llamada", nuevo.numero)
    assert services.barrer_pendientes(hasta=hasta, ahora=AHORA).acciones == 0


def test_perder_noches_y_barrer_una_vez_deja_la_misma_accion_abierta(deudor):
    pagos_al_dia(*(dia(n) for n in range(-12, 1, 2)))
    barrer_dias(dia(n) for n in range(-12, 1))
    a_diario = (abierta(deudor), acciones(deudor))
    _olvidar()
    barrer()
    assert (abierta(deudor), acciones(deudor)) == a_diario


def test_tras_meses_sin_barrer_solo_se_rehace_el_ultimo(deudor):
    pagos_al_dia(dia(-300), *(dia(n) for n in range(-40, 1, 2)))
    barrer(dia(-300))
    services.barrer_pendientes(hasta=AL, ahora=AHORA)
    assert Barrido.objects.count() == 1 + services.TOPE_PENDIENTES
    assert abierta(deudor)[0] == "visita"


def test_los_dias_con_pagos_atrasados_se_rehacen_cuando_llegan(deudor):
    pagos_al_dia(AL)
    barrer_dias(dia(n) for n in range(6))
    assert list(Barrido.objects.filter(actuo=False).values_list("al", flat=True)) == [dia(5), dia(4)]
    pagos_al_dia(dia(4), dia(5))
    services.barrer_pendientes(hasta=dia(5), ahora=AHORA)
    assert not Barrido.objects.filter(actuo=False).exists()


def test_la_primera_vez_solo_se_barre_la_fecha_pedida(deudor):
    pagos_al_dia(AL)
    services.barrer_pendientes(hasta=AL, ahora=AHORA)
    assert [b.al for b in Barrido.objects.all()] == [AL]


# --- Orden, tareas y concurrencia --------------------------------------------------------------
def test_la_orden_imprime_un_objeto_json_con_importes_de_dos_decimales(deudor):
    pagos_al_dia(AL)
    salida = _orden("--al", "2026-04-30", "--json")
    assert '"saldo_vencido": 1234.50' in salida
    dicho = json.loads(salida)
    assert list(dicho) == [
        "al",
        "clientes",
        "recibos_vencidos",
        "saldo_vencido",
        "tramos",
        "acciones",
        "suprimidas",
    ]
    assert list(dicho["tramos"]) == TRAMOS
    assert dicho["tramos"]["1-30"] == [1, 1234.5]
    assert (dicho["al"], dicho["clientes"], dicho["acciones"], dicho["suprimidas"]) == ("2026-04-30", 1, 1, 0)


def test_la_orden_dice_en_palabras_lo_que_hizo_y_por_que_no(deudor):
    pagos_al_dia(dia(-9))
    texto = _orden("--al", "2026-04-30")
    assert "No se propuso nada: los pagos llegan hasta el 21/04/2026. Cárgalos y vuelve a barrer." in texto
    assert "S/ 1,234.50" in texto


@pytest.mark.parametrize("fecha", ["30/04/2026", "2026-02-30", "ayer"])
def test_una_fecha_mal_escrita_se_rechaza_con_su_razon(db, fecha):
    with pytest.raises(CommandError, match=f"como 2026-04-30. Escribiste «{fecha}»") as error:
        _orden("--al", fecha)
    assert error.value.returncode == 2


def test_sin_fecha_barre_hasta_hoy_en_lima(deudor):
    pagos_al_dia(AL)
    with time_machine.travel("2026-05-01 03:00:00+00:00", tick=False):  # en Lima todavía es 30 de abril
        assert json.loads(_orden("--json"))["al"] == "2026-04-30"


def test_la_tarea_de_la_madrugada_barre_y_deja_su_proceso(deudor):
    pagos_al_dia(AL)
    with time_machine.travel("2026-04-30 10:00:00+00:00", tick=False):
        barrer_pendiente()
        barrer_pendiente()
    assert Accion.objects.abiertas().count() == 1
    assert [p.resultado["acciones"] for p in Proceso.objects.order_by("pk")] == [1, 0]


def test_la_tarea_pedida_desde_la_pagina_anota_quien_la_pidio(deudor):
    pagos_al_dia(AL)
    jefa = usuario("jefatura_cobranzas")
    proceso = pedir(tipo="barrido", clave="2026-04-30", tarea="cobranzas.control.barrer_dia", por=jefa)
    barrer_dia(proceso_id=proceso.pk, al="2026-04-30", usuario_id=jefa.pk)
    proceso.refresh_from_db()
    assert (proceso.estado, proceso.resultado["acciones"]) == ("terminado", 1)
    assert Barrido.objects.get().por == jefa


@pytest.mark.django_db(transaction=True)
def test_dos_barridos_a_la_vez_no_doblan_nada_y_el_segundo_dice_cero():
    pagos_al_dia(AL)
    for _ in range(20):
        recibo(principal(), vence=dia(-10))
    salidas, salida_a_la_vez = [], threading.Barrier(2)

    def correr():
        salida_a_la_vez.wait()
        try:
            salidas.append(json.loads(_orden("--al", "2026-04-30", "--json")))
        finally:
            connections.close_all()

    hilos = [threading.Thread(target=correr) for _ in range(2)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(60)
    assert sorted(s["acciones"] for s in salidas) == [0, 20]
    assert salidas[0]["saldo_vencido"] == salidas[1]["saldo_vencido"] == 2000
    assert Accion.objects.abiertas().count() == 20


@pytest.mark.django_db(transaction=True)
def test_si_se_corta_a_la_mitad_no_queda_nada_y_al_repetir_sale_entero(monkeypatch):
    pagos_al_dia(AL)
    suyo = recibo(principal(), vence=dia(-10))
    with monkeypatch.context() as parche:
        parche.setattr(services.consultas, "PONER_TRAMOS", "SELECT 1 / 0")
        with pytest.raises(Exception, match="division by zero"):
            barrer()
    assert [m.objects.count() for m in (Accion, EstadoDiario, ControlCliente, Barrido)] == [0, 0, 0, 0]
    assert barrer().acciones == 1
    assert estado(suyo).accion


def test_las_sentencias_no_crecen_con_los_clientes(db, django_assert_max_num_queries):
    pagos_al_dia(AL)
    for _ in range(30):
        recibo(principal(), vence=dia(-10))
    with django_assert_max_num_queries(60, connection=connection):
        barrer()
