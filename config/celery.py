"""Aplicación Celery: la configuración vive en settings con el prefijo CELERY_."""

import os
import signal

from celery import Celery
from celery.signals import worker_process_init

from config import embebido

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("principales")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_default_queue = "inmediata"


def _modulos_de_tareas() -> list[str]:
    """Los `tasks.py` de cada carpeta de función (autodiscover solo mira la raíz de cada app)."""
    from pathlib import Path

    raiz = Path(__file__).resolve().parent.parent
    carpetas = ("config/comun", "cartera", "principales", "cobranzas", "reportes")
    return [
        ".".join(ruta.relative_to(raiz).with_suffix("").parts)
        for carpeta in carpetas
        for ruta in sorted((raiz / carpeta).glob("*/tasks.py"))
    ]


app.autodiscover_tasks(lambda: [m.removesuffix(".tasks") for m in _modulos_de_tareas()])


@worker_process_init.connect
def _terminar_con_el_worker(**_) -> None:
    """Si matan al worker, sus procesos no siguen con la tarea a medias: la repetirá otro."""
    embebido.avisar_si_muere_el_padre(signal.SIGKILL)
