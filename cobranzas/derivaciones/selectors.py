"""Qué se puede derivar y por qué no, y qué está en manos de cartera morosa (manual 6.3.13; art. 113.1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from cartera.cuentas.models import Recibo
from cartera.cuentas.selectors import pagos_hasta
from cobranzas.compromisos.selectors import convenios_vivos, promesas_vivas, suministros_con_cuota_vencida
from config.comun.parametros.selectors import valores
from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

from .choices import DERIVADOS, EstadoDerivacion
from .models import Derivacion, DerivacionSuministro

if TYPE_CHECKING:
    from cartera.padron.models import Cliente
    from config.comun.usuarios.models import Usuario

CERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Requisito:
    """Lo que se mira para derivar un suministro, con sus números, y si se cumple."""

    texto: str
    cumple: bool


@dataclass(frozen=True, slots=True)
class Elegible:
    """Un suministro del cliente con deuda vencida. `derivable` si cumple todos los requisitos."""

    suministro_id: int
    codigo: str
    direccion: str
    recibos: tuple[tuple[int, Decimal], ...]  # (recibo, exigible vencido)
    cuotas_vencidas: int
    requisitos: tuple[Requisito, ...]

    @property
    def vencido(self) -> Decimal:
        return sum((importe for _, importe in self.recibos), CERO)

    @property
    def derivable(self) -> bool:
        return all(r.cumple for r in self.requisitos)


# Lo congelado por reclamo no entra: se mira lo exigible (NORMAS §1 y §2).
VENCIDOS = """
SELECT x.id, x.codigo, x.direccion, s.recibo_id, s.saldo - s.congelado
FROM cartera_titularidad t
JOIN cartera_suministro x ON x.id = t.suministro_id
JOIN cartera_saldos_al(%(al)s, ARRAY(
    SELECT suministro_id FROM cartera_titularidad WHERE cliente_id = %(cliente)s AND vigencia @> %(al)s
)) s ON s.suministro_id = x.id
WHERE t.cliente_id = %(cliente)s AND t.vigencia @> %(al)s AND s.vence_el < %(al)s AND s.saldo > s.congelado
  AND (%(zonas)s IS NULL OR x.zona_id = ANY (%(zonas)s))
ORDER BY x.codigo, s.vence_el, s.recibo_id
"""


def elegibilidad(*, cliente: Cliente, al: dt.date, user: Usuario | None = None) -> list[Elegible]:
    """Los suministros del cliente con deuda vencida exigible a esa fecha y qué requisitos cumple cada uno.

    Con `user`, solo los de sus zonas. Dos recibos vencidos o una cuota de convenio vencida, contados por suministro
    (art. 113.1); una promesa o un convenio al día, otro caso vivo o los pagos atrasados lo impiden.
    """
    pide = valores(["recibos_para_corte", "cuotas_para_corte", "dias_frescura_pagos"], al=al)
    zonas = None if user is None or ve_todas_las_zonas(user) else list(zonas_de(user).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(VENCIDOS, {"al": al, "cliente": cliente.pk, "zonas": zonas})
        filas = cursor.fetchall()
    recibos = [fila[3] for fila in filas]
    prometidos = set(promesas_vivas(al=al).filter(recibo__in=recibos).values_list("recibo__suministro", flat=True))
    convenidos = set(convenios_vivos(al=al).filter(recibo__in=recibos).values_list("recibo__suministro", flat=True))
    ocupados = dict(
        DerivacionSuministro.objects.filter(viva=True, suministro__in=[fila[0] for fila in filas]).values_list(
            "suministro_id", "derivacion__numero"
        )
    )
    morosos = suministros_con_cuota_vencida(al=al).filter(recibo__suministro__in={fila[0] for fila in filas})
    con_cuota = set(morosos.values_list("suministro_id", flat=True))
    hasta = pagos_hasta(al)
    frescos = Requisito(
        f"Los pagos están cargados hasta el {hasta:%d/%m/%Y}." if hasta else "No hay pagos cargados.",
        hasta is not None and (al - hasta).days <= pide["dias_frescura_pagos"],
    )
    hallados: dict[int, list] = {}
    for pk, codigo, direccion, recibo, exigible in filas:
        hallados.setdefault(pk, [codigo, direccion, []])[2].append((recibo, exigible))
    elegibles = []
    for pk, (codigo, direccion, suyos) in hallados.items():
        cuotas = 1 if pk in con_cuota else 0
        cuenta = f"Tiene {len(suyos)} {'recibo vencido' if len(suyos) == 1 else 'recibos vencidos'}"
        cuenta += " y una cuota de convenio vencida." if cuotas else "."
        cuenta += f" Hacen falta {pide['recibos_para_corte']} recibos o {pide['cuotas_para_corte']} cuota."
        requisitos = (
            Requisito(cuenta, len(suyos) >= pide["recibos_para_corte"] or cuotas >= pide["cuotas_para_corte"]),
            Requisito(
                "Tiene una promesa que aún no vence." if pk in prometidos else "Sin promesa por vencer.",
                pk not in prometidos,
            ),
            Requisito(
                "Tiene un convenio al día." if pk in convenidos and not cuotas else "Sin convenio al día.",
                pk not in convenidos or bool(cuotas),
            ),
            Requisito(
                f"Ya está en la derivación {ocupados[pk]}." if pk in ocupados else "En ninguna otra derivación.",
                pk not in ocupados,
            ),
            frescos,
        )
        elegibles.append(Elegible(pk, codigo, direccion, tuple(suyos), cuotas, requisitos))
    return elegibles


def recibos_derivados() -> QuerySet[Recibo]:
    """Los recibos con saldo de los suministros que hoy lleva cartera morosa: el control diario no los persigue."""
    suyos = DerivacionSuministro.objects.filter(viva=True, derivacion__estado__in=DERIVADOS)
    return Recibo.objects.filter(suministro__in=suyos.values("suministro"), saldo__gt=0)


def situacion(*, user: Usuario) -> dict[str, tuple[int, Decimal]]:
    """(casos, soles) de cada estado, de los clientes que ve el usuario."""
    filas = Derivacion.objects.visibles_para(user).order_by().values("estado").annotate(n=Count("pk"), s=Sum("deuda"))
    hay = {fila["estado"]: (fila["n"], fila["s"]) for fila in filas}
    return {estado: hay.get(estado, (0, CERO)) for estado in EstadoDerivacion.values}


def contar_vivas(*, usuario: Usuario, pk: int) -> int:
    """Casos vivos del cliente, si el usuario lo ve: el contador de su pestaña."""
    return Derivacion.objects.visibles_para(usuario).vivas().filter(cliente=pk).count()
