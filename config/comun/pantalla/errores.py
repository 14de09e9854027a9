"""Páginas de error: qué pasó, qué hacer y un código para encontrarlo en el registro."""

import secrets

import structlog
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

registro = structlog.get_logger("errores")
LETRAS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # sin 0/O ni 1/I: el código se dicta por teléfono


def codigo() -> str:
    """Código corto de referencia: `7F3K-21`."""
    azar = [secrets.choice(LETRAS) for _ in range(6)]
    return f"{''.join(azar[:4])}-{''.join(azar[4:])}"


def _pagina(request, plantilla: str, estado: int, evento: str, **contexto):
    referencia = codigo()
    registro.warning(evento, referencia=referencia, ruta=request.path, estado=estado)
    if getattr(request, "htmx", False):
        plantilla = "comun/piezas/error.html"
    respuesta = render(request, plantilla, {"referencia": referencia, "estado": estado, **contexto}, status=estado)
    respuesta["X-Referencia"] = referencia
    return respuesta


@requires_csrf_token
def sin_permiso(request, exception=None):
    """403: la página existe y tu rol no la abre."""
    return _pagina(
        request,
        "403.html",
        403,
        "sin_permiso",
        titulo="Tu rol no abre esta página",
        texto="Si la necesitas para tu trabajo, pide el permiso a administración.",
    )


@requires_csrf_token
def no_encontrado(request, exception=None):
    """404: no existe, o no está en tus zonas (no se distingue a propósito)."""
    return _pagina(
        request,
        "404.html",
        404,
        "no_encontrado",
        titulo="No encontramos esta página",
        texto="La dirección cambió o no está en tus zonas. Búscalo por nombre, documento o suministro.",
    )


@requires_csrf_token
def fallo(request):
    """500: se dibuja sin tocar la base, que puede ser lo que falló."""
    return _pagina(
        request,
        "500.html",
        500,
        "fallo",
        titulo="Algo falló de nuestro lado",
        texto="Lo que escribiste sigue en este navegador. Reintenta o da el código a sistemas.",
    )


@requires_csrf_token
def formulario_vencido(request, reason=""):
    """403 por CSRF: la página quedó abierta de antes de entrar otra vez."""
    return _pagina(
        request,
        "403.html",
        403,
        "formulario_vencido",
        titulo="Esta página quedó vieja",
        texto="No se guardó nada. Vuelve, recarga y envía otra vez: lo que escribiste sigue como borrador.",
        motivo=reason,
    )
