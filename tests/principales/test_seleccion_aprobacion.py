"""Proponer y aprobar: altas, bajas, membresías y la solicitud a Cartera (manual 6.1.1, 6.1.2 y 6.3.2)."""

import dataclasses
import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from cartera.ciclos import services as ciclos
from cartera.ciclos.models import AsignacionCiclo
from cartera.padron.models import Cliente, MesCargado, Suministro
from cartera.solicitudes import services as solicitudes
from cartera.solicitudes.models import Solicitud, SolicitudSuministro
from config.comun.calendario.periodo import Periodo
from principales.seleccion import selectors, services
from principales.seleccion.models import Criterio, Evaluacion, EvaluacionCliente, Principal
from tests.fabricas.comun import usuario
from tests.fabricas.seleccion import cliente, cliente_que_consume, consumir, recibo, suministro, totalizar, traspasar

pytestmark = pytest.mark.django_db
JUNIO, JULIO = Periodo.de_texto("2026-06"), Periodo.de_texto("2026-07")
EN = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)


@pytest.fixture
def jefa():
    return usuario("jefatura_cobranzas", "cartera_clientes", username="jefa", first_name="Rosa", last_name="Vera")


def proponer(periodo=JUNIO, **opciones) -> Evaluacion:
    totalizar()
    return services.proponer(periodo=periodo, por=None, en=EN, **opciones)


def aprobar(periodo=JUNIO, *, por, **opciones):
    return services.aprobar(evaluacion=proponer(periodo), por=por, en=EN, **opciones)


def resultados(evaluacion) -> dict[int, str]:
    return dict(evaluacion.detalle.values_list("cliente_id", "resultado"))


def en_cartera(al: dt.date) -> set[int]:
    return set(Principal.objects.vigentes(al).values_list("cliente_id", flat=True))


def hacer_principal(quien: Cliente, *, por, desde=dt.date(2026, 1, 1)) -> None:
    criterio = Criterio.objects.get()
    anterior, _ = Evaluacion.objects.get_or_create(
        periodo=dt.date(2025, 12, 1),
        defaults={
            "criterio": criterio,
            "medida": "promedio",
            "umbral_m3": 100,
            "meses": 6,
            "minimo_meses": 1,
            "meses_baja": 3,
            "estado": "aprobada",
            "clientes": 1,
            "califican": 1,
            "individual": 1,
            "solo_agrupados": 0,
            "creada_en": EN - dt.timedelta(days=300),
            "aprobada_en": EN - dt.timedelta(days=300),
            "aprobada_por": por,
        },
    )
    Principal.objects.create(cliente=quien, vigencia=(desde, None), alta=anterior)


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


# --- Bajas --------------------------------------------------------------------------------------
def test_sale_quien_no_pasa_el_umbral_en_cada_uno_de_los_tres_ultimos_meses(jefa):
    baja = cliente_que_consume(120, 0, 0, 100, None, 100)
    hacer_principal(baja, por=jefa)
    assert resultados(proponer()) == {baja.pk: "baja"}


@pytest.mark.parametrize("mes_alto", [3, 4, 5])
def test_no_sale_si_paso_el_umbral_en_alguno_de_los_tres_ultimos_meses(jefa, mes_alto):
    consumo = [20] * 6
    consumo[mes_alto] = 101
    quien = cliente_que_consume(*consumo)
    hacer_principal(quien, por=jefa)
    evaluacion = proponer()
    assert resultados(evaluacion) == {quien.pk: "queda"}
    assert not evaluacion.detalle.get().califica


def test_sale_quien_no_tiene_ni_una_fila_en_la_ventana(jefa):
    callado = consumir(suministro(cliente()), "2025-06", 500).cliente
    hacer_principal(callado, por=jefa)
    cliente_que_consume(*[10] * 6)
    assert resultados(proponer()) == {callado.pk: "baja"}


def test_sale_quien_bajo_tres_meses_aunque_su_promedio_todavia_alcance(jefa):
    """La baja mira los meses, no la medida (NORMAS §1)."""
    quien = cliente_que_consume(900, 900, 900, 50, 50, 50)
    hacer_principal(quien, por=jefa)
    assert resultados(proponer()) == {quien.pk: "baja"}


def test_quien_salio_asi_no_vuelve_a_entrar_mientras_siga_bajo(jefa):
    """Sin esto entraría y saldría del Ciclo 6 cada mes con los mismos consumos."""
    sale, vuelve, nuevo = (
        cliente_que_consume(*m3) for m3 in ([900] * 3 + [50] * 3, [900] * 3 + [50, 50, 300], [900] * 3 + [50] * 3)
    )
    for quien in (sale, vuelve):
        hacer_principal(quien, por=jefa)
    Principal.objects.filter(cliente__in=[sale, vuelve]).update(
        vigencia=(dt.date(2026, 1, 1), dt.date(2026, 6, 1)), baja=Evaluacion.objects.earliest("pk")
    )
    assert resultados(proponer()) == {vuelve.pk: "alta", nuevo.pk: "alta"}


def test_sale_quien_dejo_de_ser_cliente_aunque_haya_consumido(jefa):
    cerrado = cliente_que_consume(*[500] * 6, estado="BAJA")
    vende, compra = cliente_que_consume(*[500] * 6), cliente()
    for quien in (cerrado, vende):
        hacer_principal(quien, por=jefa)
    traspasar(vende.suministros.get(), compra, el=dt.date(2026, 6, 30))
    assert resultados(proponer()) == {cerrado.pk: "baja", vende.pk: "baja", compra.pk: "alta"}


def test_la_baja_sale_del_consumo_aunque_nunca_se_haya_corrido_la_seleccion_de_esos_meses(jefa):
    quien = cliente_que_consume(500, 500, 20, 20, 20, 20)
    hacer_principal(quien, por=jefa)
    assert resultados(proponer(medida="ultimo_mes")) == {quien.pk: "baja"}
    assert Evaluacion.objects.count() == 2


def test_una_baja_con_saldo_vencido_exige_que_conste_a_quien_pasa_la_cuenta(jefa):
    debe, limpio = (cliente_que_consume(*[20] * 6) for _ in range(2))
    for quien in (debe, limpio):
        hacer_principal(quien, por=jefa)
    recibo(debe, vence=dt.date(2026, 6, 29))
    recibo(limpio, vence=dt.date(2026, 6, 30))  # vence el último día del mes: aún no está vencido
    evaluacion = proponer()
    assert dict(evaluacion.detalle.values_list("cliente_id", "saldo_vencido")) == {
        debe.pk: Decimal("80.00"),
        limpio.pk: Decimal("0.00"),
    }
    with pytest.raises(services.FaltaEntrega, match=r"^1 baja con saldo vencido"), transaction.atomic():
        services.aprobar(evaluacion=evaluacion, por=jefa, en=EN)
    assert en_cartera(dt.date(2026, 7, 1)) == {debe.pk, limpio.pk}
    services.aprobar(evaluacion=evaluacion, por=jefa, en=EN, entrega="Pasa a J. Ríos, cartera morosa")
    assert en_cartera(dt.date(2026, 7, 1)) == set()
    fila = evaluacion.detalle.get(cliente=debe)
    assert (fila.traspaso, fila.decidido_por) == ("Pasa a J. Ríos, cartera morosa", jefa)
    assert evaluacion.detalle.get(cliente=limpio).traspaso == ""


def test_la_base_no_admite_una_baja_con_deuda_aprobada_sin_entrega(jefa):
    debe = cliente_que_consume(*[20] * 6)
    hacer_principal(debe, por=jefa)
    recibo(debe, vence=dt.date(2026, 6, 1))
    proponer()
    with pytest.raises(IntegrityError, match="evaluacioncliente_baja_con_traspaso"), transaction.atomic():
        EvaluacionCliente.objects.update(decision="aprobada")


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


# --- La solicitud a Cartera -----------------------------------------------------------------------
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
