from celery import shared_task

from config.comun.calendario.reloj import hoy

from .services import juzgar


@shared_task(name="cobranzas.compromisos.juzgar_pendiente")
def juzgar_pendiente() -> None:
    """Cada madrugada, antes del barrido: promesas y convenios según los pagos cargados. Repetida, no cambia nada."""
    juzgar(al=hoy())
