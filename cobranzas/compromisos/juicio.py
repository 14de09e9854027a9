"""Juzgar por dinero: qué promesas y convenios se cumplieron, y cuáles no, con los pagos conocidos (PARES 8)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from cartera.cuentas.selectors import pagos_hasta
from cartera.cuentas.services import bloquear as bloquear_pagos
from config.comun.avisos.services import avisar
from config.comun.dinero import soles
from config.comun.parametros.selectors import valor

from . import consultas
from .choices import JUZGADAS, JUZGADOS, EstadoConvenio, EstadoPromesa
from .models import Convenio, Promesa
from .recibos import congelar_cubiertos, soltar, tomar_turno


@dataclass(frozen=True, slots=True)
class Juicio:
    """Cuántos compromisos cambiaron: por el estado en que quedaron."""

    promesas: dict[str, int]
    convenios: dict[str, int]


@transaction.atomic
def juzgar(*, al: dt.date) -> Juicio:
    """Pone al día promesas y convenios con los pagos conocidos hasta `al`. Repetirlo no cambia nada.

    Es lo mismo juzgar cada noche que una vez al final: el resultado sale solo de los pagos y sus fechas. También
    vuelve a juzgar lo cerrado hace poco: un pago que llegó tarde en el archivo, o uno que el banco devolvió.
    """
    bloquear_pagos()
    tomar_turno()
    desde = al - dt.timedelta(days=valor("compromisos_dias_rejuzgar", al=al))
    return Juicio(promesas=_juzgar_promesas(al, desde), convenios=_juzgar_convenios(al, desde))


@transaction.atomic
def romper_vencidos(*, al: dt.date) -> int:
    """Rompe los convenios con una cuota vencida sin pagar, pasada su tolerancia. Devuelve cuántos quedaron rotos."""
    bloquear_pagos()
    tomar_turno()
    desde = al - dt.timedelta(days=valor("compromisos_dias_rejuzgar", al=al))
    return _juzgar_convenios(al, desde).get(EstadoConvenio.ROTO, 0)


def _juzgar_promesas(al: dt.date, desde: dt.date) -> dict[str, int]:
    ids = list(
        Promesa.objects.filter(
            Q(estado=EstadoPromesa.ABIERTA) | Q(estado__in=JUZGADAS, hasta__gte=desde), prometida_el__lte=al
        )
        .exclude(juzgada_el__gt=al)
        .values_list("pk", flat=True)
    )
    cambios = _juzgar(ids, al, consultas.MEDIR_PROMESAS, consultas.PONER_CUOTAS_PROMESA, consultas.JUZGAR_PROMESAS)
    with connection.cursor() as cursor:
        movidas = {"ids": [pk for pk, antes, ahora in cambios if antes != ahora]}
        cursor.execute(consultas.SOLTAR_RECIBOS_PROMESA, movidas)
        cursor.execute(consultas.TOMAR_RECIBOS_PROMESA, movidas)
    return _contar((antes, ahora) for _, antes, ahora in cambios)


def _juzgar_convenios(al: dt.date, desde: dt.date) -> dict[str, int]:
    ids = list(
        Convenio.objects.filter(
            Q(estado=EstadoConvenio.VIGENTE) | Q(estado__in=JUZGADOS, hasta__gte=desde), firmado_el__lte=al
        )
        .exclude(juzgado_el__gt=al)
        .values_list("pk", flat=True)
    )
    cambios = _juzgar(ids, al, consultas.MEDIR_CONVENIOS, consultas.PONER_CUOTAS_CONVENIO, consultas.JUZGAR_CONVENIOS)
    movidos = [pk for pk, antes, ahora, _ in cambios if antes != ahora]
    # Los que cambian de estado un día son contados; congelar y descongelar es cosa de las cuentas, recibo por recibo.
    for convenio in Convenio.objects.filter(pk__in=movidos).select_related("cliente", "preparado_por").order_by("pk"):
        if convenio.estado == EstadoConvenio.VIGENTE:
            cubiertos = list(convenio.recibos.select_related("recibo").order_by("recibo_id"))
            congelar_cubiertos(convenio, cubiertos, desde=al, por=None)
        else:
            soltar(convenio, hasta=convenio.cerrado_el or al)
            _avisar(convenio)
    return _contar((antes, ahora) for _, antes, ahora, _ in cambios)


def _avisar(convenio: Convenio) -> None:
    """A quien lo preparó, una vez por vigencia: se rompió y hay que volver a hablar con el cliente, o se cumplió."""
    falta = f"Faltan {soles(convenio.por_pagar)}, que vuelven a cobranza." if convenio.por_pagar else "Está pagado."
    avisar(
        clave=f"{convenio.origen}:{convenio.estado}",
        texto=f"{convenio.numero} de {convenio.cliente}: {convenio.get_estado_display().lower()}. {falta}"[:250],
        url=convenio.get_absolute_url(),
        usuarios=[convenio.preparado_por],
    )


def _juzgar(ids: list[int], al: dt.date, medir: str, poner: str, sentenciar: str) -> list[tuple]:
    if not ids:
        return []
    datos: dict[str, Any] = {"ids": ids, "al": al, "pagos_hasta": pagos_hasta(al)}
    with connection.cursor() as cursor:
        for sentencia in (consultas.QUITAR_MEDIDA, consultas.GUARDAR_MEDIDA + medir, consultas.ANALIZAR_MEDIDA, poner):
            cursor.execute(sentencia, datos)
        cursor.execute(sentenciar, datos)
        return cursor.fetchall()


def _contar(cambios: Iterable[tuple[str, str]]) -> dict[str, int]:
    cuenta: dict[str, int] = {}
    for antes, ahora in cambios:
        if antes != ahora:
            cuenta[ahora] = cuenta.get(ahora, 0) + 1
    return cuenta
