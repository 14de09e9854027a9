"""Lo que cambia una cuenta: aplicar pagos, congelar y decir de quién es un pago (NORMAS §1 «Account»).

Todo lo que mueve pagos toma antes el mismo candado que la carga de archivos: uno a la vez.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db import connection, transaction

from cartera.padron.models import Suministro
from config.comun.usuarios.models import Usuario

from .choices import MotivoCongelamiento
from .models import Congelamiento, Identificacion, Pago, Recibo

CANDADO = "carga:cuentas"


class PagoYaIdentificado(Exception):
    """Otra persona o un archivo ya dijo de quién es el pago."""


class NoIdentificadoPorPersona(Exception):
    """Solo se deshace lo que dijo una persona."""


class ReciboDeOtroSuministro(Exception):
    """El recibo no es del suministro que se indicó."""


def bloquear() -> None:
    """Espera su turno para mover pagos, hasta el fin de la transacción."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [CANDADO])


def reaplicar(suministros: Iterable[int]) -> int:
    """Deja al día las aplicaciones de esos suministros tocando solo la diferencia. Devuelve cuántas filas cambió.

    Se llama en la transacción que cambió sus recibos o pagos, con el candado tomado.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT cartera_reaplicar(%s)", [list(suministros)])
        return cursor.fetchone()[0]


def reaplicar_los_de(consulta: str) -> int:
    """Como reaplicar, con los suministros que da una consulta fija: no pasan por la memoria de Python."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT cartera_reaplicar(ARRAY(SELECT DISTINCT suministro_id FROM ({consulta}) t))")  # noqa: S608
        return cursor.fetchone()[0]


# --- congelar -----------------------------------------------------------------------------------
@transaction.atomic
def congelar(
    *,
    recibo: Recibo,
    importe: Decimal,
    motivo: MotivoCongelamiento,
    origen: str,
    desde: dt.date,
    por: Usuario | None,
) -> Congelamiento:
    """Saca de cobranza esa parte del recibo desde `desde`, mientras dure su causa (NORMAS §3).

    `origen` es la clave de quien lo pide («reclamo:123»): pedirlo dos veces es pedirlo una. Si sigue abierto y el
    importe es otro, vale el último; si ya se descongeló, no se reabre. Puede pasar del saldo: cuenta hasta el saldo.
    """
    hecho, nuevo = Congelamiento.objects.select_for_update().get_or_create(
        recibo=recibo,
        origen=origen,
        defaults={"importe": importe, "motivo": motivo, "desde": desde, "por": por},
    )
    if not nuevo and hecho.hasta is None and hecho.importe != importe:
        hecho.importe = importe
        hecho.save(update_fields=["importe"])
    return hecho


@transaction.atomic
def descongelar(*, origen: str, hasta: dt.date) -> int:
    """Vuelve a cobranza, desde `hasta`, lo que congeló `origen`. Devuelve cuántos recibos; 0 si ya se había hecho.

    Un congelamiento que aún no empezaba termina el mismo día en que iba a empezar: no llega a valer.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cartera_congelamiento SET hasta = GREATEST(desde, %s) WHERE origen = %s AND hasta IS NULL",
            [hasta, origen],
        )
        return cursor.rowcount


# --- pagos por identificar ----------------------------------------------------------------------
@transaction.atomic
def identificar(
    *, pago: Pago, suministro: Suministro, por: Usuario, ahora: dt.datetime, recibo: Recibo | None = None
) -> Pago:
    """Dice de qué suministro (y recibo, si se sabe) es un pago, y lo aplica con sus reversas.

    Errores: ReciboDeOtroSuministro; PagoYaIdentificado si alguien llegó antes o el pago es una reversa.
    """
    if recibo is not None and recibo.suministro_id != suministro.pk:
        raise ReciboDeOtroSuministro(f"El recibo {recibo.numero} no es del suministro {suministro.codigo}.")
    bloquear()
    tocadas = Pago.objects.filter(pk=pago.pk, suministro__isnull=True, signo=1).update(
        suministro=suministro, recibo=recibo, identificado_por=por, identificado_en=ahora
    )
    if not tocadas:
        raise PagoYaIdentificado(f"El pago {pago} ya tiene suministro.")
    Identificacion.objects.create(pago=pago, suministro=suministro, recibo=recibo, por=por, en=ahora)
    Pago.objects.filter(revierte=pago.pk).update(suministro=suministro, recibo=recibo)
    reaplicar([suministro.pk])
    pago.refresh_from_db()
    return pago


@transaction.atomic
def deshacer_identificacion(*, pago: Pago, por: Usuario, ahora: dt.datetime) -> Pago:
    """El pago vuelve a estar por identificar y lo que cubría se debe otra vez. Queda anotado quién lo deshizo.

    NoIdentificadoPorPersona si lo identificó el archivo, o si alguien lo deshizo antes.
    """
    bloquear()
    actual = Pago.objects.select_related("suministro").get(pk=pago.pk)
    tocadas = Pago.objects.filter(pk=pago.pk, identificado_por__isnull=False, signo=1).update(
        suministro=None, recibo=None, identificado_por=None, identificado_en=None
    )
    if not tocadas:
        raise NoIdentificadoPorPersona(f"El pago {pago} no lo identificó una persona, o ya se deshizo.")
    Pago.objects.filter(revierte=pago.pk).update(suministro=None, recibo=None)
    Identificacion.objects.filter(pago=pago, deshecha_en__isnull=True).update(deshecha_por=por, deshecha_en=ahora)
    with connection.cursor() as cursor:  # ya no es de ese suministro: reaplicar no hallaría lo que cubría
        cursor.execute("DELETE FROM cartera_aplicacion WHERE pago_id = %s", [pago.pk])
    if actual.suministro_id is not None:
        reaplicar([actual.suministro_id])
    pago.refresh_from_db()
    return pago


# El recibo que nombran manda; sin recibo, el suministro. Si se contradicen, siguen por identificar.
RESOLUBLES = """
SELECT o.id, COALESCE(r.suministro_id, s.id) AS suministro_id, r.id AS recibo_id
FROM cartera_pago o
LEFT JOIN cartera_recibo r ON r.numero = o.numero_recibo
LEFT JOIN cartera_suministro s ON s.codigo = o.codigo_suministro
WHERE o.suministro_id IS NULL AND o.signo = 1
  AND (o.numero_recibo <> '' OR o.codigo_suministro <> '')
  AND (o.numero_recibo = '' OR r.id IS NOT NULL)
  AND (o.codigo_suministro = '' OR s.id IS NOT NULL)
  AND (o.numero_recibo = '' OR o.codigo_suministro = '' OR r.suministro_id = s.id)
"""
RESOLVER = f"""
WITH hechos AS (
    UPDATE cartera_pago p SET suministro_id = q.suministro_id, recibo_id = q.recibo_id
    FROM ({RESOLUBLES}) q WHERE p.id = q.id
    RETURNING p.suministro_id
)
INSERT INTO pagos_asignados SELECT suministro_id FROM hechos
"""  # noqa: S608
# Una reversa va siempre con su pago.
ARRASTRAR_REVERSAS = """
UPDATE cartera_pago v SET suministro_id = o.suministro_id, recibo_id = o.recibo_id
FROM cartera_pago o
WHERE v.revierte_id = o.id AND v.revierte_id IS NOT NULL
  AND (v.suministro_id, v.recibo_id) IS DISTINCT FROM (o.suministro_id, o.recibo_id)
"""


@transaction.atomic
def resolver_pendientes() -> int:
    """Aplica los pagos por identificar cuyo suministro o recibo ya se conoce. Devuelve cuántos."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({RESOLUBLES})")  # sin nada que resolver no se espera a una carga larga
        if not cursor.fetchone()[0]:
            return 0
    bloquear()
    resueltos = asignar_pendientes()
    if resueltos:
        reaplicar_los_de("SELECT suministro_id FROM pagos_asignados")
    return resueltos


def asignar_pendientes() -> int:
    """Como resolver_pendientes, con el candado ya tomado y sin aplicar.

    Devuelve cuántos y deja sus suministros en la tabla temporal `pagos_asignados`: pueden ser millones.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pagos_asignados")
        cursor.execute("CREATE TEMP TABLE pagos_asignados (suministro_id int) ON COMMIT DROP")
        cursor.execute(RESOLVER)
        resueltos = cursor.rowcount
        if resueltos:
            cursor.execute(ARRASTRAR_REVERSAS)
    return resueltos
