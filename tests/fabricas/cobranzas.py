"""Principales con sus recibos y pagos, contados en días alrededor de una fecha: «vence hace 5 días»."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from itertools import count

from django.db import connection
from django.utils import timezone

from cartera.cuentas.models import Congelamiento, Pago, Recibo
from cartera.padron.models import Cliente, Suministro
from cobranzas.control import services
from cobranzas.control.models import Accion, ControlCliente, EstadoDiario
from principales.seleccion.models import Criterio, Evaluacion, Principal
from tests.fabricas.seleccion import cliente, suministro

AL = dt.date(2026, 4, 30)  # jueves; el viernes 1 de mayo es feriado
ENERO = dt.date(2026, 1, 1)
AHORA = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)
_numero = count(1)


def dia(n: int) -> dt.date:
    """La fecha AL más n días (menos, si es negativo)."""
    return AL + dt.timedelta(days=n)


def principal(
    *, desde: dt.date = dt.date(2026, 1, 1), hasta: dt.date | None = None, en: str = "NORTE", **suyo
) -> Cliente:
    """Un cliente de la cartera de principales con un suministro en esa zona."""
    nuevo = cliente(suyo.pop("nombre", ""))
    suministro(nuevo, en=en, **suyo)
    incluir(nuevo, desde=desde, hasta=hasta)
    return nuevo


def incluir(quien: Cliente, *, desde: dt.date = ENERO, hasta: dt.date | None = None) -> Principal:
    """Lo pone en la cartera de principales."""
    criterio = Criterio.objects.order_by("version").first()
    evaluacion = Evaluacion.objects.filter(periodo=desde).first() or Evaluacion.objects.create(
        periodo=desde,
        criterio=criterio,
        medida=criterio.medida,
        umbral_m3=criterio.umbral_m3,
        meses=criterio.meses,
        minimo_meses=criterio.minimo_meses,
        meses_baja=criterio.meses_baja,
        clientes=1,
        califican=1,
        individual=1,
        solo_agrupados=0,
        creada_en=timezone.now(),
    )
    return Principal.objects.create(
        cliente=quien, vigencia=(desde, hasta), alta=evaluacion, baja=evaluacion if hasta else None
    )


def recibo(
    de: Cliente | Suministro, *, vence: dt.date, total: str = "100.00", emitido: dt.date | None = None
) -> Recibo:
    """Un recibo de ese suministro (o del primero de ese cliente), emitido 15 días antes de vencer."""
    de = de if isinstance(de, Suministro) else de.suministros.order_by("pk").first()
    emitido = emitido or vence - dt.timedelta(days=15)
    return Recibo.objects.create(
        numero=f"R{next(_numero):06}",
        suministro=de,
        periodo=emitido.replace(day=1),
        emitido_el=emitido,
        vence_el=vence,
        agua=Decimal(total),
        total=Decimal(total),
    )


def pagar(cual: Recibo | Suministro, importe: str, *, el: dt.date = AL, entidad: str = "BCP") -> Pago:
    """Un pago que nombra ese recibo, o solo el suministro; queda aplicado."""
    nombrado = cual if isinstance(cual, Recibo) else None
    de = nombrado.suministro if nombrado else cual
    pago = Pago.objects.create(
        entidad=entidad,
        operacion=f"OP{next(_numero):06}",
        pagado_el=el,
        signo=1,
        importe=Decimal(importe),
        recibo=nombrado,
        suministro=de,
    )
    aplicar(de)
    return pago


def revertir(pago: Pago, *, el: dt.date) -> None:
    """El banco devuelve el pago entero."""
    with connection.cursor() as cursor:
        # Primero se sueltan sus aplicaciones: lo aplicado nunca puede pasar de lo que queda del pago.
        cursor.execute("DELETE FROM cartera_aplicacion WHERE pago_id = %s", [pago.pk])
    Pago.objects.create(
        entidad=pago.entidad,
        operacion=pago.operacion,
        pagado_el=el,
        signo=-1,
        importe=-pago.importe,
        recibo=pago.recibo,
        suministro=pago.suministro,
        revierte=pago,
    )
    aplicar(pago.suministro)


def aplicar(de: Suministro) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cartera_reaplicar(%s)", [[de.pk]])


def pagos_al_dia(*fechas: dt.date, entidad: str = "BCP") -> None:
    """Un pago suelto por fecha, que no toca ninguna cuenta: hasta allí llegan los pagos cargados."""
    for el in fechas or (AL,):
        Pago.objects.create(
            entidad=entidad, operacion=f"OP{next(_numero):06}", pagado_el=el, signo=1, importe=Decimal("1.00")
        )


def congelar(cual: Recibo, importe: str, *, desde: dt.date = ENERO, hasta: dt.date | None = None) -> None:
    Congelamiento.objects.create(
        recibo=cual,
        importe=Decimal(importe),
        motivo="reclamo",
        origen=f"reclamo:{next(_numero)}",
        desde=desde,
        hasta=hasta,
    )


def barrer(al: dt.date = AL, **argumentos) -> services.Resultado:
    return services.barrer(al=al, ahora=AHORA, **argumentos)


def barrer_dias(fechas: Iterable[dt.date]) -> None:
    for al in fechas:
        barrer(al)


def estado(cual: Recibo, al: dt.date = AL) -> EstadoDiario:
    """El estado de ese recibo ese día; falla si no hay exactamente uno."""
    return EstadoDiario.objects.get(recibo=cual, al=al)


def control(de: Cliente, al: dt.date = AL) -> ControlCliente:
    return ControlCliente.objects.get(cliente=de, al=al)


def abierta(de: Cliente) -> tuple[str, str] | None:
    """(paso, recibo ancla) de la acción abierta del cliente, o None."""
    return Accion.objects.abiertas().filter(cliente=de).values_list("peldano__clave", "ancla__numero").first()


def acciones(de: Cliente) -> dict[str, str]:
    """Estado de cada paso que alguna vez tuvo el cliente."""
    return dict(Accion.objects.filter(cliente=de).values_list("peldano__clave", "estado"))
