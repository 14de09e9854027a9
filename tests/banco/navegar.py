"""python -m tests.banco.navegar: pide cada página muchas veces y dice cuánto tarda y cuántas consultas hace.

Las páginas se hallan recorriendo las direcciones de la aplicación: una nueva se mide sin anotarla en ningún lado.
De cada lista se mide aparte cada orden, cada opción de sus filtros, su segunda página y varias búsquedas: la que
tarda no se esconde entre las que no. Todo dos veces: quien ve toda la empresa y quien solo ve una zona.
"""

import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth.models import Group  # noqa: E402
from django.core.exceptions import FieldError  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse  # noqa: E402
from django.utils.choices import flatten_choices, normalize_choices  # noqa: E402
from django_filters import ChoiceFilter  # noqa: E402

from cartera.padron.models import Cliente  # noqa: E402
from cobranzas.control.models import Accion, ControlCliente  # noqa: E402
from config.comun.pantalla.listas import Lista  # noqa: E402
from config.comun.parametros.models import Parametro  # noqa: E402
from config.comun.usuarios.models import Usuario, Zona  # noqa: E402
from principales.seleccion.models import Evaluacion, EvaluacionCliente, Principal  # noqa: E402
from reportes.cierres.models import Cierre  # noqa: E402

VECES = 20
VECES_VARIANTE = 4
SALTAR = ("salir", "exportar", "descargar", "archivo")  # no son páginas
BUSQUEDAS = ("HOTEL", "usuario 0000", "2099", "0000001", "nadie se llama así")
OPCIONES = 8  # de cada filtro, a lo más
EJEMPLARES = 20_000  # de entre cuántos objetos se reparten los ejemplos
# De qué es cada dirección cuya vista no lo dice: por su nombre o por su espacio.
MODELOS = {
    "seleccion": Evaluacion,
    "seleccion:cliente_cartera": Cliente,
    "seleccion:cliente_desde": Cliente,
    "seleccion:medida": EvaluacionCliente,
    "control:accion": Accion,
    "control:hecha": Accion,
    "parametros": Parametro,
    "usuarios": Usuario,
    "usuarios:zona_editar": Zona,
}


@dataclass(frozen=True)
class Medida:
    """Una página (o una variante de su lista) vista por alguien: percentil 95 en ms y lo más que consultó."""

    pagina: str
    quien: str
    consultas: int
    p95_ms: float


def _de_controles() -> list[dict]:
    return [{"pk": c, "al": f"{al}"} for c, al in ControlCliente.objects.values_list("cliente", "al")[:VECES]]


def _meses() -> list[dict]:
    return [{"mes": f"{m:%Y-%m}"} for m in Cierre.objects.values_list("periodo", flat=True)[:VECES]]


EJEMPLOS = {
    "control:cliente": _de_controles,
    "cierres:ficha": _meses,
    "cierres:clientes": _meses,
    "cierres:clientes_eps": _meses,
    "pantalla:contadores": lambda: [{"ficha": "cliente", "pk": pk} for pk in _claves(Cliente)],
    "auditoria:historial": lambda: [
        {"app": "principales", "modelo": "principal", "pk": pk} for pk in _claves(Principal)
    ],
}


def _claves(modelo, campo: str = "pk") -> list:
    valores = list(modelo._base_manager.order_by("pk").values_list(campo, flat=True)[:EJEMPLARES])
    return valores[:: max(1, len(valores) // VECES)][:VECES]


def _direcciones(resolutor: URLResolver, espacio: str = "") -> Iterator[tuple[str, URLPattern]]:
    for patron in resolutor.url_patterns:
        if isinstance(patron, URLResolver):
            yield from _direcciones(patron, f"{patron.namespace}:" if patron.namespace else espacio)
        elif patron.name and not any(p in patron.name for p in SALTAR):
            yield espacio + patron.name, patron


def _vista(patron: URLPattern):
    return getattr(patron.callback, "view_class", None)


def _modelo(nombre: str, patron: URLPattern, usuario: Usuario):
    """De qué es la página: lo anotado, lo que consulta su vista, lo de su espacio o un cliente."""
    if nombre in MODELOS:
        return MODELOS[nombre]
    try:
        vista = _vista(patron)()
        peticion = RequestFactory().get("/")
        peticion.user = usuario
        vista.setup(peticion, **dict.fromkeys(patron.pattern.converters, 0))
        return vista.get_queryset().model
    except Exception:  # vistas sin objeto, con más datos que la clave o que lo buscan por su cuenta
        return MODELOS.get(nombre.split(":", maxsplit=1)[0], Cliente)


def _urls(nombre: str, patron: URLPattern, usuario: Usuario) -> list[str]:
    argumentos = list(patron.pattern.converters)
    if not argumentos:
        return [reverse(nombre)] * VECES
    try:
        if nombre in EJEMPLOS:
            ejemplos = EJEMPLOS[nombre]()
        elif len(argumentos) == 1:
            campo = "pk" if argumentos[0].endswith("_id") else argumentos[0]
            ejemplos = [{argumentos[0]: v} for v in _claves(_modelo(nombre, patron, usuario), campo)]
        else:
            return []
        return [reverse(nombre, kwargs=ejemplo) for ejemplo in ejemplos]
    except (FieldError, NoReverseMatch):
        return []


def _variantes(patron: URLPattern, url: str) -> Iterator[tuple[str, str]]:
    """(cómo se nombra, url) de lo que se le puede pedir a una lista."""
    vista = _vista(patron)
    if vista is None or not issubclass(vista, Lista):
        return
    for nombre, columna in vista.tabla.base_columns.items():
        if columna.orderable is not False and getattr(vista.tabla._meta, "orderable", None) is not False:
            yield from ((f"orden={s}{nombre}", f"{url}?orden={s}{nombre}") for s in ("", "-"))
    yield "pagina=2", f"{url}?pagina=2"
    if vista.filtros is None:
        return
    yield from ((f"q={b}", f"{url}?q={b}") for b in BUSQUEDAS)
    for nombre, filtro in vista.filtros.base_filters.items():
        if isinstance(filtro, ChoiceFilter):
            yield from ((f"{nombre}={v}", f"{url}?{nombre}={v}") for v in _opciones(filtro))


def _opciones(filtro) -> list:
    if "choices" in filtro.extra:
        return [valor for valor, _ in flatten_choices(normalize_choices(filtro.extra["choices"]))][:OPCIONES]
    filas = filtro.extra["queryset"]
    return list((filas(None) if callable(filas) else filas).values_list("pk", flat=True)[:OPCIONES])


def _p95(tiempos: list[float]) -> float:
    return sorted(tiempos)[max(0, -(-95 * len(tiempos) // 100) - 1)]


def _medir(cliente: Client, nombre: str, quien: str, urls: list[str]) -> Medida | None:
    tiempos, consultas = [], 0
    for url in urls:
        with CaptureQueriesContext(connection) as captura:
            inicio = time.perf_counter()
            respuesta = cliente.get(url)
            tardo = (time.perf_counter() - inicio) * 1000
        if respuesta.status_code == 200:
            tiempos.append(tardo)
            consultas = max(consultas, len(captura))
    return Medida(nombre, quien, consultas, round(_p95(tiempos), 1)) if tiempos else None


def _recorrer(usuario: Usuario, quien: str, veces: int, sin_medir: dict) -> Iterator[Medida]:
    cliente = Client(raise_request_exception=False)  # la que falla se nombra y se sigue con las demás
    cliente.force_login(usuario, "django.contrib.auth.backends.ModelBackend")
    for nombre, patron in _direcciones(get_resolver()):
        urls = _urls(nombre, patron, usuario)
        if not urls:
            sin_medir["sin ejemplo"].add(nombre)
            continue
        # La primera llena cachés de plantillas y de planes: no cuenta.
        respuestas = []
        while urls[len(respuestas) :] and not (respuestas and respuestas[-1].status_code == 200):
            respuestas.append(cliente.get(urls[len(respuestas)]))
        if respuestas[-1].status_code != 200:
            sin_medir[f"{respuestas[-1].status_code}, {quien}"].add(nombre)
            continue
        if not respuestas[-1].get("Content-Type", "").startswith("text/html"):
            sin_medir["no es una página"].add(nombre)
            continue
        pedidas = [(nombre, urls[:veces])]
        if len(set(urls)) == 1 or issubclass(_vista(patron) or object, Lista):
            pedidas += [(f"{nombre} {v}", [url] * VECES_VARIANTE) for v, url in _variantes(patron, urls[-1])]
        yield from filter(None, (_medir(cliente, p, quien, u) for p, u in pedidas))


def _de_una_zona() -> Usuario | None:
    """Quien tiene todos los roles y una sola zona."""
    zona = Zona.objects.order_by("pk").first()
    if zona is None:
        return None
    persona, _ = Usuario.objects.get_or_create(username="banco_zona", defaults={"todas_las_zonas": False})
    persona.groups.set(Group.objects.all())
    persona.zonas.set([zona])
    return persona


def principal() -> None:
    """Una línea de JSON por medida, según salen, y al final lo que no se pudo medir."""
    sin_medir: dict[str, set] = defaultdict(set)
    recorridos = [_recorrer(Usuario.objects.filter(is_superuser=True).first(), "toda la empresa", VECES, sin_medir)]
    if persona := _de_una_zona():
        recorridos.append(_recorrer(persona, "una zona", VECES_VARIANTE, sin_medir))
    for medida in chain(*recorridos):
        print(json.dumps(vars(medida)), flush=True)
    print(json.dumps({"sin_medir": {motivo: sorted(nombres) for motivo, nombres in sin_medir.items()}}))


if __name__ == "__main__":
    principal()
