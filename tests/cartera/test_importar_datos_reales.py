"""La línea de comandos sobre los archivos de la EPS: totales, códigos de salida y una cuenta independiente."""

import csv
import gzip
import json
from collections import defaultdict

import pytest
from django.core.management import CommandError, call_command

from cartera.padron.models import Cliente, ConsumoCliente, MesCargado, Suministro
from cartera.padron.nombres import normalizar
from tests.fabricas.cargas import archivo, fila_padron, texto

pytestmark = pytest.mark.django_db


def importar(capsys, *argumentos) -> dict:
    capsys.readouterr()
    call_command("importar", *map(str, argumentos), "--json")
    salida = capsys.readouterr().out
    assert salida.count("\n") == 1
    return json.loads(salida)


def test_los_codigos_de_salida_dicen_si_entro_todo_algo_o_nada(capsys):
    mixto = archivo(texto("padron", fila_padron("A1"), fila_padron("B1", zona="")))
    with pytest.raises(SystemExit) as salida:
        call_command("importar", "padron", str(mixto), "--json")
    assert salida.value.code == 3
    assert json.loads(capsys.readouterr().out) == {
        "filas": 2, "nuevas": 1, "cambiadas": 0, "iguales": 0, "rechazadas": 1,
    }  # fmt: skip
    for argumentos in (
        ["padron", str(mixto), "--todo-o-nada", "--json"],
        ["padron", str(archivo("")), "--json"],
        ["padron", "/no/existe.csv"],
        ["padron", str(mixto), "--usuario", "nadie"],
        ["padron", str(mixto), "--vigente-desde", "2999-01-01"],
    ):
        with pytest.raises(CommandError) as fallo:
            call_command("importar", *argumentos)
        assert fallo.value.returncode == 2
    bueno = archivo(texto("padron", fila_padron("A1")))
    call_command("importar", "padron", str(bueno))
    assert "No cambió nada: las 1 filas ya estaban." in capsys.readouterr().out


@pytest.mark.reales
def test_el_padron_y_los_consumos_de_la_eps_dan_lo_mismo_que_una_cuenta_hecha_aparte(datos_reales, capsys):
    padron, consumos = datos_reales / "padron.csv.gz", datos_reales / "consumos.csv.gz"
    for ruta, tipo, filas in ((padron, "padron", 19_063), (consumos, "consumos", 271_721)):
        limpio = {"filas": filas, "nuevas": filas, "cambiadas": 0, "iguales": 0, "rechazadas": 0}
        assert importar(capsys, tipo, ruta) == limpio
        assert importar(capsys, tipo, ruta) == limpio | {"nuevas": 0, "iguales": filas}

    # La misma agrupación, en Python llano y sin la base.
    with gzip.open(padron, "rt", encoding="utf-8", newline="") as f:
        filas = list(csv.DictReader(f))
    documento = {}
    for fila in filas:
        numero = fila["numero_documento"]
        es_persona = fila["tipo_documento"] == "RUC" and numero.startswith("10")
        documento[fila["suministro"]] = f"DNI:{numero[2:10]}" if es_persona else f"{fila['tipo_documento']}:{numero}"
    nombres = defaultdict(set)
    for fila in filas:
        if fila["numero_documento"]:
            nombres[normalizar(fila["razon_social"])].add(documento[fila["suministro"]])
    clave = {}
    for fila in filas:
        nombre = normalizar(fila["razon_social"])
        if fila["numero_documento"]:
            clave[fila["suministro"]] = documento[fila["suministro"]]
        else:
            clave[fila["suministro"]] = min(nombres[nombre]) if len(nombres[nombre]) == 1 else f"N:{nombre}"
    assert dict(Suministro.objects.values_list("codigo", "cliente__clave")) == clave
    assert set(Cliente.objects.values_list("clave", flat=True)) == set(clave.values())

    esperado, meses = defaultdict(int), defaultdict(int)
    with gzip.open(consumos, "rt", encoding="utf-8", newline="") as f:
        for fila in csv.DictReader(f):
            esperado[clave[fila["suministro"]], fila["periodo"]] += int(fila["volumen_m3"])
            meses[fila["periodo"]] += 1
    guardado = ConsumoCliente.objects.values_list("cliente__clave", "periodo", "m3")
    assert {(c, str(p)[:7]): m3 for c, p, m3 in guardado} == esperado
    assert {str(m.periodo)[:7]: m.filas for m in MesCargado.objects.all()} == meses
