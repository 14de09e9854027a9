"""Archivo de banco: qué pasaría, confirmar una sola vez y qué se hace con lo que no cuadra (manual 6.3.12)."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera.bancos import selectors, services
from cartera.bancos.choices import EstadoArchivo
from cartera.bancos.models_archivo import ArchivoBanco
from cartera.cuentas.models import Pago
from tests.fabricas.bancos import (
    AHORA,
    HOY,
    Abono,
    cargar,
    confirmar,
    delimitado,
    fijo,
    motivos,
    perfil_delimitado,
    perfil_fijo,
    revisar,
    subir,
)
from tests.fabricas.comun import usuario
from tests.fabricas.cuentas import hotel_del_mar, pagado

pytestmark = pytest.mark.django_db


@pytest.fixture
def casa():
    return hotel_del_mar()


@pytest.fixture
def bcp():
    return perfil_fijo()


def pagos() -> list[tuple[str, Decimal]]:
    return list(Pago.objects.order_by("operacion", "-importe").values_list("operacion", "importe"))


def cifras(archivo: ArchivoBanco) -> dict[str, int]:
    nombres = ("filas", "nuevas", "ya_estaban", "errores", "conflictos", "fuera")
    return {n: getattr(archivo, n) for n in nombres if getattr(archivo, n)}


# --- la vista previa ------------------------------------------------------------------------------
def test_la_vista_previa_no_carga_nada(casa, bcp):
    archivo = revisar(bcp, fijo(Abono("1", "40.00", recibo="R1"), Abono("2", "10.00", suministro="A001")))
    assert archivo.estado == EstadoArchivo.POR_CONFIRMAR
    assert cifras(archivo) == {"filas": 2, "nuevas": 2}
    assert pagos() == []
    assert pagado("R1") == 0


def test_confirmar_carga_y_aplica_cada_pago_a_su_recibo(casa, bcp):
    cargado = cargar(bcp, Abono("1", "40.00", recibo="R1"), Abono("2", "70.00", suministro="A001"))
    assert cargado.estado == EstadoArchivo.CARGADO
    assert pagos() == [("1", Decimal("40.00")), ("2", Decimal("70.00"))]
    assert pagado("R1") == 100  # los 40 que lo nombran y 60 de los que nombran solo el suministro
    assert pagado("R2") == 0  # el día 10 todavía no se había emitido


def test_un_parcial_deja_saldo_y_uno_de_mas_deja_credito(casa, bcp):
    cargar(bcp, Abono("1", "30.00", recibo="R1"))
    assert pagado("R1") == 30
    otro = fijo(Abono("2", "100.00", recibo="R1"))
    confirmar(revisar(bcp, otro))
    assert pagado("R1") == 100
    assert Pago.objects.get(operacion="2").importe == 100


def test_una_reversa_deshace_el_pago_del_mismo_banco_y_operacion(casa, bcp):
    cargar(bcp, Abono("1", "40.00", recibo="R1"))
    cargar(bcp, Abono("1", "-40.00", el=dt.date(2026, 1, 20)))
    assert pagado("R1") == 0
    assert pagos() == [("1", Decimal("40.00")), ("1", Decimal("-40.00"))]


def test_lo_que_no_se_conoce_entra_por_identificar_y_la_vista_previa_lo_dice(casa, bcp):
    archivo = revisar(bcp, fijo(Abono("1", "40.00", recibo="NADIE", depositante="HOTEL DEL MAR")))
    assert archivo.por_identificar == 1
    assert confirmar(archivo).por_identificar == 1
    assert Pago.objects.por_identificar().count() == 1


# --- una sola vez ---------------------------------------------------------------------------------
def test_el_mismo_archivo_no_se_sube_dos_veces_y_dice_quien_lo_subio(casa, bcp):
    ana = usuario("cartera_clientes", first_name="Ana", last_name="Ruiz")
    contenido = fijo(Abono("1", "40.00", recibo="R1"))
    confirmar(revisar(bcp, contenido, por=ana), por=ana)
    with pytest.raises(services.ArchivoRepetido, match=r"Ana Ruiz ya lo cargó el 01/06/2026 a las 10:00"):
        subir(bcp, contenido)
    assert pagos() == [("1", Decimal("40.00"))]


def test_las_mismas_operaciones_en_otro_archivo_ya_estaban(casa, bcp):
    cargar(bcp, Abono("1", "40.00", recibo="R1"))
    archivo = revisar(bcp, fijo(Abono("1", "40.00", recibo="R1"), Abono("2", "5.00", recibo="R1")))
    assert cifras(archivo) == {"filas": 2, "nuevas": 1, "ya_estaban": 1}
    assert cifras(confirmar(archivo)) == {"filas": 2, "nuevas": 1, "ya_estaban": 1}
    assert pagado("R1") == 45


def test_confirmar_dos_veces_dice_quien_decidio_antes(casa, bcp):
    archivo = revisar(bcp, fijo(Abono("1", "40.00", recibo="R1")))
    ana = usuario("cartera_clientes", first_name="Ana", last_name="Ruiz")
    services.confirmar(archivo=archivo, por=ana, ahora=AHORA)
    with pytest.raises(services.ArchivoDecidido, match=r"Ana Ruiz decidió antes"):
        services.confirmar(archivo=archivo, por=usuario("cartera_clientes"), ahora=AHORA)


def test_la_carga_repetida_por_otro_trabajador_no_dobla(casa, bcp):
    archivo = cargar(bcp, Abono("1", "40.00", recibo="R1"))
    with pytest.raises(services.ArchivoDecidido):
        services.cargar(archivo=archivo, hoy=HOY, ahora=AHORA)
    assert pagos() == [("1", Decimal("40.00"))]


def test_lo_descartado_se_puede_volver_a_subir(casa, bcp):
    contenido = fijo(Abono("1", "40.00", recibo="R1"))
    archivo = revisar(bcp, contenido)
    services.descartar(archivo=archivo, por=usuario("cartera_clientes"), ahora=AHORA)
    assert confirmar(revisar(bcp, contenido)).estado == EstadoArchivo.CARGADO
    with pytest.raises(services.ArchivoDecidido):
        services.descartar(archivo=archivo, por=usuario("cartera_clientes"), ahora=AHORA)


# --- lo que no cuadra -----------------------------------------------------------------------------
def test_si_las_filas_no_suman_lo_que_dice_la_cola_no_se_carga_nada(casa, bcp):
    archivo = revisar(bcp, fijo(Abono("1", "40.00", recibo="R1"), total=4100))
    assert archivo.estado == EstadoArchivo.RECHAZADO
    assert "S/ 41.00" in archivo.error
    assert "S/ 40.00" in archivo.error
    assert archivo.detalle.count() == 0


def test_el_archivo_de_otro_banco_se_reconoce_y_se_dice_de_quien_parece(casa, bcp):
    perfil_delimitado()
    archivo = revisar(bcp, delimitado(Abono("1", "40.00", recibo="R1")))
    assert archivo.estado == EstadoArchivo.RECHAZADO
    assert "Parece de" in archivo.error
    assert "Movimientos" in archivo.error


def test_la_misma_operacion_con_otro_importe_no_se_adivina(casa, bcp):
    cargar(bcp, Abono("1", "40.00", recibo="R1"))
    archivo = revisar(bcp, fijo(Abono("1", "45.00", recibo="R1"), Abono("2", "5.00", recibo="R1")))
    assert archivo.estado == EstadoArchivo.CON_ERRORES
    assert cifras(archivo) == {"filas": 2, "nuevas": 1, "conflictos": 1}
    with pytest.raises(services.FaltaMotivo):
        services.confirmar(archivo=archivo, por=None, ahora=AHORA)
    hecho = confirmar(archivo, motivo="El banco confirma el de ayer")
    assert cifras(hecho) == {"filas": 2, "nuevas": 1, "fuera": 1}
    assert pagado("R1") == 45


def test_una_operacion_dos_veces_en_el_mismo_archivo_entra_una_y_senala_la_linea(casa, bcp):
    archivo = revisar(bcp, fijo(Abono("1", "40.00", recibo="R1"), Abono("1", "40.00", recibo="R1")))
    assert cifras(archivo) == {"filas": 2, "nuevas": 1, "conflictos": 1}
    assert "línea 2" in motivos(archivo)[3]


def test_con_una_fecha_imposible_el_archivo_entero_espera_uno_corregido(casa, bcp):
    contenido = fijo(Abono("1", "40.00", recibo="R1"), Abono("2", "5.00")).replace(b"20260110", b"20260230", 1)
    archivo = revisar(bcp, contenido)
    assert archivo.estado == EstadoArchivo.CON_ERRORES
    assert archivo.errores == 1
    with pytest.raises(services.ArchivoDecidido, match="pide al banco uno corregido"):
        services.confirmar(archivo=archivo, por=None, ahora=AHORA, motivo="da igual")
    assert pagos() == []


def test_un_pago_con_fecha_de_manana_es_un_error(casa, bcp):
    archivo = revisar(bcp, fijo(Abono("1", "40.00", recibo="R1", el=timezone.localdate() + dt.timedelta(days=2))))
    assert archivo.errores == 1


def test_si_entre_la_vista_previa_y_confirmar_cambio_lo_cargado_vuelve_a_preguntar(casa, bcp):
    archivo = revisar(bcp, fijo(Abono("1", "40.00", recibo="R1")))
    cargar(bcp, Abono("1", "45.00", recibo="R1"))
    vuelto = confirmar(archivo)
    assert vuelto.estado == EstadoArchivo.CON_ERRORES
    assert cifras(vuelto) == {"filas": 1, "conflictos": 1}
    assert pagado("R1") == 45


@pytest.mark.parametrize("contenido", [b"", b"\x00" * 500, b"PK\x03\x04" + b"\x00" * 200, b"hola\n", b"\xff\xfe" * 300])
def test_lo_que_no_es_un_archivo_de_banco_se_rechaza_con_una_frase(casa, bcp, contenido):
    archivo = revisar(bcp, contenido)
    assert archivo.estado == EstadoArchivo.RECHAZADO
    assert 10 < len(archivo.error) < 400
    assert "Traceback" not in archivo.error


# --- cuentas contra otro cálculo ------------------------------------------------------------------
abonos = st.lists(
    st.builds(
        Abono,
        operacion=st.integers(1, 10**9).map(str),
        importe=st.decimals("0.01", "99999.99", places=2).map(str),
        el=st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 20)),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda a: a.operacion,
)


@settings(max_examples=15, deadline=None)
@given(lista=abonos)
def test_lo_que_se_ve_por_dia_suma_lo_que_traen_las_lineas(lista):
    perfil = perfil_fijo()
    archivo = revisar(perfil, fijo(*lista))
    esperado: dict[dt.date, Decimal] = defaultdict(Decimal)
    for abono in lista:
        esperado[abono.el] += Decimal(abono.importe)
    assert {d.dia: d.neto for d in selectors.por_dia(archivo=archivo)} == esperado
    assert all(c.cuadra for c in selectors.control(archivo=archivo))
    hecho = confirmar(archivo)
    assert hecho.nuevas == len(lista)
    assert dict(pagos()) == {a.operacion: Decimal(a.importe) for a in lista}
    ArchivoBanco.objects.all().update(estado=EstadoArchivo.DESCARTADO)
    Pago.objects.all().delete()
    perfil.campos.all().delete()
    ArchivoBanco.objects.all().delete()
    perfil.delete()
