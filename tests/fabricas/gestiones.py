"""Una cola pequeña: personas del equipo y principales a los que toca llamar o visitar el jueves AL."""

import datetime as dt
from uuid import uuid4

from django.utils import timezone

from cartera.padron.models import Cliente
from cobranzas.gestiones import services
from cobranzas.gestiones.models import Gestion
from cobranzas.gestiones.reparto import Repartido, repartir
from config.comun.usuarios.models import Usuario
from tests.fabricas.cobranzas import AL, barrer, dia, pagos_al_dia, principal, recibo
from tests.fabricas.comunicaciones import contacto, medio, resultado

EN = timezone.make_aware(dt.datetime.combine(AL, dt.time(10)))


def por_llamar(importe: str = "100.00", *, dias: int = 2, en: str = "NORTE", telefonos: int = 1, **suyo) -> Cliente:
    """Un principal con un recibo vencido hace esos días (1 o 2: llamada; de 5 a 30: visita) y un celular."""
    nuevo = principal(en=en, **suyo)
    recibo(nuevo, vence=dia(-dias), total=importe)
    for _ in range(telefonos):
        medio(contacto(nuevo))
    return nuevo


def poner(al: dt.date = AL, en: dt.datetime = EN) -> Repartido:
    """Barre el día y reparte la cola."""
    pagos_al_dia(al)
    barrer(al)
    return repartir(al=al, en=en)


def de(cliente: Cliente) -> Gestion:
    return Gestion.objects.select_related("cliente", "accion").get(cliente=cliente, cerrada_en=None)


def atender(gestion: Gestion, por: Usuario, clave: str = "informado", *, en: dt.datetime = EN, **suyo):
    """Guarda ese resultado; sin `ficha`, un envío nuevo."""
    datos = {"ficha": uuid4(), "resultado": resultado(clave, gestion.canal), **suyo}
    return services.atender(gestion=gestion, persona=por, en=en, **datos)


def siguiente(por: Usuario, *, en: dt.datetime = EN) -> Gestion | None:
    return services.tomar_siguiente(persona=por, al=timezone.localdate(en), en=en)
