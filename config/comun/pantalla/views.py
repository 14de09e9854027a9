"""Vistas genéricas: `Lista`, `Detalle`, `Formulario`, `Confirmar`, `Fragmento` y los botones que llevan.

Cómo se usan, con ejemplos: docs/pantalla.md.
"""

from urllib.parse import quote

from django.forms import Field
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView, TemplateView

from config.comun.pantalla.base import Pantalla, avisar
from config.comun.pantalla.fichas import Detalle
from config.comun.pantalla.listas import AccionLote, Boton, Lista, url_de_lista

__all__ = [
    "AccionLote",
    "Boton",
    "Confirmar",
    "Detalle",
    "Formulario",
    "Fragmento",
    "Lista",
    "Pantalla",
    "avisar",
    "url_de_lista",
]


class _ConVuelta:
    """«Volver» y destino: `?siguiente=` si es de este sitio, si no `get_vuelta()`."""

    vuelta: str | Promise = "/"

    def get_vuelta(self) -> str:
        return str(self.vuelta)

    def siguiente(self) -> str:
        pedido = self.request.POST.get("siguiente") or self.request.GET.get("siguiente", "")
        propio = url_has_allowed_host_and_scheme(pedido, {self.request.get_host()}, self.request.is_secure())
        return pedido if pedido and propio else ""


class Formulario(Pantalla, _ConVuelta, FormView):
    """Formulario con resumen de errores, borrador en el navegador y un solo envío.

    Obligatorios: `permission_required`, `titulo`, `form_class`, `boton` («Guardar contacto») y `guardar(form)`, que
    hace la única llamada al servicio y devuelve el texto de lo que pasó (o una respuesta). `errores` son las
    excepciones del servicio que se muestran arriba del formulario sin borrar lo escrito.
    """

    template_name = "comun/formulario.html"
    boton = "Guardar"
    errores: tuple[type[Exception], ...] = ()
    borrador = True  # False en formularios con claves

    def guardar(self, form):
        raise NotImplementedError(f"{type(self).__name__} debe definir guardar(form).")

    def get_destino(self) -> str:
        """A dónde se va tras guardar."""
        return self.get_vuelta()

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        for campo in getattr(form, "fields", {}).values():
            if campo.error_messages.get("required") == Field.default_error_messages["required"]:
                campo.error_messages["required"] = "Falta este dato."
        return form

    def form_valid(self, form):
        try:
            resultado = self.guardar(form)
        except self.errores as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        respuesta = resultado
        if not isinstance(resultado, HttpResponse):
            if resultado:
                avisar(self.request, resultado)
            respuesta = HttpResponseRedirect(self.siguiente() or self.get_destino())
        # La página siguiente borra el borrador: solo entonces se sabe que el servidor lo recibió.
        guardado = quote(self.request.path, safe="")
        respuesta.set_cookie("guardado", guardado, max_age=60, samesite="Lax", secure=self.request.is_secure())
        return respuesta

    def form_invalid(self, form):
        respuesta = super().form_invalid(form)
        respuesta.status_code = 422
        return respuesta

    def get_context_data(self, **kwargs):
        contexto = super().get_context_data(
            boton=self.boton,
            vuelta=self.siguiente() or self.get_vuelta(),
            siguiente=self.siguiente(),
            borrador=self.borrador,
            **kwargs,
        )
        # La lista que se busca escribiendo solo baja donde un campo la pide (PANTALLAS, sección 3).
        campos = getattr(contexto["form"], "fields", {}).values()
        contexto["con_elegir"] = any("data-elegir" in campo.widget.attrs for campo in campos)
        return contexto


class Confirmar(Pantalla, _ConVuelta, TemplateView):
    """Pregunta antes de lo que no se puede deshacer.

    Obligatorios: `permission_required`, `titulo`, `boton` («Cerrar octubre 2026»), `get_consecuencias()` (frases) y
    `ejecutar()`, que hace la llamada al servicio y devuelve el texto de lo que pasó (o una respuesta).
    """

    template_name = "comun/confirmar.html"
    boton = ""
    peligro = False
    errores: tuple[type[Exception], ...] = ()

    def get_boton(self) -> str:
        return self.boton

    def get_consecuencias(self) -> list[str]:
        return []

    def ejecutar(self):
        raise NotImplementedError(f"{type(self).__name__} debe definir ejecutar().")

    def get_destino(self) -> str:
        return self.get_vuelta()

    def post(self, request, *args, **kwargs):
        try:
            resultado = self.ejecutar()
        except self.errores as error:
            return self.render_to_response(self.get_context_data(error=str(error)), status=409)
        if isinstance(resultado, HttpResponse):
            return resultado
        if resultado:
            avisar(request, resultado)
        return HttpResponseRedirect(self.siguiente() or self.get_destino())

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            boton=self.get_boton(),
            consecuencias=self.get_consecuencias(),
            peligro=self.peligro,
            vuelta=self.siguiente() or self.get_vuelta(),
            siguiente=self.siguiente(),
            **kwargs,
        )


class Fragmento(Pantalla, TemplateView):
    """Pieza que otra página pide con htmx. Abierta sola (otra ventana) se dibuja dentro del marco.

    Obligatorios: `permission_required` y `template_name` (sin `{% extends %}`, sin scripts).
    """

    def get_template_names(self):
        return [self.template_name] if self.request.htmx else ["comun/suelto.html"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(fragmento=self.template_name, **kwargs)
