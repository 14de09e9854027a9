from celery import shared_task
from django.utils import timezone

from reportes.cierres.models import Cierre

from .services import emitir


@shared_task(name="reportes.informes.emitir_pendientes")
def emitir_pendientes() -> None:
    """Emite el informe de los cierres que todavía no lo tienen (los crea el cierre; aquí se recogen)."""
    for cierre in Cierre.objects.filter(informe__isnull=True).order_by("periodo"):
        emitir(cierre=cierre, ahora=timezone.now())
