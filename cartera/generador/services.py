"""Escritura de los cuatro archivos, por bloques y en varios procesos, con memoria acotada."""

import gzip
import io
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from cartera.generador import clientes, consumo, cuenta

BLOQUE = 10_000  # suministros por bloque: fija la semilla de cada uno y acota la memoria
_NIVEL_GZIP = 5


@dataclass(frozen=True, slots=True)
class Encargo:
    """Qué empresa se inventa. `periodos`: día 1 de cada mes, en orden; `al`: último día con recibos y pagos."""

    suministros: int
    semilla: int
    periodos: tuple[date, ...]
    al: date


@dataclass(slots=True)
class _Bloque:
    """Texto de un bloque ya comprimido; recibos y pagos van por mes para que sus archivos salgan en orden de fecha."""

    padron: bytes
    consumos: bytes
    recibos: dict[int, bytes]
    pagos: dict[int, bytes]
    filas: dict[str, int] = field(default_factory=dict)


def _comprimir(texto: str) -> bytes:
    """Un miembro gzip sin fecha ni nombre: la misma semilla da los mismos bytes."""
    salida = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=_NIVEL_GZIP, fileobj=salida, mtime=0) as archivo:
        archivo.write(texto.encode())
    return salida.getvalue()


def meses_hasta(*, hasta: date, meses: int) -> tuple[date, ...]:
    """Los `meses` meses que terminan en el de `hasta`, por su día 1 y en orden."""
    ultimo = hasta.year * 12 + hasta.month - 1
    return tuple(date(n // 12, n % 12 + 1, 1) for n in range(ultimo - meses + 1, ultimo + 1))


def fin_de_mes(dia: date) -> date:
    """Último día del mes de `dia`."""
    return (dia.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _bloque(tarea: tuple[Encargo, int]) -> _Bloque:
    encargo, numero = tarea
    desde = numero * BLOQUE
    hasta = min(desde + BLOQUE, encargo.suministros)
    # Dos sorteos: el padrón de una semilla es el mismo cualquiera que sean los meses y las fechas.
    del_padron = Random(f"{encargo.semilla}/{numero}/padron")  # noqa: S311 datos inventados, no secretos
    azar = Random(f"{encargo.semilla}/{numero}")  # noqa: S311
    cal = cuenta.calendario(periodos=list(encargo.periodos), al=encargo.al, total_suministros=encargo.suministros)
    padron: list[str] = []
    consumos: list[str] = []
    recibos: dict[int, list[str]] = {}
    pagos: dict[int, list[str]] = {}
    # El mayor cliente de la empresa tiene más de uno de cada cien suministros, como en la vida.
    mayor = min(clientes.GRUPO_MAYOR, max(3, encargo.suministros // 80)) if numero == 0 else 0
    for suministro in clientes.suministros_del_bloque(del_padron, desde, hasta, mayor):
        padron.append(suministro.padron + "\n")
        volumenes = consumo.filas(azar, suministro, cal.periodos, consumos.append)
        una = cuenta.Cuenta(
            azar,
            suministro,
            cal,
            lambda mes, fila: recibos.setdefault(mes, []).append(fila),
            lambda dia, fila: pagos.setdefault(dia // 30, []).append(fila),
        )
        for mes, volumen in enumerate(volumenes):
            if volumen is not None:
                una.mes(mes, volumen)
    return _Bloque(
        padron=_comprimir("".join(padron)),
        consumos=_comprimir("".join(consumos)),
        recibos={mes: _comprimir("".join(filas)) for mes, filas in recibos.items()},
        pagos={tramo: _comprimir("".join(filas)) for tramo, filas in pagos.items()},
        filas={
            "padron": len(padron),
            "consumos": len(consumos),
            "recibos": sum(map(len, recibos.values())),
            "pagos": sum(map(len, pagos.values())),
        },
    )


def _bloques(encargo: Encargo, procesos: int) -> Iterator[_Bloque]:
    """Los bloques en orden. Con varios procesos, cada uno espera a que se escriba lo suyo: nada se amontona."""
    tareas = [(encargo, numero) for numero in range(-(-encargo.suministros // BLOQUE))]
    if procesos == 1 or len(tareas) == 1:
        yield from map(_bloque, tareas)
        return
    with multiprocessing.get_context("fork").Pool(procesos) as grupo:
        pendientes = []
        for tarea in tareas:
            pendientes.append(grupo.apply_async(_bloque, (tarea,)))
            if len(pendientes) > procesos:
                yield pendientes.pop(0).get()
        for pendiente in pendientes:
            yield pendiente.get()


def escribir(*, encargo: Encargo, salida: Path, procesos: int | None = None) -> dict[str, int]:
    """Escribe `padron`, `consumos`, `recibos` y `pagos` (.csv.gz) en `salida` y devuelve las filas de cada uno.

    Los archivos aparecen con su nombre sólo cuando están completos. El número de procesos no cambia los bytes.
    """
    salida.mkdir(parents=True, exist_ok=True)
    total = dict.fromkeys(("padron", "consumos", "recibos", "pagos"), 0)
    with tempfile.TemporaryDirectory(dir=salida, prefix=".generando-") as carpeta:
        trabajo = Path(carpeta)
        columnas = {
            "padron": clientes.COLUMNAS,
            "consumos": consumo.COLUMNAS,
            "recibos": cuenta.COLUMNAS_RECIBOS,
            "pagos": cuenta.COLUMNAS_PAGOS,
        }
        with ExitStack() as pila:
            abiertos = {}

            def anexar(nombre: str, contenido: bytes) -> None:
                if nombre not in abiertos:
                    abiertos[nombre] = pila.enter_context((trabajo / nombre).open("wb"))
                abiertos[nombre].write(contenido)

            for nombre, cabecera in columnas.items():
                anexar(nombre, _comprimir(cabecera + "\n"))
            for bloque in _bloques(encargo, procesos or os.cpu_count() or 1):
                anexar("padron", bloque.padron)
                anexar("consumos", bloque.consumos)
                for nombre, partes in (("recibos", bloque.recibos), ("pagos", bloque.pagos)):
                    for parte, contenido in partes.items():
                        anexar(f"{nombre}.{parte:06d}", contenido)
                for nombre, filas in bloque.filas.items():
                    total[nombre] += filas
        for nombre in ("recibos", "pagos"):
            _juntar(trabajo, nombre)
        for nombre in columnas:
            (trabajo / nombre).replace(salida / f"{nombre}.csv.gz")
    return total


def _juntar(trabajo: Path, nombre: str) -> None:
    """Añade las partes al archivo en orden de fecha: varios miembros gzip seguidos son un gzip."""
    with (trabajo / nombre).open("ab") as destino:
        for parte in sorted(trabajo.glob(f"{nombre}.*")):
            with parte.open("rb") as origen:
                shutil.copyfileobj(origen, destino)
            parte.unlink()
