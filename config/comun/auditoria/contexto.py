"""De dónde sale lo que hace una tarea: cada evento del historial que deje lleva su nombre."""

import pghistory
from celery.signals import task_postrun, task_prerun


@task_prerun.connect(dispatch_uid="auditoria.abrir")
def _abrir(task, **_):
    task.request.historial = pghistory.context(origen=f"tarea {task.name}")
    task.request.historial.__enter__()


@task_postrun.connect(dispatch_uid="auditoria.cerrar")
def _cerrar(task, **_):
    task.request.historial.__exit__(None, None, None)
