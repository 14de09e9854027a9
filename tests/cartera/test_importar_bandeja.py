"""Lo que no entra: motivo, línea, todo o nada, corrección y el mismo final que un archivo limpio."""

import csv
import datetime as dt
import io

import psycopg2
import pytest
from django.db import connection

from cartera.padron import fusion_padron
from cartera.padron.models import Cliente, Consumo, ConsumoCliente, Suministro
from config.comun.archivos.services import abrir
from config.comun.carga import services
from config.comun.carga.choices import EstadoCarga, EstadoFila
from config.comun.carga.models import FilaRechazada
from config.comun.carga.tipos import ArchivoMalo
from tests.fabricas.cargas import (
    AHORA,
    HOY,
    RUC,
    archivo,
    cargar,
    cargar_ruta,
    empresa,
    fila_consumo,
    fila_padron,
    motivos,
    texto,
    totales,
)

pytestmark = pytest.mark.django_db


def corregir(carga, valores):
    correccion = services.corregir(carga=carga, valores=valores, hoy=HOY, ahora=AHORA, por=None)
    carga.refresh_from_db()
    return correccion


@pytest.mark.parametrize(
    ("cambios", "columna", "dice"),
    [
        ({"suministro": ""}, "suministro", "Falta «suministro»"),
        ({"suministro": "9" * 21}, "suministro", "21 letras y caben 20"),
        ({"tipo_documento": "LE"}, "tipo_documento", "Debe ser RUC, DNI, CE o PAS"),
        ({"numero_documento": ""}, "numero_documento", "Falta el número de DNI"),
        ({"tipo_documento": ""}, "tipo_documento", "sin su tipo"),
        ({"numero_documento": "1234567"}, "numero_documento", "El DNI tiene 8 números"),
        ({"numero_documento": "1234567X"}, "numero_documento", "El DNI tiene 8 números"),
        ({"tipo_documento": "RUC", "numero_documento": "2099000000"}, "numero_documento", "11 números y este tiene 10"),
        ({"tipo_documento": "RUC", "numero_documento": "20990000002"}, "numero_documento", "último número del RUC"),
        (
            {"tipo_documento": "RUC", "numero_documento": "30990000001"},
            "numero_documento",
            "empieza con 10, 15, 16, 17",
        ),
        ({"tipo_documento": "RUC", "numero_documento": "2099000000A"}, "numero_documento", "solo números"),
        ({"tipo_documento": "CE", "numero_documento": "12345678"}, "numero_documento", "de 9 a 12"),
        ({"tipo_documento": "PAS", "numero_documento": "A*"}, "numero_documento", "El pasaporte"),
        ({"razon_social": "X" * 201}, "razon_social", "201 letras y caben 200"),
        ({"categoria": "RURAL"}, "categoria", "Debe ser SOCIAL, DOMESTICO"),
        ({"categoria": ""}, "categoria", "Falta «categoria»"),
        ({"estado": "VIVO"}, "estado", "Debe ser ACTIVO, CORTADO o BAJA"),
        ({"zona": ""}, "zona", "Falta «zona»"),
        ({"ubigeo": "24010"}, "ubigeo", "6 números"),
        ({"secuencia": "doce"}, "secuencia", "debe ser un número entero. Dice «doce»"),
        ({"secuencia": "1.5"}, "secuencia", "debe ser un número entero"),
        ({"secuencia": "1.000"}, "secuencia", "debe ser un número entero"),
        ({"asignacion_m3": "-1"}, "asignacion_m3", "no puede ser negativo"),
        ({"unidades_uso": "99999999999"}, "unidades_uso", "debe ser un número entero"),
        ({"ciclo": "1000"}, "ciclo", "entre 0 y 999"),
        ({"latitud": "-91"}, "latitud", "entre -90 y 90"),
        ({"latitud": "sur"}, "latitud", "grados decimales"),
        ({"longitud": "180.5"}, "longitud", "entre -180 y 180"),
        ({"longitud": "123456789012"}, "longitud", "entre -180 y 180"),
    ],
)
def test_cada_error_del_padron_dice_su_columna_y_que_hacer(cambios, columna, dice):
    carga = cargar("padron", fila_padron("B1"), fila_padron("A1") | cambios, fila_padron("C1"))
    assert totales(carga) == (2, 0, 0, 1)
    assert carga.estado == EstadoCarga.CON_RECHAZOS
    (linea, (donde, motivo)), *otros = motivos(carga).items()
    assert (linea, donde, otros) == (3, columna, [])
    assert dice in motivo
    original = FilaRechazada.objects.get(carga=carga).original
    assert all(original[c] == v for c, v in cambios.items())


@pytest.mark.parametrize(
    ("cambios", "columna", "dice"),
    [
        ({"suministro": "ZZ"}, "suministro", "no está en el padrón. Carga antes el padrón"),
        ({"periodo": "2026-13"}, "periodo", "debe ser un mes escrito AAAA-MM"),
        ({"periodo": "enero"}, "periodo", "debe ser un mes escrito AAAA-MM"),
        ({"periodo": "2026-12"}, "periodo", "todavía no llega"),
        ({"periodo": "1999-12"}, "periodo", "anterior al año 2000"),
        ({"volumen_m3": "-5"}, "volumen_m3", "no puede ser negativo"),
        ({"volumen_m3": "diez"}, "volumen_m3", "debe ser un número entero. Dice «diez»"),
        ({"volumen_m3": "10.5"}, "volumen_m3", "debe ser un número entero"),
        ({"volumen_m3": ""}, "volumen_m3", "Falta «volumen_m3»"),
        ({"lectura_actual": "12.5"}, "lectura_actual", "debe ser un número entero"),
        ({"modalidad": "OJO"}, "modalidad", "Debe ser LECTURA, PROMEDIO o ASIGNADO"),
        ({"modalidad": ""}, "modalidad", "Falta «modalidad»"),
    ],
)
def test_cada_error_de_consumos_dice_su_columna_y_que_hacer(cambios, columna, dice):
    cargar("padron", fila_padron("A1"), fila_padron("B1"))
    carga = cargar("consumos", fila_consumo("B1", "2026-01"), fila_consumo("A1", "2026-01") | cambios)
    assert totales(carga) == (1, 0, 0, 1)
    assert motivos(carga)[3][0] == columna
    assert dice in motivos(carga)[3][1]


def test_una_fila_con_varios_errores_los_dice_todos():
    carga = cargar("padron", fila_padron("A1", numero_documento="1", categoria="X", secuencia="z"))
    motivo = motivos(carga)[2][1]
    assert all(x in motivo for x in ("El DNI tiene 8 números", "Debe ser SOCIAL", "número entero"))


def test_la_clave_repetida_entra_una_vez_y_la_otra_nombra_su_linea():
    carga = cargar("padron", fila_padron("A1"), fila_padron("B1"), fila_padron("A1"), fila_padron("A1", ciclo="9"))
    assert totales(carga) == (2, 0, 0, 2)
    assert motivos(carga)[4] == ("suministro", "Repite «suministro» de la línea 2. Deja una sola fila.")
    assert Suministro.objects.get(codigo="A1").ciclo == 2


def test_si_la_primera_de_las_repetidas_es_mala_entra_la_que_sirve():
    carga = cargar("padron", fila_padron("A1", categoria="X"), fila_padron("A1"), fila_padron("A0"))
    assert totales(carga) == (2, 0, 0, 1)
    assert list(motivos(carga)) == [2]


def test_todo_o_nada_con_una_fila_mala_no_guarda_ninguna():
    carga = cargar("padron", fila_padron("A1"), fila_padron("B1", zona=""), todo_o_nada=True)
    assert carga.estado == EstadoCarga.RECHAZADA
    assert totales(carga) == (0, 0, 0, 2)
    assert "una fila con errores" in carga.error
    assert (Suministro.objects.count(), Cliente.objects.count(), len(motivos(carga))) == (0, 0, 1)


def test_todo_o_nada_sin_filas_malas_carga_todo():
    assert totales(cargar("padron", fila_padron("A1"), fila_padron("B1"), todo_o_nada=True)) == (2, 0, 0, 0)


def test_una_carga_terminada_no_se_aplica_otra_vez():
    carga = cargar("padron", fila_padron("A1"))
    with pytest.raises(services.CargaCerrada):
        services.importar(carga=carga, ruta=archivo(texto("padron", fila_padron("B1"))), hoy=HOY, ahora=AHORA)
    assert Suministro.objects.count() == 1


def test_un_archivo_sin_filas_lo_dice_y_no_cambia_nada():
    carga = cargar("padron")
    assert (totales(carga), carga.estado) == ((0, 0, 0, 0), EstadoCarga.HECHA)
    assert carga.avisos == ["El archivo no tiene filas, solo la cabecera."]


def test_corregir_en_pantalla_deja_la_carga_como_la_de_un_archivo_limpio():
    buenas = [empresa("A1", RUC, "HOTEL SOL SAC"), fila_padron("B1"), fila_padron("C1")]
    carga = cargar("padron", buenas[0], buenas[1] | {"numero_documento": "123"}, buenas[2] | {"zona": ""})
    assert totales(carga) == (1, 0, 0, 2)

    otra_vez = corregir(carga, {3: {"numero_documento": "1234"}})
    assert totales(otra_vez) == (0, 0, 0, 1)
    fila = FilaRechazada.objects.get(carga=carga, linea=3)
    assert (fila.estado, fila.corregido["numero_documento"]) == (EstadoFila.PENDIENTE, "1234")
    assert "Dice «1234»" in fila.motivo

    corregir(carga, {3: buenas[1], 4: {"zona": "NORTE"}})
    assert (totales(carga), carga.estado) == ((3, 0, 0, 0), EstadoCarga.HECHA)
    assert list(FilaRechazada.objects.values_list("linea", "estado")) == [(3, "corregida"), (4, "corregida")]
    assert totales(cargar("padron", *buenas)) == (0, 0, 3, 0)


def test_las_filas_descargadas_y_corregidas_en_el_archivo_conservan_su_linea():
    cargar("padron", fila_padron("A1"), fila_padron("B1"))
    carga = cargar(
        "consumos",
        fila_consumo("A1", "2026-01", 7),
        fila_consumo("B1", "2026-01", "-3"),
        fila_consumo("B1", "2026-02", "x"),
    )
    bajado = services.rechazos_csv(carga).decode("utf-8-sig")
    assert bajado.splitlines()[1].startswith("3,B1,2026-01,100,110,-3,LECTURA,El consumo no puede ser negativo")
    ruta = archivo(bajado.replace(",-3,", ",30,").replace(",x,", ",40,"))
    correccion = services.corregir_con_archivo(carga=carga, ruta=ruta, hoy=HOY, ahora=AHORA, por=None)
    carga.refresh_from_db()
    assert (totales(correccion), totales(carga)) == ((2, 0, 0, 0), (3, 0, 0, 0))
    assert sorted(Consumo.objects.values_list("volumen_m3", flat=True)) == [7, 30, 40]
    assert ConsumoCliente.objects.get(periodo=dt.date(2026, 1, 1)).m3 == 37


def test_un_archivo_de_correcciones_ajeno_se_dice():
    carga = cargar("padron", fila_padron("A1", zona=""))
    with pytest.raises(ArchivoMalo, match="«linea»"):
        services.corregir_con_archivo(
            carga=carga, ruta=archivo(texto("padron", fila_padron("A1"))), hoy=HOY, ahora=AHORA, por=None
        )


def test_descartar_y_recuperar_una_fila():
    carga = cargar("padron", fila_padron("A1", zona=""))
    assert services.descartar(carga=carga, lineas=[2]) == 1
    assert corregir(carga, {2: {"zona": "NORTE"}}).filas == 0
    assert services.recuperar(carga=carga, lineas=[2]) == 1
    assert corregir(carga, {2: {"zona": "NORTE"}}).nuevas == 1


def test_con_miles_de_rechazos_la_bandeja_guarda_los_primeros_y_un_archivo_los_tiene_todos(monkeypatch):
    monkeypatch.setattr(services, "EN_BANDEJA", 5)
    carga = cargar("padron", *(fila_padron(f"A{n}", zona="") for n in range(12)))
    assert totales(carga) == (0, 0, 0, 12)
    assert FilaRechazada.objects.filter(carga=carga).count() == 5
    with abrir(carga.rechazos) as todos:
        lineas = todos.read().decode("utf-8-sig").splitlines()
    assert len(lineas) == 13
    assert lineas[0].startswith("linea,suministro,")
    assert lineas[0].endswith(",motivo")


def test_una_falla_del_programa_deja_la_carga_fallida_y_nada_guardado(monkeypatch):
    from config.comun.carga.tipos import importador

    monkeypatch.setattr(services, "_fundir", lambda *a: 1 / 0)
    assert importador("padron")
    with pytest.raises(ZeroDivisionError):
        cargar_ruta("padron", archivo(texto("padron", fila_padron("A1"))))
    from config.comun.carga.models import Carga

    assert Carga.objects.get().estado == EstadoCarga.FALLIDA


FORMULAS = ("=HYPERLINK(1)", "+51 999", "@usuario", "-manzana")


def con_zona(bajado: bytes) -> bytes:
    """La descarga con la zona que faltaba en cada fila."""
    cabecera, *filas = list(csv.reader(io.StringIO(bajado.decode("utf-8-sig"))))
    salida = io.StringIO()
    zona = cabecera.index("zona")
    csv.writer(salida).writerows([cabecera, *([*f[:zona], "NORTE", *f[zona + 1 :]] for f in filas)])
    return salida.getvalue().encode()


@pytest.mark.parametrize("en_bandeja", [2, 20_000])
def test_lo_que_una_hoja_tomaria_por_formula_baja_como_texto_y_vuelve_igual(monkeypatch, en_bandeja):
    filas = [fila_padron(f"A{n}", zona="", direccion=d, latitud="-3.5") for n, d in enumerate(FORMULAS)]
    with monkeypatch.context() as parche:
        parche.setattr(services, "EN_BANDEJA", en_bandeja)
        carga = cargar("padron", *filas)
    bajado = abrir(carga.rechazos).read() if carga.rechazos else services.rechazos_csv(carga)
    lineas = bajado.decode("utf-8-sig").splitlines()[1:]
    assert [f",'{d}," in linea for d, linea in zip(FORMULAS, lineas, strict=True)] == [True] * 4
    assert all(",-3.5," in linea for linea in lineas)
    ruta = archivo(con_zona(bajado))
    services.corregir_con_archivo(carga=carga, ruta=ruta, hoy=HOY, ahora=AHORA, por=None)
    assert set(Suministro.objects.values_list("direccion", flat=True)) == set(FORMULAS[:en_bandeja])


def test_mientras_una_carga_guarda_otra_del_mismo_tipo_espera(monkeypatch):
    tomados = []
    original = fusion_padron.resolver_nombres

    def mirar(ctx):
        otra = psycopg2.connect(connection.connection.dsn)
        with otra, otra.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext('carga:padron'))")
            tomados.append(cursor.fetchone()[0])
        otra.close()
        original(ctx)

    monkeypatch.setattr(fusion_padron, "resolver_nombres", mirar)
    cargar("padron", fila_padron("A1"))
    assert tomados == [False]
