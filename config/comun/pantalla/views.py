"""Vistas genéricas: `Lista`, `Detalle`, `Formulario`, `Confirmar`, `Fragmento` y los botones que llevan.

Cómo se usan, con ejemplos: docs/pantalla.md.
"""

from urllib.parse import quote

from django.forms import Field
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise, cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView, TemplateView

from config.comun.pantalla import ediciones
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

    Al editar algo que existe (formulario de modelo con `instance`), lo que otra persona cambió entretanto no se pisa:
    se junta con lo escrito o, si es el mismo campo, se muestran las dos versiones y decide quien guarda.
    """

    template_name = "comun/formulario.html"
    boton = "Guardar"
    errores: tuple[type[Exception], ...] = ()
    borrador = True  # False en formularios con claves
    fusion: ediciones.Fusion | None = None

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

    def post(self, request, *args, **kwargs):
        firmado = request.POST.get(ediciones.CAMPO_ANTES)
        if firmado and not self.juntar(firmado):
            return self.form_invalid(self.get_form())
        return super().post(request, *args, **kwargs)

    @cached_property
    def ahora(self) -> dict:
        """Lo que dice la base, por campo; vacío si el formulario no edita algo que existe."""
        opciones = {k: v for k, v in self.get_form_kwargs().items() if k not in ("data", "files")}
        instancia = opciones.get("instance")
        return ediciones.foto(self.get_form_class()(**opciones)) if instancia and instancia.pk else {}

    def juntar(self, firmado: str) -> bool:
        """Pone en lo enviado lo que otra persona cambió y quien guarda no tocó. False si chocan en un campo."""
        self.fusion = ediciones.comparar(form=self.get_form(), firmado=firmado, ahora=self.ahora)
        enviado = self.request.POST.copy()
        for campo, valor in self.fusion.ajenos.items():
            enviado.setlist(campo, valor if isinstance(valor, list) else [valor] if valor else [])
        self.request.POST = enviado
        return not self.fusion.choques

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
            antes=ediciones.firmar(self.ahora) if self.ahora else "",
            fusion=self.fusion,
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
