from celery import shared_task
from django.utils import timezone

from .expedientes import guardar_expediente
from .services import retirar_pagadas


@shared_task(name="cobranzas.derivaciones.retirar_pagadas")
def retirar_las_pagadas() -> None:
    """Cada mañana, tras la carga de pagos: lo que se pagó deja cartera morosa. Repetida, no cambia nada."""
    retirar_pagadas(en=timezone.now())


@shared_task(name="cobranzas.derivaciones.guardar_expediente")
def preparar_expediente(*, derivacion_id: int) -> None:
    """Guarda el PDF con que se envió el caso. Si otro trabajador ya lo hizo, no lo cambia."""
    guardar_expediente(derivacion_id=derivacion_id, ahora=timezone.now())
