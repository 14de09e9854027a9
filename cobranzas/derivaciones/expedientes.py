"""El expediente guardado: la foto del caso el día en que se envió."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from config.comun.archivos.services import guardar

from .documento import pdf_del_expediente
from .models import Derivacion


def guardar_expediente(*, derivacion_id: int, ahora: dt.datetime) -> Derivacion:
    """Dibuja y guarda el PDF si el caso aún no lo tiene. El dibujo va fuera de la transacción."""
    caso = Derivacion.objects.select_related("cliente", "propuesta_por").get(pk=derivacion_id)
    if caso.expediente_id:
        return caso
    pdf = pdf_del_expediente(caso, al=timezone.localdate(ahora))
    with transaction.atomic():
        tomado = Derivacion.objects.select_for_update().get(pk=derivacion_id)
        if tomado.expediente_id is None:
            tomado.expediente = guardar(nombre=f"{tomado.numero}.pdf", contenido=pdf, tipo_mime="application/pdf")
            tomado.save(update_fields=["expediente"])
    return tomado
