"""Cómo se lee un archivo de banco: posiciones, fechas, decimales implícitos, signo, encabezado y totales."""

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera.bancos import cci
from cartera.bancos.choices import Dato, FormatoArchivo, FormatoFecha, Registro, Signo, TotalCola
from cartera.bancos.lectura import Campo, Lector, Perfil
from cartera.bancos.valores import leer_fecha, leer_importe
from config.comun.carga.tipos import ArchivoMalo
from tests.fabricas.bancos import ANCHO, EMPRESA, Abono, fijo, linea_fija

FIJO = Perfil(
    nombre="BCP: Recaudación",
    formato=FormatoArchivo.FIJO,
    ancho=ANCHO,
    campos={
        Registro.ENCABEZADO: {Dato.EMPRESA: Campo(3, 11, EMPRESA), Dato.FECHA: Campo(14, 8)},
        Registro.DETALLE: {
            Dato.SUMINISTRO: Campo(3, 14),
            Dato.RECIBO: Campo(17, 15),
            Dato.FECHA: Campo(32, 8),
            Dato.IMPORTE: Campo(40, 15),
            Dato.SIGNO: Campo(55, 1),
            Dato.OPERACION: Campo(56, 12),
            Dato.DEPOSITANTE: Campo(68, 40),
        },
        Registro.COLA: {Dato.FILAS: Campo(3, 9), Dato.IMPORTE: Campo(12, 15)},
    },
    marca_encabezado="01",
    marca_detalle="02",
    marca_cola="99",
    decimales=2,
    signo=Signo.COLUMNA,
    reversas=frozenset({"E", "X"}),
)
DELIMITADO = Perfil(
    nombre="BBVA: Movimientos",
    formato=FormatoArchivo.DELIMITADO,
    campos={Registro.DETALLE: {Dato.FECHA: Campo(1), Dato.OPERACION: Campo(2), Dato.IMPORTE: Campo(3)}},
    lineas_encabezado=1,
    formato_fecha=FormatoFecha.DMA_BARRA,
)


def leer(contenido: bytes, perfil: Perfil = FIJO):
    lector = Lector(io.BytesIO(contenido), perfil)
    return list(lector.filas()), lector.resumen


def test_un_archivo_de_ancho_fijo_se_lee_por_sus_posiciones():
    pago = Abono("OP1", "1234.50", suministro="A001", recibo="R1", depositante="COMPAÑÍA DEL NORTE")
    filas, resumen = leer(fijo(pago, Abono("OP2", "-0.05")))
    primera, reversa = filas
    assert (primera.operacion, primera.importe, primera.pagado_el) == ("OP1", Decimal("1234.50"), pago.el)
    assert (primera.suministro, primera.recibo, primera.depositante) == ("A001", "R1", "COMPAÑÍA DEL NORTE")
    assert reversa.importe == Decimal("-0.05")
    assert (resumen.pagos, resumen.importe_pagos) == (1, Decimal("1234.50"))
    assert (resumen.reversas, resumen.importe_reversas) == (1, Decimal("0.05"))
    assert (resumen.cola_filas, resumen.cola_importe) == (2, Decimal("1234.45"))
    assert [f.linea for f in filas] == [2, 3]


@pytest.mark.parametrize("fin", ["\n", "\r\n"])
def test_el_salto_de_linea_no_importa_ni_falta_al_final(fin):
    contenido = fijo(Abono("OP1", "10.00"), fin=fin).rstrip(b"\r\n")
    assert len(leer(contenido)[0]) == 1


def test_un_delimitado_salta_sus_titulos_y_entiende_comillas():
    filas, _ = leer(b'\xef\xbb\xbfFecha;Op;Importe\n10/01/2026;"A;1";"1,234.50"\n\n10/01/2026;B;-5,00\n', DELIMITADO)
    assert [(f.operacion, f.importe) for f in filas] == [("A;1", Decimal("1234.50")), ("B", Decimal("-5.00"))]


def test_el_importe_de_control_puede_contar_solo_los_pagos():
    contenido = fijo(Abono("OP1", "10.00"), Abono("OP2", "-4.00"), total=1000)
    with pytest.raises(ArchivoMalo, match=r"las filas suman S/ 6\.00"):
        leer(contenido)
    assert len(leer(contenido, replace(FIJO, total_cola=TotalCola.PAGOS))[0]) == 2


# --- lo que no se puede cargar ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("contenido", "dice"),
    [
        (b"", "0 bytes"),
        (b"\n \r\n\n", "ninguna l"),
        (b"PK\x03\x04" + b"0" * 100, "comprimido"),
        (b"\x1f\x8b\x08" + b"0" * 100, "comprimido"),
        (b"%PDF-1.7 ", "comprimido"),
        ("Fecha;Op\n".encode("utf-16"), "UTF-16"),
        (b"0" * 10_000, "no termina nunca"),
        (fijo(Abono("OP1", "10.00"), empresa="20888888888"), "No es un archivo de BCP"),
        (fijo(Abono("OP1", "10.00"), filas=2), "dice 2 pagos y el archivo trae 1"),
        (fijo(Abono("OP1", "10.00"), total=1), "dice S/ 0.01 y las filas suman S/ 10.00"),
        (b"\r\n".join(fijo(Abono("OP1", "10.00")).splitlines()[:-1]), "Falta la l"),
        (b"\r\n".join(fijo(Abono("OP1", "10.00")).splitlines()[1:]), "Falta el encabezado"),
        (b"Fecha;Operacion;Importe\n10/01/2026;OP1;10.00\n", "Falta el encabezado|Ninguna"),
        (fijo(Abono("OP1", "10.00")).replace(b"0120990000001", b"0120990000001xxxxxxxx"), "no existe"),
    ],
)
def test_un_archivo_que_no_es_lo_que_dice_no_se_lee(contenido, dice):
    with pytest.raises(ArchivoMalo, match=dice):
        leer(contenido)


@pytest.mark.parametrize(
    ("cambio", "dice"),
    [
        ((b"20260110", b"20260230"), "no existe"),
        ((b"20260110", b"        "), "Falta"),
        ((b"000000000001000", b"00000000000A000"), "no se entiende"),
        ((b"000000000001000", b"000000000000000"), "El importe es cero"),
        ((b"02A001", b"03A001"), "No empieza con"),
        ((b"A001 ", b"A00\x00 "), "no se pueden leer"),
        ((b"A001 ", b"A00\x81 "), "no se pueden leer"),
        ((b"OP1         ", b"            "), "Falta"),
    ],
)
def test_una_fila_mala_dice_su_motivo_y_las_demas_se_leen(cambio, dice):
    contenido = fijo(Abono("OP1", "10.00", suministro="A001"), Abono("OP2", "20.00", el=dt.date(2026, 1, 11)))
    filas, resumen = leer(contenido.replace(*cambio, 1))
    assert dice in filas[0].problema
    assert filas[0].original
    assert not filas[1].problema
    assert (resumen.filas, resumen.con_problema) == (2, 1)


def test_una_linea_cortada_dice_que_es_corta():
    contenido = fijo(Abono("OP1", "10.00"), Abono("OP2", "10.00"))
    filas, _ = leer(contenido.replace(linea_fija(Abono("OP1", "10.00")).encode(), b"02A001"))
    assert "es corta: tiene 6 letras" in filas[0].problema


def test_una_linea_mas_larga_que_su_ancho_no_es_de_este_perfil():
    filas, _ = leer(fijo(Abono("OP1", "10.00"), Abono("OP2", "10.00")).replace(b"OP1" + b" " * 49, b"OP1" + b"y" * 60))
    assert "espera 107" in filas[0].problema


# --- valores ------------------------------------------------------------------------------------
@given(centimos=st.integers(-999_999_999_999, 999_999_999_999), decimales=st.integers(2, 4), detras=st.booleans())
def test_los_decimales_implicitos_y_el_signo_no_pierden_un_centimo(centimos, decimales, detras):
    cifras = str(abs(centimos)) + "0" * (decimales - 2)
    signo = "-" if centimos < 0 else ""
    texto = f"{cifras.zfill(18)}{signo}" if detras else f"{signo}{cifras.zfill(18)}"
    assert leer_importe(texto, decimales) == Decimal(centimos) / 100


@given(centimos=st.integers(-999_999_999_999, 999_999_999_999), estilo=st.sampled_from([",.", ".,", " ."]))
def test_un_importe_escrito_con_miles_se_lee_igual(centimos, estilo):
    miles, decimal = estilo
    texto = f"{Decimal(centimos) / 100:,.2f}".replace(",", "@").replace(".", decimal).replace("@", miles.strip())
    assert leer_importe(texto, 0) == Decimal(centimos) / 100


DUDOSOS = ["1,000", "1.000", "12.345", "1,23,456.00", "--5.00", "-5.00-", "", "S/ 5", "1e3", "٣"]


@pytest.mark.parametrize("texto", DUDOSOS)
def test_un_importe_dudoso_no_se_adivina(texto):
    assert leer_importe(texto, 0) is None


@pytest.mark.parametrize(("texto", "decimales"), [("1234", 3), ("12.34", 2), ("-1-", 2), ("", 2), ("٣", 2)])
def test_con_decimales_implicitos_no_se_redondea_ni_se_adivina(texto, decimales):
    assert leer_importe(texto, decimales) is None


@given(dia=st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_toda_fecha_se_lee_en_todos_los_formatos(dia):
    escrita = {
        FormatoFecha.AMD: f"{dia:%Y%m%d}",
        FormatoFecha.DMA: f"{dia:%d%m%Y}",
        FormatoFecha.DMA2: f"{dia:%d%m%y}",
        FormatoFecha.AMD_GUION: dia.isoformat(),
        FormatoFecha.DMA_BARRA: f"{dia:%d/%m/%Y}",
    }
    assert {f: leer_fecha(texto, f) for f, texto in escrita.items()} == dict.fromkeys(escrita, dia)


@pytest.mark.parametrize("texto", ["20260230", "20261301", "2026011", "00000000", "2026-01-01", ""])
def test_una_fecha_imposible_no_es_una_fecha(texto):
    assert leer_fecha(texto, FormatoFecha.AMD) is None


# --- CCI ----------------------------------------------------------------------------------------
def _digito_a_mano(cifras: str) -> int:
    """Otra forma de contarlo: los productos de dos cifras suman sus cifras, que es restarles 9."""
    total = sum(int(c) if n % 2 == 0 else int(c) * 2 - 9 * (int(c) * 2 > 9) for n, c in enumerate(cifras))
    return (10 - total % 10) % 10


@given(cifras=st.text("0123456789", min_size=18, max_size=18))
def test_un_cci_con_sus_digitos_no_avisa_y_con_otro_si(cifras):
    bueno = f"{cifras}{_digito_a_mano(cifras[:6])}{_digito_a_mano(cifras[6:])}"
    assert cci.avisos(bueno, cifras[:3]) == []
    malo = f"{bueno[:19]}{(int(bueno[19]) + 1) % 10}"
    assert "de la cuenta" in cci.avisos(malo)[0]


def test_un_cci_de_otro_banco_o_de_otro_largo_avisa():
    assert "empieza con 002" in cci.avisos("00219300123456700119", "011")[0]
    assert cci.avisos("0021930012345670011") == ["El CCI tiene 20 números. Este tiene 19."]
    assert cci.avisos("") == []
