"""Los eventos de muchos modelos en una sola consulta: una página mezcla una docena y no pregunta por cada uno."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.apps import apps
from django.contrib.postgres.fields import DateRangeField
from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateRange

from config.comun.auditoria.seguimiento import Evento

Clave = tuple[str, int]  # («app.modeloevento», pgh_id)

DE_UN_MODELO = """
SELECT %s, e.pgh_id, to_jsonb(e)::text, (
       SELECT to_jsonb(p)::text FROM {tabla} p
        WHERE p.pgh_obj_id = e.pgh_obj_id AND p.pgh_id < e.pgh_id ORDER BY p.pgh_id DESC LIMIT 1)
  FROM {tabla} e WHERE e.pgh_id = ANY(%s)
"""


def leer(claves: Iterable[Clave]) -> tuple[dict[Clave, Evento], dict[Clave, Evento]]:
    """(cada evento, lo que había antes de él si se sabe). Una consulta, sean de los modelos que sean."""
    por_modelo: dict[str, list[int]] = defaultdict(list)
    for modelo, pk in claves:
        por_modelo[modelo].append(pk)
    ramas, valores = [], []
    for modelo, pks in por_modelo.items():
        tabla = connection.ops.quote_name(apps.get_model(modelo)._meta.db_table)
        ramas.append(DE_UN_MODELO.format(tabla=tabla))
        valores += [modelo, pks]
    eventos: dict[Clave, Evento] = {}
    anteriores: dict[Clave, Evento] = {}
    if ramas:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(ramas), valores)
            for modelo, pk, ahora, antes in cursor.fetchall():
                eventos[modelo, pk] = _evento(modelo, ahora)
                if antes:
                    anteriores[modelo, pk] = _evento(modelo, antes)
    return eventos, anteriores


def _evento(modelo: str, fila: str) -> Evento:
    clase = cast(type[Evento], apps.get_model(modelo))
    datos = json.loads(fila, parse_float=Decimal)
    return clase(**{campo.attname: _valor(campo, datos[campo.column]) for campo in clase._meta.fields})


def _valor(campo: models.Field, valor: Any) -> Any:
    if isinstance(campo, DateRangeField) and isinstance(valor, str):
        return _rango(valor)
    return campo.to_python(valor)


def _rango(texto: str) -> DateRange:
    """«[2026-01-01,)», como lo escribe la base."""
    if texto == "empty":
        return DateRange(empty=True)
    desde, hasta = (date.fromisoformat(extremo) if extremo else None for extremo in texto[1:-1].split(","))
    return DateRange(desde, hasta, texto[0] + texto[-1])
