"""Lo que otras unidades piden a Cartera: nace numerado y se responde una sola vez (manual 6.1.2)."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from config.comun.avisos.services import avisar
from config.comun.usuarios.models import Usuario
from config.comun.usuarios.roles import CARTERA

from .choices import TRANSICIONES, VERBOS, EstadoSolicitud, Movimiento, TipoSolicitud
from .models import Solicitud, SolicitudSuministro


class YaResuelta(Exception):
    """Alguien respondió antes; el mensaje dice quién y a qué hora."""


class FaltaMotivo(Exception):
    pass


# Una numeración por año, sin huecos: quien pide espera a que el anterior confirme o se deshaga.
TURNO = "SELECT pg_advisory_xact_lock(hashtext('cartera.solicitudes'), %s)"
ULTIMO = "SELECT coalesce(max(substring(numero FROM 9)::int), 0) FROM cartera_solicitud WHERE numero LIKE %s"
DETALLE = (
    "INSERT INTO cartera_solicitudsuministro (suministro_id, cliente_id, ciclo_facturacion, movimiento, solicitud_id)"
)


@transaction.atomic
def crear(
    *,
    origen: str,
    rige_desde: dt.date,
    asunto: str,
    entran: QuerySet,
    salen: QuerySet,
    por: Usuario,
    en: dt.datetime,
) -> Solicitud | None:
    """Solicitud de cambio de ciclo con los suministros que entran y salen; None si no hay ninguno.

    `entran` y `salen` dan (suministro, cliente, ciclo en facturación). Las que estaban sin responder quedan sin
    efecto: la nueva se calcula contra lo acordado y ya trae lo que ellas pedían y sigue haciendo falta.
    """
    numero = _numero("C6", en)
    anteriores = list(Solicitud.objects.pendientes().filter(tipo=TipoSolicitud.CICLO).select_for_update())
    # Se deshace si no mueve a nadie: así el número no se gasta.
    punto = transaction.savepoint()
    solicitud = Solicitud.objects.create(
        numero=numero,
        tipo=TipoSolicitud.CICLO,
        origen=origen,
        rige_desde=rige_desde,
        asunto=asunto,
        pedido_por=por,
        pedido_en=en,
    )
    movidos = _detallar(solicitud, entran, Movimiento.ENTRA) + _detallar(solicitud, salen, Movimiento.SALE)
    if movidos:
        transaction.savepoint_commit(punto)
    else:
        transaction.savepoint_rollback(punto)
    motivo = f"La reemplaza {numero}." if movidos else "La selección siguiente ya no la necesita."
    for anterior in anteriores:
        resolver(solicitud=anterior, estado=EstadoSolicitud.SIN_EFECTO, por=por, en=en, motivo=motivo)
    if not movidos:
        return None
    _avisar_a_cartera(solicitud)
    return solicitud


@transaction.atomic
def pedir_correccion(
    *, origen: str, asunto: str, filas: Iterable[tuple[int, int, str]], por: Usuario, en: dt.datetime
) -> Solicitud:
    """Solicitud de corregir el padrón: (suministro, cliente, qué dice y qué debe decir) por cada suministro.

    Cartera lo corrige en facturación y llega con el padrón siguiente. ValueError si no hay ninguna fila.
    """
    detalle = [
        SolicitudSuministro(suministro_id=s, cliente_id=c, movimiento=Movimiento.CORRIGE, detalle=texto)
        for s, c, texto in filas
    ]
    if not detalle:
        raise ValueError("Una corrección nombra al menos un suministro.")
    solicitud = Solicitud.objects.create(
        numero=_numero("CP", en),
        tipo=TipoSolicitud.CORRECCION,
        origen=origen,
        rige_desde=timezone.localdate(en),
        asunto=asunto,
        pedido_por=por,
        pedido_en=en,
    )
    for fila in detalle:
        fila.solicitud = solicitud
    SolicitudSuministro.objects.bulk_create(detalle, batch_size=5_000)
    _avisar_a_cartera(solicitud)
    return solicitud


@transaction.atomic
def aceptar_correccion(*, solicitud: Solicitud, por: Usuario, en: dt.datetime) -> Solicitud:
    """Cartera corregirá en facturación lo pedido. YaResuelta si alguien respondió antes."""
    aceptada = resolver(solicitud=solicitud, estado=EstadoSolicitud.ACEPTADA, por=por, en=en)
    avisar(
        clave=f"solicitud:{aceptada.numero}:aceptada",
        texto=f"Cartera corregirá lo que pediste en {aceptada.numero}"[:250],
        url=aceptada.get_absolute_url(),
        usuarios=[aceptada.pedido_por],
    )
    return aceptada


@transaction.atomic
def devolver(*, solicitud: Solicitud, motivo: str, por: Usuario, en: dt.datetime) -> Solicitud:
    """Cartera no la acepta y dice por qué. FaltaMotivo; YaResuelta si alguien respondió antes."""
    if not motivo.strip():
        raise FaltaMotivo("Escribe por qué la devuelves: lo leerá quien la pidió.")
    devuelta = resolver(solicitud=solicitud, estado=EstadoSolicitud.DEVUELTA, por=por, en=en, motivo=motivo.strip())
    avisar(
        clave=f"solicitud:{devuelta.numero}:devuelta",
        texto=f"Cartera devolvió {devuelta.numero}: {devuelta.motivo}"[:250],
        url=devuelta.get_absolute_url(),
        usuarios=[devuelta.pedido_por],
    )
    return devuelta


def resolver(
    *, solicitud: Solicitud, estado: EstadoSolicitud, por: Usuario, en: dt.datetime, motivo: str = ""
) -> Solicitud:
    """Pasa la solicitud a ese estado si todavía se puede. YaResuelta si alguien respondió antes."""
    desde = [antes for antes, despues in TRANSICIONES.items() if estado in despues]
    hechas = Solicitud.objects.filter(pk=solicitud.pk, estado__in=desde).update(
        estado=estado, resuelto_por=por, resuelto_en=en, motivo=motivo
    )
    actual = Solicitud.objects.select_related("resuelto_por").get(pk=solicitud.pk)
    if not hechas:
        hora = timezone.localtime(actual.resuelto_en)
        raise YaResuelta(
            f"{actual.resuelto_por.nombre} ya {VERBOS[EstadoSolicitud(actual.estado)]} a las {hora:%H:%M} "
            f"del {hora:%d/%m/%Y}."
        )
    return actual


def _numero(prefijo: str, en: dt.datetime) -> str:
    anio = timezone.localtime(en).year
    with connection.cursor() as cursor:
        cursor.execute(TURNO, [anio])
        cursor.execute(ULTIMO, [f"{prefijo}-{anio}-%"])
        return f"{prefijo}-{anio}-{cursor.fetchone()[0] + 1:03d}"


def _avisar_a_cartera(solicitud: Solicitud) -> None:
    avisar(
        clave=f"solicitud:{solicitud.numero}",
        texto=f"{solicitud.numero} espera respuesta: {solicitud.asunto}"[:250],
        url=solicitud.get_absolute_url(),
        roles=[CARTERA],
    )


def _detallar(solicitud: Solicitud, filas: QuerySet, movimiento: Movimiento) -> int:
    try:
        consulta, parametros = filas.query.sql_with_params()
    except EmptyResultSet:  # el ORM supo que no hay ninguno sin preguntar
        return 0
    with connection.cursor() as cursor:
        # La consulta es del ORM, con sus valores aparte: aquí solo se junta con la inserción.
        cursor.execute(
            f"{DETALLE} SELECT f.*, %s, %s FROM ({consulta}) f",  # noqa: S608
            [movimiento.value, solicitud.pk, *parametros],
        )
        return cursor.rowcount
