"""Importar padrón y consumos frente a un COPY crudo del mismo archivo a la misma tabla con sus índices."""

import subprocess
import time
from pathlib import Path

from tests.banco.instalacion import Instalacion
from tests.banco.medida import Fila, manage, razon

META_RAZON = 3.0
META_MEMORIA = 300.0

# La tabla del producto con sus índices, sin lo que el archivo no trae: claves ajenas y columnas calculadas.
# El nombre va en la columna indexada, para que su índice también cueste aquí.
_PADRON = """
DROP TABLE IF EXISTS crudo;
CREATE TABLE crudo (LIKE cartera_suministro INCLUDING ALL EXCLUDING CONSTRAINTS);
DO $$ DECLARE c text; BEGIN
  FOR c IN SELECT attname FROM pg_attribute
           WHERE attrelid = 'crudo'::regclass AND attnum > 0 AND attnotnull AND attname <> 'id' LOOP
    EXECUTE format('ALTER TABLE crudo ALTER %I DROP NOT NULL', c);
  END LOOP;
END $$;
ALTER TABLE crudo ADD zona text;
"""
_COLUMNAS_PADRON = (
    "codigo, tipo_documento, numero_documento, nombre_norm, categoria, ubigeo, localidad, direccion, zona, sector,"
    " ruta, secuencia, medidor, estado, ciclo, unidades_uso, asignacion_m3, latitud, longitud"
)
# Los suministros inventados son números: entran en la clave entera sin buscarlos. El mes viene como AAAA-MM.
_CONSUMOS = """
DROP TABLE IF EXISTS crudo;
CREATE TABLE crudo (suministro_id integer NOT NULL, periodo text NOT NULL, lectura_anterior integer,
    lectura_actual integer, volumen_m3 integer NOT NULL, modalidad text NOT NULL,
    PRIMARY KEY (suministro_id, periodo)) PARTITION BY LIST (periodo);
"""


def _copiar(instalacion: Instalacion, archivo: Path, columnas: str) -> float:
    """Segundos de `gzip -dc archivo | COPY crudo`, en una transacción."""
    con = instalacion.conexion()
    inicio = time.perf_counter()
    with con.cursor() as cursor, subprocess.Popen(["gzip", "-dc", str(archivo)], stdout=subprocess.PIPE) as gzip:
        cursor.copy_expert(
            f"COPY crudo ({columnas}) FROM STDIN (FORMAT csv, HEADER, FORCE_NULL (secuencia, latitud, longitud))"
            if "secuencia" in columnas
            else f"COPY crudo ({columnas}) FROM STDIN (FORMAT csv, HEADER)",
            gzip.stdout,
            size=1 << 20,
        )
    segundos = time.perf_counter() - inicio
    with con.cursor() as cursor:
        cursor.execute("DROP TABLE crudo")
    con.close()
    return segundos


def _preparar(instalacion: Instalacion, sql: str, periodos: list[str] = ()) -> None:
    con = instalacion.conexion()
    with con.cursor() as cursor:
        cursor.execute(sql)
        for numero, periodo in enumerate(periodos):
            cursor.execute(f"CREATE TABLE crudo_{numero} PARTITION OF crudo FOR VALUES IN (%s)", [periodo])
    con.close()


def medir(instalacion: Instalacion, datos: Path, periodos: list[str]) -> list[Fila]:
    """Importa padrón y consumos en la instalación vacía (la deja cargada) y los compara con su COPY."""
    _preparar(instalacion, _PADRON)
    crudo_padron = _copiar(instalacion, datos / "padron.csv.gz", _COLUMNAS_PADRON)
    padron = manage(instalacion.entorno, "importar", "padron", str(datos / "padron.csv.gz"), "--json")
    _preparar(instalacion, _CONSUMOS, periodos)
    crudo_consumos = _copiar(
        instalacion,
        datos / "consumos.csv.gz",
        "suministro_id, periodo, lectura_anterior, lectura_actual, volumen_m3, modalidad",
    )
    consumos = manage(instalacion.entorno, "importar", "consumos", str(datos / "consumos.csv.gz"), "--json")
    return [
        razon("importar padrón", padron.segundos, crudo_padron, META_RAZON, padron.salida.strip()),
        razon("importar consumos", consumos.segundos, crudo_consumos, META_RAZON, consumos.salida.strip()),
        _memoria("memoria al importar padrón", padron.memoria_mb),
        _memoria("memoria al importar consumos", consumos.memoria_mb),
    ]


def _memoria(trabajo: str, mb: float) -> Fila:
    return Fila(trabajo, f"{mb:.0f} MB", "", mb, META_MEMORIA, "MB")
