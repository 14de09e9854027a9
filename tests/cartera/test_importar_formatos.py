"""Archivos como salen de cada oficina: lo que se puede leer se lee y lo demás se dice, sin guardar nada."""

import gzip
import io
import zipfile

import openpyxl
import pytest

from cartera.padron.models import Suministro
from config.comun.carga import lectura, xlsx
from config.comun.carga.choices import EstadoCarga
from tests.fabricas.cargas import archivo, cargar_ruta, columnas, fila_padron, motivos, texto, totales

pytestmark = pytest.mark.django_db

FILAS = [fila_padron(f"000{n}", razon_social=f"ÑUSTA PÉREZ {n}", direccion=f"Av. Perú {n}") for n in range(1, 4)]
PADRON = texto("padron", *FILAS)


def nombres() -> list[str]:
    return list(Suministro.objects.order_by("codigo").values_list("razon_social", flat=True))


def de_hoja(*filas: list, nombre: str = "padron.xlsx", antes: int = 0) -> bytes:
    libro = openpyxl.Workbook()
    for _ in range(antes):
        libro.active.append([])
    for fila in filas:
        libro.active.append(fila)
    salida = io.BytesIO()
    libro.save(salida)
    return salida.getvalue()


@pytest.mark.parametrize(
    "contenido",
    [
        pytest.param(PADRON.encode(), id="utf-8"),
        pytest.param(PADRON.encode("utf-8-sig"), id="utf-8 con BOM"),
        pytest.param(PADRON.encode("latin-1"), id="latin-1"),
        pytest.param(PADRON.encode("cp1252"), id="cp1252"),
        pytest.param(PADRON.encode("utf-16"), id="utf-16"),
        pytest.param(PADRON.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(PADRON.replace("\n", "\r").encode(), id="CR"),
        pytest.param(texto("padron", *FILAS, separador=";").encode("latin-1"), id="punto y coma"),
        pytest.param(texto("padron", *FILAS, separador="\t").encode(), id="tabulador"),
        pytest.param(gzip.compress(PADRON.encode()), id="gzip"),
        pytest.param(PADRON.rstrip("\n").encode(), id="sin salto final"),
        pytest.param(b"\n\n" + PADRON.encode() + b"\n\n,,,,\n\x1a", id="lineas vacias"),
        pytest.param("\n".join(f" {x} ".replace(",", " , ") for x in PADRON.splitlines()).encode(), id="espacios"),
        pytest.param(
            "\n".join(",".join(f'"{c}"' for c in x.split(",")) for x in PADRON.splitlines()).encode(), id="comillas"
        ),
        pytest.param(de_hoja(*[x.split(",") for x in PADRON.splitlines()]), id="xlsx"),
        pytest.param(de_hoja(*[x.split(",") for x in PADRON.splitlines()], antes=3), id="xlsx con filas vacias"),
    ],
)
def test_cada_forma_del_mismo_archivo_carga_lo_mismo(contenido):
    carga = cargar_ruta("padron", archivo(contenido))
    assert (carga.error, totales(carga)) == ("", (3, 0, 0, 0))
    assert nombres() == ["ÑUSTA PÉREZ 1", "ÑUSTA PÉREZ 2", "ÑUSTA PÉREZ 3"]
    primero = Suministro.objects.order_by("codigo").first()
    assert (primero.codigo, primero.direccion, primero.ciclo) == ("0001", "Av. Perú 1", 2)


def test_la_cabecera_admite_mayusculas_tildes_y_espacios():
    cabecera, *resto = PADRON.splitlines()
    otra = cabecera.upper().replace("RAZON_SOCIAL", " Razón Social ").replace("_M3", " (m³)")
    assert totales(cargar_ruta("padron", archivo("\n".join([otra, *resto])))) == (3, 0, 0, 0)


def test_una_columna_de_mas_no_se_usa_y_se_dice():
    lineas = [f"{x},{'telefono' if i == 0 else '999'}" for i, x in enumerate(PADRON.splitlines())]
    carga = cargar_ruta("padron", archivo("\n".join(lineas)))
    assert totales(carga) == (3, 0, 0, 0)
    assert carga.avisos[0] == "Columnas que no se usan: telefono."


@pytest.mark.parametrize(
    ("contenido", "dice"),
    [
        pytest.param(b"", "0 bytes", id="vacio"),
        pytest.param(b"\n\n\n", "vacío", id="solo saltos"),
        pytest.param(b"hola\nmundo\n", "no parece una tabla", id="texto"),
        pytest.param(b"%PDF-1.7 xxxx", "no es una tabla", id="pdf"),
        pytest.param(b"suministro,zona\x00\x00,\x00", "no es una tabla", id="binario"),
        pytest.param(PADRON.replace("categoria", "clase").encode(), "falta la columna «categoria»", id="sin columna"),
        pytest.param(b"suministro,ciclo\nA,2\n", "faltan las columnas «categoria», «zona», «estado»", id="sin varias"),
        pytest.param(PADRON.replace("ruta", "suministro").encode(), "está dos veces", id="columna doble"),
        pytest.param(gzip.compress(PADRON.encode())[:-20], "cortado o dañado", id="gzip cortado"),
        pytest.param(b"\x1f\x8b\x08\x00basura", "cortado o dañado", id="gzip falso"),
        pytest.param(b"PK\x03\x04basura", "dañada", id="xlsx falso"),
    ],
)
def test_un_archivo_malo_no_carga_nada_y_dice_por_que(contenido, dice):
    carga = cargar_ruta("padron", archivo(contenido))
    assert carga.estado == EstadoCarga.RECHAZADA
    assert dice in carga.error
    assert (carga.filas, Suministro.objects.count()) == (0, 0)


def test_un_zip_que_no_es_hoja_se_dice():
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w") as z:
        z.writestr("padron.csv", PADRON)
    assert "no es una hoja de cálculo" in cargar_ruta("padron", archivo(salida.getvalue())).error


def test_una_bomba_comprimida_se_corta_sin_leerla_entera(monkeypatch):
    monkeypatch.setattr(lectura, "TROZO", 1 << 14)
    monkeypatch.setattr(lectura, "DESDE_RAZON", 1 << 16)
    bomba = gzip.compress(PADRON.encode() + b"x,\n" * (4 << 20))
    carga = cargar_ruta("padron", archivo(bomba))
    assert "crece demasiado" in carga.error
    assert Suministro.objects.count() == 0


def test_una_hoja_con_una_celda_perdida_al_fondo_no_ocupa_la_memoria():
    libro = openpyxl.Workbook()
    libro.active.append(columnas("padron"))
    libro.active.cell(row=1_048_576, column=16_384, value="x")
    salida = io.BytesIO()
    libro.save(salida)
    assert cargar_ruta("padron", archivo(salida.getvalue())).error == xlsx.GRANDE


def test_la_hoja_de_calculo_pierde_los_ceros_y_se_reponen_con_aviso():
    cabecera = columnas("padron")
    cargar_ruta("padron", archivo(texto("padron", fila_padron("0000000009"))))
    fila = {**fila_padron("17"), "suministro": 17, "numero_documento": 1234567, "ciclo": 3.0}
    carga = cargar_ruta("padron", archivo(de_hoja(cabecera, [fila.get(c) for c in cabecera])))
    assert totales(carga) == (1, 0, 0, 0)
    nuevo = Suministro.objects.get(codigo="0000000017")
    assert (nuevo.numero_documento, nuevo.ciclo) == ("01234567", 3)
    assert any("ceros de «suministro»" in a for a in carga.avisos)


def test_el_numero_de_linea_es_el_del_archivo_aunque_haya_saltos_entre_comillas():
    lineas = PADRON.splitlines()
    lineas[2] = lineas[2].replace("Av. Perú 2", '"Av. Perú\n2\npiso 3"')
    lineas.append(lineas[3].replace("0003", "0004").replace("NORTE", ""))
    carga = cargar_ruta("padron", archivo("\n".join(lineas)))
    assert totales(carga) == (3, 0, 0, 1)
    assert motivos(carga) == {7: ("zona", "Falta «zona». Complétalo.")}
    assert Suministro.objects.get(codigo="0002").direccion == "Av. Perú 2 piso 3"


def test_filas_con_columnas_de_menos_de_mas_o_comillas_abiertas_van_a_la_bandeja_y_el_resto_entra():
    lineas = PADRON.splitlines()
    lineas[1:1] = ["0008,DNI", lineas[1].replace("0001", "0009") + ",sobra,sobra", '0007,"sin cerrar']
    carga = cargar_ruta("padron", archivo("\n".join(lineas)))
    assert totales(carga) == (3, 0, 0, 3)
    ancho = len(columnas("padron"))
    assert f"tiene 2 columnas y deben ser {ancho}" in motivos(carga)[2][1]
    assert f"tiene {ancho + 2} columnas" in motivos(carga)[3][1]
    assert "comillas que no se cierran" in motivos(carga)[4][1]
    assert carga.rechazadas_detalle.get(linea=3).original["_resto"] == "sobra sobra"


def test_un_nulo_o_un_caracter_ilegible_rechaza_su_fila_y_no_las_demas():
    mezcla = (PADRON + "0008" + PADRON.splitlines()[1][4:] + "\n").encode()
    mezcla = (
        mezcla.replace(b"\n0008,DNI", b"\n0008,D\x00NI") + b"0009,DNI,12345678,\xd1A\xd1A,DOMESTICO" + b"," * 14 + b"\n"
    )
    carga = cargar_ruta("padron", archivo(mezcla))
    assert totales(carga) == (3, 0, 0, 2)
    assert all("caracteres que no se pueden leer" in m for _, m in motivos(carga).values())


@pytest.mark.parametrize("medida", [1 << 8, 1 << 10, 1 << 20])
def test_el_tamano_del_tramo_no_cambia_lo_leido(monkeypatch, medida):
    monkeypatch.setattr(lectura, "TROZO", medida)
    filas = [
        fila_padron(f"{n:05}", direccion=f'"Calle ""{n}"", int. {n}\nref"' if n % 7 == 0 else "") for n in range(200)
    ]
    contenido = texto("padron", *filas, fin="\r\n").encode() + b"malo\r\n"
    carga = cargar_ruta("padron", archivo(contenido))
    assert totales(carga) == (200, 0, 0, 1)
    assert Suministro.objects.get(codigo="00007").direccion == 'Calle "7", int. 7 ref'
    assert list(motivos(carga)) == [1 + 200 + len(range(0, 200, 7)) + 1]
