"""Atender la cola: tomar a un cliente, guardar en qué quedó y decidir qué sigue, en una transacción (manual 6.3.11)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from cobranzas.compromisos import services as compromisos
from cobranzas.compromisos.selectors import recibos_de
from cobranzas.control import services as control
from cobranzas.control.choices import Canal
from config.comun.calendario.selectors import sumar_habiles
from config.comun.parametros.selectors import valor
from config.comun.usuarios.models import Usuario
from principales.comunicaciones import services as comunicaciones
from principales.comunicaciones.choices import Sentido
from principales.comunicaciones.models import Comunicacion, ResultadoComunicacion
from principales.directorio.choices import TELEFONICOS, Asunto
from principales.directorio.selectors import medio_para

from .choices import TipoAtencion
from .models import Atencion, Descanso, Gestion
from .selectors import cola, gestores

if TYPE_CHECKING:
    from cobranzas.compromisos.models import Promesa
    from cobranzas.control.models import Posposicion
    from principales.directorio.models import Contacto, MedioContacto

    from .querysets import GestionQuerySet

ORIGEN = "cobranzas.atencion"
DESHACER = dt.timedelta(seconds=60)  # el botón dura 10; lo demás es lo que tarda en llegar
PRUEBAS = 25  # cuántas se intentan tomar antes de rendirse: cada una la ganó otra persona
DESHECHA = "Se deshizo al momento de registrarla."


class TomaPerdida(Exception):
    """Otra persona tiene al cliente delante, o ya no le toca a quien guarda. El texto dice quién y qué hacer."""


class FaltaLaPromesa(ValueError):
    """El resultado pide importe y fecha, o ya no hay deuda que prometer."""


class NoSeDeshace(Exception):
    """Pasó el tiempo, no es suya o lo que siguió ya no lo permite."""


class PersonaNoAtiende(ValueError):
    """A esa persona no se le puede asignar: no atiende colas o descansa."""


@dataclass(frozen=True, slots=True)
class Atendida:
    """Qué quedó guardado y qué sigue: `sigue_aqui`, el mismo cliente por otro número; `vuelve_el`, otro día."""

    atencion: Atencion
    repetida: bool = False
    sigue_aqui: bool = False
    vuelve_el: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Reasignadas:
    """`ocupadas`: alguien las atiende ahora; `fuera_de_zona`: la persona no ve a esos clientes."""

    hechas: int
    ocupadas: int
    fuera_de_zona: int


# --- tener a un cliente delante ------------------------------------------------------------------
@transaction.atomic
def tomar_siguiente(*, persona: Usuario, al: dt.date, en: dt.datetime) -> Gestion | None:
    """El cliente que la persona tiene delante, o el siguiente de su cola; None si terminó.

    La toma es un UPDATE condicional: si otra persona ganó, se prueba con la que sigue. Dura lo que dice el parámetro y
    se renueva mientras la pantalla esté abierta.
    """
    _turno(persona)
    mia = Gestion.objects.filter(tomada_por=persona).first()
    suya = cola(persona=persona, al=al)
    if mia and suya.filter(pk=mia.pk).exists() and _tomar(mia.pk, persona, al, en):
        return _con_lo_suyo(mia.pk)
    soltar(persona=persona)
    for clave in suya.libres_para(persona, en).values_list("pk", flat=True)[:PRUEBAS]:
        if _tomar(clave, persona, al, en):
            return _con_lo_suyo(clave)
    return None


@transaction.atomic
def tomar(*, gestion: Gestion, persona: Usuario, en: dt.datetime) -> Gestion:
    """Esa gestión suya, delante. TomaPerdida si la tiene otra persona, no es suya o ya se hizo."""
    _turno(persona)
    Gestion.objects.filter(tomada_por=persona).exclude(pk=gestion.pk).update(tomada_por=None, vence_en=None)
    if not _tomar(gestion.pk, persona, timezone.localdate(en), en):
        raise TomaPerdida(_quien_la_tiene(gestion.pk, persona, en))
    return _con_lo_suyo(gestion.pk)


def renovar(*, gestion: Gestion, persona: Usuario, al: dt.date, en: dt.datetime) -> bool:
    """Alarga la toma de quien sigue con la pantalla abierta. Falso si ya no la tiene."""
    hasta = en + dt.timedelta(minutes=valor("cola_minutos_toma", al=al))
    return bool(Gestion.objects.abiertas().filter(pk=gestion.pk, tomada_por=persona).update(vence_en=hasta))


def soltar(*, persona: Usuario) -> None:
    """Deja libre al cliente que tenía delante."""
    Gestion.objects.filter(tomada_por=persona).update(tomada_por=None, vence_en=None)


# --- en qué quedó --------------------------------------------------------------------------------
@transaction.atomic
def atender(
    *,
    gestion: Gestion,
    persona: Usuario,
    en: dt.datetime,
    ficha: UUID,
    resultado: ResultadoComunicacion,
    medio: MedioContacto | None = None,
    contacto: Contacto | None = None,
    texto: str = "",
    siguiente_el: dt.date | None = None,
    siguiente_paso: str = "",
    promesa_importe: Decimal | None = None,
    promesa_el: dt.date | None = None,
    motivo_exceso: str = "",
) -> Atendida:
    """Anota la llamada o visita, la promesa si la hay, cierra o deja la acción y decide qué sigue para ese cliente.

    Se habló y no pidió otra fecha: el paso quedó hecho. Pidió otra fecha: se pospone hasta ese día. Nadie respondió:
    vuelve al final de la cola y, tras los intentos del día, el siguiente hábil. El número no servía y hay otro: sigue
    el mismo cliente. El mismo envío (`ficha`) otra vez devuelve lo que ya se guardó. TomaPerdida si la tiene otra
    persona; FaltaLaPromesa; las de comunicaciones (FueraDeLimites, GestionIncompleta) y las de CompromisoNoValido.
    """
    al = timezone.localdate(en)
    suya = Gestion.objects.select_for_update(of=("self",)).select_related("cliente", "accion").get(pk=gestion.pk)
    if hecha := Atencion.objects.filter(ficha=ficha, persona=persona).select_related("promesa").first():
        return Atendida(hecha, repetida=True)
    if suya.tomada_por_id != persona.pk and not _tomar(suya.pk, persona, al, en):
        raise TomaPerdida(_quien_la_tiene(suya.pk, persona, en))
    comunicacion = comunicaciones.registrar(
        cliente=suya.cliente,
        canal=suya.canal,
        sentido=Sentido.SALIENTE,
        ocurrio_en=en,
        resultado=resultado,
        por=persona,
        contacto=contacto,
        medio=medio,
        texto=texto,
        siguiente_paso=siguiente_paso,
        siguiente_el=siguiente_el,
        motivo_exceso=motivo_exceso,
        origen=(ORIGEN, str(ficha)),
    )
    promesa = None
    if resultado.pide_promesa:
        promesa = _prometer(suya, persona, en, importe=promesa_importe, el=promesa_el, contacto=comunicacion.contacto)
    _dar_por_hechos(suya, comunicacion, al=al, en=en)
    antes = {"vuelta_antes": suya.vuelta, "vuelta_el_antes": suya.vuelta_el, "no_antes_antes": suya.no_antes}
    sigue = _decidir(suya, comunicacion, resultado, persona=persona, al=al, en=en)
    atencion = Atencion.objects.create(
        gestion=suya,
        persona=persona,
        tipo=TipoAtencion.RESULTADO,
        en=en,
        el=al,
        ficha=ficha,
        comunicacion=comunicacion,
        promesa=promesa,
        posposicion=sigue.posposicion,
        cerro=sigue.cerro,
        **antes,
    )
    return Atendida(atencion, sigue_aqui=sigue.sigue_aqui, vuelve_el=sigue.vuelve_el)


@transaction.atomic
def saltar(*, gestion: Gestion, persona: Usuario, motivo: str, ficha: UUID, en: dt.datetime) -> Atencion:
    """La deja para el final de la cola de hoy y dice por qué. TomaPerdida si ya no la tenía."""
    al = timezone.localdate(en)
    suya = Gestion.objects.select_for_update().get(pk=gestion.pk)
    if hecha := Atencion.objects.filter(ficha=ficha, persona=persona).first():
        return hecha
    if suya.tomada_por_id != persona.pk:
        raise TomaPerdida(_quien_la_tiene(suya.pk, persona, en))
    salto = Atencion.objects.create(
        gestion=suya,
        persona=persona,
        tipo=TipoAtencion.SALTO,
        en=en,
        el=al,
        ficha=ficha,
        motivo=" ".join(motivo.split()),
        vuelta_antes=suya.vuelta,
        vuelta_el_antes=suya.vuelta_el,
        no_antes_antes=suya.no_antes,
    )
    _dejar(suya, vuelta=_vuelta(suya, al) + 1, vuelta_el=al)
    return salto


@transaction.atomic
def deshacer(*, atencion: Atencion, persona: Usuario, en: dt.datetime) -> Gestion:
    """Como si no se hubiera guardado: anula la comunicación y la promesa, reabre la acción y vuelve a tenerla delante.

    NoSeDeshace si pasó el minuto, no es suya, o después ya cambió lo que dependía de ella.
    """
    vigentes = Atencion.objects.validas().filter(pk=atencion.pk, persona=persona, en__gte=en - DESHACER)
    if not vigentes.update(deshecha_en=en):
        raise NoSeDeshace("Ya no se puede deshacer: pasó el tiempo o ya estaba deshecho.")
    al, suya = timezone.localdate(en), atencion.gestion
    try:
        if atencion.comunicacion:
            comunicaciones.anular(comunicacion=atencion.comunicacion, motivo=DESHECHA, por=persona, en=en)
        if atencion.promesa:
            compromisos.anular_promesa(promesa=atencion.promesa, motivo=DESHECHA, por=persona, el=al)
        if atencion.posposicion:
            control.reanudar(posposicion=atencion.posposicion, por=persona, hoy=al)
        if atencion.cerro:
            control.reabrir(accion=suya.accion, por=persona)
    except (
        comunicaciones.NoSeAnula, compromisos.CompromisoNoValido, control.NoSePospone, control.AccionCerrada,
    ) as error:  # fmt: skip
        raise NoSeDeshace(str(error)) from error
    _turno(persona)
    soltar(persona=persona)
    Gestion.objects.filter(pk=suya.pk).update(
        vuelta=atencion.vuelta_antes,
        vuelta_el=atencion.vuelta_el_antes,
        no_antes=atencion.no_antes_antes,
        cerrada_en=None,
    )
    _tomar(suya.pk, persona, al, en)
    return suya


# --- repartir a mano -----------------------------------------------------------------------------
@transaction.atomic
def reasignar(
    *, gestiones: GestionQuerySet, a: Usuario | None, por: Usuario, al: dt.date, en: dt.datetime
) -> Reasignadas:
    """Pasa a esa persona (o a nadie) todas las de la consulta que se puedan. Tres sentencias.

    Lo que alguien tiene delante y los clientes que ella no ve se quedan como están. PersonaNoAtiende.
    """
    if a and not gestores(al=al).filter(pk=a.pk).exists():
        raise PersonaNoAtiende(f"{a} no atiende la cola, o descansa ese día. Elige a otra persona.")
    pedidas = Gestion.objects.abiertas().filter(pk__in=gestiones.order_by().values("pk"))
    ocupadas = pedidas.tomadas(en).exclude(asignada_a=a).count()
    libres = pedidas.exclude(pk__in=Gestion.objects.tomadas(en).values("pk"))
    todas = libres.count()
    alcanza = libres.visibles_para(a) if a else libres
    hechas = Gestion.objects.filter(pk__in=alcanza.values("pk")).update(
        asignada_a=a, asignada_por=por if a else None, asignada_en=en if a else None, tomada_por=None, vence_en=None
    )
    return Reasignadas(hechas, ocupadas, todas - hechas)


@transaction.atomic
def descansar(*, persona: Usuario, desde: dt.date, hasta: dt.date, motivo: str, por: Usuario) -> Descanso:
    """Esos días no le toca nada: el reparto pasa lo suyo a las demás. IntegrityError si ya descansaba entonces."""
    return Descanso.objects.create(persona=persona, desde=desde, hasta=hasta, motivo=motivo.strip(), por=por)


def volver(*, descanso: Descanso, hoy: dt.date) -> None:
    """Desde hoy vuelve a recibir; de un descanso que aún no empieza no queda nada."""
    if descanso.desde >= hoy:
        descanso.delete()
    else:
        Descanso.objects.filter(pk=descanso.pk).update(hasta=hoy - dt.timedelta(days=1))


# --- por dentro ----------------------------------------------------------------------------------
@dataclass(slots=True)
class _Sigue:
    cerro: bool = False
    posposicion: Posposicion | None = None
    sigue_aqui: bool = False
    vuelve_el: dt.date | None = None


def _decidir(
    gestion: Gestion,
    comunicacion: Comunicacion,
    resultado: ResultadoComunicacion,
    *,
    persona: Usuario,
    al: dt.date,
    en: dt.datetime,
) -> _Sigue:
    """Qué pasa con la acción después de ese resultado."""
    if resultado.pide_fecha and comunicacion.siguiente_el and comunicacion.siguiente_el > al:
        posposicion = control.posponer(
            cliente=gestion.cliente,
            hasta=comunicacion.siguiente_el,
            motivo=f"{resultado}: {comunicacion.siguiente_paso}"[:300],
            por=persona,
            hoy=al,
            en=en,
        )
        _dejar(gestion)
        return _Sigue(posposicion=posposicion, vuelve_el=comunicacion.siguiente_el)
    if resultado.contacto_logrado and not resultado.pide_fecha:
        cerro = _cerrar(gestion, comunicacion, persona, al)
        _dejar(gestion, cerrada_en=en)
        return _Sigue(cerro=cerro)
    if resultado.marca_medio and comunicacion.medio and _otro_telefono(gestion, al):
        return _Sigue(sigue_aqui=True)
    intento = _vuelta(gestion, al) + 1
    if not resultado.pide_fecha and intento >= valor("cola_intentos_por_dia", al=al):
        vuelve = sumar_habiles(desde=al, dias=1)
        _dejar(gestion, vuelta=intento, vuelta_el=al, no_antes=vuelve)
        return _Sigue(vuelve_el=vuelve)
    _dejar(gestion, vuelta=intento, vuelta_el=al)
    return _Sigue()


def _cerrar(gestion: Gestion, comunicacion: Comunicacion, persona: Usuario, al: dt.date) -> bool:
    """El paso quedó hecho. Falso si un pago, el control u otra persona la cerró mientras se hablaba: ya está."""
    nota = f"{comunicacion.resultado}. {comunicacion.texto}".strip()[:300]
    try:
        control.marcar_hecha(accion=gestion.accion, el=al, nota=nota, por=persona)
    except control.AccionCerrada:
        return False
    return True


def _prometer(gestion, persona, en, *, importe: Decimal | None, el: dt.date | None, contacto) -> Promesa:
    if importe is None or el is None:
        raise FaltaLaPromesa("Escribe cuánto prometió y para qué día.")
    recibos = list(recibos_de(cliente=gestion.cliente, al=timezone.localdate(en), user=persona))
    if not recibos:
        raise FaltaLaPromesa("Ya no debe nada que se pueda prometer: se pagó o se prometió. Elige otro resultado.")
    return compromisos.prometer(
        cliente=gestion.cliente, recibos=recibos, cuotas=[(el, importe)], por=persona, en=en, contacto=contacto
    )


def _dar_por_hechos(gestion: Gestion, nueva: Comunicacion, *, al: dt.date, en: dt.datetime) -> None:
    """Lo que la cola dejó para hoy con ese cliente ya se hizo: es esta gestión."""
    pasos = Comunicacion.objects.con_paso_pendiente().filter(
        cliente=gestion.cliente_id, origen_tipo=ORIGEN, siguiente_el__lte=al
    )
    for paso in pasos.exclude(pk=nueva.pk):
        comunicaciones.hecho(comunicacion=paso, en=en)


def _otro_telefono(gestion: Gestion, al: dt.date) -> bool:
    if gestion.canal != Canal.LLAMADA:
        return False
    return bool(medio_para(cliente_id=gestion.cliente_id, asunto=Asunto.COBRANZA, tipos=TELEFONICOS, al=al))


def _vuelta(gestion: Gestion, al: dt.date) -> int:
    return gestion.vuelta if gestion.vuelta_el == al else 0


def _dejar(gestion: Gestion, **cambios) -> None:
    Gestion.objects.filter(pk=gestion.pk).update(tomada_por=None, vence_en=None, **cambios)


def _tomar(clave: int, persona: Usuario, al: dt.date, en: dt.datetime) -> bool:
    """La toma condicional: nadie la tiene, la suya, o la de otra persona ya venció; y le toca a ella."""
    hasta = en + dt.timedelta(minutes=valor("cola_minutos_toma", al=al))
    libre = Gestion.objects.abiertas().filter(pk=clave, asignada_a=persona).libres_para(persona, en)
    return bool(libre.update(tomada_por=persona, vence_en=hasta))


def _quien_la_tiene(clave: int, persona: Usuario, en: dt.datetime) -> str:
    suya = Gestion.objects.select_related("tomada_por", "asignada_a", "cliente").get(pk=clave)
    if suya.tomada_por and suya.tomada_por != persona and suya.vence_en and suya.vence_en > en:
        return f"{suya.tomada_por} está atendiendo a {suya.cliente}. Pasamos al siguiente."
    if suya.asignada_a and suya.asignada_a != persona:
        return f"{suya.cliente} pasó a la cola de {suya.asignada_a}. Pasamos al siguiente."
    return f"{suya.cliente} ya no está en tu cola. Pasamos al siguiente."


def _con_lo_suyo(clave: int) -> Gestion:
    de = Gestion.objects.select_related("cliente", "accion__peldano", "accion__ancla__suministro__zona")
    return de.get(pk=clave)


def _turno(persona: Usuario) -> None:
    """Las dos ventanas de una persona, una tras otra."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('cobranzas.gestiones.toma', %s))", [persona.pk])
