import structlog
from celery import shared_task
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from config.comun.avisos.services import avisar
from config.comun.calendario.reloj import hoy
from config.comun.usuarios.roles import ADMINISTRACION

from . import buzon, services_entrada

registro = structlog.get_logger("comunicaciones")


@shared_task(name="principales.comunicaciones.leer_buzon")
def leer_buzon() -> None:
    """Cada tres minutos: lo que llegó al buzón (si hay uno) y los correos que el servidor de salida no quiso."""
    services_entrada.recoger_rechazados(en=timezone.now())
    if not settings.BUZON_URL:
        return
    try:
        buzon.leer(url=settings.BUZON_URL, en=timezone.now())
    except buzon.BuzonCerrado as error:
        registro.warning("buzon_cerrado", error=str(error))
        avisar(
            clave=f"buzon:{hoy():%Y-%m-%d}",
            texto=f"{error} Revisa BUZON_URL."[:250],
            url=reverse("comunicaciones:entrantes"),
            roles=[ADMINISTRACION],
        )
