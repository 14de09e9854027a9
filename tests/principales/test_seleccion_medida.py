"""Quién califica y por qué: cada frase de NORMAS §1 «Selection» y «Measure»."""

import datetime as dt

import pytest
from django.db import connection, transaction

from config.comun.calendario.periodo import Periodo
from principales.seleccion import medicion
from principales.seleccion.parametros import Parametros
from tests.fabricas.comun import zona
from tests.fabricas.seleccion import cliente, cliente_que_consume, consumir, suministro, totalizar, traspasar

pytestmark = pytest.mark.django_db
JUNIO = Periodo.de_texto("2026-06")


def medir(periodo=JUNIO, *, medida="promedio", umbral=100, meses=6, n=1, baja=3, categorias=()):
    """(cifras, {cliente: fila de seleccion_resultado})."""
    totalizar()
    with transaction.atomic():
        cifras = medicion.medir(
            periodo=periodo, parametros=Parametros(medida, umbral, meses, n, baja, tuple(categorias))
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM seleccion_resultado")
            nombres = [c.name for c in cursor.description]
            filas = [dict(zip(nombres, fila, strict=True)) for fila in cursor.fetchall()]
    return cifras, {f["cliente_id"]: f for f in filas}


def califican(**opciones) -> set[int]:
    return {pk for pk, fila in medir(**opciones)[1].items() if fila["califica"]}


@pytest.mark.parametrize("medida", ["promedio", "ultimo_mes", "n_de_m"])
def test_cien_metros_exactos_no_califican_y_ciento_uno_si(medida):
    cliente_que_consume(*[100] * 6)
    pasa = cliente_que_consume(*[101] * 6)
    assert califican(medida=medida) == {pasa.pk}


@pytest.mark.parametrize("categoria", ["SOCIAL", "DOMESTICO", "COMERCIAL", "INDUSTRIAL", "ESTATAL"])
def test_califica_un_cliente_de_cualquier_categoria(categoria):
    quien = cliente_que_consume(*[150] * 6, categoria=categoria)
    assert califican() == {quien.pk}


def test_el_criterio_puede_mirar_solo_algunas_categorias():
    cliente_que_consume(*[150] * 6, categoria="SOCIAL")
    quien = cliente_que_consume(*[150] * 6, categoria="ESTATAL")
    assert califican(categorias=["ESTATAL", "INDUSTRIAL"]) == {quien.pk}


def test_el_promedio_no_se_redondea_a_favor_ni_en_contra():
    cliente_que_consume(100, 100, 100, 100, 100, 100)
    por_uno = cliente_que_consume(100, 100, 100, 100, 100, 101)  # 100.17
    cliente_que_consume(100, 100, 100, 100, 101, 99)
    assert califican() == {por_uno.pk}


def test_el_promedio_divide_entre_los_meses_con_fila_y_no_entre_seis():
    tres_meses = cliente_que_consume(None, 101, None, 101, None, 101)
    _, filas = medir()
    assert filas[tres_meses.pk]["califica"]
    assert (filas[tres_meses.pk]["suma"], filas[tres_meses.pk]["meses"]) == (303, 3)


def test_un_mes_en_cero_es_valido_y_baja_el_promedio():
    con_ceros = cliente_que_consume(300, 0, 0, 0, 0, 300)  # 100 exactos
    sin_filas = cliente_que_consume(300, None, None, None, None, 300)
    _, filas = medir()
    assert not filas[con_ceros.pk]["califica"]
    assert filas[con_ceros.pk]["meses"] == 6
    assert filas[sin_filas.pk]["califica"]


def test_el_promedio_mira_seis_meses_calendario_y_ninguno_mas():
    viejo = consumir(suministro(cliente()), "2025-12", 10_000, 50, 50, 50, 50, 50, 50)
    _, filas = medir()
    assert viejo.cliente_id not in filas


def test_la_misma_respuesta_aunque_despues_se_carguen_meses_nuevos():
    antes = cliente_que_consume(*[150] * 6)
    crece = cliente_que_consume(*[50] * 6)
    primero = medir()
    consumir(antes.suministros.get(), "2026-07", 1, 1, 1)
    consumir(crece.suministros.get(), "2026-07", 900, 900, 900)
    assert medir() == primero


def test_ultimo_mes_es_el_mes_exacto_y_sin_fila_no_califica():
    cliente_que_consume(500, 500, 500, 500, 500, None)
    quien = cliente_que_consume(1, 1, 1, 1, 1, 101)
    assert califican(medida="ultimo_mes") == {quien.pk}


def test_n_de_m_cuenta_los_meses_sobre_el_umbral():
    tres = cliente_que_consume(101, 5, 101, 5, 101, 5)
    cliente_que_consume(9000, 5, 9000, 5, 100, 100)
    _, filas = medir(medida="n_de_m", n=3)
    assert {pk for pk, f in filas.items() if f["califica"]} == {tres.pk}
    assert filas[tres.pk]["sobre"] == 3


def test_califica_solo_al_juntar_sus_suministros():
    grupo = cliente()
    for _ in range(3):
        consumir(suministro(grupo), "2026-01", *[40] * 6)
    cifras, filas = medir()
    assert filas[grupo.pk]["califica"]
    assert not filas[grupo.pk]["individual"]
    assert (cifras.califican, cifras.individual, cifras.solo_agrupados) == (1, 0, 1)


def test_es_individual_si_un_suministro_solo_pasa_el_umbral():
    grupo = cliente()
    consumir(suministro(grupo), "2026-01", *[101] * 6)
    consumir(suministro(grupo), "2026-01", *[1] * 6)
    cifras, filas = medir()
    assert filas[grupo.pk]["individual"]
    assert (cifras.individual, cifras.solo_agrupados) == (1, 0)


def test_un_suministro_nuevo_califica_por_sus_propios_meses_aunque_el_grupo_no_llegue():
    grupo = cliente()
    consumir(suministro(grupo), "2026-01", *[5] * 6)
    consumir(suministro(grupo), "2026-06", 150)
    _, filas = medir()
    assert filas[grupo.pk]["suma"] == 180  # 30 de promedio juntos
    assert filas[grupo.pk]["califica"]
    assert filas[grupo.pk]["individual"]


def test_dos_meses_altos_de_suministros_distintos_no_hacen_uno_individual():
    grupo = cliente()
    consumir(suministro(grupo), "2026-01", 200, 0, 0, 0, 0, 0)
    consumir(suministro(grupo), "2026-01", 0, 0, 0, 0, 0, 500)
    _, filas = medir()
    assert filas[grupo.pk]["suma"] == 700
    assert filas[grupo.pk]["califica"]
    assert not filas[grupo.pk]["individual"]


def test_el_consumo_es_del_titular_del_ultimo_dia_de_cada_mes():
    vende, compra = cliente("VENDE"), cliente("COMPRA")
    local = consumir(suministro(vende), "2026-01", 300, 300, 300, 90, 90, 90)
    traspasar(local, compra, el=dt.date(2026, 4, 1))
    _, filas = medir()
    assert compra.pk not in filas  # 90 en cada mes suyo
    assert (filas[vende.pk]["suma"], filas[vende.pk]["meses"]) == (900, 3)
    assert not filas[vende.pk]["califica"], "sin suministros al fin del mes no es cliente"


def test_la_medida_del_suministro_cuenta_solo_los_meses_en_que_era_suyo():
    vende, compra = cliente(), cliente()
    local = consumir(suministro(vende), "2026-01", 0, 0, 0, 0, 0, 150)
    consumir(suministro(compra), "2026-01", *[10] * 6)
    traspasar(local, compra, el=dt.date(2026, 6, 30))
    _, filas = medir()
    assert filas[compra.pk]["individual"]


def test_quien_cambio_de_local_no_suma_dos_suministros_como_uno():
    """Un suministro por mes, pero no el mismo: cada uno tiene su propia medida."""
    muda, otro = cliente(), cliente()
    primero = consumir(suministro(muda), "2026-01", 60, 60, 60)
    traspasar(primero, otro, el=dt.date(2026, 4, 1))
    consumir(suministro(muda, desde=dt.date(2026, 4, 1)), "2026-04", 150, 150, 150)
    _, filas = medir(umbral=120)
    assert filas[muda.pk]["suma"] == 630  # 105 de promedio juntos
    assert filas[muda.pk]["individual"], "el local nuevo solo promedia 150"


@pytest.mark.parametrize(("estado", "es_cliente"), [("ACTIVO", True), ("CORTADO", True), ("BAJA", False)])
def test_es_cliente_quien_tiene_un_suministro_activo_o_cortado(estado, es_cliente):
    quien = cliente_que_consume(*[150] * 6, estado=estado)
    cifras, filas = medir()
    assert cifras.clientes == int(es_cliente)
    assert filas[quien.pk]["califica"] is es_cliente


def test_clientes_de_la_empresa_son_los_titulares_de_ese_dia():
    vende, compra, con_otro = cliente(), cliente(), cliente()
    local = suministro(vende)
    suministro(con_otro)
    segundo = suministro(con_otro)
    suministro(cliente(), desde=dt.date(2026, 7, 1))  # conexión nueva: aún no estaba
    traspasar(local, compra, el=dt.date(2026, 7, 1))
    traspasar(segundo, compra, el=dt.date(2026, 7, 1))
    assert medicion.contar_clientes(al=dt.date(2026, 6, 30)) == 2  # vende y con_otro
    assert medicion.contar_clientes(al=dt.date(2026, 7, 1)) == 3  # compra, con_otro y la nueva


def test_zona_y_categoria_son_las_del_suministro_con_mas_consumo_del_mes():
    quien = cliente()
    consumir(suministro(quien, en="SUR", categoria="SOCIAL"), "2026-01", 900, 900, 900, 900, 900, 20)
    consumir(suministro(quien, en="NORTE", categoria="INDUSTRIAL"), "2026-06", 30)
    _, filas = medir()
    assert (filas[quien.pk]["zona_id"], filas[quien.pk]["categoria"]) == (zona("NORTE").pk, "INDUSTRIAL")


def test_si_empatan_manda_el_de_menor_codigo():
    quien = cliente()
    consumir(suministro(quien, codigo="0200", en="SUR"), "2026-01", *[70] * 6)
    consumir(suministro(quien, codigo="0100", en="NORTE"), "2026-01", *[70] * 6)
    assert medir()[1][quien.pk]["zona_id"] == zona("NORTE").pk


def test_la_curva_dice_cuantos_entran_con_cada_umbral():
    for m3 in (60, 101, 101, 151, 240):
        cliente_que_consume(*[m3] * 6)
    totalizar()
    with transaction.atomic():
        parametros = Parametros("promedio", 100, 6, 1, 3)
        cifras = medicion.medir(periodo=JUNIO, parametros=parametros, con_curva=True)
        puntos = {u: entran for u, _, entran, _ in medicion.curva(umbral_m3=100)}
        de_uno_en_uno = {
            u: medicion.medir(periodo=JUNIO, parametros=Parametros("promedio", u, 6, 1, 3)).altas for u in puntos
        }
    assert len(puntos) == 40
    assert puntos == de_uno_en_uno
    assert cifras.califican == puntos[100] == 4
