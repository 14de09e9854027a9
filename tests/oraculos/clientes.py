"""Quién es cliente: el documento o, sin él, el nombre normalizado."""

from pathlib import Path

import duckdb

# DuckDB no escribe «N°» igual en todas partes: el signo se quita con lo demás que no es letra, cifra ni espacio.
_NORMALIZAR = r"""
CREATE OR REPLACE MACRO normalizar(nombre) AS
    trim(regexp_replace(
        regexp_replace(upper(strip_accents(upper(nombre))), '[^A-Z0-9[:space:]]', '', 'g'),
        '[[:space:]]+', ' ', 'g'));
"""

# Una persona con DNI n y con RUC 10n… es la misma.
_DOCUMENTO = """
CASE WHEN numero = '' THEN NULL
     WHEN tipo_documento = 'RUC' AND numero LIKE '10%' THEN 'DNI ' || substr(numero, 3, 8)
     ELSE tipo_documento || ' ' || numero END
"""


def abrir(carpeta: Path, *archivos: str) -> duckdb.DuckDBPyConnection:
    """Base en memoria con los archivos pedidos, todo como texto."""
    con = duckdb.connect()
    for nombre in archivos:
        con.execute(
            f"CREATE TABLE {nombre} AS SELECT * FROM read_csv(?, header = true, all_varchar = true, quote = '\"',"
            " nullstr = '\x01')",
            [str(carpeta / f"{nombre}.csv.gz")],
        )
    return con


def agrupar(con: duckdb.DuckDBPyConnection) -> None:
    """Crea `titular(suministro, cliente, vivo)` a partir de `padron`.

    `cliente` es «DNI 123», «RUC 123», «NOMBRE X» o «SUMINISTRO 1»; `vivo`: el suministro está activo o cortado.
    """
    con.execute(_NORMALIZAR)
    con.execute(
        f"""
        CREATE TABLE fila AS
        SELECT suministro, estado <> 'BAJA' AS vivo, normalizar(razon_social) AS nombre, {_DOCUMENTO} AS documento
        FROM (SELECT *, regexp_replace(numero_documento, '[ .-]', '', 'g') AS numero FROM padron);

        -- Nombres escritos en suministros con documento, y de cuántos documentos es cada uno.
        CREATE TABLE nombre_de AS
        SELECT nombre, count(DISTINCT documento) AS documentos, min(documento) AS documento
        FROM fila WHERE documento IS NOT NULL AND nombre <> '' GROUP BY nombre;

        CREATE TABLE titular AS
        SELECT f.suministro, f.vivo,
               CASE WHEN f.documento IS NOT NULL THEN f.documento
                    WHEN f.nombre = '' THEN 'SUMINISTRO ' || f.suministro
                    WHEN n.documentos = 1 THEN n.documento
                    ELSE 'NOMBRE ' || f.nombre END AS cliente
        FROM fila f LEFT JOIN nombre_de n ON n.nombre = f.nombre;
        """
    )


def ambiguos(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Nombres de suministros sin documento que son de dos o más documentos: los decide una persona."""
    return [
        nombre
        for (nombre,) in con.execute(
            "SELECT DISTINCT f.nombre FROM fila f JOIN nombre_de n USING (nombre)"
            " WHERE f.documento IS NULL AND n.documentos > 1 ORDER BY 1"
        ).fetchall()
    ]


def cuantos(con: duckdb.DuckDBPyConnection) -> int:
    """Clientes de la empresa: titulares de al menos un suministro activo o cortado."""
    return con.execute("SELECT count(DISTINCT cliente) FROM titular WHERE vivo").fetchone()[0]
