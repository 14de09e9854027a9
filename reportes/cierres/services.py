"""Congelar el mes (manual 6.3.14 y 9). Una sola transacción: o queda entero o no queda."""

from __future__ import annotations

import datetime as dt
import gzip
import tempfile
from typing import TYPE_CHECKING

import pghistory
from django.db import connection, transaction

from cartera.cuentas.selectors import pagos_hasta
from config.comun.archivos.choices import Clase
from config.comun.archivos.models import Archivo
from config.comun.archivos.services import guardar

from .consultas import (
    CLIENTES_EPS,
    CUENTAS,
    DEUDA,
    GRUPOS,
    INSERTA_CLIENTES,
    LIMPIAR,
    LISTA_EPS,
    PRINCIPALES,
    TOTALES,
    TRAMOS,
)
from .models import Cierre
from .selectors import ultimo_mes_completo

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario

CANDADO = "reportes.cierres"


class NoSePuedeCerrar(Exception):
    """El cierre no puede hacerse; el texto dice por qué y qué hacer."""


def cerrar_mes(*, periodo: dt.date, al: dt.date, ahora: dt.datetime, hoy: dt.date, por: Usuario | None) -> Cierre:
    """Devuelve el cierre del mes, creándolo la primera vez; repetirlo devuelve las mismas cifras (numeral 9).

    `periodo` es el día 1 del mes gestionado y `al` la fecha de corte: membresías y deuda son las de ese día.
    Lanza NoSePuedeCerrar si el corte no llega todavía, es anterior al mes o no hay clientes.
    """
    with transaction.atomic(), pghistory.context(origen="cierre"):
        with connection.cursor() as cursor:
            # Dos cierres a la vez: el segundo espera y encuentra hecho el primero.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [CANDADO])
        hecho = Cierre.objects.filter(periodo=periodo).first()
        if hecho:
            return hecho
        if al > hoy:
            raise NoSePuedeCerrar(f"El corte es {al:%d/%m/%Y} y todavía no llega. Cierra un mes que haya terminado.")
        if al < periodo:
            raise NoSePuedeCerrar(f"El corte {al:%d/%m/%Y} es anterior al mes que cierras. Elige otra fecha.")
        return _congelar(periodo=periodo, al=al, ahora=ahora, por=por)


def _congelar(*, periodo: dt.date, al: dt.date, ahora: dt.datetime, por: Usuario | None) -> Cierre:
    consumo_hasta = ultimo_mes_completo(periodo)
    datos = {"al": al, "mes": consumo_hasta}
    with connection.cursor() as cursor:
        for sentencia in (LIMPIAR, CLIENTES_EPS, PRINCIPALES, CUENTAS, DEUDA):
            cursor.execute(sentencia, datos)
        cursor.execute(TOTALES)
        nombres = [c.name for c in cursor.description]
        cifras = dict(zip(nombres, cursor.fetchone(), strict=True))
        if not cifras["clientes_eps"]:
            raise NoSePuedeCerrar("No hay clientes en el padrón a esa fecha. Carga el padrón antes de cerrar.")
        cierre = Cierre.objects.create(
            periodo=periodo,
            al=al,
            consumo_hasta=consumo_hasta,
            pagos_hasta=pagos_hasta(al),
            lista_clientes=_guardar_lista(cursor, periodo),
            cerrado_por=por,
            cerrado_en=ahora,
            **cifras,
        )
        for sentencia in (INSERTA_CLIENTES, GRUPOS, TRAMOS):
            cursor.execute(sentencia, {**datos, "cierre": cierre.pk})
    return cierre


def _guardar_lista(cursor, periodo: dt.date) -> Archivo:
    """El denominador de «Cartera de PC» entero: son hasta millones de clientes, así que va como CSV comprimido."""
    with tempfile.TemporaryFile() as destino:
        # Sin fecha dentro del gzip: la misma lista da el mismo archivo.
        with gzip.GzipFile(filename="", fileobj=destino, mode="wb", mtime=0) as comprimido:
            cursor.copy_expert(LISTA_EPS, comprimido)
        destino.seek(0)
        return guardar(
            nombre=f"clientes-{periodo:%Y-%m}.csv.gz",
            contenido=destino,
            tipo_mime="application/gzip",
            clase=Clase.INFORME,
        )
