"""Promesas y convenios pequeños sobre los recibos de `tests.fabricas.cobranzas`."""

import datetime as dt
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from cartera.cuentas.models import Recibo
from cartera.padron.models import Cliente
from cobranzas.compromisos import services
from cobranzas.compromisos.models import Convenio, Promesa
from config.comun.usuarios.models import Usuario
from tests.fabricas.cobranzas import AL, dia
from tests.fabricas.comun import usuario

PDF = b"%PDF-1.7\n%firmado\n%%EOF\n"


def a_las_diez(el: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(el, dt.time(10)))


def prometer(
    *recibos: Recibo,
    pagos: list[tuple[int, str]],
    el: dt.date = AL,
    por: Usuario | None = None,
    de: Cliente | None = None,
) -> Promesa:
    """Promesa sobre esos recibos: `pagos` son (días desde AL, soles)."""
    return services.prometer(
        cliente=de or recibos[0].suministro.cliente,
        recibos=recibos,
        cuotas=[(dia(n), Decimal(soles)) for n, soles in pagos],
        por=por or usuario("equipo_pc"),
        en=a_las_diez(el),
    )


def preparar(
    *recibos: Recibo,
    inicial: str,
    cuotas: int = 3,
    el: dt.date = AL,
    primera: int = 30,
    por: Usuario | None = None,
) -> Convenio:
    """Convenio en borrador: la inicial vence el día en que se prepara y la primera cuota `primera` días después."""
    return services.preparar_convenio(
        cliente=recibos[0].suministro.cliente,
        recibos=recibos,
        inicial=Decimal(inicial),
        inicial_el=el,
        cuotas=cuotas,
        primera_el=el + dt.timedelta(days=primera),
        firmante="ROSA QUISPE",
        firmante_documento="45678912",
        por=por or usuario("equipo_pc"),
        en=a_las_diez(el),
    )


def firmar(convenio: Convenio, *, el: dt.date = AL, por: Usuario | None = None) -> Convenio:
    return services.firmar_convenio(
        convenio=convenio,
        documento=ContentFile(PDF, name="firmado.pdf"),
        tipo_mime="application/pdf",
        por=por or usuario("jefatura_cobranzas"),
        en=a_las_diez(el),
    )


def estado(compromiso: Promesa | Convenio) -> tuple[str, Decimal]:
    """(estado, cubierto) guardados."""
    compromiso.refresh_from_db()
    return compromiso.estado, compromiso.cubierto
