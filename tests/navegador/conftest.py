"""Chromium de verdad contra un gunicorn de verdad. `pagina("jefatura_cobranzas")` entra ya con ese rol."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from tests.fabricas.comun import usuario

# Playwright deja un bucle asíncrono en el proceso y Django lo toma por código asíncrono. Por eso esta carpeta se corre
# aparte de las demás (scripts/probar.sh).
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items):
    for prueba in items:
        if "tests/navegador/" in prueba.nodeid:
            prueba.add_marker("navegador")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if CHROMIUM is None:
        razon = "No hay Chromium en esta máquina (en Debian: apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(razon)
        pytest.skip(razon)
    sin_red = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", *sin_red],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "es-PE",
        "timezone_id": "America/Lima",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def abrir(browser, browser_context_args, servidor):
    """Abre una página anónima en el servidor; al final de la prueba no puede haber habido errores de JavaScript."""
    errores, contextos = [], []

    def abrir_pagina(**opciones):
        # No con `new_context`: ahí una opción propia (el tamaño del teléfono) choca con la de browser_context_args.
        contextos.append(browser.new_context(**{**browser_context_args, "base_url": servidor, **opciones}))
        pagina = contextos[-1].new_page()
        pagina.on("pageerror", lambda error: errores.append(str(error)))
        pagina.on("console", lambda m: errores.append(m.text) if "Content Security Policy" in m.text else None)
        return pagina

    yield abrir_pagina
    for contexto in contextos:
        contexto.close()
    assert errores == []


@pytest.fixture
def pagina(abrir, servidor):
    """`pagina("equipo_pc", zonas=["NORTE"])`: página con la sesión de una persona con esos roles (o `de=persona`)."""

    def con_sesion(*roles, zonas=None, de=None, **opciones):
        cliente = Client()
        cliente.force_login(de or usuario(*roles, zonas=zonas), backend=settings.AUTHENTICATION_BACKENDS[-1])
        galleta = cliente.cookies[settings.SESSION_COOKIE_NAME].value
        pagina = abrir(**opciones)
        # Con la raíz: si no, la galleta solo valdría bajo la carpeta de la página abierta.
        pagina.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": galleta, "url": f"{servidor}/"}])
        return pagina

    return con_sesion


@pytest.fixture
def sin_faltas_de_accesibilidad():
    """Función que falla si axe encuentra en la página algo serio o crítico."""

    def revisar(pagina):
        faltas = [
            f"{falta['id']}: {nodo['html'][:160]}"
            for falta in Axe().run(pagina).response["violations"]
            if falta["impact"] in ("serious", "critical")
            for nodo in falta["nodes"]
        ]
        assert faltas == []

    return revisar
