"""Cruzar un registro de 100,000 filas: documento y nombre frente a DuckDB, y hasta dónde llega lo parecido."""

import csv
import gzip
import json
import sys
import time
from pathlib import Path
from random import Random

from tests.banco.instalacion import Instalacion
from tests.banco.medida import Fila, correr, manage
from tests.oraculos.cruces import digito

FILAS = 100_000
TOPE = 10.0  # segundos para leer, validar, cotejar y guardar
PRESUPUESTO = 120.0  # segundos para lo parecido: lo que no alcance sigue en segundo plano
HOLGURA = 10.0  # arrancar, leer y contar, además del presupuesto
# Lo que costaría cotejar lo mismo sin guardar nada, validar los RUC ni decir por qué: los dos archivos en memoria.
_DUCKDB = """
import json, sys, time
import duckdb
padron, registro = sys.argv[1:]
con = duckdb.connect()
leer = "read_csv(?, header = true, all_varchar = true, quote = '\\"', nullstr = '\\x01')"
con.execute(f"CREATE TABLE padron AS SELECT tipo_documento, numero_documento, razon_social FROM {leer}", [padron])
inicio = time.perf_counter()
con.execute("CREATE TABLE registro AS SELECT * FROM read_csv(?, header = true, all_varchar = true, delim = '|',"
            " quote = '', encoding = 'latin-1', new_line = '\\\\n')", [registro])
con.execute(r'''CREATE MACRO norma(t) AS trim(regexp_replace(regexp_replace(
    upper(strip_accents(upper(t))), '[^A-Z0-9 ]', '', 'g'), ' +', ' ', 'g'))''')
print(json.dumps(dict(zip(("por_documento", "por_nombre"), con.execute('''
WITH r AS (SELECT Ruc AS ruc, norma("Nombre/Razon") AS nombre FROM registro),
     d AS (SELECT DISTINCT CASE WHEN tipo_documento = 'RUC' THEN CASE WHEN numero_documento LIKE '10%'
                  THEN substr(numero_documento, 3, 8) ELSE numero_documento END
                  WHEN tipo_documento = 'DNI' THEN numero_documento END AS numero FROM padron),
     n AS (SELECT DISTINCT norma(razon_social) AS nombre FROM padron WHERE razon_social <> ''),
     j AS (SELECT r.ruc, d.numero IS NOT NULL AS doc, n.nombre IS NOT NULL AS nom FROM r
           LEFT JOIN d ON d.numero = CASE WHEN r.ruc LIKE '10%' THEN substr(r.ruc, 3, 8) ELSE r.ruc END
           LEFT JOIN n ON n.nombre = r.nombre)
SELECT count(*) FILTER (doc), count(*) FILTER (nom AND NOT doc) FROM j''').fetchone())) | {
    "segundos": time.perf_counter() - inicio}))
"""


def registro(padron: Path, salida: Path) -> None:
    """El archivo de SUNAT de esa empresa: un cuarto con RUC suyo, un cuarto con nombre suyo, un cuarto con el nombre
    mal escrito y un cuarto de nadie. Con LF: DuckDB no lee CR solo, y a nosotros nos cuesta lo mismo."""
    azar = Random(1)  # noqa: S311
    con_ruc: dict[str, str] = {}
    nombres: list[str] = []
    with gzip.open(padron, "rt", encoding="utf-8", newline="") as texto:
        for fila in csv.DictReader(texto):
            nombre = fila["razon_social"]
            if not nombre or "|" in nombre:
                continue
            if fila["tipo_documento"] == "RUC" and len(con_ruc) < FILAS // 4:
                con_ruc[fila["numero_documento"]] = nombre
            elif azar.random() < 0.5 and len(nombres) < FILAS // 2:
                nombres.append(nombre)
    filas = list(con_ruc.items())
    for i in range(FILAS - len(filas)):
        raiz = f"2088{i:06}"
        nombre = nombres[i % len(nombres)] if i < FILAS // 2 else f"{azar.choice('ABCDEF')}{i:x} SERVICIOS DEL NORTE"
        if FILAS // 4 <= i < FILAS // 2:
            en = azar.randrange(len(nombre))
            nombre = nombre[:en] + azar.choice("ABCDE") + nombre[en:]
        filas.append((raiz + digito(raiz), nombre))
    azar.shuffle(filas)
    lineas = ["Ruc|Nombre/Razon|A partir del|Resolucion|", *(f"{n}|{nombre}|01/07/2026|R-1|" for n, nombre in filas)]
    salida.write_bytes(("\n".join(lineas) + "\n").encode("latin-1", "replace"))


def medir(instalacion: Instalacion, datos: Path) -> list[Fila]:
    """RuntimeError si el cotejo no da lo mismo que DuckDB."""
    archivo = instalacion.carpeta / "sunat.txt"
    registro(datos / "padron.csv.gz", archivo)
    duckdb = correr([sys.executable, "-c", _DUCKDB, str(datos / "padron.csv.gz"), str(archivo)], instalacion.entorno)
    esperado = json.loads(duckdb.salida[duckdb.salida.rindex("{") :])
    cotejo = _cruzar(instalacion, archivo, segundos=0)
    for cuenta in ("por_documento", "por_nombre"):
        if cotejo.dicho[cuenta] != esperado[cuenta]:
            raise RuntimeError(f"El cruce no da lo mismo: {cotejo.dicho} en vez de {esperado}")
    with instalacion.conexion() as con, con.cursor() as cursor:
        cursor.execute("UPDATE principales_registrado SET comparado_en = NULL, par = 'sin_comparar' "
                       "WHERE par IN ('parecido', 'ninguno')")  # fmt: skip
    todo = _cruzar(instalacion, archivo, segundos=PRESUPUESTO)
    desnudo = f"{esperado['segundos']:.2f} s"
    return [
        Fila("cruce exacto y por nombre", f"{cotejo.segundos:.2f} s", desnudo, cotejo.segundos, TOPE, "s", cotejo.nota),
        Fila("cruce con parecidos", f"{todo.segundos:.2f} s", "", todo.segundos, PRESUPUESTO + HOLGURA, "s", todo.nota),
    ]


class _cruzar:
    """Un `manage.py cruzar` entero: `segundos` de reloj, `dicho` en su JSON y una nota para la tabla."""

    def __init__(self, instalacion: Instalacion, archivo: Path, *, segundos: float):
        inicio = time.perf_counter()
        hecho = manage(
            instalacion.entorno, "cruzar", str(archivo), "--perfil", "sunat", "--segundos", str(segundos), "--json"
        )
        self.segundos = time.perf_counter() - inicio
        self.nota = hecho.salida.strip()
        self.dicho = json.loads(self.nota)
