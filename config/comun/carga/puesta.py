"""Poner el archivo en la tabla temporal `carga_filas`, sin juzgarlo: texto, sin blancos a los lados, con su línea."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import psycopg2
from django.db import connection, transaction
from psycopg2 import sql

from .lectura import Fila, TablaTexto, Trozo
from .tipos import Importador
from .xlsx import TablaXlsx

ESCAPE = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
# Desde la versión 16, PostgreSQL lee «0x1F» y «1_0» como números; aquí no lo son.
NO_LLANOS = (b"_", b"0x", b"0X", b"0o", b"0O", b"0b", b"0B")
RESTO = "_resto"  # lo que sobra de una fila con columnas de más


@dataclass
class Puesta:
    filas: int
    columnas: list[str]
    ignoradas: list[str]
    numericas: set[str]
    huella: str
    numeros_llanos: bool


def crear_tablas(cursor, importador: Importador) -> None:
    """Las tablas temporales de una carga; las de la anterior en esta conexión se van."""
    columnas = [sql.Identifier(c.nombre) for c in importador.columnas]
    cursor.execute(
        "DROP TABLE IF EXISTS carga_filas, carga_rechazos, carga_tipada; DROP SEQUENCE IF EXISTS carga_linea"
    )
    cursor.execute("CREATE TEMP SEQUENCE carga_linea CACHE 10000")
    cursor.execute(
        sql.SQL(
            "CREATE TEMP TABLE carga_filas (linea int DEFAULT nextval('carga_linea'), {}, error_ text, _resto text)"
        )
        .format(sql.SQL(", ").join(sql.SQL("{} text").format(c) for c in columnas))
        .as_string(cursor.connection)  # quien anota al autor de los cambios espera texto
    )
    cursor.execute(
        "CREATE TEMP TABLE carga_rechazos (linea int PRIMARY KEY, columna text, motivo text, original jsonb)"
    )


def poner(
    tabla: TablaTexto | TablaXlsx,
    importador: Importador,
    avanzar: Callable[[int, int], None] = lambda hecho, total: None,
) -> Puesta:
    """Copia la tabla por tramos; `avanzar(bytes leídos, total)` tras cada uno. Memoria fija."""
    conocidas = importador.por_nombre
    ignoradas = [c for c in tabla.columnas if c and c not in conocidas]
    with connection.cursor() as cursor:
        crear_tablas(cursor, importador)
        destino = _columnas_de_copia(cursor, tabla.columnas, conocidas)
        total, llanos = 0, True
        for trozo, llano in _por_delante(tabla.trozos()):
            llanos = llanos and llano
            copiadas = trozo.datos and _copiar_limpio(cursor, trozo, tabla.delimitador, destino)
            if not copiadas:
                filas = trozo.filas or _separar(tabla, trozo)
                copiadas = _copiar_filas(cursor, filas, tabla.columnas, conocidas)
            total += copiadas
            avanzar(trozo.leidos, tabla.tamano)
        if not importador.tipada:  # la tipada se lee una vez, entera: no hay plan que elegir
            cursor.execute("ANALYZE carga_filas")
    return Puesta(total, tabla.columnas, ignoradas, getattr(tabla, "numericas", set()), tabla.huella, llanos)


def poner_filas(importador: Importador, filas: Iterable[Fila], columnas: list[str]) -> int:
    """Pone filas sueltas (las corregidas en la bandeja) con su línea original. Devuelve cuántas."""
    with connection.cursor() as cursor:
        crear_tablas(cursor, importador)
        n = _copiar_filas(cursor, filas, columnas, importador.por_nombre)
        cursor.execute("ANALYZE carga_filas")
    return n


def filas_de(tabla: TablaTexto | TablaXlsx) -> Iterator[Fila]:
    """Las filas una a una, para archivos chicos."""
    for trozo in tabla.trozos():
        yield from trozo.filas or _separar(tabla, trozo)


def _por_delante(trozos: Iterator[Trozo]) -> Iterator[tuple[Trozo, bool]]:
    """Lee y descomprime el tramo siguiente mientras la base recibe este; con cada uno, si sus números son llanos."""
    mirados = ((t, bool(t.datos) and not any(raro in t.datos for raro in NO_LLANOS)) for t in trozos)
    with ThreadPoolExecutor(1, thread_name_prefix="lectura") as hilo:
        proximo = hilo.submit(next, mirados, None)
        while (trozo := proximo.result()) is not None:
            proximo = hilo.submit(next, mirados, None)
            yield trozo


def _columnas_de_copia(cursor, columnas: list[str], conocidas) -> sql.Composable:
    """La lista de columnas de COPY; las que no son del contrato van a columnas de paso."""
    nombres = []
    for i, c in enumerate(columnas):
        if c in conocidas:
            nombres.append(sql.Identifier(c))
        else:
            nombres.append(sql.Identifier(f"_paso_{i}"))
            orden = sql.SQL("ALTER TABLE carga_filas ADD COLUMN {} text").format(nombres[-1])
            cursor.execute(orden.as_string(cursor.connection))
    return sql.SQL(", ").join(nombres)


def _copiar_limpio(cursor, trozo: Trozo, delimitador: str, destino: sql.Composable) -> int:
    """El tramo tal cual, a la velocidad de COPY: cuántas filas. 0 si alguna no tiene sus columnas: se separa a mano."""
    orden = sql.SQL(
        "COPY carga_filas ({}) FROM STDIN (FORMAT csv, DELIMITER {}, FORCE_NULL ({}), ENCODING 'UTF8')"
    ).format(destino, sql.Literal(delimitador), destino)
    cursor.execute("SELECT setval('carga_linea', %s, false)", [trozo.linea])
    try:
        with transaction.atomic():
            cursor.copy_expert(orden, io.BytesIO(trozo.datos), 1 << 18)
    except psycopg2.errors.BadCopyFileFormat:
        return 0
    return cursor.rowcount


def _separar(tabla: TablaTexto | TablaXlsx, trozo: Trozo) -> tuple[Fila, ...]:
    filas, _ = tabla._separar(tabla._lineas(trozo.datos), trozo.linea, final=True)
    return tuple(filas)


def _copiar_filas(cursor, filas: Iterable[Fila], columnas: list[str], conocidas) -> int:
    posiciones = [(i, c) for i, c in enumerate(columnas) if c in conocidas]
    orden = sql.SQL("COPY carga_filas (linea, {}, error_, _resto) FROM STDIN (ENCODING 'UTF8')").format(
        sql.SQL(", ").join(sql.Identifier(c) for _, c in posiciones)
    )
    n, fuente = 0, iter(filas)
    while tanda := list(islice(fuente, 20_000)):
        texto = io.StringIO()
        for fila in tanda:
            valores = fila.valores
            celdas = [_celda(valores[i] if i < len(valores) else None) for i, _ in posiciones]
            resto = " ".join(v for v in valores[len(columnas) :] if v) or None
            texto.write("\t".join([str(fila.linea), *celdas, _celda(fila.error or None), _celda(resto)]) + "\n")
        texto.seek(0)
        with transaction.atomic():
            cursor.copy_expert(orden, texto, 1 << 18)
        n += len(tanda)
    return n


def _celda(valor: str | None) -> str:
    return "\\N" if valor is None else valor.translate(ESCAPE)
