from celery import shared_task

from config.comun.procesos import services as procesos

from . import selectors
from .parecidos import anotar_parecidos


@shared_task(name="cartera.padron.buscar_parecidos")
def buscar_parecidos() -> None:
    """Cada diez minutos: si entró un padrón desde la última búsqueda, busca nombres parecidos por decidir."""
    carga = selectors.padron_sin_buscar_parecidos()
    if carga is None:
        return
    try:
        proceso = procesos.empezar(
            tipo=selectors.PARECIDOS, clave=f"carga:{carga}", detalle="Nombres parecidos del padrón"
        )
    except procesos.YaCorre:
        return
    with procesos.en_marcha(proceso):
        procesos.terminar(proceso=proceso, resultado={"nombres_por_decidir": anotar_parecidos()})
