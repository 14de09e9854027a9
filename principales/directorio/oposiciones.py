"""Quien se opone al uso de sus datos o pide borrarlos: plazo, respuesta y efecto (Ley 29733, NORMAS §6)."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from config.comun.avisos.services import avisar
from config.comun.calendario.selectors import Plazo, contar_plazo
from config.comun.parametros.selectors import valor, valores
from config.comun.usuarios.models import Usuario
from config.comun.usuarios.roles import EQUIPO, JEFATURA

from . import services
from .choices import TRANSICIONES_OPOSICION, Asunto, EstadoMedio, EstadoOposicion, PedidoOposicion
from .models import Contacto, MedioContacto, Oposicion

AVISADOS = (EQUIPO, JEFATURA)


class YaPresentada(Exception):
    """Ya hay otra igual sin responder."""


class YaRespondida(Exception):
    """Alguien respondió antes; el mensaje dice quién."""


class FechaImposible(Exception):
    """Se presentó antes de hoy o ese mismo día, no después."""


def plazo_de(*, oposicion: Oposicion) -> Plazo:
    """Cómo se contó su vencimiento, día por día."""
    return contar_plazo(desde=oposicion.presentada_el, dias=oposicion.dias, tipo=oposicion.computo)  # type: ignore[arg-type]


@transaction.atomic
def presentar(
    *, contacto: Contacto, pide: str, detalle: str, presentada_el: dt.date, por: Usuario, en: dt.datetime
) -> Oposicion:
    """Registra la oposición con el plazo de los parámetros de ese día. YaPresentada; FechaImposible."""
    if presentada_el > timezone.localdate(en):
        raise FechaImposible(f"La fecha no puede ser posterior a hoy, {timezone.localdate(en):%d/%m/%Y}.")
    regla = valores(["oposicion_dias", "oposicion_computo"], al=presentada_el)
    dias, computo = regla["oposicion_dias"], regla["oposicion_computo"]
    plazo = contar_plazo(desde=presentada_el, dias=dias, tipo=computo)
    try:
        with transaction.atomic():
            return Oposicion.objects.create(
                contacto=contacto,
                pide=pide,
                detalle=detalle,
                presentada_el=presentada_el,
                dias=dias,
                computo=computo,
                vence_el=plazo.vence,
                creada_por=por,
                creada_en=en,
            )
    except IntegrityError:
        raise YaPresentada("Ya hay una oposición igual sin responder. Responde esa primero.") from None


@transaction.atomic
def responder(*, oposicion: Oposicion, estado: str, respuesta: str, por: Usuario, en: dt.datetime) -> Oposicion:
    """Cierra la oposición y, si se atiende, la cumple en el mismo acto.

    YaRespondida si alguien fue antes; FaltaMotivo sin respuesta escrita; DatosRetenidos si pide borrar lo retenido.
    """
    if not respuesta.strip():
        raise services.FaltaMotivo("Escribe la respuesta que se le dio: es la constancia de que se atendió.")
    desde = [antes for antes, despues in TRANSICIONES_OPOSICION.items() if estado in despues]
    hechas = Oposicion.objects.filter(pk=oposicion.pk, estado__in=desde).update(
        estado=estado, respuesta=respuesta.strip(), respondida_por=por, respondida_el=timezone.localdate(en)
    )
    actual = Oposicion.objects.select_related("contacto", "respondida_por").get(pk=oposicion.pk)
    if not hechas:
        raise YaRespondida(f"{actual.respondida_por} ya la respondió el {actual.respondida_el:%d/%m/%Y}.")
    if estado == EstadoOposicion.ATENDIDA:
        _cumplir(actual, por, en)
    return actual


def _cumplir(oposicion: Oposicion, por: Usuario, en: dt.datetime) -> None:
    contacto = oposicion.contacto
    if oposicion.pide == PedidoOposicion.CAMPANAS:
        contacto.recepciones.filter(asunto=Asunto.CAMPANAS).delete()
        contacto.medios.update(consiente_campanas=False)
    elif oposicion.pide == PedidoOposicion.MEDIOS:
        for medio in MedioContacto.objects.filter(contacto=contacto).order_by("pk"):
            services.marcar_medio(
                medio=medio, estado=EstadoMedio.OPUESTO, motivo=f"Oposición del {oposicion.presentada_el:%d/%m/%Y}.",
                por=por, en=en,
            )  # fmt: skip
    else:
        services.anonimizar(contacto=contacto, por=por, en=en)


def avisar_por_vencer(*, al: dt.date) -> int:
    """Avisa al equipo y a la jefatura de las que vencen pronto y de las vencidas; una vez cada una. Cuántas hay."""
    limite = al + dt.timedelta(days=valor("oposicion_aviso_dias", al=al))
    pendientes = list(Oposicion.objects.pendientes().filter(vence_el__lte=limite).select_related("contacto"))
    for oposicion in pendientes:
        vencida = oposicion.vence_el < al
        avisar(
            clave=f"oposicion:{oposicion.pk}:{'vencida' if vencida else 'por-vencer'}",
            texto=f"{'Venció' if vencida else 'Vence'} el {oposicion.vence_el:%d/%m/%Y} la oposición de "
            f"{oposicion.contacto}. Falta responderla."[:250],
            url=oposicion.get_absolute_url(),
            roles=AVISADOS,
        )
    return len(pendientes)
