"""Revisar en SQL, por conjuntos: una pasada halla las filas malas y otra, solo sobre ellas, dice todos sus motivos."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db import DataError, IntegrityError, transaction
from psycopg2 import sql

from .puesta import RESTO
from .tipos import Contexto, Importador, Regla, Totales

LARGO_MOTIVO = 500


class _ConDudas(Exception):
    """El archivo no se puede cargar de una vez."""


def cargar_de_una_vez(importador: Importador, contexto: Contexto) -> Totales | None:
    """Lo que cargó el camino corto del importador; nulo, y nada guardado, si hay que revisar las filas."""
    if importador.directo is None or not contexto.filas:
        return None
    try:
        with transaction.atomic():
            totales = importador.directo(contexto)
            if totales is None:
                raise _ConDudas
            return totales
    except (_ConDudas, DataError, IntegrityError):
        return None


def apartar_malas(importador: Importador, contexto: Contexto) -> int:
    """Revisa y aparta las filas malas; deja en el contexto cuántas quedan. Devuelve cuántas apartó."""

    def cuantas(tabla: str) -> int:
        return contexto.uno(f"SELECT count(*) FROM {tabla}")

    revisar(contexto.cursor, importador, contexto.hoy)
    contexto.filas = cuantas("carga_filas")
    if importador.preparar:
        importador.preparar(contexto)
        contexto.filas = cuantas("carga_filas")
    return cuantas("carga_rechazos")


def reponer_ceros(cursor, importador: Importador, numericas: set[str]) -> list[str]:
    """Devuelve a los códigos los ceros que la hoja de cálculo les quitó; dice en qué columnas y cuántas veces."""
    avisos = []
    for columna in importador.columnas:
        if not columna.ancho or columna.nombre not in numericas:
            continue
        c = sql.Identifier(columna.nombre)
        ancho = sql.SQL(columna.ancho)
        cursor.execute(
            sql.SQL(
                "UPDATE carga_filas SET {c} = lpad({c}, {ancho}, '0') WHERE {c} ~ '^[0-9]+$' AND length({c}) < {ancho}"
            )
            .format(c=c, ancho=ancho)
            .as_string(cursor.connection)
        )
        if cursor.rowcount:
            avisos.append(
                f"La hoja de cálculo quitó los ceros de «{columna.nombre}» en {cursor.rowcount} "
                f"fila{'s' if cursor.rowcount != 1 else ''}: se repusieron."
            )
    return avisos


def revisar(cursor, importador: Importador, hoy: dt.date) -> int:
    """Pasa las filas malas a `carga_rechazos` (con todos sus motivos) y las quita de `carga_filas`. Cuántas fueron."""
    reglas = [*_de_columnas(importador), *importador.reglas]
    reglas = [replace(r, mala=r.mala.replace("{hoy}", f"date '{hoy}'")) for r in reglas]
    casos = ", ".join(f"({i}, '{r.columna}', CASE WHEN {r.mala} THEN {r.motivo} END)" for i, r in enumerate(reglas))
    cursor.execute("DROP TABLE IF EXISTS carga_malas")
    if importador.tipada:
        valores = ", ".join(f"{expresion} AS {columna}" for columna, expresion in importador.tipada.items())
        cursor.execute(
            f"CREATE TEMP TABLE carga_tipada AS SELECT f.linea, f.error_ IS NOT NULL AS con_error, {valores} "
            f"FROM carga_filas f {importador.referencias}"
        )
        cursor.execute("SET LOCAL default_statistics_target = 10; ANALYZE carga_tipada")
        sospecha = importador.sospecha.replace("{hoy}", f"date '{hoy}'")
        malas = f"SELECT linea FROM carga_tipada t WHERE con_error OR {sospecha}"
    else:
        malas = (
            f"SELECT f.linea FROM carga_filas f {importador.referencias} WHERE f.error_ IS NOT NULL OR "
            + " OR ".join(f"({r.mala})" for r in reglas)
        )
    cursor.execute(f"CREATE TEMP TABLE carga_malas AS {malas}")
    if not cursor.rowcount:
        return _repetidas(cursor, importador)
    cursor.execute("ANALYZE carga_malas")
    # Filas sin nada («,,,,»): no son filas.
    vacia = " AND ".join(f"f.{c.nombre} IS NULL" for c in importador.columnas)
    cursor.execute(
        f"DELETE FROM carga_filas f USING carga_malas m WHERE m.linea = f.linea AND {vacia} AND f.error_ IS NULL"
    )
    if cursor.rowcount and importador.tipada:
        cursor.execute(
            "DELETE FROM carga_tipada t USING carga_malas m WHERE m.linea = t.linea "
            "AND NOT EXISTS (SELECT FROM carga_filas f WHERE f.linea = t.linea)"
        )
    rechazar(
        cursor,
        f"""
        SELECT f.linea, (array_agg(v.columna ORDER BY v.orden))[1], string_agg(v.motivo, ' ' ORDER BY v.orden)
        FROM carga_malas m
        JOIN carga_filas f USING (linea)
        {importador.referencias}
        CROSS JOIN LATERAL (
            SELECT -1, '', f.error_ WHERE f.error_ IS NOT NULL
            UNION ALL
            SELECT * FROM (VALUES {casos}) c (orden, columna, motivo) WHERE f.error_ IS NULL
        ) v (orden, columna, motivo)
        WHERE v.motivo IS NOT NULL
        GROUP BY f.linea
        """,
    )
    _repetidas(cursor, importador)
    cursor.execute("SELECT count(*) FROM carga_rechazos")
    return cursor.fetchone()[0]


def rechazar(cursor, consulta: str, parametros=None) -> int:
    """Mueve a la bandeja las líneas que da la consulta (linea, columna, motivo)."""
    cursor.execute("DROP TABLE IF EXISTS carga_fuera")
    cursor.execute("CREATE TEMP TABLE carga_fuera (linea int, columna text, motivo text)")
    cursor.execute(f"INSERT INTO carga_fuera {consulta}", parametros)
    if not cursor.rowcount:
        return 0
    cursor.execute("ANALYZE carga_fuera")
    columnas = _columnas(cursor)
    original = ", ".join(f"'{c}', coalesce(f.{c}, '')" for c in columnas)
    cursor.execute(
        f"""
        INSERT INTO carga_rechazos (linea, columna, motivo, original)
        SELECT DISTINCT ON (1) m.linea, m.columna, left(m.motivo, {LARGO_MOTIVO}),
               jsonb_build_object({original})
               || CASE WHEN f.{RESTO} IS NULL THEN '{{}}' ELSE jsonb_build_object('{RESTO}', f.{RESTO}) END
        FROM carga_fuera m JOIN carga_filas f USING (linea)
        ON CONFLICT (linea) DO NOTHING
        """
    )
    cursor.execute("DELETE FROM carga_filas f USING carga_fuera m WHERE m.linea = f.linea")
    fuera = cursor.rowcount
    cursor.execute("SELECT to_regclass('pg_temp.carga_tipada') IS NOT NULL")
    if cursor.fetchone()[0]:
        cursor.execute("DELETE FROM carga_tipada f USING carga_fuera m WHERE m.linea = f.linea")
    return fuera


def _columnas(cursor) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'carga_filas'::regclass AND attnum > 1 "
        "AND NOT attisdropped AND left(attname, 1) <> '_' AND attname <> 'error_' ORDER BY attnum"
    )
    return [c for (c,) in cursor.fetchall()]


def _de_columnas(importador: Importador) -> list[Regla]:
    reglas = []
    for c in importador.columnas:
        f = f"f.{c.nombre}"
        valor = f"left({f}, 60)"
        if c.obligatoria:
            reglas.append(Regla(c.nombre, f"{f} IS NULL", f"'Falta «{c.nombre}». Complétalo.'"))
        if c.largo:
            reglas.append(
                Regla(
                    c.nombre,
                    f"length({f}) > {c.largo}",
                    f"'«{c.nombre}» tiene ' || length({f}) || ' letras y caben {c.largo}. Acórtalo.'",
                )
            )
        if c.opciones:
            lista = ", ".join(f"'{o}'" for o in c.opciones)
            reglas.append(
                Regla(
                    c.nombre,
                    f"upper({f}) NOT IN ({lista})",
                    f"'«{c.nombre}» dice «' || {valor} || '». Debe ser {_enumerar(c.opciones)}.'",
                )
            )
        if c.lee:
            reglas.append(
                Regla(
                    c.nombre,
                    f"({f} IS NOT NULL AND {c.lee}({f}) IS NULL)",
                    f"'«{c.nombre}» {c.dice}. Dice «' || {valor} || '».'",
                )
            )
    return reglas


def _enumerar(opciones) -> str:
    *primeras, ultima = opciones
    return f"{', '.join(primeras)} o {ultima}" if primeras else ultima


def _repetidas(cursor, importador: Importador) -> int:
    """Clave repetida dentro del archivo: entra la primera; cada otra se rechaza y nombra la línea de la primera."""
    tabla = "carga_tipada" if importador.tipada else "carga_filas"
    if not importador.clave_sql or not _puede_repetir(cursor, tabla, importador.clave_sql):
        return 0
    clave = ", ".join(importador.clave_sql)
    nombre = " y ".join(f"«{c}»" for c in importador.clave)
    return rechazar(
        cursor,
        f"""
        SELECT linea, '{importador.clave[0]}',
               'Repite {nombre} de la línea ' || primera || '. Deja una sola fila.'
        FROM (SELECT f.linea, min(f.linea) OVER (PARTITION BY {clave}) AS primera FROM {tabla} f) r
        WHERE linea > primera
        """,
    )


def _puede_repetir(cursor, tabla, clave_sql) -> bool:
    """Falso si consta que no hay repetidas: las claves van creciendo (lo normal) o el conteo por clave lo dice."""
    for orden in dict.fromkeys([tuple(clave_sql), tuple(reversed(clave_sql))]):
        antes = ", ".join(f"lag({c}) OVER ()" for c in orden)
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM (SELECT ({', '.join(orden)}) > ({antes}) AS crece, "
            f"lag(f.linea) OVER () AS otra FROM {tabla} f) c WHERE otra IS NOT NULL AND crece IS NOT TRUE)"
        )
        if not cursor.fetchone()[0]:
            return False
    cursor.execute(f"SELECT EXISTS (SELECT FROM {tabla} f GROUP BY {', '.join(clave_sql)} HAVING count(*) > 1)")
    return cursor.fetchone()[0]
