from celery import shared_task

from . import services


@shared_task(name="cartera.cuentas.resolver_pendientes")
def resolver_pendientes() -> None:
    """Cada minuto: aplica los pagos por identificar cuyo suministro ya llegó con un padrón."""
    services.resolver_pendientes()
