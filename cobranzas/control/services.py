"""El barrido diario (manual 6.3.11): qué debe cada principal, en qué estado está cada recibo y qué toca hacer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Subquery

from cartera.cuentas.choices import Tramo
from cartera.cuentas.models import Recibo
from cartera.cuentas.selectors import pagos_hasta
from cartera.padron.models import Cliente
from cobranzas.compromisos.juicio import juzgar
from cobranzas.derivaciones.choices import DERIVADOS, EstadoDerivacion
from cobranzas.derivaciones.models import PasoDerivacion

from . import consultas
from .calculo import armar, pagos_atrasados
from .choices import Canal, EstadoAccion
from .models import Accion, Barrido, Posposicion
from .pasos import Pasos, pasos_al

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario

    from .querysets import AccionQuerySet

CANDADO = "cobranzas.control"
# Más atrás no se rehace día por día: el de hoy ya encuentra todo lo vencido y todo paso que tocaba.
TOPE_PENDIENTES = 31
CERO = Decimal("0.00")


class NoSePospone(Exception):
    """La fecha no es posterior a hoy, o ya no hay nada que levantar. El texto lo dice."""


class AccionCerrada(Exception):
    """Otra persona o el barrido la cerró antes; el texto dice cómo quedó."""


@dataclass(frozen=True)
class Resultado:
    """Lo que se vio en una fecha, en soles. `acciones`: las que creó esta corrida; `suprimidas`: clientes con razón."""

    al: dt.date
    clientes: int
    recibos_vencidos: int
    saldo_vencido: Decimal
    tramos: dict[str, tuple[int, Decimal]] = field(hash=False)
    acciones: int
    suprimidas: int
    pagos_hasta: dt.date | None
    # Falso: se mostró y nada más (pagos atrasados, o fecha anterior a la última barrida).
    actuo: bool
    atrasados: bool


def barrer(*, al: dt.date, ahora: dt.datetime, por: Usuario | None = None) -> Resultado:
    """Barre una fecha en una transacción: repetirla solo crea lo que falte, y `acciones` cuenta solo eso.

    Cada recibo abierto queda en un estado (congelado, vencido con su tramo, por vencer) con acción o razón. Si los
    datos del día cambiaron desde la vez anterior, sus estados se ponen al día; lo hecho no se deshace. Con pagos
    atrasados se niega a actuar y el día sigue pendiente. Una fecha anterior a la última en que se actuó se calcula y
    no escribe nada. Otro barrido a la vez espera su turno.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [CANDADO])
        ultimo = Barrido.objects.actuados().aggregate(ultimo=Max("al"))["ultimo"]
        if ultimo is None or al >= ultimo:
            juzgar(al=al)  # la promesa que venció anoche ya no detiene a nadie
            _anotar_derivadas(al)
        pasos, pagos = pasos_al(al), pagos_hasta(al)
        # El día en que ya se actuó no deja de estar al día porque cambie el parámetro.
        atrasados = al != ultimo and pagos_atrasados(al=al, pagos=pagos)
        datos = armar(cursor, al=al, pasos=pasos, atrasados=atrasados)
        visto = _calcular(cursor, Resultado(al, 0, 0, CERO, {}, 0, 0, pagos, False, atrasados))
        if ultimo is not None and al < ultimo:
            return visto
        if not atrasados:
            visto = replace(visto, actuo=True, acciones=_proponer(cursor, datos))
        _guardar(cursor, datos, visto, pasos=pasos, ahora=ahora, por=por)
        return visto


def _anotar_derivadas(al: dt.date) -> None:
    """La derivación que se proponía y ya se envió queda hecha, por quien la envió (manual 6.3.13)."""
    envio = PasoDerivacion.objects.filter(
        estado=EstadoDerivacion.ENVIADA, derivacion__cliente=OuterRef("cliente"), derivacion__estado__in=DERIVADOS
    ).order_by("-pk")
    propuestas = Accion.objects.abiertas().filter(Exists(envio), peldano__canal=Canal.DERIVACION, propuesta_el__lte=al)
    propuestas.update(
        estado=EstadoAccion.HECHA,
        cerrada_el=al,
        cerrada_por=Subquery(envio.values("por")[:1]),
        nota="Se derivó a cartera morosa.",
    )


def barrer_pendientes(*, hasta: dt.date, ahora: dt.datetime, por: Usuario | None = None) -> Resultado:
    """Barre cada día desde el siguiente al último en que se actuó hasta `hasta`, y devuelve el de `hasta`.

    `acciones` suma las de todos los días. Termina igual que si se hubiera barrido a diario: una noche perdida no
    pierde ningún paso. La primera vez, o si ya se barrió, solo `hasta`.
    """
    ultimo = Barrido.objects.actuados().aggregate(ultimo=Max("al"))["ultimo"]
    faltan = min((hasta - ultimo).days, TOPE_PENDIENTES) if ultimo else 1
    creadas = 0
    for dias in range(max(faltan, 1) - 1, -1, -1):
        resultado = barrer(al=hasta - dt.timedelta(days=dias), ahora=ahora, por=por)
        creadas += resultado.acciones
    return replace(resultado, acciones=creadas)


def marcar_hecha(*, accion: Accion, el: dt.date, nota: str, por: Usuario) -> Accion:
    """La acción, ya hecha: ese paso no se propone otra vez para el mismo recibo ancla.

    AccionCerrada si alguien o el barrido la cerró antes.
    """
    hecho = (
        Accion.objects.abiertas()
        .filter(pk=accion.pk, propuesta_el__lte=el)
        .update(estado=EstadoAccion.HECHA, cerrada_el=el, cerrada_por=por, nota=nota)
    )
    accion = Accion.objects.select_related("cliente", "peldano", "cerrada_por").get(pk=accion.pk)
    if not hecho:
        quien = f"{accion.cerrada_por} la marcó" if accion.cerrada_por else "El control diario la dejó"
        raise AccionCerrada(f"{quien} {accion.get_estado_display().lower()} el {accion.cerrada_el:%d/%m/%Y}.")
    return accion


def marcar_hechas(*, acciones: AccionQuerySet, el: dt.date, por: Usuario) -> int:
    """Cuántas de esas acciones quedaron hechas; las que ya no estaban abiertas no cuentan."""
    abiertas = Accion.objects.abiertas().filter(pk__in=acciones.order_by().values("pk"), propuesta_el__lte=el)
    return abiertas.update(estado=EstadoAccion.HECHA, cerrada_el=el, cerrada_por=por)


def reabrir(*, accion: Accion, por: Usuario) -> None:
    """Deshace una acción que esa persona acaba de marcar hecha: vuelve a estar propuesta.

    AccionCerrada si no la cerró ella, o si al cliente ya se le propuso otra cosa.
    """
    otra = Accion.objects.abiertas().filter(cliente=accion.cliente_id)
    suya = Accion.objects.filter(pk=accion.pk, estado=EstadoAccion.HECHA, cerrada_por=por)
    if otra.exists() or not suya.update(estado=EstadoAccion.PROPUESTA, cerrada_el=None, cerrada_por=None, nota=""):
        raise AccionCerrada("Ya no se puede deshacer: a ese cliente le toca otra cosa.")


@transaction.atomic
def posponer(
    *,
    cliente: Cliente,
    hasta: dt.date,
    motivo: str,
    por: Usuario,
    hoy: dt.date,
    en: dt.datetime,
    recibo: Recibo | None = None,
) -> Posposicion:
    """Nadie persigue al cliente (o ese recibo suyo) hasta esa fecha; su acción sigue abierta y ese día vuelve.

    Posponer otra vez cambia la fecha y deja constancia de la anterior. NoSePospone si la fecha no es posterior a hoy.
    """
    if hasta <= hoy:
        raise NoSePospone(f"La fecha debe ser posterior a hoy, {hoy:%d/%m/%Y}.")
    _un_turno_por_cliente(cliente.pk)
    anteriores = Posposicion.objects.filter(cliente=cliente, recibo=recibo, levantada_el=None, hasta__gt=hoy)
    anteriores.update(levantada_el=hoy, levantada_por=por)
    return Posposicion.objects.create(
        cliente=cliente, recibo=recibo, desde=hoy, hasta=hasta, motivo=motivo.strip(), por=por, en=en
    )


def reanudar(*, posposicion: Posposicion, por: Usuario, hoy: dt.date) -> None:
    """Vuelve a cobranza desde hoy. NoSePospone si otra persona la levantó antes o ya terminó."""
    vivas = Posposicion.objects.vivas(hoy).filter(pk=posposicion.pk)
    if not vivas.update(levantada_el=hoy, levantada_por=por):
        raise NoSePospone("Ya no estaba pospuesto. Mira por qué no se le cobra hoy.")


def _un_turno_por_cliente(cliente_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('cobranzas.posponer', %s))", [cliente_id])


def _calcular(cursor, vacio: Resultado) -> Resultado:
    """Las cifras del día, de sus tablas temporales."""
    cursor.execute(consultas.TRAMOS)
    hallados = {tramo: (recibos, soles) for tramo, recibos, soles in cursor.fetchall()}
    tramos = {tramo: hallados.get(tramo, (0, CERO)) for tramo in Tramo.values}
    cursor.execute(consultas.CIFRAS)
    clientes, suprimidas = cursor.fetchone()
    return replace(
        vacio,
        clientes=clientes,
        suprimidas=suprimidas,
        recibos_vencidos=sum(recibos for recibos, _ in tramos.values()),
        saldo_vencido=sum((soles for _, soles in tramos.values()), CERO),
        tramos=tramos,
    )


def _proponer(cursor, datos: dict[str, Any]) -> int:
    """Cierra lo que ya no corresponde, propone lo que falta y devuelve cuántas acciones creó."""
    cursor.execute(consultas.CERRAR, datos)
    creadas = 0
    for sentencia in (consultas.REABRIR, consultas.PROPONER):
        cursor.execute(sentencia, datos)
        creadas += cursor.rowcount
    cursor.execute(consultas.OMITIR, datos)
    return creadas


def _guardar(
    cursor, datos: dict[str, Any], visto: Resultado, *, pasos: Pasos, ahora: dt.datetime, por: Usuario | None
) -> None:
    antes = Barrido.objects.filter(al=visto.al).first()
    for poner, *poner_al_dia in (consultas.DE_RECIBOS, consultas.DE_CLIENTES):
        for sentencia in poner_al_dia if antes else (poner,):
            cursor.execute(sentencia, datos)
    barrido, _ = Barrido.objects.update_or_create(
        al=visto.al,
        defaults={
            "hecho_en": ahora,
            "clientes": visto.clientes,
            "recibos_vencidos": visto.recibos_vencidos,
            "saldo_vencido": visto.saldo_vencido,
            "acciones": visto.acciones + (antes.acciones if antes else 0),
            "suprimidas": visto.suprimidas,
            "pagos_hasta": visto.pagos_hasta,
            "actuo": visto.actuo,
            "escalera": pasos.escalera,
            "por": por,
        },
    )
    barrido.tramos.all().delete()
    cursor.execute(consultas.PONER_TRAMOS, {"barrido": barrido.pk})
