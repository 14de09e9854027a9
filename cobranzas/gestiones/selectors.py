"""Qué le toca a cada persona, en qué orden y por qué; y cómo va la cola de todos (manual 6.3.11; PANTALLAS 1.6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from cobranzas.compromisos.selectors import historial_de
from cobranzas.control.choices import Canal
from cobranzas.control.selectors import acciones_abiertas
from config.comun.dinero import soles
from config.comun.pantalla.templatetags.formatos import plural
from config.comun.usuarios.models import Usuario
from principales.comunicaciones.selectors import clientes_sin_presupuesto
from principales.directorio.choices import TELEFONICOS, Asunto
from principales.directorio.selectors import clientes_con_medio

from .choices import TipoAtencion
from .models import Atencion, Descanso, Gestion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .querysets import GestionQuerySet

CERO = Decimal("0.00")


# --- quién ---------------------------------------------------------------------------------------
def gestores(*, al: dt.date, reciben: bool = False) -> QuerySet[Usuario]:
    """Las personas activas que atienden colas y ese día no descansan; con `reciben`, solo las del reparto."""
    permiso = "recibir_cola" if reciben else "gestionar"
    descansan = Descanso.objects.vigentes(al).values("persona")
    return (
        Usuario.objects.activos()
        .filter(groups__permissions__codename=permiso, groups__permissions__content_type__app_label="cobranzas")
        .exclude(pk__in=descansan)
        .distinct()
        .prefetch_related("zonas")
        .order_by("pk")
    )


# --- la cola de una persona ----------------------------------------------------------------------
def por_atender(*, persona: Usuario, canal: str, al: dt.date) -> GestionQuerySet:
    """Lo que hoy le toca por ese canal: se puede hacer, la ve y no vuelve otro día. Sin orden."""
    suyas = Gestion.objects.abiertas().de(persona).visibles_para(persona)
    hoy = Q(no_antes__isnull=True) | Q(no_antes__lte=al)
    return suyas.filter(hoy, canal=canal, accion__in=acciones_abiertas(al=al))


def cola(*, persona: Usuario, al: dt.date) -> GestionQuerySet:
    """Las llamadas de hoy de esa persona, del mayor recupero esperado al menor.

    No están quienes ya se contactó lo que permite el presupuesto ni quienes no tienen un teléfono que sirva.
    """
    con_telefono = clientes_con_medio(asunto=Asunto.COBRANZA, tipos=TELEFONICOS, al=al)
    return (
        por_atender(persona=persona, canal=Canal.LLAMADA, al=al)
        .exclude(cliente__in=clientes_sin_presupuesto(al=al))
        .filter(cliente__in=con_telefono)
        .en_orden(al)
    )


def visitas(*, persona: Usuario, al: dt.date) -> GestionQuerySet:
    """Las visitas de hoy de esa persona, del mayor recupero esperado al menor."""
    return (
        por_atender(persona=persona, canal=Canal.VISITA, al=al)
        .exclude(cliente__in=clientes_sin_presupuesto(al=al))
        .en_orden(al)
    )


@dataclass(frozen=True, slots=True)
class Avance:
    """Cómo va hoy una persona. `quedan` y `por_gestionar` (soles) son de su cola; `sin_telefono`, los que no entran."""

    gestiones: int
    promesas: int
    prometido: Decimal
    quedan: int = 0
    por_gestionar: Decimal = CERO
    sin_telefono: int = 0

    @property
    def lugar(self) -> int:
        return min(self.gestiones + 1, self.total)

    @property
    def total(self) -> int:
        return self.gestiones + self.quedan

    @property
    def resumen(self) -> str:
        """«32 gestiones, 9 promesas por S/ 18,400.00.»; vacío si hoy no hizo ninguna."""
        if not self.gestiones:
            return ""
        prometio = f", {plural(self.promesas, 'promesa,promesas')} por {soles(self.prometido)}" if self.promesas else ""
        return f"{plural(self.gestiones, 'gestión,gestiones')}{prometio}."


def hecho_hoy(*, persona: Usuario, al: dt.date) -> Avance:
    """Clientes atendidos y promesas que dejó ese día; lo deshecho y lo saltado no cuentan. Una consulta."""
    suyas = Atencion.objects.del_dia(al).filter(persona=persona, tipo=TipoAtencion.RESULTADO)
    cifras = suyas.aggregate(
        gestiones=Count("gestion", distinct=True),
        promesas=Count("promesa"),
        prometido=Coalesce(Sum("promesa__total"), CERO),
    )
    return Avance(**cifras)


def avance(*, persona: Usuario, al: dt.date) -> Avance:
    """Lo hecho hoy y lo que queda de su cola de llamadas. Dos consultas."""
    hecho = hecho_hoy(persona=persona, al=al)
    atendidas = Atencion.objects.del_dia(al).filter(
        persona=persona, tipo=TipoAtencion.RESULTADO, gestion=OuterRef("pk")
    )
    # Quien no respondió sigue en la cola, pero ya cuenta como gestión de hoy.
    restan = cola(persona=persona, al=al).order_by().exclude(Exists(atendidas))
    quedan = restan.aggregate(n=Count("pk"), s=Coalesce(Sum("importe"), CERO))
    return Avance(hecho.gestiones, hecho.promesas, hecho.prometido, quedan["n"], quedan["s"])


def sin_telefono(*, persona: Usuario, al: dt.date) -> int:
    """Cuántas de sus llamadas no entran en la cola porque el directorio no tiene a dónde llamar."""
    con_telefono = clientes_con_medio(asunto=Asunto.COBRANZA, tipos=TELEFONICOS, al=al)
    return por_atender(persona=persona, canal=Canal.LLAMADA, al=al).exclude(cliente__in=con_telefono).count()


@dataclass(frozen=True, slots=True)
class PorQueAqui:
    """Por qué este cliente está en este lugar de la cola, en palabras y con su cuenta."""

    antiguedad: str
    promesas: str
    cuenta: str


def por_que_aqui(gestion: Gestion) -> PorQueAqui:
    """De dónde sale su recupero esperado. Dos consultas (su historial de promesas)."""
    historial = historial_de(cliente_id=gestion.cliente_id)
    dias = f"{plural(gestion.dias, 'día,días')} de vencido" if gestion.dias > 0 else "aún por vencer"
    if historial.juzgadas:
        cumple = f"cumplió {historial.cumplidas} de {plural(historial.juzgadas, 'promesa,promesas')}"
    else:
        cumple = "sin promesas juzgadas"
    return PorQueAqui(
        f"{dias}: {gestion.peso_antiguedad} %",
        f"{cumple}: {gestion.peso_promesas} %",
        f"{soles(gestion.importe)} × {gestion.peso_antiguedad} % × {gestion.peso_promesas} % = {soles(gestion.valor)}",
    )


def novedad(gestion: Gestion, *, al: dt.date) -> str:
    """Qué pasó con su deuda mientras se le atendía, en una frase; vacío si sigue igual."""
    if acciones_abiertas(al=al).filter(pk=gestion.accion_id).exists():
        return ""
    return "Ya no toca cobrarle: entró un pago, una promesa o un reclamo mientras lo atendías. Regístralo así."


# --- el tablero de quien supervisa ---------------------------------------------------------------
def de_todos(*, user: Usuario, al: dt.date) -> GestionQuerySet:
    """Las gestiones que hoy se pueden hacer o vuelven otro día, en las zonas de quien mira."""
    return Gestion.objects.abiertas().visibles_para(user).filter(accion__in=acciones_abiertas(al=al))


@dataclass(frozen=True, slots=True)
class FilaPersona:
    """Una persona en el tablero; `persona` nula: lo que no tiene a nadie."""

    persona: Usuario | None
    pendientes: int
    por_cobrar: Decimal
    llamadas: int
    visitas: int
    hechas: int
    prometido: Decimal
    descansa: Descanso | None


def por_persona(*, user: Usuario, al: dt.date) -> list[FilaPersona]:
    """Qué tiene y qué hizo hoy cada persona, en las zonas de quien mira; primero lo que no tiene a nadie."""
    pendientes = {
        fila["asignada_a"]: fila
        for fila in de_todos(user=user, al=al)
        .order_by()
        .values("asignada_a")
        .annotate(
            n=Count("pk"),
            s=Sum("importe"),
            llamadas=Count("pk", filter=Q(canal=Canal.LLAMADA)),
            visitas=Count("pk", filter=Q(canal=Canal.VISITA)),
        )
    }
    hechas = {
        fila["persona"]: fila
        for fila in Atencion.objects.del_dia(al)
        .filter(tipo=TipoAtencion.RESULTADO, gestion__in=Gestion.objects.visibles_para(user))
        .values("persona")
        .annotate(n=Count("gestion", distinct=True), s=Coalesce(Sum(F("promesa__total")), CERO))
    }
    descansan = {d.persona_id: d for d in Descanso.objects.vigentes(al)}
    reciben = set(gestores(al=al, reciben=True).values_list("pk", flat=True))
    claves = {*pendientes, *hechas, *descansan, *reciben} - {None}
    personas = list(Usuario.objects.filter(pk__in=claves).order_by("first_name", "last_name", "pk"))
    nada: dict = {}
    filas = []
    for persona in [None, *personas]:
        clave = persona.pk if persona else None
        tiene, hizo = pendientes.get(clave, nada), hechas.get(clave, nada)
        filas.append(
            FilaPersona(
                persona,
                tiene.get("n", 0),
                tiene.get("s", CERO),
                tiene.get("llamadas", 0),
                tiene.get("visitas", 0),
                hizo.get("n", 0),
                hizo.get("s", CERO),
                descansan.get(clave),
            )
        )
    return filas
