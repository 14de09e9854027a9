"""La solicitud a Cartera que abre cada aprobación (manual 6.1.2)."""

import datetime as dt

import pytest

from cartera.ciclos import services as ciclos
from cartera.ciclos.models import AsignacionCiclo
from cartera.padron.models import Cliente, Suministro
from cartera.solicitudes import services as solicitudes
from cartera.solicitudes.models import SolicitudSuministro
from config.comun.calendario.periodo import Periodo
from principales.seleccion import services
from tests.fabricas.evaluaciones import EN, JULIO, JUNIO, aprobar, jefatura
from tests.fabricas.seleccion import cliente, cliente_que_consume, consumir, suministro, traspasar

pytestmark = pytest.mark.django_db


@pytest.fixture
def jefa():
    return jefatura()


def movimientos(solicitud) -> dict[str, str]:
    return dict(solicitud.detalle.values_list("suministro__codigo", "movimiento"))


def test_la_solicitud_pide_todos_los_suministros_de_los_que_entran(jefa):
    grupo = cliente()
    for codigo, estado in (("A", "ACTIVO"), ("B", "CORTADO"), ("C", "BAJA")):
        consumir(suministro(grupo, codigo=codigo, estado=estado), "2026-01", *[60] * 6)
    hecho = aprobar(por=jefa)
    assert hecho.solicitud.numero == "C6-2026-001"
    assert hecho.solicitud.rige_desde == dt.date(2026, 7, 1)
    assert movimientos(hecho.solicitud) == {"A": "entra", "B": "entra"}


def test_la_siguiente_pide_los_suministros_nuevos_y_devuelve_los_que_cambiaron_de_titular(jefa):
    queda, compra = cliente(), cliente()
    consumir(suministro(queda, codigo="A"), "2026-01", *[130] * 7)
    consumir(suministro(queda, codigo="B"), "2026-01", *[130] * 6, 20)
    ciclos.aceptar(solicitud=aprobar(por=jefa).solicitud, por=jefa, en=EN)
    suministro(queda, codigo="NUEVO", desde=dt.date(2026, 7, 20))
    traspasar(Suministro.objects.get(codigo="B"), compra, el=dt.date(2026, 7, 10))
    hecho = aprobar(JULIO, por=jefa)
    assert movimientos(hecho.solicitud) == {"NUEVO": "entra", "B": "sale"}
    ciclos.aceptar(solicitud=hecho.solicitud, por=jefa, en=EN)
    en_ciclo = AsignacionCiclo.objects.filter(vigencia__contains=dt.date(2026, 8, 1))
    assert set(en_ciclo.values_list("suministro__codigo", flat=True)) == {"A", "NUEVO"}


def test_sin_nada_que_mover_no_hay_solicitud_ni_se_gasta_el_numero(jefa):
    cliente_que_consume(*[130] * 7)
    ciclos.aceptar(solicitud=aprobar(por=jefa).solicitud, por=jefa, en=EN)
    assert aprobar(JULIO, por=jefa).solicitud is None
    cliente_que_consume(*[130] * 6, desde="2026-03")
    for quien in Cliente.objects.filter(consumos__periodo=JUNIO.anterior(5).inicio):
        consumir(quien.suministros.get(), "2026-08", 130)
    assert aprobar(Periodo.de_texto("2026-08"), por=jefa).solicitud.numero == "C6-2026-002"


def test_lo_que_cartera_devolvio_se_vuelve_a_pedir_el_mes_siguiente(jefa):
    cliente_que_consume(*[130] * 7)
    primera = aprobar(por=jefa).solicitud
    solicitudes.devolver(solicitud=primera, motivo="Falta el medidor", por=jefa, en=EN)
    segunda = aprobar(JULIO, por=jefa).solicitud
    assert movimientos(segunda) == movimientos(primera)
    assert SolicitudSuministro.objects.count() == 2


def test_lo_devuelto_se_puede_volver_a_pedir_sin_esperar_al_mes_siguiente(jefa):
    cliente_que_consume(*[130] * 6)
    hecho = aprobar(por=jefa)
    with pytest.raises(services.YaDecidido, match="no está devuelta"):
        services.volver_a_pedir(evaluacion=hecho.evaluacion, por=jefa, en=EN)
    solicitudes.devolver(solicitud=hecho.solicitud, motivo="Falta el medidor", por=jefa, en=EN)
    segunda = services.volver_a_pedir(evaluacion=hecho.evaluacion, por=jefa, en=EN)
    assert segunda.numero == "C6-2026-002"
    assert movimientos(segunda) == movimientos(hecho.solicitud)
