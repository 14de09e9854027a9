from celery import shared_task
from django.utils import timezone

from config.comun.archivos import services as archivos
from config.comun.procesos import services as procesos

from . import services
from .models import Carga


@shared_task(name=services.TAREA)
def importar(*, proceso_id: int, carga_id: int) -> None:
    """Carga el archivo guardado. Si el trabajador muere, otro la repite entera: o entró una vez o no entró."""
    proceso = procesos.tomar(proceso_id=proceso_id)
    if proceso is None:
        return
    carga = Carga.objects.get(pk=carga_id)
    with procesos.en_marcha(proceso):
        services.importar(
            carga=carga,
            ruta=archivos.ruta(carga.archivo),
            hoy=timezone.localdate(),
            ahora=timezone.now(),
            proceso=proceso,
        )
