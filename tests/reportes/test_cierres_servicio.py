"""Congelar un mes: membresías y deuda de la fecha de corte, y las mismas cifras al repetirlo."""

import csv
import datetime as dt
import gzip
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from cartera.cuentas.models import Congelamiento, Pago, Recibo
from config.comun.archivos.services import abrir
from config.comun.correo.models import Correo
from config.comun.parametros.models import Empresa
from principales.seleccion.models import Criterio, Evaluacion, Principal
from reportes.cierres.models import Cierre
from reportes.cierres.selectors import meses_por_cerrar, ultimo_mes_completo
from reportes.cierres.services import NoSePuedeCerrar, cerrar_mes
from reportes.informes.models import Informe
from reportes.informes.services import emitir
from tests.fabricas import seleccion as fab
from tests.fabricas.comun import usuario

pytestmark = pytest.mark.django_db
ABRIL, CORTE, HOY = dt.date(2026, 4, 1), dt.date(2026, 4, 30), dt.date(2026, 11, 23)


def cerrar(**otros) -> Cierre:
    datos = {"periodo": ABRIL, "al": CORTE, "ahora": timezone.now(), "hoy": HOY, "por": None} | otros
    return cerrar_mes(**datos)


def en_cartera(*clientes, desde=ABRIL, hasta=None) -> None:
    criterio = Criterio.objects.earliest("version")
    evaluacion, _ = Evaluacion.objects.get_or_create(
        periodo=dt.date(2026, 3, 1),
        criterio=criterio,
        defaults={
            **{"medida": "promedio", "umbral_m3": 100, "meses": 6, "minimo_meses": 1, "meses_baja": 3},
            **{"clientes": 9, "califican": 9, "individual": 9, "solo_agrupados": 0, "estado": "aprobada"},
            **{
                "creada_en": timezone.now(),
                "aprobada_en": timezone.now(),
                "aprobada_por": usuario("jefatura_cobranzas"),
            },
        },
    )
    for quien in clientes:
        Principal.objects.create(
            cliente=quien, vigencia=(desde, hasta), alta=evaluacion, baja=evaluacion if hasta else None
        )


def recibo(de, total, *, vence, emitido=None, numero="") -> Recibo:
    suministro = de.suministros.first()
    return Recibo.objects.create(
        numero=numero or f"R{Recibo.objects.count() + 1:05}",
        suministro=suministro,
        periodo=vence.replace(day=1),
        emitido_el=emitido or vence - dt.timedelta(days=15),
        vence_el=vence,
        total=Decimal(total),
    )


def pagar(de: Recibo, importe, *, el) -> None:
    Pago.objects.create(
        entidad="BCP",
        operacion=f"P{Pago.objects.count()}",
        pagado_el=el,
        signo=1,
        importe=Decimal(importe),
        recibo=de,
        suministro=de.suministro,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT cartera_reaplicar(ARRAY[%s])", [de.suministro_id])


@pytest.fixture
def empresa():
    """Tres principales (uno debe, uno está al día, uno con lo vencido congelado) y un cliente que no lo es."""
    debe, limpio, reclama, comun = (fab.cliente(n) for n in ("Debe", "Limpio", "Reclama", "Común"))
    for quien, zona, m3 in ((debe, "NORTE", 300), (limpio, "SUR", 200), (reclama, "SUR", 150), (comun, "SUR", 10)):
        fab.consumir(fab.suministro(quien, en=zona), "2026-03", m3, m3)
    fab.totalizar()
    en_cartera(debe, limpio, reclama)
    recibo(debe, "100.50", vence=dt.date(2026, 3, 31))
    recibo(debe, "40", vence=CORTE)  # el que vence hoy no está vencido
    pagar(recibo(limpio, "80", vence=dt.date(2026, 3, 31)), "80", el=dt.date(2026, 4, 10))
    congelado = recibo(reclama, "70", vence=dt.date(2026, 1, 31))
    Congelamiento.objects.create(
        recibo=congelado, importe=70, motivo="reclamo", origen="reclamo:1", desde=dt.date(2026, 2, 1)
    )
    return {"debe": debe, "limpio": limpio, "reclama": reclama, "comun": comun}


def test_cuenta_los_principales_y_los_clientes_de_la_fecha_de_corte(empresa):
    cierre = cerrar()
    assert (cierre.principales, cierre.clientes_eps) == (3, 4)


def test_sin_deuda_ignora_lo_congelado_y_su_gemelo_no(empresa):
    cierre = cerrar()
    assert cierre.sin_deuda == 2
    assert cierre.sin_deuda_con_congelados == 1


def test_el_recibo_que_vence_el_dia_del_corte_no_cuenta_como_vencido(empresa):
    cierre = cerrar()
    assert cierre.saldo_vencido == Decimal("100.50")
    assert cierre.saldo == Decimal("210.50")
    assert cierre.congelado == 70


def test_un_pago_posterior_al_corte_no_cambia_la_deuda_de_ese_dia(empresa):
    pagar(Recibo.objects.get(total=Decimal("100.50")), "100.50", el=dt.date(2026, 5, 2))
    assert cerrar().saldo_vencido == Decimal("100.50")


def test_la_deuda_va_al_tramo_de_sus_dias(empresa):
    tramos = {t.tramo: (t.recibos, t.saldo) for t in cerrar().tramos.all()}
    assert tramos == {"1-30": (1, Decimal("100.50"))}


def test_repetirlo_con_mas_pagos_da_las_mismas_cifras(empresa):
    primero = cerrar()
    pagar(Recibo.objects.get(total=Decimal("100.50")), "100.50", el=dt.date(2026, 4, 1))
    segundo = cerrar(al=dt.date(2026, 4, 15))
    assert segundo.pk == primero.pk
    assert (segundo.al, segundo.sin_deuda) == (CORTE, 2)
    assert Cierre.objects.count() == 1


def test_dos_meses_seguidos_se_cierran_uno_tras_otro(empresa):
    marzo = cerrar(periodo=dt.date(2026, 3, 1), al=dt.date(2026, 3, 31))
    abril = cerrar()
    assert (marzo.principales, abril.principales) == (0, 3)


def test_las_membresias_son_las_de_la_fecha(empresa):
    en_cartera(empresa["comun"], desde=dt.date(2026, 5, 1))
    Principal.objects.filter(cliente=empresa["limpio"]).update(
        vigencia=(ABRIL, dt.date(2026, 4, 30)), baja=Evaluacion.objects.get()
    )
    assert cerrar().principales == 2


def test_la_deuda_sigue_al_suministro_y_se_reclama_a_su_titular_de_la_fecha(empresa):
    suministro = empresa["debe"].suministros.get()
    fab.traspasar(suministro, empresa["comun"], el=dt.date(2026, 4, 20))
    cierre = cerrar()
    assert cierre.saldo_vencido == 0
    assert cierre.sin_deuda == 3


def test_un_principal_que_se_quedo_sin_suministros_sigue_contando_hasta_su_baja(empresa):
    empresa["limpio"].suministros.update(estado="BAJA")
    cierre = cerrar()
    assert (cierre.principales, cierre.clientes_eps) == (3, 3)


def test_cada_cliente_cuenta_en_la_zona_y_categoria_de_su_mayor_consumo(empresa):
    otro = fab.suministro(empresa["debe"], en="SUR", categoria="ESTATAL")
    fab.consumir(otro, "2026-04", 301)
    fab.totalizar()
    cierre = cerrar()
    quien = cierre.clientes.get(cliente=empresa["debe"])
    assert (quien.zona.codigo, quien.categoria, quien.suministros, quien.m3) == ("SUR", "ESTATAL", 2, 601)


def test_las_partes_suman_los_totales(empresa):
    cierre = cerrar()
    for cifra in ("clientes_eps", "principales", "sin_deuda"):
        assert sum(getattr(g, cifra) for g in cierre.grupos.all()) == getattr(cierre, cifra)


def test_la_lista_guardada_tiene_un_renglon_por_cliente_de_la_empresa(empresa):
    with abrir(cerrar().lista_clientes) as archivo, gzip.open(archivo, "rt", encoding="utf-8") as texto:
        filas = list(csv.DictReader(io.StringIO(texto.read())))
    assert sorted(f["razon_social"] for f in filas) == ["Común", "Debe", "Limpio", "Reclama"]
    assert sum(f["es_principal"] == "t" for f in filas) == 3


def test_el_consumo_es_el_del_ultimo_mes_entero_y_el_cierre_lo_nombra(empresa):
    for _ in range(9):
        fab.consumir(fab.suministro(fab.cliente()), "2026-03", 5)
    fab.totalizar()
    assert ultimo_mes_completo(ABRIL) == dt.date(2026, 3, 1)  # abril trae 4 filas y marzo 13
    assert cerrar().consumo_hasta == dt.date(2026, 3, 1)


def test_sin_ningun_consumo_tambien_se_cierra(empresa):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cartera_mescargado")
    assert cerrar().consumo_hasta is None


def test_no_se_cierra_una_fecha_que_no_llega(empresa):
    with pytest.raises(NoSePuedeCerrar, match="todavía no llega"):
        cerrar(periodo=dt.date(2026, 11, 1), al=dt.date(2026, 11, 30))


def test_no_se_cierra_con_un_corte_anterior_al_mes(empresa):
    with pytest.raises(NoSePuedeCerrar, match="anterior al mes"):
        cerrar(al=dt.date(2026, 3, 31))


def test_no_se_cierra_sin_padron():
    with pytest.raises(NoSePuedeCerrar, match="Carga el padrón"):
        cerrar()


def test_antes_del_primer_dia_habil_no_toca_cerrar_nada():
    assert meses_por_cerrar(hoy=dt.date(2026, 5, 3), primer_dia_habil=dt.date(2026, 5, 4)) == []


def test_sin_cierres_solo_toca_el_mes_pasado():
    assert meses_por_cerrar(hoy=dt.date(2026, 5, 4), primer_dia_habil=dt.date(2026, 5, 4)) == [ABRIL]


def test_un_mes_perdido_se_recupera(empresa):
    cerrar(periodo=dt.date(2026, 3, 1), al=dt.date(2026, 3, 31))
    tocan = meses_por_cerrar(hoy=dt.date(2026, 6, 8), primer_dia_habil=dt.date(2026, 6, 1))
    assert tocan == [dt.date(2026, 4, 1), dt.date(2026, 5, 1)]


def test_el_informe_se_emite_y_se_envia_una_sola_vez(empresa):
    Empresa.objects.update(destinatarios_informe=["gerencia@eps.example"])
    cierre = cerrar()
    primero, segundo = (emitir(cierre=cierre, ahora=timezone.now()) for _ in range(2))
    assert primero.pk == segundo.pk
    assert Correo.objects.filter(clave="informe:2026-04").count() == Informe.objects.count() == 1


def test_sin_destinatarios_el_informe_se_guarda_y_no_se_envia(empresa):
    informe = emitir(cierre=cerrar(), ahora=timezone.now())
    assert informe.correo is None
    with abrir(informe.archivo) as pdf:
        assert pdf.read(5) == b"%PDF-"
