"""Lo que otros preguntan de los compromisos: qué está vivo, qué se debe y cómo cumple cada cliente."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from cartera.cuentas.models import Recibo
from cartera.padron.models import Cliente
from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

from . import consultas
from .choices import JUZGADAS, EstadoConvenio, EstadoPromesa, SituacionPromesa
from .models import Convenio, ConvenioCuota, ConvenioRecibo, Promesa, PromesaRecibo

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario

CERO = Decimal("0.00")


# --- para el control diario y la cola -----------------------------------------------------------
def promesas_vivas(*, al: dt.date) -> QuerySet:
    """Filas (cliente_id, recibo_id, promesa_id, importe, hasta) de los recibos que nombra una promesa abierta.

    Cubre solo esos recibos y, de cada uno, `importe`. `hasta` es el último día en que pagar la cumple. Antes se llama a
    `services.juzgar(al=...)`: una promesa vencida deja de estar viva ahí.
    """
    return PromesaRecibo.objects.filter(viva=True, promesa__prometida_el__lte=al).values(
        "recibo_id", "promesa_id", "importe", cliente_id=F("promesa__cliente_id"), hasta=F("promesa__hasta")
    )


def convenios_vivos(*, al: dt.date) -> QuerySet:
    """Filas (cliente_id, recibo_id, convenio_id, numero, importe) de los recibos que cubre un convenio vigente."""
    return ConvenioRecibo.objects.filter(vivo=True, convenio__firmado_el__lte=al).values(
        "recibo_id",
        "convenio_id",
        "importe",
        cliente_id=F("convenio__cliente_id"),
        numero=F("convenio__numero"),
    )


def cuotas_vencidas(*, al: dt.date) -> QuerySet[ConvenioCuota]:
    """Cuotas que vencieron antes de `al` con capital por pagar, de convenios vigentes o rotos por ello (art. 113.1).

    Anota `cliente_id` y `debe` (soles). Según el último juicio.
    """
    return ConvenioCuota.objects.filter(
        convenio__estado__in=[EstadoConvenio.VIGENTE, EstadoConvenio.ROTO], vence_el__lt=al, pagado__lt=F("capital")
    ).annotate(cliente_id=F("convenio__cliente_id"), debe=F("capital") - F("pagado"))


def suministros_con_cuota_vencida(*, al: dt.date) -> QuerySet:
    """Filas (suministro_id, cliente_id) sin repetir: con recibos por pagar de un convenio con cuota vencida."""
    return (
        ConvenioRecibo.objects.filter(
            convenio__in=cuotas_vencidas(al=al).values("convenio"), recibo__pagado__lt=F("recibo__total")
        )
        .values(suministro_id=F("recibo__suministro_id"), cliente_id=F("convenio__cliente_id"))
        .distinct()
    )


# --- cómo cumple --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Historial:
    """Promesas ya juzgadas de un cliente y sus soles; las anuladas no cuentan. `convenios_rotos` de `convenios`."""

    cumplidas: int = 0
    en_parte: int = 0
    incumplidas: int = 0
    prometido: Decimal = CERO
    cubierto: Decimal = CERO
    convenios: int = 0
    convenios_rotos: int = 0

    @property
    def juzgadas(self) -> int:
        return self.cumplidas + self.en_parte + self.incumplidas

    @property
    def cumplimiento(self) -> Decimal | None:
        """Soles que llegaron a tiempo por cada sol prometido (0 a 1); None si nunca se le juzgó."""
        return self.cubierto / self.prometido if self.prometido else None


def cumplimiento_por_cliente() -> QuerySet:
    """Filas (cliente_id, cumplidas, en_parte, incumplidas, prometido, cubierto) de quienes ya fueron juzgados."""
    return (
        Promesa.objects.filter(estado__in=JUZGADAS)
        .order_by("cliente_id")
        .values("cliente_id")
        .annotate(
            cumplidas=Count("pk", filter=Q(estado=EstadoPromesa.CUMPLIDA)),
            en_parte=Count("pk", filter=Q(estado=EstadoPromesa.EN_PARTE)),
            incumplidas=Count("pk", filter=Q(estado=EstadoPromesa.INCUMPLIDA)),
            prometido=Sum("total"),
            cubierto=Sum(F("cubierto")),
        )
    )


def historial_de(*, cliente_id: int) -> Historial:
    """Cómo cumplió el cliente hasta el último juicio. Dos consultas."""
    fila = cumplimiento_por_cliente().filter(cliente_id=cliente_id).first() or {}
    convenios = Convenio.objects.filter(cliente=cliente_id, firmado_el__isnull=False).aggregate(
        convenios=Count("pk"), convenios_rotos=Count("pk", filter=Q(estado=EstadoConvenio.ROTO))
    )
    return Historial(**{k: v for k, v in fila.items() if k != "cliente_id"}, **convenios)


# --- para las páginas ---------------------------------------------------------------------------
def recibos_de(*, cliente: Cliente, al: dt.date, user: Usuario) -> QuerySet[Recibo]:
    """Los recibos que el cliente debe hoy en las zonas del usuario y que no están ya en una promesa viva.

    Del que venció primero al último; cada uno con su `exigible`.
    """
    prometidos = PromesaRecibo.objects.filter(viva=True, promesa__cliente=cliente)
    return (
        Recibo.objects.visibles_para(user)
        .filter(suministro__cliente=cliente, emitido_el__lte=al)
        .exigibles()
        .exclude(pk__in=prometidos.values("recibo"))
        .select_related("suministro")
        .order_by("vence_el", "numero")
    )


def avance_de(compromiso: Promesa | Convenio, *, al: dt.date) -> dict[int, Decimal]:
    """Cuánto hay pagado de cada cuota (por su clave) con los pagos conocidos ahora, sin esperar al juicio de la noche.

    De una promesa, lo que llegó a tiempo; de un convenio, todo lo que llegó. Una consulta.
    """
    medir = consultas.MEDIR_PROMESAS if isinstance(compromiso, Promesa) else consultas.MEDIR_CONVENIOS
    with connection.cursor() as cursor:
        cursor.execute(medir, {"ids": [compromiso.pk], "al": al, "pagos_hasta": al})
        filas = cursor.fetchall()
    return {clave: a_tiempo if isinstance(compromiso, Promesa) else hay for clave, _, _, _, a_tiempo, hay, _ in filas}


@dataclass(frozen=True, slots=True)
class Suma:
    cuantos: int
    soles: Decimal


def sumar(recibos: QuerySet[Recibo]) -> Suma:
    """Cuántos son y cuánto se puede cobrar de ellos."""
    suma = recibos.order_by().aggregate(n=Count("pk"), s=Coalesce(Sum(F("saldo") - F("congelado")), CERO))
    return Suma(suma["n"], suma["s"])


def nombrados_en(compromiso: Promesa | Convenio, *, user: Usuario) -> tuple[list, Suma | None]:
    """(hasta 50 recibos del compromiso en las zonas del usuario, los que no se listan como una suma o None)."""
    todos = compromiso.recibos.all()
    total = todos.aggregate(n=Count("pk"), s=Coalesce(Sum("importe"), CERO))
    visibles = todos.visibles_para(user).select_related("recibo__suministro")
    suyos = list(visibles.order_by("recibo__vence_el", "recibo__numero")[:50])
    otros = total["n"] - len(suyos)
    return suyos, Suma(otros, total["s"] - sum((n.importe for n in suyos), CERO)) if otros else None


def alcanza_todos(convenio: Convenio, *, user: Usuario) -> bool:
    """Si todos los recibos que cubre están en las zonas del usuario: el documento los nombra a todos."""
    if ve_todas_las_zonas(user):
        return True
    return not convenio.recibos.exclude(recibo__suministro__zona__in=zonas_de(user)).exists()


def contar_vivos(*, usuario: Usuario, pk: int) -> int:
    """Promesas abiertas y convenios por firmar o vigentes del cliente: el contador de su pestaña."""
    promesas = Promesa.objects.abiertas().visibles_para(usuario).filter(cliente=pk).count()
    convenios = Convenio.objects.visibles_para(usuario).filter(
        cliente=pk, estado__in=[EstadoConvenio.BORRADOR, EstadoConvenio.VIGENTE]
    )
    return promesas + convenios.count()


def situacion_de_promesas(*, user: Usuario, al: dt.date) -> dict[str, Suma]:
    """Por situación, cuántas promesas abiertas y por cuánto, en las zonas del usuario. Una consulta."""
    filas = (
        Promesa.objects.visibles_para(user)
        .abiertas()
        .con_situacion(al)
        .exclude(situacion="")
        .order_by()
        .values_list("situacion")
        .annotate(n=Count("pk"), s=Sum(F("total")))
    )
    halladas = {situacion: Suma(n, s) for situacion, n, s in filas}
    return {situacion: halladas.get(situacion, Suma(0, CERO)) for situacion in SituacionPromesa.values}


@dataclass(frozen=True, slots=True)
class Convenios:
    """Lo que espera en convenios: borradores por firmar y convenios vigentes con cuotas vencidas."""

    por_firmar: int
    cuotas_vencidas: Suma


def convenios_pendientes(*, user: Usuario, al: dt.date) -> Convenios:
    """Dos consultas, en las zonas del usuario."""
    mios = Convenio.objects.visibles_para(user)
    vencidas = (
        cuotas_vencidas(al=al)
        .filter(convenio__in=mios.vigentes())
        .aggregate(n=Count("convenio", distinct=True), s=Coalesce(Sum(F("capital") - F("pagado")), CERO))
    )
    return Convenios(mios.filter(estado=EstadoConvenio.BORRADOR).count(), Suma(vencidas["n"], vencidas["s"]))
