"""Arma el día: las tablas temporales de las que salen el barrido y la explicación de un cliente."""

import datetime as dt
from typing import Any

from cartera.cuentas.selectors import pagos_hasta
from config.comun.parametros.selectors import valor

from . import consultas, hechos
from .pasos import Pasos


def pagos_atrasados(*, al: dt.date, pagos: dt.date | None) -> bool:
    """Si los pagos cargados quedan más lejos de la fecha de lo que admite el parámetro (o no hay ninguno)."""
    return pagos is None or (al - pagos).days > valor("dias_frescura_pagos", al=al)


def armar(
    cursor, *, al: dt.date, pasos: Pasos, atrasados: bool | None = None, cliente: int | None = None
) -> dict[str, Any]:
    """Deja en `control_recibo` y `control_cliente` el día de todos los principales, o el de un cliente solo.

    Va dentro de una transacción, con la que desaparecen. Devuelve los parámetros de las demás sentencias.
    """
    if atrasados is None:
        atrasados = pagos_atrasados(al=al, pagos=pagos_hasta(al))
    datos = {"al": al, "cliente": cliente, "atrasados": atrasados, **pasos.como_parametros()}
    cursor.execute(f"{consultas.PREPARAR};{hechos.TABLAS}")
    datos |= hechos.juntar(cursor, al=al)
    por_categoria = [hechos.CATEGORIAS] if pasos.por_categoria else []
    sentencias = [
        hechos.CLIENTELA,
        *por_categoria,
        consultas.PASOS,
        consultas.RECIBOS,
        consultas.ACCIONES,
        consultas.CLIENTES,
        consultas.ANALIZAR,
    ]
    # De un cliente, todas en un viaje; de la cartera, una por una, que cada plan mire las tablas ya llenas.
    for sentencia in sentencias if cliente is None else [";".join(sentencias)]:
        cursor.execute(sentencia, datos)
    return datos
