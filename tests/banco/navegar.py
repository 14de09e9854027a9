"""python -m tests.banco.navegar: pide cada página muchas veces y dice cuánto tarda y cuántas consultas hace.

Las páginas se hallan recorriendo las direcciones de la aplicación: una nueva se mide sin anotarla en ningún lado.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterator

import django

django.setup()

from django.core.exceptions import FieldError  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse  # noqa: E402

from cartera.padron.models import Cliente  # noqa: E402
from config.comun.parametros.models import Parametro  # noqa: E402
from config.comun.usuarios.models import Usuario  # noqa: E402
from principales.seleccion.models import Evaluacion  # noqa: E402
from reportes.cierres.models import Cierre  # noqa: E402

VECES = 20
SALTAR = ("salir", "exportar", "descargar", "archivo")  # no son páginas
# De qué es cada dirección cuya vista no lo dice.
MODELOS = {"seleccion": Evaluacion, "cierres": Cierre, "informes": Cierre, "parametros": Parametro}
BUSQUEDAS = ("?q=HOTEL", "?q=usuario 0000", "?q=2099", "?q=0000001", "?q=nadie se llama así")


def _direcciones(resolutor: URLResolver, espacio: str = "") -> Iterator[tuple[str, URLPattern]]:
    for patron in resolutor.url_patterns:
        if isinstance(patron, URLResolver):
            yield from _direcciones(patron, f"{patron.namespace}:" if patron.namespace else espacio)
        elif patron.name and not any(p in patron.name for p in SALTAR):
            yield espacio + patron.name, patron


def _valores(espacio: str, patron: URLPattern, argumento: str) -> list:
    """Ejemplos de un argumento, repartidos por la tabla del modelo de la vista."""
    modelo = getattr(getattr(patron.callback, "view_class", None), "model", None) or MODELOS.get(espacio, Cliente)
    campo = "pk" if argumento.endswith("_id") else argumento
    try:
        valores = list(modelo._default_manager.order_by("pk").values_list(campo, flat=True)[:20_000])
    except FieldError:
        return []
    if argumento == "periodo":
        valores = [f"{v:%Y-%m}" for v in valores]
    return valores[:: max(1, len(valores) // VECES)][:VECES]


def _urls(nombre: str, patron: URLPattern) -> list[str]:
    argumentos = list(patron.pattern.converters)
    if not argumentos:
        url = reverse(nombre)
        return [url] * VECES + [url + b for b in BUSQUEDAS]
    if len(argumentos) > 1:
        return []
    urls = []
    for valor in _valores(nombre.split(":", maxsplit=1)[0], patron, argumentos[0]):
        try:
            urls.append(reverse(nombre, kwargs={argumentos[0]: valor}))
        except NoReverseMatch:
            return []
    return urls


def _p95(tiempos: list[float]) -> float:
    return sorted(tiempos)[max(0, -(-95 * len(tiempos) // 100) - 1)]


def principal() -> None:
    cliente = Client()
    cliente.force_login(Usuario.objects.filter(is_superuser=True).first(), "django.contrib.auth.backends.ModelBackend")
    medidas, sin_medir = [], defaultdict(list)
    for nombre, patron in _direcciones(get_resolver()):
        urls = _urls(nombre, patron)
        if not urls:
            sin_medir["sin ejemplo"].append(nombre)
            continue
        respuesta = cliente.get(urls[0])  # la primera llena cachés de plantillas y de planes: no cuenta
        if respuesta.status_code != 200 or not respuesta.get("Content-Type", "").startswith("text/html"):
            sin_medir[str(respuesta.status_code)].append(nombre)
            continue
        tiempos, consultas = [], 0
        for url in urls:
            with CaptureQueriesContext(connection) as captura:
                inicio = time.perf_counter()
                respuesta = cliente.get(url)
                tardo = (time.perf_counter() - inicio) * 1000
            if respuesta.status_code == 200:
                tiempos.append(tardo)
                consultas = max(consultas, len(captura))
        medidas.append({"pagina": nombre, "consultas": consultas, "p95_ms": round(_p95(tiempos), 1)})
    print(json.dumps({"paginas": medidas, "sin_medir": sin_medir}))


if __name__ == "__main__":
    principal()
