from celery import current_app, shared_task
from django.db import transaction

from config.comun.procesos import services
from config.comun.procesos.models import Proceso


def lanzar(proceso: Proceso) -> None:
    """Manda el proceso a su cola al confirmar la transacción. Si la cola no responde, sale en la próxima ronda."""
    datos = {"proceso_id": proceso.pk, **proceso.argumentos}
    # Por nombre: quien la pide (la web) no tiene por qué haber importado la tarea.
    transaction.on_commit(lambda: current_app.send_task(proceso.tarea, kwargs=datos), robust=True)


@shared_task(name="comun.procesos.recoger_perdidos")
def recoger_perdidos() -> None:
    """Cada minuto: reencola lo que perdió a su trabajador."""
    with transaction.atomic():
        for proceso in services.recoger_perdidos().por_lanzar:
            lanzar(proceso)
