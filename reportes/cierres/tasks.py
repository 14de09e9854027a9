from celery import shared_task
from django.utils import timezone

from config.comun.calendario.periodo import Periodo
from config.comun.calendario.reloj import hoy
from config.comun.calendario.selectors import primer_dia_habil

from .selectors import meses_por_cerrar
from .services import cerrar_mes


@shared_task(name="reportes.cierres.cerrar_pendiente")
def cerrar_pendiente() -> None:
    """Cada mañana desde el primer día hábil: cierra los meses terminados que falten."""
    dia = hoy()
    for mes in meses_por_cerrar(hoy=dia, primer_dia_habil=primer_dia_habil(Periodo.de_fecha(dia))):
        cerrar_mes(periodo=mes, al=Periodo.de_fecha(mes).fin, ahora=timezone.now(), hoy=dia, por=None)
