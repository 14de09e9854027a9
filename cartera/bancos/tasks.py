from celery import shared_task
from django.utils import timezone

from config.comun.archivos import services as archivos
from config.comun.procesos import services as procesos

from . import services
from .models_archivo import ArchivoBanco


@shared_task(name=services.TAREA_REVISAR)
def revisar(*, proceso_id: int, archivo_id: int) -> None:
    """Vista previa de un archivo. Si el trabajador muere, otro la rehace entera."""
    proceso = procesos.tomar(proceso_id=proceso_id)
    if proceso is None:
        return
    archivo = ArchivoBanco.objects.select_related("perfil__banco", "archivo").get(pk=archivo_id)
    with procesos.en_marcha(proceso):
        ruta = archivos.ruta(archivo.archivo)
        services.revisar(archivo=archivo, ruta=ruta, hoy=timezone.localdate(), ahora=timezone.now(), proceso=proceso)


@shared_task(name=services.TAREA_CARGAR)
def cargar(*, proceso_id: int, archivo_id: int) -> None:
    """Carga lo confirmado. Si el trabajador muere, otro lo repite: o entró todo una vez o no entró nada."""
    proceso = procesos.tomar(proceso_id=proceso_id)
    if proceso is None:
        return
    archivo = ArchivoBanco.objects.get(pk=archivo_id)
    with procesos.en_marcha(proceso):
        services.cargar(archivo=archivo, hoy=timezone.localdate(), ahora=timezone.now(), proceso=proceso)
