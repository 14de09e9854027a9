from django.shortcuts import redirect
from django.urls import reverse


class CambioDeClaveMiddleware:
    """Quien entra con una clave temporal no hace nada antes de poner la suya."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        usuario = request.user
        if usuario.is_authenticated and usuario.debe_cambiar_clave:
            permitidas = (reverse("usuarios:cambiar_clave"), reverse("usuarios:salir"))
            if request.path not in permitidas:
                respuesta = redirect("usuarios:cambiar_clave")
                if request.headers.get("HX-Request"):
                    respuesta.status_code = 204  # htmx seguiría un 302 y pegaría el formulario dentro de la página
                    respuesta["HX-Redirect"] = respuesta.headers.pop("Location")
                return respuesta
        return self.get_response(request)
