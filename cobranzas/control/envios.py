"""Los pasos por correo salen solos: una vez por cliente, paso y recibo ancla, dentro de hora, presupuesto y permiso."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cartera.cuentas.selectors import pagos_hasta
from principales.comunicaciones.adjuntos import AdjuntoRechazado
from principales.comunicaciones.selectors import clientes_sin_presupuesto, hora_permitida
from principales.comunicaciones.services import FueraDeLimites, MedioNoSirve, enviar_correo
from principales.directorio.choices import Asunto, TipoMedio
from principales.directorio.models import MedioContacto
from principales.directorio.selectors import clientes_con_medio, medio_para

from . import textos
from .calculo import pagos_atrasados
from .choices import Canal, EstadoAccion
from .models import Accion
from .selectors import acciones_abiertas

POR_VUELTA = 300
ORIGEN = "cobranzas.accion"


@dataclass(frozen=True)
class Envio:
    """`enviados`: correos dejados en el buzón de salida; `motivo`: por qué no se envió nada, si hubo uno general."""

    enviados: int
    motivo: str = ""


def enviar_correos(*, en: dt.datetime) -> Envio:
    """Deja en el buzón de salida los correos de los pasos propuestos y marca hechas sus acciones (manual 6.3.11).

    Nada sale fuera de hora ni con los pagos atrasados. Quien no tiene correo, no lo consintió o ya fue contactado lo
    permitido se queda con su acción abierta; si llega un paso más severo, consta como omitida.
    """
    al = timezone.localdate(en)
    permitido, motivo = hora_permitida(en=en)
    if not permitido:
        return Envio(0, motivo)
    if pagos_atrasados(al=al, pagos=pagos_hasta(al)):
        return Envio(0, "Los pagos cargados están atrasados.")
    pendientes = (
        acciones_abiertas(al=al)
        .filter(peldano__canal=Canal.CORREO)
        .filter(cliente__in=clientes_con_medio(asunto=Asunto.COBRANZA, tipos=[TipoMedio.CORREO], al=al))
        .exclude(cliente__in=clientes_sin_presupuesto(al=al))
        .order_by("propuesta_el", "pk")
        .values_list("pk", flat=True)[:POR_VUELTA]
    )
    return Envio(sum(_enviar(pk, en=en, al=al) for pk in list(pendientes)))


@transaction.atomic
def _enviar(pk: int, *, en: dt.datetime, al: dt.date) -> bool:
    """Una acción: la toma, escribe y la cierra, o nada de las tres cosas. Falso si otro llegó antes o no se puede."""
    tomada = Accion.objects.abiertas().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
    accion = tomada.select_related("cliente", "peldano", "ancla").first()
    if accion is None:
        return False
    medio = medio_para(cliente_id=accion.cliente_id, asunto=Asunto.COBRANZA, tipos=[TipoMedio.CORREO], al=al)
    if medio is None:
        return False
    try:
        _escribir(accion, medio, en=en, al=al)
    except (FueraDeLimites, MedioNoSirve, AdjuntoRechazado):
        return False
    accion.estado, accion.automatica, accion.cerrada_el = EstadoAccion.HECHA, True, al
    accion.nota = f"Correo a {medio.valor}"
    accion.save(update_fields=["estado", "automatica", "cerrada_el", "nota"])
    return True


def _escribir(accion: Accion, medio: MedioContacto, *, en: dt.datetime, al: dt.date) -> None:
    asunto, cuerpo = textos.llenar(accion=accion, contacto=medio.contacto, por=None, al=al)
    enviar_correo(
        cliente=accion.cliente,
        medio=medio,
        por=None,
        en=en,
        asunto=asunto[:150],
        cuerpo=cuerpo,
        origen=(ORIGEN, accion.pk),
    )
