"""Con cuentas al azar: lo propuesto es lo que dice un cálculo ingenuo, y perder noches no cambia cómo se termina."""

from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cobranzas.control.models import Accion, EstadoDiario
from config.comun.calendario.selectors import sumar_habiles
from tests.fabricas.cobranzas import AL, barrer, barrer_dias, congelar, dia, incluir, pagar, pagos_al_dia, recibo
from tests.fabricas.seleccion import cliente, suministro

pytestmark = pytest.mark.django_db
NOCHES = 6
TOTAL = Decimal("100.00")


@dataclass(frozen=True)
class Caso:
    """Un recibo: en qué suministro, a cuántos días vence, cuánto se pagó o congeló y a cuántos días."""

    suministro: int
    vence: int
    pagado: int
    pagado_a: int
    congelado: int
    congelado_a: int


casos = st.builds(
    Caso,
    suministro=st.integers(0, 1),
    vence=st.integers(-70, 5),
    pagado=st.sampled_from([0, 0, 40, 100]),
    pagado_a=st.integers(-NOCHES, 0),
    congelado=st.sampled_from([0, 0, 0, 50, 100]),
    congelado_a=st.integers(-NOCHES, 0),
)
carteras = st.lists(st.lists(casos, max_size=4), min_size=1, max_size=3)


def _montar(cartera):
    """Crea los clientes y devuelve sus recibos junto al caso que los describe."""
    pagos_al_dia(*(dia(n) for n in range(-NOCHES, 1)))
    hechos = []
    for suyos in cartera:
        quien = cliente()
        incluir(quien)
        suministros = [suministro(quien), suministro(quien)]
        filas = []
        for caso in suyos:
            cual = recibo(suministros[caso.suministro], vence=dia(caso.vence), emitido=dia(caso.vence - 20))
            if caso.pagado:
                pagar(cual, f"{caso.pagado}.00", el=dia(caso.pagado_a))
            if caso.congelado:
                congelar(cual, f"{caso.congelado}.00", desde=dia(caso.congelado_a))
            filas.append((cual, caso))
        hechos.append((quien, filas))
    return hechos


def _esperado(filas):
    """(paso, número del ancla) según el manual, recibo por recibo y sin SQL; None si no toca nada."""
    vencidos, por_vencer = [], []
    for cual, caso in filas:
        saldo = TOTAL - caso.pagado
        exigible = saldo - min(saldo, Decimal(caso.congelado))
        if exigible > 0:
            (vencidos if cual.vence_el < AL else por_vencer).append((cual.vence_el, cual.pk, cual, caso.suministro))
    if not vencidos:
        cercanos = [r for r in por_vencer if r[0] <= dia(3)]
        return ("recordatorio", min(cercanos)[2].numero) if cercanos else None
    vence, _, ancla, _ = min(vencidos, key=lambda r: r[:2])
    if any(sum(r[3] == s for r in vencidos) >= 2 for s in (0, 1)):
        return ("derivacion", ancla.numero)
    return ("visita" if sumar_habiles(desde=vence, dias=3) <= AL else "llamada", ancla.numero)


def _abiertas():
    return set(Accion.objects.abiertas().values_list("cliente", "peldano__clave", "ancla__numero"))


def _estados():
    campos = ("recibo", "estado", "tramo", "dias", "saldo", "congelado", "accion__peldano__clave", "razon")
    return set(EstadoDiario.objects.filter(al=AL).values_list(*campos))


@contextmanager
def _y_deshacer():
    """Lo que se escriba dentro no queda: el ejemplo siguiente empieza con la base como estaba."""
    punto = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(punto)


@given(carteras)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_barrer_una_vez_barrer_a_diario_y_el_calculo_ingenuo_dan_lo_mismo(db, cartera):
    with _y_deshacer():
        hechos = _montar(cartera)
        with _y_deshacer():
            barrer_dias(dia(n) for n in range(-NOCHES, 1))
            a_diario = (_abiertas(), _estados())
        resultado = barrer()
        esperado = {(quien.pk, *paso) for quien, filas in hechos if (paso := _esperado(filas))}
        assert _abiertas() == esperado
        assert (_abiertas(), _estados()) == a_diario
        assert resultado.acciones == len(esperado)
        abiertos = sum(caso.pagado < 100 for _, filas in hechos for _, caso in filas)
        assert EstadoDiario.objects.filter(al=AL).count() == abiertos
        assert barrer().acciones == 0
