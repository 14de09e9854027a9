"""Cartera clasifica y agrupa a los principales consumidores en su ciclo (manual 3 y 6.2.1.1)."""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from cartera.padron.models import Titularidad
from cartera.solicitudes import services as solicitudes
from cartera.solicitudes.choices import EstadoSolicitud
from cartera.solicitudes.models import Solicitud
from config.comun.usuarios.models import Usuario

from .models import AsignacionCiclo, Ciclo

# Lo que entró y salió con la misma fecha no llegó a estar: se quita en vez de dejar un intervalo vacío.
QUITAR = """
DELETE FROM cartera_asignacionciclo a USING cartera_solicitudsuministro d
 WHERE d.solicitud_id = %(solicitud)s AND d.movimiento = 'sale' AND a.suministro_id = d.suministro_id
   AND a.ciclo_id = %(ciclo)s AND upper_inf(a.vigencia) AND lower(a.vigencia) >= %(desde)s
"""
CERRAR = """
UPDATE cartera_asignacionciclo a
   SET vigencia = daterange(lower(a.vigencia), %(desde)s), retiro_id = %(solicitud)s
  FROM cartera_solicitudsuministro d
 WHERE d.solicitud_id = %(solicitud)s AND d.movimiento = 'sale' AND a.suministro_id = d.suministro_id
   AND a.ciclo_id = %(ciclo)s AND upper_inf(a.vigencia)
"""
ABRIR = """
INSERT INTO cartera_asignacionciclo (suministro_id, ciclo_id, vigencia, solicitud_id)
SELECT d.suministro_id, %(ciclo)s, daterange(%(desde)s, NULL), %(solicitud)s
  FROM cartera_solicitudsuministro d
 WHERE d.solicitud_id = %(solicitud)s AND d.movimiento = 'entra'
   AND NOT EXISTS (SELECT FROM cartera_asignacionciclo a
                    WHERE a.suministro_id = d.suministro_id AND a.vigencia && daterange(%(desde)s, NULL))
"""


@transaction.atomic
def pedir_ciclo_de_principales(
    *,
    titulares: QuerySet[Titularidad],
    rige_desde: dt.date,
    origen: str,
    asunto: str,
    por: Usuario,
    en: dt.datetime,
) -> Solicitud | None:
    """Pide que, desde ese día, en el ciclo de principales estén exactamente los suministros de `titulares`.

    Se compara con lo acordado (AsignacionCiclo): entran también los suministros nuevos de quienes siguen y salen los
    que cambiaron de titular. None si lo acordado ya es eso.
    """
    ciclo = Ciclo.objects.get(de_principales=True)
    acordados = AsignacionCiclo.objects.filter(ciclo=ciclo, vigencia__contains=rige_desde)
    entran = titulares.exclude(Exists(acordados.filter(suministro=OuterRef("suministro"))))
    salen = acordados.exclude(Exists(titulares.filter(suministro=OuterRef("suministro"))))
    return solicitudes.crear(
        origen=origen,
        rige_desde=rige_desde,
        asunto=asunto,
        entran=entran.values_list("suministro_id", "cliente_id", "suministro__ciclo"),
        salen=salen.values_list("suministro_id", "suministro__cliente_id", "suministro__ciclo"),
        por=por,
        en=en,
    )


@transaction.atomic
def aceptar(*, solicitud: Solicitud, por: Usuario, en: dt.datetime) -> Solicitud:
    """Cartera acepta: los suministros entran y salen del ciclo desde el día que rige la solicitud.

    YaResuelta si alguien respondió antes.
    """
    solicitud = solicitudes.resolver(solicitud=solicitud, estado=EstadoSolicitud.ACEPTADA, por=por, en=en)
    valores: dict[str, Any] = {
        "solicitud": solicitud.pk,
        "desde": solicitud.rige_desde,
        "ciclo": Ciclo.objects.get(de_principales=True).pk,
    }
    with connection.cursor() as cursor:
        for orden in (QUITAR, CERRAR, ABRIR):
            cursor.execute(orden, valores)
    return solicitud
