"""Preparar un convenio: simular su plan y dejarlo en borrador, numerado (manual 6.3.12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from cartera.cuentas.models import Recibo
from config.comun.calendario.selectors import dias_no_habiles
from config.comun.dinero import soles
from config.comun.parametros.selectors import valores

from .errores import FechaNoValida, ImporteNoValido
from .models import Convenio, ConvenioCuota, ConvenioRecibo
from .plan import CuotaDelPlan, mas_habiles, planear
from .recibos import CERO, exigibles, tomar_turno

if TYPE_CHECKING:
    from cartera.padron.models import Cliente
    from config.comun.usuarios.models import Usuario
    from principales.directorio.models import Contacto

HOLGURA = dt.timedelta(days=60)  # feriados que se leen después de la última fecha de un plan
# Una numeración por año, sin huecos: el candado de los compromisos ya puso en fila a quien prepara.
ULTIMO = "SELECT coalesce(max(substring(numero FROM 9)::int), 0) FROM cobranzas_convenio WHERE numero LIKE %s"


def simular(
    *, capital: Decimal, inicial: Decimal, inicial_el: dt.date, cuotas: int, primera_el: dt.date, al: dt.date
) -> tuple[CuotaDelPlan, ...]:
    """El plan de pagos que saldría hoy, con los parámetros vigentes. No guarda nada. CompromisoNoValido si no cabe."""
    reglas = valores(["convenio_inicial_minima_pct", "convenio_cuotas_maximo", "convenio_interes_mensual_pct"], al=al)
    minima = (capital * reglas["convenio_inicial_minima_pct"] / 100).quantize(CERO)
    if not CERO < inicial < capital or inicial < minima:
        raise ImporteNoValido(
            f"La inicial va de {soles(minima)} ({reglas['convenio_inicial_minima_pct']} % de la deuda) a menos de "
            f"{soles(capital)}. Escribiste {soles(inicial)}."
        )
    if not 1 <= cuotas <= reglas["convenio_cuotas_maximo"]:
        raise ImporteNoValido(f"Las cuotas van de 1 a {reglas['convenio_cuotas_maximo']}. Escribiste {cuotas}.")
    if inicial_el < al:
        raise FechaNoValida(f"La inicial se paga desde hoy, {al:%d/%m/%Y}, en adelante.")
    if not inicial_el < primera_el <= inicial_el + dt.timedelta(days=62):
        raise FechaNoValida("La primera cuota vence después de la inicial y dentro de los dos meses siguientes.")
    try:
        return planear(
            capital=capital,
            inicial=inicial,
            inicial_el=inicial_el,
            cuotas=cuotas,
            primera_el=primera_el,
            interes_mensual=reglas["convenio_interes_mensual_pct"],
            no_habiles=dias_no_habiles(desde=inicial_el, hasta=primera_el + dt.timedelta(days=31 * cuotas) + HOLGURA),
        )
    except ValueError:
        raise ImporteNoValido("La deuda no alcanza para tantas cuotas. Baja el número de cuotas.") from None


@transaction.atomic
def preparar_convenio(
    *,
    cliente: Cliente,
    recibos: Iterable[Recibo],
    inicial: Decimal,
    inicial_el: dt.date,
    cuotas: int,
    primera_el: dt.date,
    firmante: str,
    firmante_documento: str,
    por: Usuario,
    en: dt.datetime,
    contacto: Contacto | None = None,
) -> Convenio:
    """El convenio en borrador, numerado, por todo lo exigible de esos recibos. Nada se congela hasta firmarlo."""
    hoy = timezone.localdate(en)
    tomar_turno()
    elegidos = exigibles(cliente, recibos, hoy)
    capital = sum((e.exigible for e in elegidos), CERO)
    plan = simular(
        capital=capital, inicial=inicial, inicial_el=inicial_el, cuotas=cuotas, primera_el=primera_el, al=hoy
    )
    reglas = valores(["convenio_dias_tolerancia", "convenio_interes_mensual_pct"], al=hoy)
    feriados = dias_no_habiles(desde=hoy, hasta=plan[-1].vence_el + HOLGURA)
    limites = [mas_habiles(c.vence_el, reglas["convenio_dias_tolerancia"], feriados) for c in plan]
    convenio = Convenio.objects.create(
        numero=_numero(hoy.year),
        cliente=cliente,
        contacto=contacto,
        firmante=firmante.strip(),
        firmante_documento=firmante_documento.strip(),
        capital=capital,
        inicial=inicial,
        interes_mensual=reglas["convenio_interes_mensual_pct"],
        hasta=limites[-1],
        preparado_en=en,
        preparado_por=por,
    )
    ConvenioCuota.objects.bulk_create(
        [
            ConvenioCuota(
                convenio=convenio,
                numero=c.numero,
                vence_el=c.vence_el,
                limite_el=limite,
                capital=c.capital,
                interes=c.interes,
            )
            for c, limite in zip(plan, limites, strict=True)
        ]
    )
    ConvenioRecibo.objects.bulk_create(
        [
            ConvenioRecibo(convenio=convenio, recibo=e.recibo, importe=e.exigible, pagado_antes=e.pagado)
            for e in elegidos
        ]
    )
    return convenio


def _numero(anio: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(ULTIMO, [f"CV-{anio}-%"])
        return f"CV-{anio}-{cursor.fetchone()[0] + 1:03d}"
