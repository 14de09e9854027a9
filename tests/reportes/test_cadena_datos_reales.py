"""La cadena entera contra los oráculos independientes de tests/oraculos, con los archivos de una EPS y con inventados.

Una importación por fuente para todo este módulo; las órdenes son las que se teclean, con el rol de la web. Los
inventados traen lo que a los reales les falta: reversas, homónimos, personas con DNI y RUC, suministros de baja.
"""

import io
import json
from collections import Counter, defaultdict
from contextlib import redirect_stdout
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum

from cartera.ciclos.models import AsignacionCiclo
from cartera.cuentas.models import Aplicacion, Pago, Recibo
from cartera.generador.services import Encargo, escribir, meses_hasta
from cartera.padron.models import Cliente, Consumo, Suministro
from cobranzas.control.models import Accion, EstadoDiario
from config.comun.parametros.models import Empresa
from config.comun.usuarios.models import Usuario
from principales.seleccion.models import Principal
from reportes.cierres.models import Cierre, CierreCliente, CierreGrupo, CierreTramo
from tests import base
from tests.oraculos import clientes, control, cuentas, indicadores, seleccion

pytestmark = pytest.mark.django_db

AL = date(2026, 4, 30)
ARCHIVOS = ("padron", "consumos", "recibos", "pagos")
REALES = {"padron": 19_063, "consumos": 271_721, "recibos": 271_721, "pagos": 270_702}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("inventados", marks=pytest.mark.xdist_group("cadena inventada")),
        pytest.param("reales", marks=[pytest.mark.reales, pytest.mark.xdist_group("cadena real")]),
    ],
)
def fuente(request, tmp_path_factory):
    """(carpeta, filas de cada archivo)."""
    if request.param == "reales":
        return request.getfixturevalue("datos_reales"), REALES
    carpeta = tmp_path_factory.mktemp("inventados")
    periodos = meses_hasta(hasta=date(2026, 4, 1), meses=10)
    encargo = Encargo(suministros=1500, semilla=9, periodos=periodos, al=date(2026, 5, 30))
    return carpeta, escribir(encargo=encargo, salida=carpeta, procesos=1)


def _orden(*argumentos: str) -> dict:
    """Lo que la orden imprime con --json; debe ser un objeto y nada más."""
    salida = io.StringIO()
    with redirect_stdout(salida):
        call_command(*argumentos, "--json", stdout=salida, stderr=io.StringIO())
    return json.loads(salida.getvalue())


@pytest.fixture(scope="module")
def cadena(fuente, django_db_setup, django_db_blocker, tmp_path_factory):
    """Corre toda la cadena y devuelve lo que dijo cada orden; al final deja la base como recién migrada."""
    carpeta, _ = fuente
    assert connection.settings_dict["NAME"].startswith("test_")  # lo que sigue vacía la base
    dicho = {}
    with django_db_blocker.unblock(), time_machine.travel("2026-06-02 15:00:00+00:00"):
        base.vaciar(connection)
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute(f'SET ROLE "{settings.ROL_WEB}"')
        try:
            for vez in ("importar", "repetir"):
                dicho[vez] = {n: _orden("importar", n, str(carpeta / f"{n}.csv.gz")) for n in ARCHIVOS}
            Usuario.objects.create_superuser("jefatura", "jefatura@eps.invalid", "una-clave-larga")
            dicho["propuestas"] = {
                (periodo, medida): _orden("seleccionar", "--periodo", periodo, "--medida", medida)
                for periodo in ("2026-01", "2026-04", "2026-03")
                for medida in ("ultimo_mes", "promedio")
            }
            dicho["seleccion"] = _orden("seleccionar", "--periodo", "2026-03", "--aprobar", "--usuario", "jefatura")
            dicho["barrido"] = _orden("barrer", "--al", "2026-04-30")
            dicho["barrido_otra_vez"] = _orden("barrer", "--al", "2026-04-30")
            pdf = tmp_path_factory.mktemp("informe") / "abril.pdf"
            mail.outbox = []
            Empresa.objects.update(destinatarios_informe=["gerencia@eps.invalid"])
            dicho["cierre"] = _orden("cerrar_mes", "--periodo", "2026-04", "--pdf", str(pdf))
            dicho["correos"] = len(mail.outbox)
            dicho["cierre_otra_vez"] = _orden("cerrar_mes", "--periodo", "2026-04")
            dicho["correos_al_repetir"] = len(mail.outbox) - dicho["correos"]
            dicho["pdf"] = pdf.read_bytes()
            yield dicho
        finally:
            base.vaciar(connection)


@pytest.fixture(scope="module")
def oraculo(fuente):
    carpeta, _ = fuente
    con = seleccion.preparar(carpeta)
    recibos, pagos = cuentas.leer(carpeta, "recibos"), cuentas.leer(carpeta, "pagos")
    elegidos = seleccion.seleccionar(con, periodo="2026-03")
    titular = dict(con.execute("SELECT suministro, cliente FROM titular").fetchall())
    al_corte = cuentas.al_dia(recibos, pagos, AL)
    return {
        "con": con,
        "titular": titular,
        "seleccion": elegidos,
        "cuentas": al_corte,
        "hoy": cuentas.al_dia(recibos, pagos, date(2026, 6, 2)),
        "control": control.barrer(cuentas=al_corte, titular=titular, principales=elegidos.califican),
    }


@pytest.fixture
def clave(cadena, oraculo) -> dict[int, str]:
    """La clave del oráculo para cada cliente del producto, hallada por sus suministros."""
    return {
        cliente: oraculo["titular"][codigo]
        for codigo, cliente in Suministro.objects.values_list("codigo", "cliente_id")
    }


def test_los_cuatro_archivos_entran_enteros(cadena, fuente):
    for nombre, filas in fuente[1].items():
        assert cadena["importar"][nombre] == {
            "filas": filas,
            "nuevas": filas,
            "cambiadas": 0,
            "iguales": 0,
            "rechazadas": 0,
        }
    guardado = [modelo.objects.count() for modelo in (Suministro, Consumo, Recibo, Pago)]
    assert guardado == [fuente[1][nombre] for nombre in ARCHIVOS]


def test_importar_otra_vez_no_cambia_nada_y_lo_dice(cadena, fuente):
    for nombre, filas in fuente[1].items():
        assert cadena["repetir"][nombre] == {
            "filas": filas,
            "nuevas": 0,
            "cambiadas": 0,
            "iguales": filas,
            "rechazadas": 0,
        }


def test_los_suministros_se_agrupan_en_los_mismos_clientes(cadena, oraculo):
    producto, esperado = defaultdict(set), defaultdict(set)
    for codigo, cliente in Suministro.objects.values_list("codigo", "cliente_id"):
        producto[cliente].add(codigo)
    for codigo, cliente in oraculo["titular"].items():
        esperado[cliente].add(codigo)
    assert {frozenset(s) for s in producto.values()} == {frozenset(s) for s in esperado.values()}
    assert cadena["cierre"]["clientes_eps"] == clientes.cuantos(oraculo["con"]) <= Cliente.objects.count()


@pytest.mark.parametrize("medida", ["ultimo_mes", "promedio"])
@pytest.mark.parametrize("periodo", ["2026-01", "2026-03", "2026-04"])
def test_la_propuesta_de_cualquier_mes_y_medida_da_las_cifras_del_oraculo(cadena, oraculo, periodo, medida):
    esperado = seleccion.seleccionar(oraculo["con"], periodo=periodo, medida=medida)
    assert cadena["propuestas"][periodo, medida] == {
        "periodo": periodo,
        "clientes": esperado.clientes,
        "califican": len(esperado.califican),
        "individual": len(esperado.individual),
        "solo_agrupados": len(esperado.solo_agrupados),
        "altas": len(esperado.califican),
        "bajas": 0,
    }


def test_la_seleccion_aprobada_abre_la_membresia_de_los_que_califican_desde_el_mes_siguiente(cadena, oraculo, clave):
    assert cadena["seleccion"]["altas"] == cadena["seleccion"]["califican"] == len(oraculo["seleccion"].califican)
    membresias = list(Principal.objects.values_list("cliente_id", "vigencia"))
    assert {clave[cliente] for cliente, _ in membresias} == oraculo["seleccion"].califican
    assert {(v.lower, v.upper) for _, v in membresias} == {(date(2026, 4, 1), None)}


def test_al_aprobar_con_permiso_de_cartera_todos_sus_suministros_en_servicio_pasan_al_ciclo_6(cadena, oraculo):
    en_servicio = oraculo["con"].execute("SELECT suministro, cliente FROM titular WHERE vivo").fetchall()
    esperados = {suministro for suministro, cliente in en_servicio if cliente in oraculo["seleccion"].califican}
    asignados = AsignacionCiclo.objects.filter(ciclo__numero=6).values_list("suministro__codigo", flat=True)
    assert set(asignados) == esperados


def test_el_saldo_de_cada_recibo_y_el_credito_de_cada_pago_son_los_del_oraculo(cadena, oraculo):
    hoy = oraculo["hoy"]
    assert dict(Recibo.objects.values_list("numero", "saldo")) == {n: r.saldo for n, r in hoy.recibos.items()}
    esperado = {(p.entidad, p.operacion): p.queda for p in hoy.pagos if p.queda}
    sobrantes = Pago.objects.filter(credito__gt=0).values_list("entidad", "operacion", "credito")
    assert {(entidad, operacion): credito for entidad, operacion, credito in sobrantes} == esperado
    assert Aplicacion.objects.aggregate(s=Sum("importe"))["s"] == sum(sum(p.aplicado.values()) for p in hoy.pagos)


@pytest.mark.parametrize("al", [date(2025, 2, 20), date(2025, 8, 15), date(2026, 4, 30), date(2026, 5, 15)])
def test_el_saldo_de_cada_recibo_a_cualquier_fecha_es_el_del_oraculo(cadena, fuente, al):
    carpeta, _ = fuente
    entonces = cuentas.al_dia(cuentas.leer(carpeta, "recibos"), cuentas.leer(carpeta, "pagos"), al)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.numero, s.saldo FROM cartera_saldos_al(%s) s JOIN cartera_recibo r ON r.id = s.recibo_id", [al]
        )
        assert dict(cursor.fetchall()) == {n: r.saldo for n, r in entonces.recibos.items()}


def test_el_barrido_da_los_clientes_los_vencidos_y_los_tramos_del_oraculo(cadena, oraculo):
    esperado, dicho = oraculo["control"], cadena["barrido"]
    assert dicho["al"] == "2026-04-30"
    assert dicho["clientes"] == esperado.clientes
    assert dicho["recibos_vencidos"] == len(esperado.vencidos)
    assert Decimal(str(dicho["saldo_vencido"])) == esperado.saldo_vencido
    tramos = {nombre: (n, Decimal(str(soles))) for nombre, (n, soles) in dicho["tramos"].items()}
    assert tramos == esperado.tramos
    assert list(dicho["tramos"]) == [nombre for nombre, _ in cuentas.TRAMOS]


def test_cada_recibo_abierto_tiene_un_solo_estado_con_el_saldo_y_los_dias_del_oraculo(cadena, oraculo):
    esperado = {n: (r.saldo, (AL - r.vence).days) for n, r in oraculo["control"].abiertos.items()}
    guardado = EstadoDiario.objects.filter(al=AL).values_list("recibo__numero", "saldo", "dias")
    assert {numero: (saldo, dias) for numero, saldo, dias in guardado} == esperado
    assert EstadoDiario.objects.filter(al=AL).count() == len(esperado)


def test_las_acciones_son_por_cliente_y_solo_de_quien_debe(cadena, oraculo, clave):
    acciones = Counter(clave[c] for c in Accion.objects.abiertas().values_list("cliente_id", flat=True))
    assert set(acciones.values()) == {1}
    assert sum(acciones.values()) == cadena["barrido"]["acciones"]
    assert set(acciones) <= oraculo["control"].con_vencidos


def test_barrer_otra_vez_el_mismo_dia_no_crea_nada_y_da_las_mismas_cifras(cadena):
    assert cadena["barrido_otra_vez"]["acciones"] == 0
    iguales = ("al", "clientes", "recibos_vencidos", "saldo_vencido", "tramos")
    assert [cadena["barrido_otra_vez"][c] for c in iguales] == [cadena["barrido"][c] for c in iguales]


def test_el_cierre_congela_los_dos_indicadores_del_oraculo(cadena, oraculo):
    esperado = indicadores.cierre(clientes_eps=oraculo["seleccion"].clientes, control=oraculo["control"])
    dicho = {c: Decimal(str(v)) if c.endswith("_pct") else v for c, v in cadena["cierre"].items()}
    assert dicho == {"periodo": "2026-04", "al": "2026-04-30", **esperado}


def test_numerador_y_denominador_quedan_guardados_como_listas(cadena, oraculo, clave):
    lista = dict(CierreCliente.objects.values_list("cliente_id", "sin_deuda"))
    assert {clave[c] for c in lista} == oraculo["seleccion"].califican
    assert {clave[c] for c, sin_deuda in lista.items() if not sin_deuda} == oraculo["control"].con_vencidos


def test_por_zona_y_categoria_las_partes_suman_y_son_las_del_suministro_que_mas_consume(cadena, oraculo):
    partes = (
        oraculo["con"]
        .execute(
            """
        SELECT zona, categoria, cliente FROM (
            SELECT p.zona, p.categoria, t.cliente, row_number() OVER (
                PARTITION BY t.cliente ORDER BY m.m3 DESC NULLS LAST, t.suministro) AS puesto
            FROM titular t JOIN padron p USING (suministro)
            LEFT JOIN (SELECT suministro, m3 FROM mes_suministro WHERE mes = 2026 * 12 + 4) m USING (suministro)
            WHERE t.vivo) WHERE puesto = 1
        """
        )
        .fetchall()
    )
    principales, deudores = oraculo["seleccion"].califican, oraculo["control"].con_vencidos
    eps = Counter((z, c) for z, c, _ in partes)
    pc = Counter((z, c) for z, c, cliente in partes if cliente in principales)
    sin_deuda = Counter((z, c) for z, c, cliente in partes if cliente in principales - deudores)
    guardado = CierreGrupo.objects.values_list("zona__codigo", "categoria", "clientes_eps", "principales", "sin_deuda")
    assert {(z, c): (e, p, s) for z, c, e, p, s in guardado if e} == {
        grupo: (eps[grupo], pc[grupo], sin_deuda[grupo]) for grupo in eps
    }


def test_la_antiguedad_del_cierre_es_la_del_barrido_de_su_fecha(cadena, oraculo):
    guardado = {t: (n, s) for t, n, s in CierreTramo.objects.values_list("tramo", "recibos", "saldo") if n}
    assert guardado == {t: v for t, v in oraculo["control"].tramos.items() if v[0]}


def test_cerrar_otra_vez_da_las_mismas_cifras_y_no_manda_otro_correo(cadena):
    assert cadena["cierre_otra_vez"] == cadena["cierre"]
    assert (cadena["correos"], cadena["correos_al_repetir"]) == (1, 0)
    assert Cierre.objects.count() == 1


def test_el_informe_es_un_pdf_con_paginas(cadena):
    assert cadena["pdf"].startswith(b"%PDF-")
    assert cadena["pdf"].rstrip().endswith(b"%%EOF")
    assert len(cadena["pdf"]) > 10_000
