from celery import shared_task

from config.comun.calendario.reloj import hoy

from . import oposiciones


@shared_task(name="principales.directorio.avisar_oposiciones")
def avisar_oposiciones() -> None:
    """Cada mañana: las oposiciones que vencen pronto y las vencidas. Repetida, no avisa dos veces."""
    oposiciones.avisar_por_vencer(al=hoy())
