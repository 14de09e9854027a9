from celery import shared_task
from django.utils import timezone

from config.comun.calendario.reloj import hoy

from .reparto import repartir_pendiente


@shared_task(name="cobranzas.gestiones.repartir")
def repartir_cola() -> None:
    """Cada minuto: reparte si el control de las cuentas corrió desde la última vez. Repetida, no cambia nada."""
    repartir_pendiente(al=hoy(), en=timezone.now())
