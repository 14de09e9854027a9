"""Dos fichas de la misma persona: decidir si lo son y juntarlas sin perder historia (manual 6.3.1)."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from config.comun.usuarios.models import Usuario

from .choices import EstadoMedio, EstadoOposicion
from .models import Contacto, MedioContacto, ParejaDescartada

# Lo que la ficha que queda toma de la otra si no lo tenía.
RELLENABLES = ("cargo", "canal_preferido", "motivo_retencion")


class NoSeFusiona(Exception):
    """Alguna de las dos ya no está vigente, o son la misma."""


@transaction.atomic
def fusionar(*, queda: Contacto, sobra: Contacto, por: Usuario, en: dt.datetime) -> Contacto:
    """Pasa a `queda` los medios, lo que recibe y las oposiciones de `sobra`, que se cierra como «fusionado en».

    Un medio que los dos tenían queda una vez, con lo más reciente que se sabía y sin consentimiento que falte en uno.
    NoSeFusiona si alguna ya no está vigente.
    """
    claves = sorted({queda.pk, sobra.pk})
    filas = {c.pk: c for c in Contacto.objects.select_for_update().filter(pk__in=claves).order_by("pk")}
    queda, sobra = filas[queda.pk], filas[sobra.pk]
    if queda.pk == sobra.pk or not (queda.vigente and sobra.vigente):
        raise NoSeFusiona("Una de las dos fichas ya está cerrada o fusionada. Vuelve a la lista de duplicados.")
    nuevos = _pasar_medios(queda, sobra, en)
    _pasar_recepciones(queda, sobra, nuevos)
    _pasar_oposiciones(queda, sobra, por, en)
    _rellenar(queda, sobra)
    Contacto.objects.filter(fusionado_en=sobra).update(fusionado_en=queda)
    Contacto.objects.filter(pk=sobra.pk).update(
        cerrado_el=timezone.localdate(en),
        motivo_cierre=f"Es la misma persona que {queda} (ficha {queda.pk})."[:300],
        fusionado_en=queda,
    )
    return queda


def _pasar_medios(queda: Contacto, sobra: Contacto, en: dt.datetime) -> dict[int, MedioContacto]:
    """Medio de `sobra` → el que vale ahora en `queda`."""
    hay = {(m.valor, m.anexo): m for m in queda.medios.select_for_update()}
    preferidos = {m.tipo for m in hay.values() if m.preferido}
    destino: dict[int, MedioContacto] = {}
    for medio in sobra.medios.select_for_update():
        igual = hay.get((medio.valor, medio.anexo))
        if igual is None:
            medio.contacto = queda
            medio.preferido = medio.preferido and medio.tipo not in preferidos
            medio.save()
            destino[medio.pk] = medio
            continue
        _juntar(igual, medio)
        igual.save()
        MedioContacto.objects.filter(pk=medio.pk).update(
            estado=EstadoMedio.RETIRADO,
            motivo_estado="Repetido en la ficha que quedó.",
            preferido=False,
            estado_desde=en,
        )
        destino[medio.pk] = igual
    return destino


def _juntar(igual: MedioContacto, otro: MedioContacto) -> None:
    """Lo verificado más tarde, y lo más prudente en lo demás: una oposición o un «no acepta» mandan."""
    if otro.verificado_el and (igual.verificado_el is None or otro.verificado_el > igual.verificado_el):
        igual.verificado_el, igual.verificado_por = otro.verificado_el, otro.verificado_por
    igual.whatsapp = igual.whatsapp or otro.whatsapp
    igual.consiente_campanas = igual.consiente_campanas and otro.consiente_campanas
    if EstadoMedio.OPUESTO in (igual.estado, otro.estado) and igual.estado != EstadoMedio.OPUESTO:
        igual.estado, igual.motivo_estado, igual.estado_desde = otro.estado, otro.motivo_estado, otro.estado_desde
        igual.preferido = igual.consiente_campanas = False


def _pasar_recepciones(queda: Contacto, sobra: Contacto, destino: dict[int, MedioContacto]) -> None:
    ya = set(queda.recepciones.values_list("asunto", flat=True))
    for recepcion in sobra.recepciones.all():
        if recepcion.asunto in ya:
            recepcion.delete()
            continue
        recepcion.contacto = queda
        recepcion.medio = destino.get(recepcion.medio_id or 0)
        recepcion.save()


def _pasar_oposiciones(queda: Contacto, sobra: Contacto, por: Usuario, en: dt.datetime) -> None:
    """Las dos piden lo mismo y ninguna se respondió: vale el plazo que vence antes."""
    pendientes = {o.pide: o for o in queda.oposiciones.pendientes()}
    for oposicion in sobra.oposiciones.order_by("pk"):
        igual = pendientes.get(oposicion.pide) if oposicion.estado == EstadoOposicion.PENDIENTE else None
        if igual:
            igual.vence_el = min(igual.vence_el, oposicion.vence_el)
            igual.save()
            oposicion.estado, oposicion.respuesta = EstadoOposicion.ATENDIDA, f"Se responde con la {igual.pk}."
            oposicion.respondida_el, oposicion.respondida_por = timezone.localdate(en), por
        oposicion.contacto = queda
        oposicion.save()


def _rellenar(queda: Contacto, sobra: Contacto) -> None:
    for campo in RELLENABLES:
        setattr(queda, campo, getattr(queda, campo) or getattr(sobra, campo))
    if not queda.documento:
        queda.tipo_documento, queda.documento = sobra.tipo_documento, sobra.documento
    if queda.hora_desde is None:
        queda.hora_desde, queda.hora_hasta = sobra.hora_desde, sobra.hora_hasta
    queda.retenido = queda.retenido or sobra.retenido
    if sobra.nota and sobra.nota not in queda.nota:
        queda.nota = f"{queda.nota} {sobra.nota}".strip()[:500]
    queda.save()


def descartar(*, una: Contacto, otra: Contacto, por: Usuario, en: dt.datetime) -> None:
    """No son la misma persona (o trata en los dos clientes): no se vuelven a proponer."""
    primero, segundo = sorted((una, otra), key=lambda c: c.pk)
    ParejaDescartada.objects.bulk_create(
        [ParejaDescartada(primero=primero, segundo=segundo, decidido_por=por, decidido_en=en)], ignore_conflicts=True
    )
