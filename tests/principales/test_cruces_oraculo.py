"""Las cuentas del cruce contra las del oráculo, fila por fila: con los datos de la empresa y con un padrón generado."""

import csv
import datetime as dt
import gzip
from pathlib import Path
from random import Random

import pytest

from cartera.generador.services import Encargo, escribir, meses_hasta
from principales.cruces.choices import Par
from principales.cruces.models import Registrado
from tests.fabricas.cargas import archivo, cargar_ruta
from tests.fabricas.cruces import cruzar, fila_sunat, registro_sunat, ruc
from tests.oraculos import cruces as oraculo

pytestmark = pytest.mark.django_db
FILAS = 3_000
BASURA = ("20990000028|DIGITO MALO|01/07/2026|1|", "x|y", "|SIN RUC|01/07/2026|1|", "20123|CORTO|01/07/2026|1|")


def _tecleado(azar: Random, nombre: str) -> str:
    """El mismo nombre como lo escribe otra entidad."""
    maneras = (str.lower, str.title, lambda n: n.replace(" ", "  "), lambda n: n.replace(".", ""), lambda n: f'"{n}"')
    return azar.choice(maneras)(nombre)


def _registro(padron: Path, semilla: int) -> bytes:
    """La tercera parte con RUC del padrón, otra con nombre de él y RUC ajeno, el resto de nadie, y un 2 % de basura."""
    azar = Random(semilla)  # noqa: S311
    with gzip.open(padron, "rt", encoding="utf-8", newline="") as texto:
        todas = list(csv.DictReader(texto))
    con_ruc = sorted({f["numero_documento"]: f["razon_social"] for f in todas if f["tipo_documento"] == "RUC"}.items())
    con_dni = sorted({f["numero_documento"] for f in todas if f["tipo_documento"] == "DNI"})
    nombres = sorted({f["razon_social"] for f in todas if f["razon_social"] and "|" not in f["razon_social"]})
    filas = {n: nombre for n, nombre in azar.sample(con_ruc, min(FILAS // 4, len(con_ruc))) if nombre}
    for dni in azar.sample(con_dni, FILAS // 12):
        filas[f"10{dni}{oraculo.digito(f'10{dni}')}"] = azar.choice(nombres)
    for i in range(FILAS // 3):
        filas[ruc(i)] = _tecleado(azar, azar.choice(nombres))
    for i in range(FILAS // 3, FILAS * 2 // 3):
        filas[ruc(i)] = f"NEGOCIO ÑUÑOA {i:x} QWZ"
    lineas = [fila_sunat(n, nombre) for n, nombre in filas.items()]
    lineas += [BASURA[i % len(BASURA)] for i in range(len(lineas) // 50)]
    azar.shuffle(lineas)
    return registro_sunat(*lineas).read_bytes()


def _comparar(padron: Path, semilla: int) -> None:
    registro = _registro(padron, semilla)
    esperado = oraculo.cruzar(registro, *oraculo.padron(padron))
    _, cuentas = cruzar(archivo(registro, "registro.txt"))
    hallado: dict[str, set[str]] = {}
    for numero, par in Registrado.objects.values_list("numero_documento", "par"):
        hallado.setdefault(par, set()).add(numero)
    assert hallado.get(Par.DOCUMENTO, set()) == esperado.por_documento
    assert hallado.get(Par.NOMBRE, set()) == esperado.por_nombre
    assert hallado.get(Par.PARECIDO, set()) | hallado.get(Par.NINGUNO, set()) == esperado.resto
    assert (cuentas.rechazadas, cuentas.sin_comparar) == (esperado.rechazadas, 0)
    assert cuentas.filas == esperado.rechazadas + sum(len(v) for v in hallado.values())
    # Una prueba de nada no prueba nada.
    assert min(len(esperado.por_documento), len(esperado.por_nombre), len(esperado.resto)) > 100


def test_con_los_datos_de_la_empresa_coinciden_las_mismas_filas(datos_reales):
    cargar_ruta("padron", datos_reales / "padron.csv.gz")
    _comparar(datos_reales / "padron.csv.gz", 1)


def test_con_un_padron_generado_coinciden_las_mismas_filas(tmp_path):
    periodos = meses_hasta(hasta=dt.date(2026, 6, 1), meses=1)
    escribir(encargo=Encargo(suministros=4_000, semilla=7, periodos=periodos, al=dt.date(2026, 7, 31)), salida=tmp_path)
    cargar_ruta("padron", tmp_path / "padron.csv.gz")
    _comparar(tmp_path / "padron.csv.gz", 2)
