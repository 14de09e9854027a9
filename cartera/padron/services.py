"""Lo que decide una persona sobre el padrón: de quién es un nombre y qué pasa con un suministro que no vino."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from config.comun.usuarios.models import Usuario

from .choices import DecisionAusencia, DecisionNombre, EstadoSuministro
from .consumo_cliente import recalcular_clientes
from .models import Ausencia, CasoNombre, Cliente, Suministro, Titularidad

COMIENZO = dt.date.min


class YaDecidido(Exception):
    """Otra persona lo decidió antes; el texto dice quién y qué."""


class FaltaMotivo(Exception):
    """Retirar un suministro necesita un motivo."""


@transaction.atomic
def decidir_nombre(*, caso: CasoNombre, cliente: Cliente | None, por: Usuario, en: dt.datetime) -> CasoNombre:
    """Une los suministros sin documento de ese nombre a `cliente`, o los deja como cliente propio si es None.

    Es una decisión de identidad, no un cambio de titular: vale para todas las fechas, y los totales del cliente se
    rehacen en todos los meses. Queda recordada para las próximas cargas. Lanza YaDecidido.
    """
    hecho = CasoNombre.objects.filter(pk=caso.pk, decision=DecisionNombre.PENDIENTE).update(
        decision=DecisionNombre.UNIR if cliente else DecisionNombre.SEPARAR,
        cliente=cliente,
        decidido_por=por,
        decidido_en=en,
    )
    caso.refresh_from_db()
    if not hecho:
        raise YaDecidido(f"{caso.decidido_por} ya decidió «{caso.nombre}»: {caso.get_decision_display().lower()}.")
    if cliente:
        _unir(caso, cliente, en)
    return caso


def _unir(caso: CasoNombre, cliente: Cliente, en: dt.datetime) -> None:
    suyos = Suministro.objects.filter(nombre_norm=caso.nombre_norm, numero_documento="")
    anteriores = set(suyos.exclude(cliente=cliente).values_list("cliente", flat=True))
    if not anteriores:
        return
    Titularidad.objects.filter(suministro__in=suyos, cliente__in=anteriores).update(cliente=cliente)
    suyos.update(cliente=cliente)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS clientes_tocados")
        cursor.execute("CREATE TEMP TABLE clientes_tocados (id bigint PRIMARY KEY) ON COMMIT DROP")
        cursor.execute("INSERT INTO clientes_tocados SELECT unnest(%s)", [[*anteriores, cliente.pk]])
        recalcular_clientes(cursor, desde=COMIENZO, ahora=en)
        cursor.execute("DROP TABLE clientes_tocados")


@transaction.atomic
def decidir_ausencia(*, ausencia: Ausencia, retirar: bool, motivo: str, por: Usuario, en: dt.datetime) -> Ausencia:
    """Mantiene el suministro que no vino, o lo pasa a baja con su motivo. Lanza YaDecidido o FaltaMotivo."""
    if retirar and not motivo.strip():
        raise FaltaMotivo("Escribe por qué pasa a baja.")
    hecho = Ausencia.objects.filter(pk=ausencia.pk, decision=DecisionAusencia.PENDIENTE).update(
        decision=DecisionAusencia.RETIRAR if retirar else DecisionAusencia.MANTENER,
        motivo=motivo.strip(),
        decidido_por=por,
        decidido_en=en,
    )
    ausencia.refresh_from_db()
    if not hecho:
        quien = ausencia.decidido_por or "Una carga"
        raise YaDecidido(f"{quien} ya lo decidió: {ausencia.get_decision_display().lower()}.")
    if retirar:
        Suministro.objects.filter(pk=ausencia.suministro_id).update(estado=EstadoSuministro.BAJA)
    return ausencia
