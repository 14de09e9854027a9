"""Qué se hace con cada registrado; la decisión queda con él y no se vuelve a preguntar (manual 6.3.2 y 6.3.4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from cartera.padron.models import Cliente, Suministro
from cartera.solicitudes import services as solicitudes
from cartera.solicitudes.models import Solicitud
from config.comun.usuarios.models import Usuario
from principales.seleccion import altas

from .choices import SEGURO, Decision, Par
from .models import Candidato, PedidoInspeccion, Registrado


class ErrorDeCruce(Exception):
    """Lo que impide decidir, dicho para la persona."""


class YaDecidido(ErrorDeCruce):
    pass


class FaltaMotivo(ErrorDeCruce):
    pass


class FaltaCandidato(ErrorDeCruce):
    pass


class FaltaDireccion(ErrorDeCruce):
    pass


@dataclass(frozen=True, slots=True)
class Decididos:
    """Cuántos se decidieron y cuántos quedaron para mirarlos uno por uno."""

    hechos: int
    quedan: int
    solicitud: Solicitud | None = None


@transaction.atomic
def incorporar(
    *,
    registrado: Registrado,
    cliente: Cliente,
    motivo: str = "",
    alta_manual: bool = False,
    por: Usuario,
    en: dt.datetime,
) -> Registrado:
    """El negocio es ese cliente: entrará en la cartera con la primera selección en la que supere el umbral.

    Con `alta_manual` y su motivo entra ya, si la última selección aprobada dice que lo supera: ser un negocio nuevo no
    dispensa el umbral (manual 3 y 6.3.2). FaltaCandidato si no es uno de sus candidatos; YaDecidido si alguien decidió
    antes; ErrorDeSeleccion si no se le puede dar el alta.
    """
    _tomar(registrado)
    _comprobar_candidato(registrado, cliente)
    if alta_manual:
        if not motivo.strip():
            raise FaltaMotivo("Escribe el motivo del alta: queda en la selección con tu nombre.")
        altas.alta_manual(cliente=cliente, motivo=motivo.strip(), por=por, en=en)
    return _anotar(registrado, Decision.INCORPORAR, por=por, en=en, motivo=motivo, cliente=cliente)


@transaction.atomic
def inspeccionar(*, registrado: Registrado, motivo: str, por: Usuario, en: dt.datetime) -> PedidoInspeccion:
    """Su dirección no tiene suministro: queda pedida la inspección que dirá si usa el servicio (manual 6.3.3 y 6.3.4).

    FaltaDireccion si el registro no la trae; FaltaMotivo; YaDecidido.
    """
    if not motivo.strip():
        raise FaltaMotivo("Escribe por qué se inspecciona: lo leerá quien vaya al local.")
    _tomar(registrado)
    if not registrado.direccion:
        raise FaltaDireccion("El registro no trae su dirección. Sin ella no se puede pedir una inspección.")
    _anotar(registrado, Decision.INSPECCIONAR, por=por, en=en, motivo=motivo)
    # Si ya se había pedido y el registro cambió, vale el pedido que hay: un local, una orden.
    return PedidoInspeccion.objects.get_or_create(
        registrado=registrado,
        defaults={
            "direccion": registrado.direccion,
            "localidad": registrado.localidad,
            "motivo": motivo.strip(),
            "pedido_por": por,
            "pedido_en": en,
        },
    )[0]


@transaction.atomic
def corregir(*, registrado: Registrado, cliente: Cliente, motivo: str = "", por: Usuario, en: dt.datetime) -> Solicitud:
    """Pide a Cartera que los suministros de ese cliente digan lo que dice el registro (manual 6.1.2 y 6.3.4).

    FaltaCandidato; YaDecidido; FaltaMotivo si el padrón ya dice lo mismo y no se escribe qué corregir.
    """
    _tomar(registrado)
    _comprobar_candidato(registrado, cliente)
    return _pedir_correccion([(registrado, cliente)], motivo=motivo, por=por, en=en)


@transaction.atomic
def descartar(*, registrados: QuerySet[Registrado], motivo: str, por: Usuario, en: dt.datetime) -> int:
    """Deja fuera esos registrados. Devuelve cuántos; FaltaMotivo; YaDecidido si ninguno estaba por decidir."""
    if not motivo.strip():
        raise FaltaMotivo("Escribe por qué se descarta: no se volverá a preguntar por él.")
    hechos = _pendientes(registrados).update(
        decision=Decision.DESCARTAR, motivo=motivo.strip(), decidido_por=por, decidido_en=en
    )
    return _alguno(hechos)


@transaction.atomic
def incorporar_en_lote(
    *, registrados: QuerySet[Registrado], motivo: str = "", por: Usuario, en: dt.datetime
) -> Decididos:
    """Incorpora los que tienen un solo candidato seguro; los demás quedan para mirarlos uno por uno."""
    total = _pendientes(registrados).count()
    elegidos = dict(seguros(registrados))
    ids = list(elegidos)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE principales_registrado r SET decision = %s, cliente_id = e.cliente_id, motivo = %s, "
            "decidido_por_id = %s, decidido_en = %s "
            "FROM unnest(%s::bigint[], %s::bigint[]) e (id, cliente_id) WHERE r.id = e.id AND r.decision = %s",
            [
                Decision.INCORPORAR.value,
                motivo.strip(),
                por.pk,
                en,
                ids,
                [elegidos[i] for i in ids],
                Decision.PENDIENTE.value,
            ],
        )
        hechos = cursor.rowcount
    return Decididos(hechos, total - hechos)


@transaction.atomic
def corregir_en_lote(
    *, registrados: QuerySet[Registrado], motivo: str = "", por: Usuario, en: dt.datetime
) -> Decididos:
    """Una sola solicitud a Cartera por los que tienen un único candidato seguro y el padrón dice otra cosa."""
    total = _pendientes(registrados).count()
    elegidos = dict(seguros(registrados))
    clientes = Cliente.objects.in_bulk(set(elegidos.values()))
    pares = [
        (r, clientes[elegidos[r.pk]])
        for r in Registrado.objects.filter(pk__in=elegidos).order_by("pk").iterator()
        if motivo.strip() or _diferencias(r, clientes[elegidos[r.pk]])
    ]
    if not pares:
        return Decididos(0, total)
    solicitud = _pedir_correccion(pares, motivo=motivo, por=por, en=en)
    return Decididos(len(pares), total - len(pares), solicitud)


@transaction.atomic
def reabrir(*, registrado: Registrado) -> Registrado:
    """Vuelve a preguntarse por él. Lo ya enviado (solicitud a Cartera, inspección pedida) sigue su camino.

    YaDecidido si estaba por decidir.
    """
    hechos = Registrado.objects.filter(pk=registrado.pk).exclude(decision=Decision.PENDIENTE)
    if not hechos.update(
        decision=Decision.PENDIENTE, cliente=None, solicitud=None, motivo="", decidido_por=None, decidido_en=None
    ):
        raise YaDecidido("Ya estaba por decidir. Mira la lista otra vez.")
    return Registrado.objects.get(pk=registrado.pk)


def marcar_recogida(*, pedido: PedidoInspeccion, orden: str, en: dt.datetime) -> bool:
    """Inspecciones ya hizo su orden con este pedido (su número). Falso si otro la recogió antes."""
    return bool(PedidoInspeccion.objects.pendientes().filter(pk=pedido.pk).update(recogido_en=en, recogido_como=orden))


# --- por dentro -----------------------------------------------------------------------------------
def _pendientes(registrados: QuerySet[Registrado]) -> QuerySet[Registrado]:
    return Registrado.objects.filter(pk__in=registrados.order_by().values("pk"), decision=Decision.PENDIENTE)


def _alguno(hechos: int) -> int:
    if not hechos:
        raise YaDecidido("Alguien ya decidió sobre esas filas. Mira la lista otra vez.")
    return hechos


def _tomar(registrado: Registrado) -> None:
    """Reserva la fila: quien llega segundo sabe quién decidió y a qué hora."""
    actual = Registrado.objects.select_for_update(of=("self",)).select_related("decidido_por").get(pk=registrado.pk)
    if actual.decision != Decision.PENDIENTE:
        hora = timezone.localtime(actual.decidido_en)
        raise YaDecidido(
            f"{actual.decidido_por} ya decidió a las {hora:%H:%M} del {hora:%d/%m/%Y}: "
            f"{actual.get_decision_display().lower()}."
        )


def _comprobar_candidato(registrado: Registrado, cliente: Cliente) -> None:
    if not Candidato.objects.filter(registrado=registrado, cliente=cliente).exists():
        raise FaltaCandidato(f"{cliente} no es uno de sus candidatos. Elige uno de la lista.")


def _anotar(
    registrado: Registrado,
    decision: Decision,
    *,
    por: Usuario,
    en: dt.datetime,
    motivo: str = "",
    cliente: Cliente | None = None,
    solicitud: Solicitud | None = None,
) -> Registrado:
    registrado.decision, registrado.motivo, registrado.cliente = decision, motivo.strip(), cliente
    registrado.solicitud, registrado.decidido_por, registrado.decidido_en = solicitud, por, en
    registrado.save(update_fields=["decision", "motivo", "cliente", "solicitud", "decidido_por", "decidido_en"])
    return registrado


def seguros(registrados: QuerySet[Registrado]) -> list[tuple[int, int]]:
    """(registrado, cliente) de los pendientes con un solo candidato, por documento o por nombre igual."""
    unicos = _pendientes(registrados).filter(par__in=(Par.DOCUMENTO, Par.NOMBRE)).annotate(n=Count("candidatos"))
    filas = unicos.filter(Q(n=1), candidatos__puntaje__gte=SEGURO).annotate(quien=F("candidatos__cliente"))
    return list(filas.order_by("pk").values_list("pk", "quien"))


def _diferencias(registrado: Registrado, cliente: Cliente) -> list[str]:
    """Qué dice el padrón y qué dice el registro, dato por dato."""
    dichas = []
    # Un DNI y el RUC 10 de esa persona son el mismo documento.
    mismo = registrado.clave == cliente.clave or not registrado.numero_documento
    if not mismo:
        dichas.append(f"documento: dice {cliente.documento or 'nada'}, debe decir {registrado.documento}")
    if cliente.nombre_norm != registrado.nombre_norm and not registrado.danado:
        dichas.append(f"nombre: dice «{cliente.nombre or '—'}», debe decir «{registrado.nombre}»")
    return dichas


def _pedir_correccion(
    pares: list[tuple[Registrado, Cliente]], *, motivo: str, por: Usuario, en: dt.datetime
) -> Solicitud:
    textos: dict[int, str] = {}
    for registrado, cliente in pares:
        partes = [*_diferencias(registrado, cliente), *([motivo.strip()] if motivo.strip() else [])]
        if not partes:
            raise FaltaMotivo("El padrón ya dice ese documento y ese nombre. Escribe qué hay que corregir.")
        textos.setdefault(cliente.pk, "; ".join(partes)[:400])
    suyos = Suministro.objects.filter(cliente__in=textos).order_by("codigo").values_list("pk", "cliente_id")
    primero = pares[0][0]
    quien = str(primero) if len(pares) == 1 else f"{len(pares):,} clientes"
    solicitud = solicitudes.pedir_correccion(
        origen=f"cruces:{primero.pk}:{en:%Y%m%d%H%M%S%f}",
        asunto=f"Corregir el padrón según {primero.perfil}: {quien}"[:200],
        filas=[(suministro, cliente, textos[cliente]) for suministro, cliente in suyos],
        por=por,
        en=en,
    )
    for registrado, cliente in pares:
        registrado.decision, registrado.cliente, registrado.solicitud = Decision.CORREGIR, cliente, solicitud
        registrado.motivo, registrado.decidido_por, registrado.decidido_en = motivo.strip(), por, en
    Registrado.objects.bulk_update(
        [r for r, _ in pares],
        ["decision", "cliente", "solicitud", "motivo", "decidido_por", "decidido_en"],
        batch_size=2_000,
    )
    return solicitud
