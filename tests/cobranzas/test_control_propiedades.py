"""Con cuentas, promesas y pausas al azar: cada recibo abierto tiene un solo estado explicado, el del cálculo ingenuo de
tests/oraculos/control.py, y termina igual se barra a diario, tras perder noches, o con los pagos en otro orden."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cobranzas.compromisos.juicio import juzgar
from cobranzas.control import services
from cobranzas.control.explicacion import explicar
from cobranzas.control.models import Accion, Barrido, ControlCliente, EstadoDiario
from cobranzas.control.tasks import barrer_pendiente
from config.comun.calendario.selectors import sumar_habiles
from tests.fabricas.cobranzas import (
    AHORA,
    AL,
    barrer,
    barrer_dias,
    congelar,
    dia,
    incluir,
    pagar,
    pagos_al_dia,
    principal,
    recibo,
)
from tests.fabricas.compromisos import prometer
from tests.fabricas.comun import usuario
from tests.fabricas.seleccion import cliente, suministro
from tests.oraculos.control import Debe, decidir

pytestmark = pytest.mark.django_db
NOCHES = 4
LIMA = ZoneInfo("America/Lima")


@dataclass(frozen=True)
class Caso:
    """Un recibo de S/ 100: suministro, a cuántos días vence y qué le pasó."""

    suministro: int
    vence: int
    pagado: int
    congelado: int
    prometido: int
    pospuesto: bool


casos = st.builds(
    Caso,
    suministro=st.integers(0, 1),
    vence=st.integers(-60, 6),
    pagado=st.sampled_from([0, 0, 40, 100]),
    congelado=st.sampled_from([0, 0, 0, 50, 100]),
    prometido=st.sampled_from([0, 0, 0, 1, 60]),
    pospuesto=st.sampled_from([False, False, False, True]),
)
clientes = st.tuples(st.lists(casos, max_size=4), st.sampled_from([False, False, False, True]))
carteras = st.lists(clientes, min_size=1, max_size=2)
A_FONDO = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


@contextmanager
def _y_deshacer():
    """Lo que se escriba dentro no queda: el ejemplo siguiente empieza con la base como estaba."""
    punto = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(punto)


def _montar(cartera, yo):
    """Crea los clientes como estaban hace NOCHES; devuelve (cliente, [(recibo, Debe)], pospuesto)."""
    pagos_al_dia(*(dia(n) for n in range(-NOCHES, 1)))
    hechos, el = [], dia(-NOCHES)
    for suyos, pospuesto in cartera:
        quien = cliente()
        incluir(quien)
        suministros = [suministro(quien), suministro(quien)]
        filas = []
        for caso in suyos:
            cual = recibo(suministros[caso.suministro], vence=dia(caso.vence), emitido=dia(min(caso.vence, 0) - 40))
            if caso.pagado:
                pagar(cual, f"{caso.pagado}.00", el=el)
            if caso.congelado:
                congelar(cual, f"{caso.congelado}.00", desde=el)
            saldo = Decimal(100 - caso.pagado)
            exigible = saldo - min(saldo, Decimal(caso.congelado))
            prometido = min(Decimal(caso.prometido), exigible)
            if prometido > 0:
                prometer(cual, pagos=[(1, f"{prometido}.00")], el=el, por=yo)
            if caso.pospuesto:
                services.posponer(cliente=quien, recibo=cual, hasta=dia(9), motivo="x", por=yo, hoy=el, en=AHORA)
            debe = Debe(
                numero=cual.numero,
                suministro=str(caso.suministro),
                vence=cual.vence_el,
                saldo=saldo,
                congelado=Decimal(caso.congelado),
                prometido=prometido,
                pospuesto=caso.pospuesto,
            )
            filas.append((cual, debe))
        if pospuesto:
            services.posponer(cliente=quien, hasta=dia(9), motivo="x", por=yo, hoy=el, en=AHORA)
        hechos.append((quien, filas, pospuesto))
    return hechos


def _tercer_habil():
    """El último vencimiento al que a AL ya le toca la visita."""
    return max(dia(-n) for n in range(1, 30) if sumar_habiles(desde=dia(-n), dias=3) <= AL)


def _abiertas():
    return set(Accion.objects.abiertas().values_list("cliente", "peldano__clave", "ancla__numero", "importe"))


def _estados():
    return set(EstadoDiario.objects.filter(al=AL).values_list("recibo__numero", "razon", "accion__peldano__clave"))


@given(carteras)
@settings(max_examples=25, **A_FONDO)
def test_cada_recibo_abierto_tiene_un_solo_estado_explicado_y_es_el_del_calculo_independiente(db, cartera):
    with _y_deshacer():
        hechos = _montar(cartera, usuario("equipo_pc"))
        barrer()
        tercero = _tercer_habil()
        esperadas, abiertos = set(), 0
        for quien, filas, pospuesto in hechos:
            recibos = [debe for _, debe in filas if debe.saldo > 0]
            decision = decidir(recibos=recibos, al=AL, tercer_habil=tercero, pospuesto=pospuesto)
            if decision.paso:
                # El ancla del cálculo desempata por número, y aquí los números crecen con la clave.
                esperadas.add((quien.pk, decision.paso, decision.ancla, decision.importe))
            guardado = ControlCliente.objects.get(cliente=quien, al=AL)
            assert guardado.razon == decision.razon
            suyos = EstadoDiario.objects.filter(cliente=quien, al=AL)
            assert dict(suyos.values_list("recibo__numero", "razon")) == decision.por_recibo
            assert explicar(cliente=quien, al=AL).razon == (guardado.razon or guardado.pausa or "toca")
            abiertos += len(recibos)
        assert _abiertas() == esperadas
        assert EstadoDiario.objects.filter(al=AL).count() == abiertos


@given(carteras)
@settings(max_examples=12, **A_FONDO)
def test_perder_tres_noches_y_barrer_una_vez_deja_lo_mismo_que_barrer_a_diario(db, cartera):
    with _y_deshacer():
        _montar(cartera, usuario("equipo_pc"))
        barrer(dia(-NOCHES))
        with _y_deshacer():
            barrer_dias(dia(n) for n in range(1 - NOCHES, 1))
            a_diario = (_claves(), _estados())
        with _y_deshacer():
            barrer()
            de_una_vez = (_claves(), _estados())
        services.barrer_pendientes(hasta=AL, ahora=AHORA)
        assert (_claves(), _estados()) == de_una_vez == a_diario


def _claves():
    return {fila[:3] for fila in _abiertas()}


@given(st.lists(casos, min_size=1, max_size=4), st.permutations(["pagar", "barrer", "juzgar"]))
@settings(max_examples=15, **A_FONDO)
def test_el_orden_de_pagar_juzgar_y_barrer_no_importa(db, suyos, orden):
    with _y_deshacer():
        ((_, filas, _),) = _montar([(suyos, False)], usuario("equipo_pc"))
        vivos = [cual for cual, debe in filas if debe.saldo > 0]

        def hacer(acto):
            if acto == "pagar" and vivos:
                pagar(vivos[0], "30.00", el=AL)
            elif acto == "juzgar":
                juzgar(al=AL)
            elif acto == "barrer":
                barrer()

        with _y_deshacer():
            for acto in ("pagar", "juzgar", "barrer"):
                hacer(acto)
            recto = (_claves(), _estados())
        for acto in (*orden, "barrer"):
            hacer(acto)
        assert (_claves(), _estados()) == recto


# --- Reloj y concurrencia -----------------------------------------------------------------------
def _a_las(cuando: datetime):
    return time_machine.travel(cuando.replace(tzinfo=LIMA), tick=False)


def test_el_dia_cambia_a_medianoche_de_lima_y_no_a_la_de_utc():
    pagos_al_dia(AL, dia(1))
    recibo(principal(), vence=AL)
    for hora in (datetime(2026, 4, 30, 19, 30), datetime(2026, 4, 30, 23, 59)):  # en UTC ya es 1 de mayo
        with _a_las(hora):
            barrer_pendiente()
    assert list(Barrido.objects.values_list("al", flat=True)) == [AL]
    assert Accion.objects.abiertas().get().peldano.clave == "recordatorio"
    with _a_las(datetime(2026, 5, 1, 0, 1)):
        barrer_pendiente()
        barrer_pendiente()
    assert Accion.objects.abiertas().get().peldano.clave == "llamada"
    assert Accion.objects.count() == 2


def test_a_fin_de_mes_ningun_paso_se_repite_ni_se_pierde():
    pagos_al_dia(*(dia(n) for n in range(-64, 12, 2)))
    quien = principal()
    recibo(quien, vence=AL - timedelta(days=59))  # 2 de marzo: pasa por fin de marzo y de abril
    barrer_dias(dia(n) for n in range(-62, 11))
    assert sorted(Accion.objects.filter(cliente=quien).values_list("peldano__clave", "estado")) == [
        ("llamada", "omitida"),
        ("recordatorio", "omitida"),
        ("visita", "propuesta"),
    ]


@pytest.mark.django_db(transaction=True)
def test_dos_workers_barren_y_alguien_pospone_a_la_vez_y_nada_se_dobla():
    pagos_al_dia(AL)
    quienes = [principal() for _ in range(12)]
    for quien in quienes:
        recibo(quien, vence=dia(-10))
    yo, barrera, fallas = usuario("equipo_pc"), threading.Barrier(4), []

    def correr(que):
        barrera.wait()
        try:
            que()
        except Exception as falla:
            fallas.append(falla)
        finally:
            connections.close_all()

    def posponer():
        services.posponer(cliente=quienes[0], hasta=dia(5), motivo="x", por=yo, hoy=AL, en=AHORA)

    hilos = [threading.Thread(target=correr, args=(que,)) for que in (barrer, barrer, posponer, posponer)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(60)
    assert not fallas
    assert quienes[0].posposiciones.vivas(AL).count() == 1
    barrer()
    abiertas = Accion.objects.abiertas()
    assert abiertas.values("cliente").distinct().count() == abiertas.count() >= 11
    assert ControlCliente.objects.get(cliente=quienes[0]).razon == "pospuesto"
