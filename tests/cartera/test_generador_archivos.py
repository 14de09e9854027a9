"""generar_datos: los archivos cumplen el contrato, imitan una empresa y se repiten con la misma semilla."""

import csv
import gzip
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from stdnum.pe import ruc as stdnum_ruc

from cartera.generador import services
from cartera.generador.services import Encargo, escribir, meses_hasta

COLUMNAS = {
    "padron": "suministro tipo_documento numero_documento razon_social categoria ubigeo localidad direccion zona sector"
    " ruta secuencia medidor estado ciclo unidades_uso asignacion_m3 latitud longitud",
    "consumos": "suministro periodo lectura_anterior lectura_actual volumen_m3 modalidad",
    "recibos": "numero suministro periodo fecha_emision fecha_vencimiento volumen_m3 agua alcantarillado cargo_fijo igv"
    " total",
    "pagos": "operacion entidad fecha_pago recibo suministro importe",
}


def _encargo(suministros=3000, meses=12, semilla=7, al=date(2026, 5, 30)):
    return Encargo(
        suministros=suministros, semilla=semilla, periodos=meses_hasta(hasta=date(2026, 4, 1), meses=meses), al=al
    )


def _leer(carpeta: Path, nombre: str) -> list[dict]:
    with gzip.open(carpeta / f"{nombre}.csv.gz", "rt", encoding="utf-8", newline="") as archivo:
        return list(csv.DictReader(archivo))


def _bytes(carpeta: Path) -> dict[str, bytes]:
    return {ruta.name: ruta.read_bytes() for ruta in carpeta.iterdir()}


@pytest.fixture(scope="module")
def empresa(tmp_path_factory):
    carpeta = tmp_path_factory.mktemp("empresa")
    filas = escribir(encargo=_encargo(), salida=carpeta, procesos=1)
    return {"filas": filas, "carpeta": carpeta, **{nombre: _leer(carpeta, nombre) for nombre in COLUMNAS}}


def test_la_misma_semilla_da_los_mismos_bytes_con_uno_o_con_tres_procesos(tmp_path, monkeypatch):
    monkeypatch.setattr(services, "BLOQUE", 100)
    escribir(encargo=_encargo(450, 3), salida=tmp_path / "uno", procesos=1)
    escribir(encargo=_encargo(450, 3), salida=tmp_path / "tres", procesos=3)
    assert _bytes(tmp_path / "uno") == _bytes(tmp_path / "tres")
    assert sorted(_bytes(tmp_path / "uno")) == [f"{n}.csv.gz" for n in sorted(COLUMNAS)]


def test_otra_semilla_da_otra_empresa(tmp_path):
    escribir(encargo=_encargo(50, 2, semilla=1), salida=tmp_path / "a", procesos=1)
    escribir(encargo=_encargo(50, 2, semilla=2), salida=tmp_path / "b", procesos=1)
    assert all(_bytes(tmp_path / "a")[n] != contenido for n, contenido in _bytes(tmp_path / "b").items())


def test_el_padron_de_una_semilla_no_depende_de_los_meses_ni_de_las_fechas(tmp_path):
    escribir(encargo=_encargo(60, 2), salida=tmp_path / "a", procesos=1)
    escribir(encargo=_encargo(60, 5, al=date(2026, 5, 10)), salida=tmp_path / "b", procesos=1)
    assert _bytes(tmp_path / "a")["padron.csv.gz"] == _bytes(tmp_path / "b")["padron.csv.gz"]


def test_con_el_ultimo_mes_dado_el_dia_en_que_se_ejecuta_no_cambia_nada(tmp_path):
    for dia in ("2026-05-02", "2027-01-31"):
        with time_machine.travel(f"{dia} 12:00:00-05:00"):
            call_command(
                "generar_datos",
                suministros=40,
                meses=2,
                semilla=3,
                hasta="2026-04",
                salida=tmp_path / dia,
                stdout=StringIO(),
            )
    assert _bytes(tmp_path / "2026-05-02") == _bytes(tmp_path / "2027-01-31")


def test_sin_decir_el_ultimo_mes_termina_en_el_ultimo_terminado_y_no_hay_pagos_del_futuro(tmp_path):
    with time_machine.travel("2026-03-01 03:00:00+00:00"):  # en Lima todavía es 28 de febrero
        call_command("generar_datos", suministros=300, meses=3, salida=tmp_path, stdout=StringIO())
    assert {f["periodo"] for f in _leer(tmp_path, "consumos")} == {"2025-11", "2025-12", "2026-01"}
    assert max(f["fecha_pago"] for f in _leer(tmp_path, "pagos")) <= "2026-02-28"


@pytest.mark.parametrize("malo", [{"suministros": 0}, {"meses": 0}, {"hasta": "2026-13"}, {"al": "ayer"}])
def test_un_argumento_imposible_se_rechaza_sin_escribir(tmp_path, malo):
    with pytest.raises(CommandError):
        call_command("generar_datos", **{"suministros": 5, "meses": 1, "salida": tmp_path / "x", **malo})
    assert not (tmp_path / "x").exists()


def test_las_columnas_son_las_del_contrato_y_las_cuentas_las_que_dice(empresa):
    for nombre, columnas in COLUMNAS.items():
        assert list(empresa[nombre][0]) == columnas.split()
        assert len(empresa[nombre]) == empresa["filas"][nombre]
    assert empresa["filas"]["padron"] == 3000


def test_cada_valor_del_padron_cabe_en_el_contrato(empresa):
    for fila in empresa["padron"]:
        assert re.fullmatch(r"\d{10}", fila["suministro"])
        assert fila["categoria"] in {"SOCIAL", "DOMESTICO", "COMERCIAL", "INDUSTRIAL", "ESTATAL"}
        assert fila["estado"] in {"ACTIVO", "CORTADO", "BAJA"}
        assert fila["zona"] in {"TUMBES", "CONTRALMIRANTE VILLAR", "ZARUMILLA"}
        assert fila["ubigeo"].startswith("24")
        tipo, numero = fila["tipo_documento"], fila["numero_documento"]
        assert (tipo == "") == (numero == "")
        if tipo == "RUC":
            assert len(numero) == 11
            assert stdnum_ruc.calc_check_digit(numero[:-1]) == numero[-1]
            assert numero.startswith(("209", "109"))  # rangos sin asignar
        elif tipo == "DNI":
            assert re.fullmatch(r"9\d{7}", numero)
        elif tipo:
            assert tipo == "CE"
            assert re.fullmatch(r"\d{9,12}", numero)


def test_las_claves_no_se_repiten_y_todo_apunta_a_algo_que_existe(empresa):
    claves = {
        "padron": ("suministro",),
        "consumos": ("suministro", "periodo"),
        "recibos": ("numero",),
    }
    for nombre, columnas in claves.items():
        assert max(Counter(tuple(f[c] for c in columnas) for f in empresa[nombre]).values()) == 1
    signos = Counter(
        (f["entidad"], f["operacion"], f["fecha_pago"], f["importe"].startswith("-")) for f in empresa["pagos"]
    )
    assert max(signos.values()) == 1
    padron = {f["suministro"] for f in empresa["padron"]}
    recibos = {f["numero"]: f for f in empresa["recibos"]}
    assert {f["suministro"] for f in empresa["consumos"]} <= padron
    for pago in empresa["pagos"]:
        assert pago["suministro"] in padron
        if pago["recibo"]:
            assert recibos[pago["recibo"]]["suministro"] == pago["suministro"]
            assert recibos[pago["recibo"]]["fecha_emision"] < pago["fecha_pago"] <= "2026-05-30"


def test_las_partes_de_cada_recibo_suman_su_total_al_centimo_y_su_volumen_es_el_medido(empresa):
    medido = {(f["suministro"], f["periodo"]): f["volumen_m3"] for f in empresa["consumos"]}
    for recibo in empresa["recibos"]:
        partes = [Decimal(recibo[c]) for c in ("agua", "alcantarillado", "cargo_fijo", "igv")]
        assert all(re.fullmatch(r"\d+\.\d\d", recibo[c]) for c in ("agua", "igv", "total"))
        assert sum(partes) == Decimal(recibo["total"])
        assert abs(sum(partes[:3]) * Decimal("0.18") - partes[3]) <= Decimal("0.005")
        assert recibo["volumen_m3"] == medido[recibo["suministro"], recibo["periodo"]]


def test_la_tarifa_domestica_cobra_cada_tramo_a_su_precio(empresa):
    domesticos = {f["suministro"] for f in empresa["padron"] if f["categoria"] == "DOMESTICO"}
    agua = {int(f["volumen_m3"]): f["agua"] for f in empresa["recibos"] if f["suministro"] in domesticos}
    # 20 × 2.00 + 30 × 2.90 + 50 × 7.30
    assert (agua[20], agua[50], agua[100]) == ("40.00", "127.00", "492.00")


def test_los_recibos_y_los_pagos_salen_en_orden_de_mes(empresa):
    periodos = [f["periodo"] for f in empresa["recibos"]]
    assert periodos == sorted(periodos)
    tramos = [date.fromisoformat(f["fecha_pago"]).toordinal() // 30 for f in empresa["pagos"]]
    assert tramos == sorted(tramos)


def test_hay_consumos_de_todas_las_formas(empresa):
    consumos = empresa["consumos"]
    volumenes = [int(f["volumen_m3"]) for f in consumos]
    assert {f["modalidad"] for f in consumos} == {"LECTURA", "PROMEDIO", "ASIGNADO"}
    assert volumenes.count(0) > 50
    assert volumenes.count(100) > 20
    assert max(volumenes) > 50 * sorted(volumenes)[len(volumenes) // 2]  # cola pesada
    assert any(f["lectura_actual"] and int(f["lectura_actual"]) < int(f["lectura_anterior"]) for f in consumos)
    assert {Counter(f["suministro"] for f in consumos)[s["suministro"]] for s in empresa["padron"]} > {1, 6, 11, 12}
    sin_medidor = {f["suministro"] for f in empresa["padron"] if not f["medidor"]}
    assert {f["suministro"] for f in consumos if f["modalidad"] == "ASIGNADO"} <= sin_medidor


def test_hay_clientes_que_solo_agrupados_pasan_de_cien(empresa):
    documento = {f["suministro"]: f["numero_documento"] for f in empresa["padron"]}
    mes = [f for f in empresa["consumos"] if f["periodo"] == "2026-04" and documento[f["suministro"]]]
    suma, mayor = Counter(), defaultdict(int)
    for fila in mes:
        clave = documento[fila["suministro"]]
        suma[clave] += int(fila["volumen_m3"])
        mayor[clave] = max(mayor[clave], int(fila["volumen_m3"]))
    assert sum(suma[c] > 100 and mayor[c] <= 100 for c in suma) >= 10
    assert max(Counter(documento.values()).values()) >= 3000 // 80  # el cliente de muchos suministros


def test_hay_suministros_sin_documento_con_el_nombre_tecleado_de_otra_manera(empresa):
    con_documento = {f["razon_social"] for f in empresa["padron"] if f["numero_documento"]}
    sueltos = [f["razon_social"] for f in empresa["padron"] if not f["numero_documento"]]
    assert "" in sueltos
    assert any(n in con_documento for n in sueltos)
    assert any(n not in con_documento and n.upper() in con_documento for n in sueltos)
    todos = {f["razon_social"] for f in empresa["padron"]}
    assert any("  " in n for n in todos)
    assert any(n.endswith("SAC") for n in todos)
    assert any("Nº" in n for n in todos)


def test_hay_una_persona_registrada_con_dni_y_con_su_ruc(empresa):
    numeros = {f["numero_documento"] for f in empresa["padron"]}
    assert any(n.startswith("109") and n[2:10] in numeros for n in numeros)


def test_hay_pagadores_de_todas_las_clases(empresa):
    totales = {f["numero"]: Decimal(f["total"]) for f in empresa["recibos"]}
    por_recibo = defaultdict(list)
    for pago in empresa["pagos"]:
        por_recibo[pago["recibo"]].append(Decimal(pago["importe"]))
    sin_recibo = por_recibo.pop("")
    assert len(sin_recibo) > 100
    assert sum(len(p) == 2 and min(p) > 0 and sum(p) == totales[n] for n, p in por_recibo.items()) > 200  # dos partes
    assert sum(sum(p) == totales[n] + 10 for n, p in por_recibo.items()) > 100  # S/ 10 de más
    assert sum(min(p) < 0 for p in por_recibo.values()) > 10  # reversas
    assert sum(n not in por_recibo for n in totales) > 500  # sin pagar
    vence = {f["numero"]: f["fecha_vencimiento"] for f in empresa["recibos"]}
    tarde = sum(bool(p["recibo"]) and p["fecha_pago"] > vence[p["recibo"]] for p in empresa["pagos"])
    assert 0.1 < tarde / len(empresa["pagos"]) < 0.5


def test_cada_reversa_nombra_la_operacion_y_el_banco_de_un_pago_anterior_del_mismo_importe(empresa):
    pagos = {(f["entidad"], f["operacion"]): f for f in empresa["pagos"] if not f["importe"].startswith("-")}
    reversas = [f for f in empresa["pagos"] if f["importe"].startswith("-")]
    for reversa in reversas:
        original = pagos[reversa["entidad"], reversa["operacion"]]
        assert reversa["importe"] == f"-{original['importe']}"
        assert reversa["fecha_pago"] > original["fecha_pago"]


def test_hay_clientes_que_dejaron_de_pagar_y_no_volvieron(empresa):
    pagados = {f["recibo"] for f in empresa["pagos"]}
    por_suministro = defaultdict(list)
    for recibo in empresa["recibos"]:
        por_suministro[recibo["suministro"]].append(recibo["numero"] in pagados)
    assert sum(len(p) >= 10 and all(p[:4]) and not any(p[-4:]) for p in por_suministro.values()) >= 10


_MEMORIA = """
import resource, sys
from datetime import date
from pathlib import Path
from cartera.generador import services
services.BLOQUE = 200
escribir = services.escribir(
    encargo=services.Encargo(suministros=int(sys.argv[1]), semilla=1,
                             periodos=services.meses_hasta(hasta=date(2026, 4, 1), meses=3), al=date(2026, 5, 30)),
    salida=Path(sys.argv[2]), procesos=1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_la_memoria_no_crece_con_los_suministros(tmp_path):
    def pico(suministros):
        orden = [sys.executable, "-c", _MEMORIA, str(suministros), str(tmp_path / str(suministros))]
        return int(subprocess.run(orden, check=True, capture_output=True, text=True).stdout)

    # Lo que crece es el almacén de importes ya calculados, que está acotado.
    assert pico(16_000) - pico(2_000) < 12 * 1024


def test_si_se_corta_no_queda_un_archivo_a_medias(tmp_path, monkeypatch):
    monkeypatch.setattr(services, "_juntar", lambda *a: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        escribir(encargo=_encargo(20, 1), salida=tmp_path, procesos=1)
    assert list(tmp_path.iterdir()) == []
