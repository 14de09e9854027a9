"""Lo que no cabe en una petición: aprobar miles de clientes y escribir un acta larga."""

from celery import shared_task
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from cartera.padron.models import Cliente
from config.comun.procesos.services import en_marcha, fallar, terminar, tomar
from config.comun.usuarios.models import Usuario

from . import services
from .actas import guardar_acta
from .filters import filas_de
from .models import Evaluacion


@shared_task(name="principales.seleccion.aprobar")
def aprobar(proceso_id: int, evaluacion_id: int, usuario_id: int, entrega: str = "", filtro: str | None = None) -> None:
    """La aprobación pedida desde la página: entera o, con `filtro` (la URL de la lista), de lo que lo cumple."""
    proceso = tomar(proceso_id=proceso_id)
    if proceso is None:
        return
    with en_marcha(proceso):
        evaluacion, por = Evaluacion.objects.get(pk=evaluacion_id), Usuario.objects.get(pk=usuario_id)
        clientes = None
        if filtro is not None:
            filas = filas_de(evaluacion=evaluacion, user=por, parametros=QueryDict(filtro))
            clientes = Cliente.objects.filter(pk__in=filas.order_by().values("cliente"))
        try:
            hecho = services.aprobar(
                evaluacion=evaluacion, clientes=clientes, entrega=entrega, por=por, en=timezone.now()
            )
        except services.ErrorDeSeleccion as error:
            fallar(proceso=proceso, error=error)
            return
        cifras = {"altas": hecho.altas, "bajas": hecho.bajas, "por_aprobar": hecho.pendientes}
        terminar(
            proceso=proceso, resultado={**cifras, "url": reverse("seleccion:aprobada", args=[hecho.evaluacion.pk])}
        )


@shared_task(name="principales.seleccion.acta")
def acta(proceso_id: int, evaluacion_id: int) -> None:
    """El acta en PDF, que queda guardada para quien la pida después."""
    proceso = tomar(proceso_id=proceso_id)
    if proceso is None:
        return
    with en_marcha(proceso):
        archivo = guardar_acta(evaluacion=Evaluacion.objects.get(pk=evaluacion_id), por=proceso.usuario)
        terminar(proceso=proceso, resultado={}, archivo=archivo)
