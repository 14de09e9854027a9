"""Aplicación Celery: la configuración vive en settings con el prefijo CELERY_."""

import os

from celery import Celery

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
