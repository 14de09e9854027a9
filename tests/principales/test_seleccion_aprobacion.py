"""Proponer y aprobar: altas, bajas, membresías y la solicitud a Cartera (manual 6.1.1, 6.1.2 y 6.3.2)."""

import dataclasses
import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from cartera.padron.models import Cliente, MesCargado
from cartera.solicitudes.models import Solicitud
from config.comun.calendario.periodo import Periodo
from principales.seleccion import selectors, services
from principales.seleccion.models import Criterio, Evaluacion, EvaluacionCliente, Principal
from tests.fabricas.comun import usuario
from tests.fabricas.evaluaciones import (
    EN,
    JULIO,
    JUNIO,
    aprobar,
    en_cartera,
    hacer_principal,
    jefatura,
    proponer,
    resultados,
)
from tests.fabricas.seleccion import cliente, cliente_que_consume, consumir, suministro, totalizar

pytestmark = pytest.mark.django_db


@pytest.fixture
def jefa():
    return jefatura()


# --- Proponer -----------------------------------------------------------------------------------
def test_la_propuesta_guarda_los_numeros_que_causaron_cada_alta():
    quien = cliente_que_consume(90, 130, 130, 130, 130, 140)
    fila = proponer().detalle.get(cliente=quien)
    assert (fila.resultado, fila.decision) == ("alta", "pendiente")
    assert (fila.suma_m3, fila.meses_validos, fila.meses_sobre, fila.mes_m3, fila.mayor_m3) == (750, 6, 5, 140, 140)


def test_proponer_otra_vez_no_dobla_nada_y_da_lo_mismo():
    cliente_que_consume(*[130] * 6)
    primera = proponer()
    filas = list(primera.detalle.order_by("pk").values())
    segunda = proponer()
    assert segunda.pk == primera.pk
    assert list(segunda.detalle.order_by("pk").values()) == filas


def test_proponer_otra_vez_conserva_lo_que_las_personas_decidieron(jefa):
    dentro, fuera = (cliente_que_consume(*[130] * 6) for _ in range(2))
    evaluacion = proponer()
    services.excluir(
        evaluacion=evaluacion, clientes=Cliente.objects.filter(pk=fuera.pk), motivo="Obra temporal", por=jefa, en=EN
    )
    consumir(dentro.suministros.get(), "2026-07", 1)
    consumir(suministro(fuera), "2026-06", 500)
    otra = proponer()
    fila = otra.detalle.get(cliente=fuera)
    assert (fila.decision, fila.motivo, fila.suma_m3) == ("excluida", "Obra temporal", 1280)


def test_quien_deja_de_calificar_sale_de_la_propuesta():
    quien = cliente_que_consume(*[130] * 6)
    assert resultados(proponer()) == {quien.pk: "alta"}
    consumir(suministro(quien), "2026-01", 0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cartera_consumo SET volumen_m3 = 5")
    assert resultados(proponer()) == {}


def test_sin_el_consumo_del_mes_no_se_propone():
    cliente_que_consume(*[130] * 5)
    with pytest.raises(services.FaltaConsumo, match="Falta el consumo de junio de 2026"):
        proponer()
    assert not Evaluacion.objects.exists()


def test_cada_mes_usa_el_criterio_que_regia_ese_mes(jefa):
    quien = cliente_que_consume(*[130] * 7)
    totalizar()
    nuevo = services.crear_criterio(
        parametros=dataclasses.replace(Criterio.objects.get().parametros(), umbral_m3=200),
        desde=dt.date(2026, 7, 1),
        motivo="Acuerdo de directorio",
        por=jefa,
        en=EN,
    )
    assert resultados(proponer(JULIO)) == {}
    assert resultados(proponer(JUNIO)) == {quien.pk: "alta"}
    assert nuevo.version == 2
    assert selectors.criterio_de(periodo=JUNIO).version == 1


@pytest.mark.parametrize("campo", ["cliente_id", "evaluacion_id", "zona_id"])
def test_la_base_no_admite_un_evaluado_de_lo_que_no_existe(campo):
    cliente_que_consume(*[130] * 6)
    proponer()
    with pytest.raises(IntegrityError, match="que no existe"), transaction.atomic():
        EvaluacionCliente.objects.update(**{campo: 987_654_321})


@pytest.mark.parametrize("tabla", ["cartera_cliente", "comun_zona", "principales_evaluacion"])
def test_la_base_no_deja_borrar_lo_que_una_evaluacion_cita(tabla):
    cliente_que_consume(*[130] * 6)
    proponer()
    with pytest.raises(IntegrityError, match="tiene clientes evaluados"), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM {tabla}")


# --- Aprobar ------------------------------------------------------------------------------------
def test_las_altas_y_bajas_rigen_desde_el_primer_dia_del_mes_siguiente(jefa):
    entra, sale = cliente_que_consume(*[130] * 6), cliente_que_consume(*[10] * 6)
    hacer_principal(sale, por=jefa)
    hecho = aprobar(por=jefa)
    assert (hecho.altas, hecho.bajas, hecho.pendientes) == (1, 1, 0)
    assert en_cartera(dt.date(2026, 6, 30)) == {sale.pk}
    assert en_cartera(dt.date(2026, 7, 1)) == {entra.pk}


def test_aprobar_otra_vez_no_dobla_nada(jefa):
    cliente_que_consume(*[130] * 6)
    hecho = aprobar(por=jefa)
    repetido = services.aprobar(evaluacion=hecho.evaluacion, por=jefa, en=EN)
    assert (repetido.altas, repetido.bajas, repetido.solicitud) == (0, 0, None)
    assert (Principal.objects.count(), Solicitud.objects.count()) == (1, 1)


def test_la_misma_propuesta_ya_aprobada_se_responde_con_la_aprobada_y_sus_cifras(jefa):
    quien = cliente_que_consume(*[130] * 6)
    aprobada = aprobar(por=jefa).evaluacion
    consumir(quien.suministros.get(), "2026-07", 0, 0, 0)
    repetida = proponer()
    assert repetida.pk == aprobada.pk
    assert resultados(repetida) == {quien.pk: "alta"}


def test_excluir_deja_fuera_de_la_aprobacion_y_se_puede_deshacer(jefa):
    dentro, fuera = (cliente_que_consume(*[130] * 6) for _ in range(2))
    evaluacion, elegido = proponer(), Cliente.objects.filter(pk=fuera.pk)
    datos = {"evaluacion": evaluacion, "clientes": elegido, "por": jefa, "en": EN}
    assert services.excluir(**datos, motivo="Obra temporal") == 1
    with pytest.raises(services.YaDecidido):
        services.excluir(**datos, motivo="Otra vez")
    assert services.incluir(**datos) == 1
    services.excluir(**datos, motivo="Obra temporal")
    services.aprobar(evaluacion=evaluacion, por=jefa, en=EN)
    assert en_cartera(dt.date(2026, 7, 1)) == {dentro.pk}


def test_la_base_no_admite_excluir_sin_motivo(jefa):
    cliente_que_consume(*[130] * 6)
    evaluacion = proponer()
    with pytest.raises(IntegrityError, match="excluido_con_motivo"), transaction.atomic():
        services.excluir(evaluacion=evaluacion, clientes=Cliente.objects.all(), motivo="  ", por=jefa, en=EN)


def test_se_puede_aprobar_una_parte_y_despues_el_resto(jefa):
    uno, otro = (cliente_que_consume(*[130] * 6) for _ in range(2))
    primera = aprobar(por=jefa, clientes=Cliente.objects.filter(pk=uno.pk))
    assert (primera.altas, primera.pendientes) == (1, 1)
    assert en_cartera(dt.date(2026, 7, 1)) == {uno.pk}
    segunda = services.aprobar(evaluacion=primera.evaluacion, por=jefa, en=EN)
    assert (segunda.altas, segunda.pendientes) == (1, 0)
    assert en_cartera(dt.date(2026, 7, 1)) == {uno.pk, otro.pk}
    vivas = Solicitud.objects.pendientes()
    assert [s.numero for s in vivas] == ["C6-2026-002"], "la segunda reemplaza a la que nadie respondió"
    assert vivas.get().detalle.count() == 2


def test_un_mes_anterior_al_ultimo_aprobado_se_muestra_pero_no_se_aprueba(jefa):
    quien = cliente_que_consume(*[130] * 7)
    aprobar(JULIO, por=jefa)
    vieja = proponer(JUNIO)
    assert resultados(vieja) == {quien.pk: "alta"}
    with pytest.raises(services.YaAprobada, match="julio de 2026"):
        services.aprobar(evaluacion=vieja, por=jefa, en=EN)


def test_el_mismo_mes_con_otra_medida_se_muestra_pero_no_se_aprueba_dos_veces(jefa):
    cliente_que_consume(*[130] * 6)
    aprobar(por=jefa)
    otra = proponer(medida="ultimo_mes")
    assert otra.estado == "propuesta"
    with pytest.raises(services.YaAprobada, match="otros números"):
        services.aprobar(evaluacion=otra, por=jefa, en=EN)


def test_una_propuesta_vieja_no_se_aprueba_si_cambio_el_consumo(jefa):
    cliente_que_consume(*[130] * 6)
    evaluacion = proponer()
    MesCargado.objects.filter(periodo=JUNIO.inicio).update(cambiado_en=EN)
    with pytest.raises(services.Desactualizada, match="consumo cambió"):
        services.aprobar(evaluacion=evaluacion, por=jefa, en=EN)


def test_una_propuesta_vieja_no_se_aprueba_si_cambio_la_cartera(jefa):
    cliente_que_consume(*[130] * 7)
    julio = proponer(JULIO)
    totalizar()
    junio = services.proponer(periodo=JUNIO, por=jefa, en=EN + dt.timedelta(hours=1))
    services.aprobar(evaluacion=junio, por=jefa, en=EN + dt.timedelta(hours=2))
    with pytest.raises(services.Desactualizada, match="cartera cambió"):
        services.aprobar(evaluacion=julio, por=jefa, en=EN + dt.timedelta(hours=3))


def test_una_propuesta_descartada_no_se_aprueba_y_el_mes_se_puede_proponer_otra_vez(jefa):
    cliente_que_consume(*[130] * 6)
    primera = proponer()
    services.descartar(evaluacion=primera)
    with pytest.raises(services.YaDecidido):
        services.aprobar(evaluacion=primera, por=jefa, en=EN)
    assert proponer().pk != primera.pk


def test_la_seleccion_de_junio_responde_igual_anos_despues(jefa):
    """Altas contra la cartera del fin de ese mes, no contra la de hoy."""
    vuelve = cliente_que_consume(*[130] * 6, *[10] * 6)
    aprobar(por=jefa)
    consumir(suministro(cliente()), "2026-07", *[10] * 6)
    for mes in ("2026-09", "2026-12"):
        totalizar()
        aprobar(Periodo.de_texto(mes), por=jefa)
    assert en_cartera(dt.date(2027, 1, 1)) == set()
    otra_vez = proponer(JUNIO)
    assert resultados(otra_vez) == {vuelve.pk: "alta"}
    con_otra_medida = proponer(JUNIO, medida="ultimo_mes")
    assert resultados(con_otra_medida) == {vuelve.pk: "alta"}


# --- A la vez -------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_dos_aprobaciones_a_la_vez_hacen_el_trabajo_una_sola_vez():
    jefa = usuario("jefatura_cobranzas", username="jefa2")
    for _ in range(5):
        cliente_que_consume(*[130] * 6)
    evaluacion = proponer()
    listos, hechos, fallos = threading.Barrier(4), [], []

    def correr():
        try:
            listos.wait(timeout=20)
            hechos.append(services.aprobar(evaluacion=evaluacion, por=jefa, en=EN))
        except Exception as fallo:
            fallos.append(fallo)
        finally:
            connection.close()

    hilos = [threading.Thread(target=correr) for _ in range(4)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(timeout=60)
    assert fallos == []
    assert sorted(h.altas for h in hechos) == [0, 0, 0, 5]
    assert (Principal.objects.count(), Solicitud.objects.count()) == (5, 1)
