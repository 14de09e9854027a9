"""Lo que comparten todas las páginas: permiso, título, pieza suelta para htmx, mensajes y vuelta a la lista."""

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise


class Pantalla(PermissionRequiredMixin):
    """Base de las vistas genéricas.

    - `permission_required`: obligatorio; `()` si basta haber entrado. Sin permiso, 403; sin sesión, el log-in.
    - `titulo` (o `get_titulo()`): encabezado y título de la ventana.
    - `get_ruta()`: [(texto, url)] de las páginas de arriba, para la miga y el «Volver».
    """

    raise_exception = True
    titulo = ""
    ruta: tuple[tuple[str, str | Promise], ...] = ()

    def dispatch(self, request, *args, **kwargs):
        respuesta = super().dispatch(request, *args, **kwargs)
        # La misma URL da la página o su pedazo: sin esto, «atrás» mostraría el pedazo suelto.
        patch_vary_headers(respuesta, ["HX-Request", "HX-Target"])
        return respuesta

    def get_titulo(self) -> str:
        return self.titulo

    def get_ruta(self):
        return self.ruta

    def get_context_data(self, **kwargs):
        kwargs.setdefault("titulo", self.get_titulo())
        kwargs.setdefault("ruta", self.get_ruta())
        return super().get_context_data(**kwargs)


def avisar(
    request, texto: str, *, tono: str = "bien", deshacer: str = "", enlace: tuple[str, str] | None = None
) -> None:
    """Deja un mensaje para la próxima página: qué pasó y, si cabe, `enlace` (texto, url) al paso siguiente.

    `deshacer` es la URL a la que se envía un POST; el botón se ofrece durante 10 segundos.
    """
    nivel = {"bien": messages.SUCCESS, "aviso": messages.WARNING, "mal": messages.ERROR, "info": messages.INFO}[tono]
    if not deshacer and not enlace:
        messages.add_message(request, nivel, texto)
        return
    html = render_to_string(
        "comun/piezas/mensaje_con_acto.html", {"texto": texto, "deshacer": deshacer, "enlace": enlace}, request=request
    )
    messages.add_message(request, nivel, html)
