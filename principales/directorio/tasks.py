from celery import shared_task

from config.comun.calendario.reloj import hoy

from . import oposiciones, services


@shared_task(name="principales.directorio.avisar_oposiciones")
def avisar_oposiciones() -> None:
    """Cada mañana: las oposiciones que vencen pronto y las vencidas. Repetida, no avisa dos veces."""
    oposiciones.avisar_por_vencer(al=hoy())


@shared_task(name="principales.directorio.seguir_uniones")
def seguir_uniones() -> None:
    """Los contactos siguen a su cliente cuando Cartera lo une con otro."""
    services.seguir_uniones()
