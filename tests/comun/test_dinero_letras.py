"""Los importes en letras de lo que se firma, contra una forma de escribirlos hecha aparte."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.comun.dinero import en_letras

HASTA_29 = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
DECENAS = dict(enumerate(["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"], start=3))
CENTENAS = [
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
]


def _hasta_999(n: int, *, apocope: bool) -> str:
    if n == 100:
        return "cien"
    partes = [CENTENAS[n // 100 - 1]] if n >= 100 else []
    n %= 100
    if n >= 30:
        partes.append(DECENAS[n // 10] + (f" y {HASTA_29[n % 10]}" if n % 10 else ""))
    elif n:
        partes.append(HASTA_29[n])
    texto = " ".join(partes)
    if apocope and texto.endswith("veintiuno"):
        return texto[: -len("veintiuno")] + "veintiún"
    return texto[:-1] if apocope and texto.endswith("uno") else texto


def escribir(n: int) -> str:
    """El número en letras, menor que mil millones."""
    if n == 0:
        return "cero"
    millones, miles, resto = n // 1_000_000, n // 1000 % 1000, n % 1000
    partes = []
    if millones:
        partes.append("un millón" if millones == 1 else f"{_hasta_999(millones, apocope=True)} millones")
    if miles:
        partes.append("mil" if miles == 1 else f"{_hasta_999(miles, apocope=True)} mil")
    if resto:
        partes.append(_hasta_999(resto, apocope=False))
    return " ".join(partes)


@pytest.mark.parametrize(
    ("importe", "letras"),
    [
        ("0", "Cero con 00/100 soles"),
        ("1", "Uno con 00/100 soles"),
        ("100", "Cien con 00/100 soles"),
        ("1234.5", "Mil doscientos treinta y cuatro con 50/100 soles"),
        ("21000", "Veintiún mil con 00/100 soles"),
        ("31001.05", "Treinta y un mil uno con 05/100 soles"),
        ("21000001", "Veintiún millones uno con 00/100 soles"),
        ("101000000", "Ciento un millones con 00/100 soles"),
    ],
)
def test_asi_se_escriben(importe, letras):
    assert en_letras(importe) == letras


@given(st.integers(0, 99_999_999_999))
def test_coinciden_con_la_otra_forma_de_escribirlos(centimos):
    soles, resto = divmod(centimos, 100)
    esperado = f"{escribir(soles).capitalize()} con {resto:02}/100 soles"
    assert en_letras(Decimal(centimos) / 100) == esperado


@pytest.mark.parametrize("importe", ["-0.01", "1000000000"])
def test_lo_que_no_se_sabe_escribir_se_niega(importe):
    with pytest.raises(ValueError, match="No se escribe en letras"):
        en_letras(importe)
