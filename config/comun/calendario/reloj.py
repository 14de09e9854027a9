"""El único reloj. Lo leen vistas, tareas y comandos; a lo demás la fecha le llega como argumento."""

from datetime import date

from django.utils import timezone


def hoy() -> date:
    """La fecha de hoy en Lima."""
    return timezone.localdate()
