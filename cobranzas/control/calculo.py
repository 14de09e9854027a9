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
    cursor, *, al: dt.date, pasos: Pasos, atrasados: bool | None = None, cliente: int | None = None,
    momento: dt.datetime | None = None, leer: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Deja en `control_recibo` y `control_cliente` el día de todos los principales, o el de un cliente solo.

    Las tablas duran lo que la transacción. De un cliente va todo en un viaje, con la consulta `leer` al final, y no
    hace falta transacción. `momento`: a qué hora se pregunta (mediodía, si no se dice). Devuelve los parámetros de las
    demás sentencias.
    """
    if atrasados is None:
        atrasados = pagos_atrasados(al=al, pagos=pagos_hasta(al))
    datos = {"al": al, "cliente": cliente, "atrasados": atrasados, **pasos.como_parametros()}
    datos |= {"sin_atencion": hechos.sin_atencion(al=al, momento=momento), "cerrado": pasos.cerrado}
    sentencias = [
        consultas.PREPARAR,
        hechos.TABLAS,
        hechos.CLIENTELA,
        *([hechos.CATEGORIAS] if pasos.por_categoria else []),
        consultas.PASOS,
        consultas.RECIBOS,
        consultas.ACCIONES,
        consultas.CLIENTES,
        consultas.ANALIZAR,
        *([leer] if leer else []),
    ]
    puestas = [cursor.mogrify(sentencia, datos).decode() for sentencia in sentencias]
    puestas[2:2] = hechos.copias(cursor, al=al)
    # De la cartera, una por una: que cada plan mire las tablas ya llenas.
    for sentencia in puestas if cliente is None else [";".join(puestas)]:
        cursor.execute(sentencia)
    return datos
