"""Lo que una persona decide sobre el padrón: nombres dudosos y suministros que ya no vinieron (NORMAS §1)."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.db.models import QuerySet

from config.comun.usuarios.models import Usuario

from .choices import DecisionAusencia, DecisionNombre, EstadoSuministro
from .consumo_cliente import recalcular_clientes
from .models import Ausencia, CasoNombre, Cliente, Suministro, Titularidad

CANDADO = "carga:padron"  # el de las importaciones: decidir espera a que terminen


class NoEsCandidato(Exception):
    """El cliente elegido no es uno de los que llevan ese nombre."""


class YaDecidido(Exception):
    """Otra persona decidió antes."""


@transaction.atomic
def unir_nombre(*, caso: CasoNombre, cliente: Cliente, por: Usuario, en: dt.datetime) -> CasoNombre:
    """Los suministros sin documento con ese nombre son de `cliente`, en toda su historia. Se puede reabrir.

    NoEsCandidato si el cliente no está entre los posibles; YaDecidido si el caso ya no está pendiente.
    """
    caso = _tomar(caso)
    if not caso.candidatos.filter(pk=cliente.pk).exists():
        raise NoEsCandidato(f"{cliente} no es uno de los clientes con ese nombre.")
    _mover(caso, desde=_grupo(caso), hacia=cliente, ahora=en)
    return _decidir(caso, DecisionNombre.UNIR, cliente, por, en)


@transaction.atomic
def separar_nombre(*, caso: CasoNombre, por: Usuario, en: dt.datetime) -> CasoNombre:
    """Son otro cliente: quedan con su propio grupo, también en los padrones que vengan. YaDecidido si ya se decidió."""
    return _decidir(_tomar(caso), DecisionNombre.SEPARAR, None, por, en)


@transaction.atomic
def reabrir_nombre(*, caso: CasoNombre, en: dt.datetime) -> CasoNombre:
    """Deshace la decisión: los suministros vuelven a su grupo y el caso, a la bandeja."""
    _candado()
    caso = CasoNombre.objects.select_for_update().get(pk=caso.pk)
    if caso.decision == DecisionNombre.UNIR and caso.cliente is not None:
        _mover(caso, desde=caso.cliente, hacia=_grupo(caso), ahora=en)
    caso.decision, caso.cliente, caso.decidido_por, caso.decidido_en = DecisionNombre.PENDIENTE, None, None, None
    caso.save()
    return caso


@transaction.atomic
def decidir_ausencias(
    *, ausencias: QuerySet[Ausencia], decision: DecisionAusencia, por: Usuario, en: dt.datetime, motivo: str = ""
) -> int:
    """MANTENER o RETIRAR (pasa a baja) las pendientes de esa consulta. Devuelve cuántas eran."""
    _candado()
    claves = list(
        Ausencia.objects.select_for_update()
        .filter(pk__in=ausencias.values("pk"), decision=DecisionAusencia.PENDIENTE)
        .values_list("pk", flat=True)
    )
    if decision == DecisionAusencia.RETIRAR:
        Suministro.objects.filter(ausencias__in=claves).update(estado=EstadoSuministro.BAJA)
    return Ausencia.objects.filter(pk__in=claves).update(
        decision=decision, decidido_por=por, decidido_en=en, motivo=motivo
    )


def _candado() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [CANDADO])


def _tomar(caso: CasoNombre) -> CasoNombre:
    _candado()
    caso = CasoNombre.objects.select_for_update().get(pk=caso.pk)
    if caso.decision != DecisionNombre.PENDIENTE:
        raise YaDecidido(
            f"{caso.decidido_por or 'Otra persona'} ya decidió este nombre. Reábrelo si hay que cambiarlo."
        )
    return caso


def _decidir(
    caso: CasoNombre, decision: DecisionNombre, cliente: Cliente | None, por: Usuario, en: dt.datetime
) -> CasoNombre:
    caso.decision, caso.cliente, caso.decidido_por, caso.decidido_en = decision, cliente, por, en
    caso.save()
    return caso


def _grupo(caso: CasoNombre) -> Cliente:
    """El cliente que forman los suministros sin documento con ese nombre."""
    grupo, _ = Cliente.objects.get_or_create(
        clave=f"N:{caso.nombre_norm}", defaults={"nombre": caso.nombre, "nombre_norm": caso.nombre_norm}
    )
    return grupo


def _mover(caso: CasoNombre, *, desde: Cliente, hacia: Cliente, ahora: dt.datetime) -> None:
    suyos = Suministro.objects.filter(nombre_norm=caso.nombre_norm, numero_documento="")
    Titularidad.objects.filter(suministro__in=suyos, cliente=desde).update(cliente=hacia)
    suyos.filter(cliente=desde).update(cliente=hacia)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS clientes_tocados")
        cursor.execute(
            "CREATE TEMP TABLE clientes_tocados AS SELECT unnest(%s::bigint[]) AS id", [[desde.pk, hacia.pk]]
        )
        recalcular_clientes(cursor, desde=dt.date.min, ahora=ahora)
