"""Lectura del historial: quién, cuándo, desde dónde y qué cambió de qué a qué, en palabras."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, Value
from django.utils import timezone
from pghistory.core import event_models

from config.comun.auditoria import eventos
from config.comun.auditoria.seguimiento import Evento
from config.comun.usuarios.roles import NOMBRES as NOMBRES_DE_ROL

POR_PAGINA = 50
NOMBRADOS = 7  # modelos que una página consulta para nombrar lo que cita
ACTOS = {"alta": "Creó", "cambio": "Cambió", "baja": "Eliminó"}
ACTOS_DE_LO_QUE_CUELGA = {"alta": "Agregó", "cambio": "Cambió", "baja": "Quitó"}
NADA = "—"


@dataclass(frozen=True, slots=True)
class CambioDeCampo:
    campo: str
    antes: str
    despues: str


@dataclass(frozen=True, slots=True)
class Cambio:
    """Un evento: `sobre` es el tipo de objeto; `objeto`, su nombre o su número.

    `colgado`: es algo de otro objeto (el rol de un usuario) y `objeto` nombra a ese otro.
    """

    momento: datetime
    quien: str
    origen: str
    acto: str
    sobre: str
    objeto: str
    campos: tuple[CambioDeCampo, ...]
    colgado: bool


@dataclass(frozen=True, slots=True)
class Pagina:
    cambios: tuple[Cambio, ...]
    numero: int
    hay_mas: bool


def _modelos(**cuales) -> list[type[Evento]]:
    return cast(list[type[Evento]], event_models(**cuales))


def modelos_seguidos() -> dict[str, str]:
    """«app.modelo» → cómo se nombra, de todo lo que deja historial, por orden alfabético."""
    pares = {_clave(m.pgh_tracked_model): _etiqueta(m) for m in _modelos()}
    return dict(sorted(pares.items(), key=lambda par: par[1]))


def historial_de(*, modelo: type[models.Model], pk: Any, pagina: int = 1) -> Pagina:
    """Lo que le pasó a un objeto y a lo que cuelga de él (su rol, sus zonas), lo más nuevo primero.

    Funciona también con objetos ya eliminados. Número de consultas fijo por modelo, sin importar los eventos.
    """
    propios = {m: Q(pgh_obj_id=pk) for m in _modelos(tracks_model=modelo)}
    for evento in _modelos():
        padre = evento.historial_padre
        if padre and evento._meta.get_field(padre).related_model is modelo:
            propios[evento] = Q(**{padre: pk})
    return _pagina(propios, pagina)


def buscar(
    *,
    modelo: str = "",
    usuario: int | None = None,
    desde: date | None = None,
    hasta: date | None = None,
    pagina: int = 1,
) -> Pagina:
    """Todo lo cambiado en el sistema, con filtros; `modelo` es «app.modelo». Fechas de Lima, ambas incluidas."""
    condicion = Q()
    if usuario:
        condicion &= Q(pgh_context__user=usuario) | Q(pgh_context__usuario=usuario)
    if desde:
        condicion &= Q(pgh_created_at__gte=timezone.make_aware(datetime.combine(desde, time.min)))
    if hasta:
        condicion &= Q(pgh_created_at__lte=timezone.make_aware(datetime.combine(hasta, time.max)))
    elegidos = [m for m in _modelos() if modelo in ("", _clave(m.pgh_tracked_model))]
    return _pagina(dict.fromkeys(elegidos, condicion), pagina)


def _pagina(condiciones: dict[type[Evento], Q], numero: int) -> Pagina:
    """Las claves de los eventos de la página, de todos los modelos a la vez, y luego su contenido."""
    if not condiciones:
        return Pagina((), numero, False)
    tope = numero * POR_PAGINA + 1
    ramas = [
        modelo.objects.filter(condicion)
        .exclude(pgh_label="antes")
        .annotate(de=Value(modelo._meta.label_lower))
        .order_by("-pgh_created_at", "-pgh_id")
        .values_list("pgh_created_at", "pgh_id", "de")[:tope]
        for modelo, condicion in condiciones.items()
    ]
    filas = ramas[0].union(*ramas[1:], all=True).order_by("-pgh_created_at", "-pgh_id") if ramas[1:] else ramas[0]
    claves = list(filas[(numero - 1) * POR_PAGINA : tope])
    return Pagina(tuple(_leer(claves[:POR_PAGINA])), numero, len(claves) > POR_PAGINA)


def _leer(claves: list[tuple[datetime, int, str]]) -> Iterable[Cambio]:
    orden = [(modelo, pk) for _, pk, modelo in claves]
    hallados, anteriores = eventos.leer(orden)
    nombres = _nombres([*hallados.values(), *anteriores.values()])
    for clave in orden:
        yield _cambio(hallados[clave], anteriores.get(clave), nombres)


def _cambio(evento: Evento, anterior: Evento | None, nombres: dict) -> Cambio:
    contexto = evento.pgh_context or {}
    persona = contexto.get("usuario", contexto.get("user"))
    campos = []
    for campo in _campos(evento):
        ahora = _texto(campo, evento, nombres)
        antes = _texto(campo, anterior, nombres) if anterior else NADA
        if evento.pgh_label == "baja":
            antes, ahora = ahora, NADA
        if antes != ahora:
            campos.append(CambioDeCampo(str(campo.verbose_name), antes, ahora))
    return Cambio(
        momento=evento.pgh_created_at,
        quien=nombres.get((get_user_model(), persona), "") or ("Sistema" if persona is None else f"usuario {persona}"),
        origen=contexto.get("origen") or contexto.get("url", ""),
        acto=(ACTOS_DE_LO_QUE_CUELGA if evento.historial_padre else ACTOS)[evento.pgh_label],
        sobre=_etiqueta(type(evento)),
        objeto=_nombre_del_objeto(evento, nombres),
        campos=tuple(campos),
        colgado=bool(evento.historial_padre),
    )


def _campos(evento: Evento) -> list[models.Field]:
    padre = evento.historial_padre
    return [c for c in evento._meta.fields if not c.name.startswith("pgh_") and c.name not in ("id", padre)]


def _texto(campo: models.Field, evento: Evento, nombres: dict) -> str:
    valor = getattr(evento, campo.attname)
    if valor in (None, "", [], {}):
        return NADA
    if campo.is_relation:
        return nombres.get((campo.related_model, valor)) or f"n.º {valor}"
    if campo.choices:
        return str(dict(campo.flatchoices).get(valor, valor))
    return en_palabras(valor)


def en_palabras(valor: Any) -> str:
    """Un valor suelto como se lee: Sí o No, fechas con día primero, vigencias «desde … hasta …»."""
    if isinstance(valor, bool):
        return "Sí" if valor else "No"
    if isinstance(valor, datetime):
        return f"{timezone.localtime(valor):%d/%m/%Y %H:%M}"
    if isinstance(valor, date):
        return f"{valor:%d/%m/%Y}"
    if isinstance(valor, DateRange):
        ultimo = f" hasta el {valor.upper - timedelta(days=1):%d/%m/%Y}" if valor.upper else ""
        return f"desde el {valor.lower:%d/%m/%Y}{ultimo}" if valor.lower else f"siempre{ultimo}"
    if isinstance(valor, list | tuple):
        return ", ".join(str(v) for v in valor)
    return str(valor)


def _nombres(leidos: list[Evento]) -> dict[tuple[type[models.Model], Any], str]:
    """Cómo se llama cada persona y cada objeto citado, con una consulta por modelo y a lo más `NOMBRADOS`.

    Si una página mezcla más modelos, los menos citados se quedan con su número: las personas nunca.
    """
    personas = get_user_model()
    pedidos: dict[type[models.Model], list] = defaultdict(list)
    for evento in leidos:
        contexto = evento.pgh_context or {}
        persona = contexto.get("usuario", contexto.get("user"))
        if isinstance(persona, int):
            pedidos[personas].append(persona)
        pedidos[evento.pgh_tracked_model].append(evento.pgh_obj_id)
        for campo in _campos(evento):
            if campo.related_model and getattr(evento, campo.attname) is not None:
                pedidos[campo.related_model].append(getattr(evento, campo.attname))
    citados = sorted(pedidos, key=lambda modelo: (modelo is not personas, -len(pedidos[modelo]), modelo._meta.label))
    return {
        (modelo, objeto.pk): NOMBRES_DE_ROL.get(str(objeto), str(objeto)) if modelo is Group else str(objeto)
        for modelo in citados[:NOMBRADOS]
        for objeto in _con_lo_que_nombra(modelo).filter(pk__in=set(pedidos[modelo]))
    }


def _con_lo_que_nombra(modelo: type[models.Model]) -> models.QuerySet:
    """Hay objetos que se llaman por otro («Carta a tal cliente»): sin unirlo, cada nombre sería una consulta."""
    llaves = [campo.name for campo in modelo._meta.fields if campo.many_to_one or campo.one_to_one]
    todos = modelo._base_manager.all()
    return todos.select_related(*llaves) if llaves else todos


def _nombre_del_objeto(evento: Evento, nombres: dict) -> str:
    padre = evento.historial_padre
    if padre:
        return _texto(cast(models.Field, evento._meta.get_field(padre)), evento, nombres)
    return nombres.get((evento.pgh_tracked_model, evento.pgh_obj_id)) or f"n.º {evento.pgh_obj_id}"


def _etiqueta(evento: type[Evento]) -> str:
    return evento.historial_etiqueta or str(evento.pgh_tracked_model._meta.verbose_name)


def _clave(modelo: type[models.Model]) -> str:
    return modelo._meta.label_lower
