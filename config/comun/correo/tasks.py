from celery import shared_task
from django.db import transaction
from django.urls import reverse

from config.comun.avisos import services as avisos
from config.comun.correo import services
from config.comun.usuarios.roles import ADMINISTRACION


@shared_task(name="comun.correo.enviar_pendientes")
def enviar_pendientes() -> None:
    """Cada minuto, y al confirmar quien encola: vacía el buzón y aparta los que quedaron a medio enviar."""
    for dudoso in services.recoger_colgados():
        avisos.avisar(
            clave=f"correo-incierto:{dudoso.pk}:{dudoso.intentos}",
            roles=[ADMINISTRACION],
            texto=f"No se sabe si llegó «{dudoso.asunto}». Decide si se reenvía."[:250],
            url=reverse("correo:ficha", args=[dudoso.pk]),
        )
    while correo := services.tomar_siguiente():
        services.enviar(correo=correo)


def enviar_al_confirmar() -> None:
    """Para quien encola en una vista o tarea: sale al confirmar; si la cola no responde, sale al minuto."""
    transaction.on_commit(enviar_pendientes.delay, robust=True)
