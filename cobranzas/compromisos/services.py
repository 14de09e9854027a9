"""Prometer, convenir y juzgar por dinero (manual 6.3.11 y 6.3.12; PARES 8).

Todo lo que cambia un compromiso toma el mismo candado: dos personas y el juicio nunca se pisan. Lo que además mueve
congelamientos toma antes el de los pagos, para no cruzarse con una carga. Preparar un convenio está en `preparacion`;
el juicio, en `juicio`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from cartera.cuentas.models import Recibo
from cartera.cuentas.services import CANDADO as CANDADO_PAGOS
from cartera.cuentas.services import bloquear as bloquear_pagos
from config.comun.archivos.services import guardar
from config.comun.calendario.selectors import sumar_habiles
from config.comun.dinero import soles
from config.comun.parametros.selectors import valores

from .choices import EstadoConvenio, EstadoPromesa
from .errores import CompromisoNoValido, FechaNoValida, ImporteNoValido, PagosEnCarga, ReciboNoComprometible, YaCambio
from .juicio import Juicio, juzgar, romper_vencidos
from .models import Convenio, ConvenioRecibo, Promesa, PromesaCuota, PromesaRecibo
from .preparacion import preparar_convenio, simular
from .recibos import CERO, congelar_cubiertos, exigibles, exigibles_al, repartir_en, soltar, tomar_turno

if TYPE_CHECKING:
    from django.core.files import File

    from cartera.padron.models import Cliente
    from config.comun.usuarios.models import Usuario
    from principales.directorio.models import Contacto

__all__ = [
    "Juicio",
    "anular_convenio",
    "anular_promesa",
    "firmar_convenio",
    "juzgar",
    "preparar_convenio",
    "prometer",
    "romper_vencidos",
    "simular",
]


# --- promesas -----------------------------------------------------------------------------------
@transaction.atomic
def prometer(
    *,
    cliente: Cliente,
    recibos: Iterable[Recibo],
    cuotas: Sequence[tuple[dt.date, Decimal]],
    por: Usuario,
    en: dt.datetime,
    contacto: Contacto | None = None,
    nota: str = "",
) -> Promesa:
    """Registra que el cliente pagará esos importes en esas fechas, sobre esos recibos.

    Lo prometido se reparte entre los recibos del más antiguo al más nuevo, como los cubrirá el dinero; el que no
    alcanza a recibir nada no queda nombrado y sigue su camino. Con 0 recibos, fechas pasadas, más soles que lo exigible
    o un recibo que ya cubre otra promesa viva: CompromisoNoValido (su subclase dice cuál).
    """
    hoy = timezone.localdate(en)
    tomar_turno()
    elegidos = exigibles(cliente, recibos, hoy)
    claves = [e.recibo.pk for e in elegidos]
    ya = PromesaRecibo.objects.filter(viva=True, recibo__in=claves).order_by("recibo__numero").first()
    if ya:
        raise ReciboNoComprometible(
            f"El recibo {ya.recibo} ya está en otra promesa abierta. Anúlala o quita el recibo."
        )
    reglas = valores(["promesa_dias_tolerancia", "promesa_dias_maximo"], al=hoy)
    total = _revisar_cuotas(cuotas, hoy, reglas["promesa_dias_maximo"])
    debe = sum((e.exigible for e in elegidos), CERO)
    if total > debe:
        raise ImporteNoValido(f"Los recibos elegidos suman {soles(debe)} y la promesa es de {soles(total)}.")
    fechas = [
        (vence, sumar_habiles(desde=vence, dias=reglas["promesa_dias_tolerancia"]), importe)
        for vence, importe in sorted(cuotas)
    ]
    promesa = Promesa.objects.create(
        cliente=cliente,
        contacto=contacto,
        total=total,
        prometida_el=hoy,
        registrada_en=en,
        hasta=fechas[-1][1],
        nota=nota,
        por=por,
    )
    PromesaCuota.objects.bulk_create(
        [PromesaCuota(promesa=promesa, vence_el=v, limite_el=limite, importe=i) for v, limite, i in fechas]
    )
    PromesaRecibo.objects.bulk_create(
        [
            PromesaRecibo(promesa=promesa, recibo=de.recibo, importe=parte, pagado_antes=de.pagado)
            for de, parte in repartir_en(elegidos, total)
        ]
    )
    return promesa


@transaction.atomic
def anular_promesa(*, promesa: Promesa, motivo: str, por: Usuario, el: dt.date) -> Promesa:
    """La retira: no cuenta ni a favor ni en contra. YaCambio si ya no estaba abierta."""
    if not motivo.strip():
        raise CompromisoNoValido("Escribe por qué la anulas.")
    tomar_turno()
    hechas = _anular_promesas(Q(pk=promesa.pk), motivo=motivo.strip(), por=por, el=el)
    promesa.refresh_from_db()
    if not hechas:
        raise YaCambio(f"La promesa ya no está abierta: quedó {promesa.get_estado_display().lower()}.")
    return promesa


def _anular_promesas(cuales: Q, *, motivo: str, por: Usuario, el: dt.date) -> int:
    abiertas = list(Promesa.objects.abiertas().filter(cuales).values_list("pk", flat=True).distinct())
    PromesaRecibo.objects.filter(promesa__in=abiertas).update(viva=False)
    return Promesa.objects.filter(pk__in=abiertas).update(
        estado=EstadoPromesa.ANULADA, motivo=motivo, anulada_por=por, cerrada_el=el
    )


def _revisar_cuotas(cuotas: Sequence[tuple[dt.date, Decimal]], hoy: dt.date, maximo: int) -> Decimal:
    if not cuotas:
        raise FechaNoValida("Escribe cuándo y cuánto pagará.")
    fechas = [vence for vence, _ in cuotas]
    if min(fechas) <= hoy:
        raise FechaNoValida(f"La fecha de la promesa debe ser posterior a hoy, {hoy:%d/%m/%Y}.")
    if len(set(fechas)) < len(fechas):
        raise FechaNoValida("Dos pagos tienen la misma fecha. Júntalos en uno.")
    if (max(fechas) - hoy).days > maximo:
        raise FechaNoValida(f"Se puede prometer hasta {maximo} días. Para más plazo, prepara un convenio.")
    if min(importe for _, importe in cuotas) <= 0:
        raise ImporteNoValido("Cada pago prometido debe ser mayor que cero.")
    return sum((importe for _, importe in cuotas), CERO)


# --- convenios ----------------------------------------------------------------------------------
@transaction.atomic
def firmar_convenio(*, convenio: Convenio, documento: File, tipo_mime: str, por: Usuario, en: dt.datetime) -> Convenio:
    """Pone en vigor el borrador con su documento firmado: congela lo que cubre y retira las promesas sobre ello.

    YaCambio si otra persona lo firmó o anuló, si se preparó otro día o si un pago cambió lo que cubre;
    PagosEnCarga si en ese momento se cargan pagos.
    """
    hoy = timezone.localdate(en)
    if not _pagos_quietos():
        raise PagosEnCarga("Se están cargando pagos y la deuda puede cambiar. Firma cuando termine la carga.")
    tomar_turno()
    hechos = Convenio.objects.filter(pk=convenio.pk, estado=EstadoConvenio.BORRADOR).update(
        estado=EstadoConvenio.VIGENTE, firmado_el=hoy, firmado_por=por, vigencias=1
    )
    convenio = Convenio.objects.select_related("cliente", "firmado_por", "anulado_por").get(pk=convenio.pk)
    if not hechos:
        raise YaCambio(_como_quedo(convenio))
    cubiertos = _sin_cambios(convenio, hoy)
    motivo = f"La reemplaza el convenio {convenio.numero}."
    recibos = [c.recibo_id for c in cubiertos]
    _anular_promesas(Q(recibos__recibo__in=recibos, recibos__viva=True), motivo=motivo, por=por, el=hoy)
    congelar_cubiertos(convenio, cubiertos, desde=hoy, por=por)
    convenio.firmado = guardar(
        nombre=f"{convenio.numero}-{documento.name or 'firmado'}", contenido=documento, tipo_mime=tipo_mime, por=por
    )
    convenio.save(update_fields=["firmado"])
    return convenio


@transaction.atomic
def anular_convenio(*, convenio: Convenio, motivo: str, por: Usuario, el: dt.date) -> Convenio:
    """Deja sin efecto un borrador o un convenio vigente; lo que quede por pagar vuelve a cobranza ese día.

    YaCambio si ya se cumplió, se rompió o lo anuló otra persona.
    """
    if not motivo.strip():
        raise CompromisoNoValido("Escribe por qué lo anulas.")
    bloquear_pagos()
    tomar_turno()
    hechos = Convenio.objects.filter(
        pk=convenio.pk, estado__in=[EstadoConvenio.BORRADOR, EstadoConvenio.VIGENTE]
    ).update(estado=EstadoConvenio.ANULADO, motivo=motivo.strip(), anulado_por=por, cerrado_el=el)
    convenio = Convenio.objects.select_related("cliente", "firmado_por", "anulado_por").get(pk=convenio.pk)
    if not hechos:
        raise YaCambio(_como_quedo(convenio))
    soltar(convenio, hasta=el)
    return convenio


def _pagos_quietos() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [CANDADO_PAGOS])
        return cursor.fetchone()[0]


def _como_quedo(convenio: Convenio) -> str:
    estado = convenio.get_estado_display().lower()
    quien = convenio.anulado_por or convenio.firmado_por
    return f"El convenio {convenio.numero} ya está {estado}" + (f" ({quien})." if quien else ".")


def _sin_cambios(convenio: Convenio, hoy: dt.date) -> list[ConvenioRecibo]:
    """Lo que cubre, si sigue debiéndose igual y a tiempo. YaCambio si no."""
    cubiertos = list(convenio.recibos.select_related("recibo").order_by("recibo_id"))
    ahora = exigibles_al(convenio.cliente_id, [c.recibo_id for c in cubiertos], hoy)
    for c in cubiertos:
        _, debe = ahora.get(c.recibo_id, (CERO, CERO))
        if debe != c.importe:
            raise YaCambio(
                f"El recibo {c.recibo} se preparó por {soles(c.importe)} y hoy debe {soles(debe)} este cliente. "
                "Prepara otro convenio."
            )
    primera = convenio.cuotas.order_by("vence_el").first()
    if primera and primera.vence_el < hoy:
        raise YaCambio(f"La primera fecha de pago, {primera.vence_el:%d/%m/%Y}, ya pasó. Prepara otro convenio.")
    return cubiertos
