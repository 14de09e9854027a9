"""Proponer, enviar, aceptar, devolver y retirar un caso (manual 6.3.13). Cada paso se da una vez y queda escrito."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cartera.cuentas.models import Recibo
from config.comun.avisos.services import avisar
from config.comun.usuarios.roles import EQUIPO, MOROSA

from .choices import TRANSICIONES, VIVOS, EstadoDerivacion
from .models import CausaDevolucion, Derivacion, DerivacionRecibo, DerivacionSuministro, PasoDerivacion
from .selectors import elegibilidad

if TYPE_CHECKING:
    from cartera.padron.models import Cliente
    from config.comun.usuarios.models import Usuario

# Una numeración por año, sin huecos: quien propone espera a que el anterior confirme o se deshaga.
TURNO = "SELECT pg_advisory_xact_lock(hashtext('cobranzas.derivaciones'))"
PAGADA = "Se pagaron todos sus recibos."


class NoDerivable(Exception):
    """Ningún suministro elegido cumple los requisitos; el mensaje dice cuál falta."""


class YaCambio(Exception):
    """Otra persona movió el caso antes; el mensaje dice cómo quedó."""


class FaltaSustento(Exception):
    pass


@transaction.atomic
def proponer(
    *, cliente: Cliente, suministros: Iterable[int], sustento: str, por: Usuario, en: dt.datetime
) -> Derivacion:
    """Abre el caso con la foto de hoy de esos suministros. NoDerivable si alguno no cumple o ya está en otro caso."""
    if not sustento.strip():
        raise FaltaSustento("Escribe qué se hizo para cobrar y por qué se deriva.")
    hoy = timezone.localdate(en)
    with connection.cursor() as cursor:
        cursor.execute(TURNO)
    hay = {e.suministro_id: e for e in elegibilidad(cliente=cliente, al=hoy, user=por)}
    elegidos = []
    for pk in dict.fromkeys(suministros):
        elegido = hay.get(pk)
        if elegido is None:
            raise NoDerivable("Uno de los suministros elegidos ya no debe nada vencido. Vuelve a mirar la lista.")
        if falta := next((r for r in elegido.requisitos if not r.cumple), None):
            raise NoDerivable(f"El suministro {elegido.codigo} no se puede derivar. {falta.texto}")
        elegidos.append(elegido)
    if not elegidos:
        raise NoDerivable("Marca al menos un suministro.")
    caso = Derivacion.objects.create(
        numero=_numero(hoy),
        cliente=cliente,
        al=hoy,
        deuda=sum(e.vencido for e in elegidos),
        sustento=sustento.strip(),
        propuesta_por=por,
        propuesta_en=en,
    )
    DerivacionSuministro.objects.bulk_create(
        DerivacionSuministro(
            derivacion=caso,
            suministro_id=e.suministro_id,
            recibos_vencidos=len(e.recibos),
            cuotas_vencidas=e.cuotas_vencidas,
            vencido=e.vencido,
        )
        for e in elegidos
    )
    DerivacionRecibo.objects.bulk_create(
        DerivacionRecibo(derivacion=caso, recibo_id=recibo, exigible=exigible)
        for e in elegidos
        for recibo, exigible in e.recibos
    )
    _anotar(caso, EstadoDerivacion.PROPUESTA, por=por, en=en, nota=caso.sustento)
    return caso


def _numero(hoy: dt.date) -> str:
    del_anio = Derivacion.objects.filter(numero__startswith=f"DM-{hoy:%Y}-")
    ultimo = del_anio.order_by("-pk").values_list("numero", flat=True).first()
    return f"DM-{hoy:%Y}-{int(ultimo.rsplit('-', 1)[1]) + 1 if ultimo else 1:03}"


# --- pasos --------------------------------------------------------------------------------------
@transaction.atomic
def enviar(*, derivacion: Derivacion, por: Usuario, en: dt.datetime, nota: str = "") -> Derivacion:
    """Pasa el caso a cartera morosa; también uno devuelto, ya completado. YaCambio si otra persona lo movió."""
    caso = _mover(derivacion, EstadoDerivacion.ENVIADA, por=por, en=en, nota=nota)
    # El expediente se dibuja de nuevo: el de antes de completarlo sigue en el archivo de documentos.
    Derivacion.objects.filter(pk=caso.pk).update(expediente=None)
    _avisar(caso, MOROSA, f"Llegó la derivación {caso} de {caso.cliente} por aceptar.")
    return caso


@transaction.atomic
def aceptar(*, derivacion: Derivacion, por: Usuario, en: dt.datetime) -> Derivacion:
    """Cartera morosa se hace cargo. YaCambio si ya la aceptaron, la devolvieron o la retiraron."""
    return _mover(derivacion, EstadoDerivacion.ACEPTADA, por=por, en=en)


@transaction.atomic
def devolver(
    *, derivacion: Derivacion, causa: CausaDevolucion, por: Usuario, en: dt.datetime, nota: str = ""
) -> Derivacion:
    """El caso vuelve al equipo con su causa. YaCambio si otra persona lo movió."""
    caso = _mover(derivacion, EstadoDerivacion.DEVUELTA, por=por, en=en, causa=causa, nota=nota)
    _avisar(caso, EQUIPO, f"Cartera morosa devolvió {caso} de {caso.cliente}: {causa}.")
    return caso


@transaction.atomic
def retirar(*, derivacion: Derivacion, motivo: str, por: Usuario | None, en: dt.datetime) -> Derivacion:
    """El caso deja cartera morosa (o no llega a enviarse) y su deuda vuelve al control diario."""
    return _terminar(derivacion, EstadoDerivacion.RETIRADA, motivo, por, en)


@transaction.atomic
def cerrar(*, derivacion: Derivacion, motivo: str, por: Usuario, en: dt.datetime) -> Derivacion:
    """Cartera morosa termina con el caso y dice cómo."""
    return _terminar(derivacion, EstadoDerivacion.CERRADA, motivo, por, en)


def _terminar(
    derivacion: Derivacion, estado: EstadoDerivacion, motivo: str, por: Usuario | None, en: dt.datetime
) -> Derivacion:
    if not motivo.strip():
        raise FaltaSustento("Escribe el motivo.")
    return _mover(derivacion, estado, por=por, en=en, nota=motivo.strip())


@transaction.atomic
def retirar_pagadas(*, en: dt.datetime) -> int:
    """Retira los casos vivos cuyos recibos se pagaron enteros. Cuántos. Repetida, no cambia nada."""
    debe = Recibo.objects.filter(derivaciones__derivacion=OuterRef("pk"), saldo__gt=0)
    pagadas = Derivacion.objects.filter(estado__in=VIVOS).exclude(Exists(debe)).select_related("cliente")
    hechas = 0
    for caso in pagadas.order_by("pk"):
        try:
            with transaction.atomic():
                retirada = retirar(derivacion=caso, motivo=PAGADA, por=None, en=en)
        except YaCambio:
            continue
        _avisar(retirada, MOROSA, f"{retirada} de {retirada.cliente} se retiró: {PAGADA.lower()}")
        _avisar(retirada, EQUIPO, f"{retirada} de {retirada.cliente} se retiró: {PAGADA.lower()}")
        hechas += 1
    return hechas


def _mover(
    derivacion: Derivacion,
    estado: EstadoDerivacion,
    *,
    por: Usuario | None,
    en: dt.datetime,
    causa: CausaDevolucion | None = None,
    nota: str = "",
) -> Derivacion:
    hechos = Derivacion.objects.filter(pk=derivacion.pk, estado__in=TRANSICIONES[estado]).update(estado=estado)
    caso = Derivacion.objects.select_related("cliente").get(pk=derivacion.pk)
    if not hechos:
        ultimo = caso.pasos.select_related("por").last()
        quien = (
            f" {ultimo.por or 'El sistema'}, el {timezone.localtime(ultimo.en):%d/%m/%Y a las %H:%M}." if ultimo else ""
        )
        raise YaCambio(f"{caso} ya cambió: está «{caso.get_estado_display().lower()}».{quien}")
    viva = estado in VIVOS
    if viva and (ocupado := _otro_caso(caso)):
        raise YaCambio(f"El suministro {ocupado.suministro} ya está en la derivación {ocupado.derivacion}.")
    caso.suministros.exclude(viva=viva).update(viva=viva)
    _anotar(caso, estado, por=por, en=en, causa=causa, nota=nota)
    return caso


def _otro_caso(caso: Derivacion) -> DerivacionSuministro | None:
    otros = DerivacionSuministro.objects.filter(viva=True, suministro__in=caso.suministros.values("suministro"))
    return otros.exclude(derivacion=caso).select_related("suministro", "derivacion").first()


def _anotar(caso: Derivacion, estado: str, *, por, en, causa=None, nota="") -> None:
    PasoDerivacion.objects.create(derivacion=caso, estado=estado, por=por, en=en, causa=causa, nota=nota.strip())


def _avisar(caso: Derivacion, rol: str, texto: str) -> None:
    clave = f"derivacion:{caso.pk}:{caso.pasos.count()}:{rol}"
    avisar(clave=clave, texto=texto, url=caso.get_absolute_url(), roles=[rol])
