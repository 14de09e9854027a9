"""Lo que se lee del control diario: la fecha, su antigüedad, sus grupos y por qué a un cliente le toca o no."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from cartera.cuentas.choices import Tramo
from cartera.cuentas.selectors import pagos_hasta_por_entidad
from cobranzas.derivaciones.selectors import recibos_derivados
from config.comun.dinero import soles
from config.comun.parametros.selectors import valor
from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

from . import hechos
from .choices import Canal, EstadoCliente, Pausa, Razon
from .models import Accion, Barrido, BarridoTramo, ControlCliente, EstadoDiario, Posposicion

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario

    from .querysets import AccionQuerySet, DelClienteQuerySet

CERO = Decimal("0.00")


@dataclass(frozen=True)
class Cifra:
    """Cuántos (recibos o clientes) y cuántos soles."""

    clave: str
    nombre: str
    cuantos: int
    soles: Decimal


@dataclass(frozen=True)
class Frescura:
    """Hasta qué fecha llegan los pagos de una entidad, mirados desde una fecha."""

    entidad: str
    hasta: dt.date
    dias: int
    atrasada: bool


@dataclass(frozen=True)
class PorQue:
    """El estado de un cliente en una fecha y la razón de que se actúe o no, en una frase."""

    al: dt.date
    estado: str
    frase: str
    accion: Accion | None = None
    razon: str = ""


def barrido_de(al: dt.date | None) -> Barrido | None:
    """El barrido de esa fecha (None si no se hizo); sin fecha, el último."""
    hechos = Barrido.objects.select_related("por", "escalera")
    return hechos.filter(al=al).first() if al else hechos.order_by("-al").first()


def barrido_anterior(al: dt.date) -> Barrido | None:
    """El más cercano antes de esa fecha."""
    return Barrido.objects.filter(al__lt=al).order_by("-al").first()


def frescura(al: dt.date) -> list[Frescura]:
    """Por entidad, la fecha del último pago cargado hasta ese día; primero las más atrasadas (manual 6.3.11)."""
    tope = valor("dias_frescura_pagos", al=al)
    filas = [(entidad, hasta, (al - hasta).days) for entidad, hasta in pagos_hasta_por_entidad(al)]
    return [Frescura(entidad, hasta, dias, dias > tope) for entidad, hasta, dias in filas]


def antiguedad(*, barrido: Barrido, user: Usuario) -> tuple[list[Cifra], Cifra | None]:
    """(recibos vencidos por tramo en las zonas del usuario, lo vencido en las demás como una suma o None)."""
    todos = BarridoTramo.objects.filter(barrido=barrido)
    suyos = todos if ve_todas_las_zonas(user) else todos.filter(zona__in=zonas_de(user))
    sumas = {
        fila["tramo"]: (fila["n"], fila["s"])
        for fila in suyos.values("tramo").annotate(n=Sum("recibos"), s=Sum("saldo"))
    }
    tira = [Cifra(t.value, t.label, *sumas.get(t.value, (0, CERO))) for t in Tramo]
    cuantos = barrido.recibos_vencidos - sum(c.cuantos for c in tira)
    if not cuantos:
        return tira, None
    return tira, Cifra("", "En otras zonas", cuantos, barrido.saldo_vencido - sum((c.soles for c in tira), CERO))


@dataclass(frozen=True)
class Grupos:
    """Los clientes de un día: con paso propuesto (del más severo al menos); de ellos, los que ese día no se podía, por
    qué; y los que deben y no tienen acción, por razón."""

    con_accion: list[Cifra]
    en_pausa: list[Cifra]
    sin_accion: list[Cifra]


def grupos(*, barrido: Barrido, user: Usuario) -> Grupos:
    """Cuántos clientes visibles hay en cada grupo y cuánto tienen vencido. Una consulta."""
    visibles = ControlCliente.objects.filter(al=barrido.al).visibles_para(user)
    filas = (
        visibles.exclude(peldano=None, suprimida=False)
        .values_list("peldano", "pausa", "razon", "peldano__nombre", "peldano__orden")
        .annotate(n=Count("cliente_id"), s=Sum(F("vencido")))
    )
    sumas: dict[str, dict[str, tuple[int, Decimal]]] = {"peldano": {}, "pausa": {}, "razon": {}}
    pasos: dict[str, tuple[int, str]] = {}
    for peldano, pausa, razon, nombre, orden, cuantos, total in filas:
        if peldano:
            pasos[str(peldano)] = (-orden, nombre)
        for grupo, clave in (("peldano", peldano and str(peldano)), ("pausa", pausa), ("razon", razon)):
            if clave:
                antes = sumas[grupo].get(clave, (0, CERO))
                sumas[grupo][clave] = (antes[0] + cuantos, antes[1] + total)
    en_pausa = [Cifra(clave, str(Pausa(clave).label), *suma) for clave, suma in sumas["pausa"].items()]
    sin_accion = [Cifra(clave, str(Razon(clave).label), *suma) for clave, suma in sumas["razon"].items()]
    return Grupos(
        [Cifra(clave, pasos[clave][1], *sumas["peldano"][clave]) for clave in sorted(pasos, key=pasos.__getitem__)],
        sorted(en_pausa, key=lambda c: -c.cuantos),
        sorted(sin_accion, key=lambda c: -c.cuantos),
    )


def control_de(*, cliente_id: int, al: dt.date, user: Usuario) -> ControlCliente | None:
    """El control del cliente en el último día barrido hasta esa fecha en que era principal; None si no lo era."""
    dia = Barrido.objects.filter(al__lte=al).aggregate(dia=Max("al"))["dia"]
    return (
        ControlCliente.objects.filter(al=dia, cliente=cliente_id)
        .visibles_para(user)
        .select_related("cliente", "accion__peldano", "accion__ancla")
        .first()
    )


def por_que(control: ControlCliente) -> PorQue:
    """Por qué ese día le toca (o no) una acción, con su estado y en una frase (PANTALLAS, ficha del cliente)."""
    if accion := control.accion:
        desde = f"propuesta el {accion.propuesta_el:%d/%m/%Y}"
        pausa = f" {control.get_pausa_display()}." if control.pausa else ""
        frase = f"Toca: {accion.peldano.nombre}, {desde}.{pausa} {_debe(control)}"
        return PorQue(control.al, control.estado, frase, accion)
    razon = Razon(control.razon)
    if control.estado == EstadoCliente.SIN_DEUDA:
        frase = "No debe nada."
    elif control.suprimida:
        frase = f"No se actúa: {razon.label[0].lower()}{razon.label[1:]}. {_debe(control)}"
    else:
        frase = f"No toca nada: {razon.label[0].lower()}{razon.label[1:]}. {_debe(control)}"
    return PorQue(control.al, control.estado, frase, razon=razon)


def _debe(control: ControlCliente) -> str:
    if control.vencido:
        recibos = "1 recibo" if control.recibos_vencidos == 1 else f"{control.recibos_vencidos} recibos"
        dias = "1 día" if control.dias == 1 else f"{control.dias} días"
        return f"Debe {soles(control.vencido)} de {recibos}; el más antiguo venció hace {dias}."
    if control.por_vencer:
        return f"Tiene {soles(control.por_vencer)} por vencer."
    return f"Tiene {soles(control.congelado)} congelados."


def recibos_de(*, cliente_id: int, al: dt.date, user: Usuario) -> tuple[list[EstadoDiario], Cifra | None]:
    """(recibos abiertos del cliente ese día en las zonas del usuario, los de otras zonas como una suma o None)."""
    todos = EstadoDiario.objects.filter(al=al, cliente=cliente_id)
    suyos = list(
        todos.visibles_para(user)
        .select_related("recibo__suministro__zona", "accion__peldano")
        .order_by("-dias", "recibo__numero")
    )
    if ve_todas_las_zonas(user):
        return suyos, None
    total = todos.aggregate(n=Count("recibo_id"), s=Coalesce(Sum(F("saldo")), CERO))
    otros = total["n"] - len(suyos)
    if not otros:
        return suyos, None
    return suyos, Cifra("", "En otras zonas", otros, total["s"] - sum((e.saldo for e in suyos), CERO))


def recibos_de_accion(accion: Accion, *, user: Usuario) -> list[EstadoDiario]:
    """Los recibos que abarca en las zonas del usuario: los del último día barrido en que la acción siguió abierta."""
    barridos = Barrido.objects.actuados().filter(al__gte=accion.propuesta_el)
    if accion.cerrada_el:
        barridos = barridos.filter(al__lte=accion.cerrada_el)
    # El barrido del día en que se cerró pudo verla ya cerrada: entonces vale el anterior.
    dias = list(barridos.order_by("-al").values_list("al", flat=True)[:2])
    suyos = EstadoDiario.objects.filter(al__in=dias, cliente=accion.cliente_id, accion=accion).visibles_para(user)
    filas = list(suyos.select_related("recibo__suministro__zona").order_by("-al", "-dias", "recibo__numero"))
    return [e for e in filas if e.al == filas[0].al]


def acciones_abiertas(*, al: dt.date) -> AccionQuerySet:
    """Las propuestas que se pueden hacer ese día: su ancla se sigue debiendo y nada la detiene.

    Un pago, un congelamiento, una promesa o una posposición de esta mañana las quita sin esperar al barrido; y con
    quien ya se hizo un paso ese día no se hace otro (salvo derivar, que no es contactarlo).
    """
    prometidos = hechos.recibos_prometidos(al).filter(
        recibo=OuterRef("ancla"), falta__gt=0, falta__gte=OuterRef("ancla__saldo") - OuterRef("ancla__congelado")
    )
    return Accion.objects.abiertas().filter(
        Q(ancla__saldo__gt=F("ancla__congelado")) | Q(ancla__in=hechos.recibos_en_mora(al)),
        ~Exists(prometidos),
        ~Q(cliente__in=hechos.pospuestos(al).values("cliente")),
        ~Q(ancla__in=hechos.recibos_pospuestos(al).values("recibo")),
        ~Q(ancla__in=recibos_derivados()),
        Q(peldano__canal=Canal.DERIVACION) | ~Q(cliente__in=hechos.atendidos(al)),
    )


def sigue_en_pie(control: ControlCliente, *, al: dt.date) -> bool:
    """Si lo que dijo el barrido vale todavía: sin acción, o con una que se puede hacer."""
    return not control.accion_id or acciones_abiertas(al=al).filter(pk=control.accion_id).exists()


def pospuestos(*, user: Usuario, al: dt.date) -> DelClienteQuerySet:
    """Lo que ese día está pospuesto en las zonas del usuario; lo que antes vuelve, primero."""
    vivas = Posposicion.objects.vivas(al).visibles_para(user)
    return vivas.select_related("cliente", "recibo", "por").order_by("hasta", "pk")


@dataclass(frozen=True)
class PorHacer:
    """Las acciones abiertas de un paso: cuántas, su importe y cuántas quedaron de días anteriores."""

    peldano: int
    nombre: str
    cuantas: int
    importe: Decimal
    de_antes: int


def por_hacer(*, user: Usuario, al: dt.date) -> list[PorHacer]:
    """Lo que espera en las zonas del usuario, por paso, del más severo al menos. Una consulta."""
    filas = (
        acciones_abiertas(al=al)
        .visibles_para(user)
        .order_by()
        .values_list("peldano", "peldano__nombre")
        .annotate(n=Count("pk"), s=Sum("importe"), antes=Count("pk", filter=Q(propuesta_el__lt=al)))
        .order_by("-peldano__orden", "peldano")
    )
    return [PorHacer(*fila) for fila in filas]


def historia_de(cliente_id: int) -> list[Accion]:
    """Las últimas 50 acciones del cliente, de la más nueva a la más vieja."""
    return list(
        Accion.objects.filter(cliente=cliente_id).para_lista().order_by("-propuesta_el", "-peldano__orden", "-pk")[:50]
    )


def contar_por_hacer(*, usuario: Usuario, pk: int) -> int:
    """Acciones abiertas del cliente, si el usuario lo ve: el contador de su pestaña."""
    return Accion.objects.por_hacer().visibles_para(usuario).filter(cliente=pk).count()
