"""Lo que otros preguntan al directorio: por dónde se llega a un cliente para cada asunto (manual 6.3.1)."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from .choices import Asunto, Finalidad
from .models import MedioContacto


def _para(*, asunto: str, tipos: Iterable[str], al: dt.date) -> QuerySet[MedioContacto]:
    """Los medios que sirven para ese asunto en esa fecha.

    Campañas: solo los que consintieron (Ley 29733). Lo demás no usa los medios que se dieron solo para campañas.
    """
    medios = MedioContacto.objects.utiles().filter(tipo__in=list(tipos))
    if asunto == Asunto.CAMPANAS:
        return medios.filter(consiente_campanas=True, consentido_el__lte=al)
    return medios.exclude(finalidad=Finalidad.CAMPANAS)


def medio_para(*, cliente_id: int, asunto: str, tipos: Iterable[str], al: dt.date) -> MedioContacto | None:
    """El mejor medio del cliente para ese asunto, con su contacto; None si no hay ninguno que se pueda usar.

    Antes, el de quien recibe el asunto; si nadie lo recibe (salvo campañas, que se piden), cualquiera del cliente.
    Nunca uno opuesto, rebotado, equivocado o retirado, ni el de un contacto cerrado.
    """
    suyos = _para(asunto=asunto, tipos=tipos, al=al).filter(contacto__cliente=cliente_id).select_related("contacto")
    elegido = suyos.que_reciben(asunto).en_orden().first()
    if elegido is None and asunto != Asunto.CAMPANAS and not _alguien_recibe(cliente_id, asunto):
        elegido = suyos.en_orden().first()
    return elegido


def _alguien_recibe(cliente_id: int, asunto: str) -> bool:
    return MedioContacto.objects.utiles().filter(contacto__cliente=cliente_id).que_reciben(asunto).exists()


def clientes_con_medio(*, asunto: str, tipos: Iterable[str], al: dt.date) -> QuerySet:
    """Los `cliente_id` a los que `medio_para` les hallaría un medio, en una sola consulta."""
    medios = _para(asunto=asunto, tipos=tipos, al=al)
    elegidos = medios.que_reciben(asunto)
    if asunto != Asunto.CAMPANAS:
        del_cliente = MedioContacto.objects.utiles().filter(contacto__cliente=OuterRef("contacto__cliente"))
        quien_recibe = Exists(del_cliente.que_reciben(asunto))
        elegidos = medios.filter(Q(pk__in=elegidos.values("pk")) | ~quien_recibe)
    return elegidos.order_by().values_list("contacto__cliente_id", flat=True).distinct()
