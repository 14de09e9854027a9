from functools import partial

from celery import shared_task
from django.utils import timezone

from config.comun.procesos import services as procesos
from config.comun.procesos.models import Proceso

from . import selectors, services


@shared_task(name="principales.cruces.comparar_pendientes")
def comparar_pendientes() -> None:
    """Cada minuto: busca parecidos para lo que las cargas dejaron sin comparar; si se corta, sigue donde iba."""
    for registro in selectors.por_comparar():
        try:
            proceso = procesos.empezar(
                tipo="comparar_registro", clave=f"carga:{registro.pk}", detalle=f"Buscar parecidos: {registro}"[:250]
            )
        except procesos.YaCorre:
            continue
        with procesos.en_marcha(proceso):
            services.comparar(
                carga=registro.carga,
                hoy=timezone.localdate(),
                ahora=timezone.now(),
                sin_limite=True,
                avanzar=partial(_avanzar, proceso),
            )
            procesos.terminar(proceso=proceso, resultado={"carga": registro.pk})


def _avanzar(proceso: Proceso, hecho: int, total: int) -> None:
    procesos.avanzar(proceso=proceso, hecho=hecho, total=total)
