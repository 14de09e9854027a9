"""Suministros derivables y casos en cada estado. El corte es AL, con los pagos al día."""

import datetime as dt

from cartera.padron.models import Suministro
from cobranzas.derivaciones import services
from cobranzas.derivaciones.models import CausaDevolucion, Derivacion
from tests.fabricas.cobranzas import AL, pagos_al_dia, principal, recibo
from tests.fabricas.comun import usuario

EN = dt.datetime.combine(AL, dt.time(15), tzinfo=dt.UTC)


def moroso(*, recibos: int = 2, en: str = "NORTE") -> Suministro:
    """Un suministro de un principal con esos recibos vencidos de S/ 100."""
    de = principal(en=en).suministros.get()
    for n in range(recibos):
        recibo(de, vence=AL - dt.timedelta(days=40 + n))
    pagos_al_dia(AL)
    return de


def caso(de: Suministro | None = None, *, por=None) -> Derivacion:
    de = de or moroso()
    return services.proponer(
        cliente=de.cliente,
        suministros=[de.pk],
        sustento="Tres llamadas y una visita sin resultado.",
        por=por or usuario("equipo_pc"),
        en=EN,
    )


def enviado(de: Suministro | None = None) -> Derivacion:
    return services.enviar(derivacion=caso(de), por=usuario("jefatura_cobranzas"), en=EN)


def causa() -> CausaDevolucion:
    return CausaDevolucion.objects.order_by("pk").first()
