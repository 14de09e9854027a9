import datetime as dt

from celery import shared_task
from django.utils import timezone

from config.comun.calendario.reloj import hoy
from config.comun.procesos.services import YaCorre, empezar, en_marcha, terminar, tomar
from config.comun.usuarios.models import Usuario

from .envios import enviar_correos
from .services import Resultado, barrer_pendientes

TIPO = "barrido"


@shared_task(name="cobranzas.control.barrer_pendiente")
def barrer_pendiente() -> None:
    """Cada madrugada: barre hasta hoy, con las noches que falten. Repetida, no cambia nada."""
    dia = hoy()
    try:
        proceso = empezar(tipo=TIPO, clave=dia.isoformat(), detalle="Control diario de la madrugada")
    except YaCorre:
        return  # alguien lo pidió a mano: ese mismo barrido alcanza
    with en_marcha(proceso):
        resultado = barrer_pendientes(hasta=dia, ahora=timezone.now())
        terminar(proceso=proceso, resultado=_resumen(resultado))


@shared_task(name="cobranzas.control.barrer_dia")
def barrer_dia(proceso_id: int, al: str, usuario_id: int | None = None) -> None:
    """El barrido que se pidió desde la página."""
    proceso = tomar(proceso_id=proceso_id)
    if proceso is None:
        return
    with en_marcha(proceso):
        por = Usuario.objects.filter(pk=usuario_id).first()
        resultado = barrer_pendientes(hasta=dt.date.fromisoformat(al), ahora=timezone.now(), por=por)
        terminar(proceso=proceso, resultado=_resumen(resultado))


@shared_task(name="cobranzas.control.enviar_correos")
def enviar_correos_pendientes() -> None:
    """Cada cinco minutos: los pasos por correo que ya tocan. Repetida, no envía dos veces."""
    enviar_correos(en=timezone.now())


def _resumen(resultado: Resultado) -> dict:
    return {
        "al": resultado.al.isoformat(),
        "clientes": resultado.clientes,
        "recibos_vencidos": resultado.recibos_vencidos,
        "acciones": resultado.acciones,
        "suprimidas": resultado.suprimidas,
    }
