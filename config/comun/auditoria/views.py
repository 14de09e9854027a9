from django.apps import apps
from django.http import Http404
from django.views.generic import TemplateView

from config.comun.auditoria import selectors
from config.comun.auditoria.forms import BuscarHistorialForm
from config.comun.pantalla.views import Fragmento, Pantalla

VER_TODO = "comun.ver_historial"


def _numero(texto: str) -> int:
    return int(texto) if texto.isdecimal() and 0 < int(texto[:6]) < 10000 else 1


class Historial(Fragmento):
    """Pestaña «Historial» de cualquier ficha: `auditoria:historial` con app, modelo y clave.

    La ve quien puede ver el objeto (su permiso `view_…` y sus zonas) o quien puede consultar todo el historial.
    """

    titulo, template_name = "Historial", "comun/auditoria/historial.html"

    @property
    def modelo(self):
        app, nombre = self.kwargs["app"], self.kwargs["modelo"]
        if f"{app}.{nombre}" not in selectors.modelos_seguidos():
            raise Http404
        return apps.get_model(app, nombre)

    def get_permission_required(self):
        permiso = f"{self.kwargs['app']}.view_{self.kwargs['modelo']}"
        return (VER_TODO,) if self.request.user.has_perm(VER_TODO) else (permiso,)

    def get_context_data(self, **kwargs):
        modelo, pk = self.modelo, self.kwargs["pk"]
        if not self.request.user.has_perm(VER_TODO):
            visibles = modelo._default_manager.all()
            if hasattr(visibles, "visibles_para"):
                visibles = visibles.visibles_para(self.request.user)
            if not visibles.filter(pk=pk).exists():
                raise Http404
        pagina = selectors.historial_de(modelo=modelo, pk=pk, pagina=_numero(self.request.GET.get("pagina", "1")))
        return super().get_context_data(pagina=pagina, url=self.request.path, **kwargs)


class Busqueda(Pantalla, TemplateView):
    """Todo lo cambiado en el sistema, para auditoría."""

    permission_required = VER_TODO
    titulo, template_name = "Historial general", "comun/auditoria/busqueda.html"

    def get_context_data(self, **kwargs):
        form = BuscarHistorialForm(self.request.GET or None, modelos=selectors.modelos_seguidos())
        filtros = {}
        if form.is_valid():
            filtros = {**form.cleaned_data, "usuario": getattr(form.cleaned_data["usuario"], "pk", None)}
        # Con un filtro mal escrito no se muestra «todo»: se muestra el error.
        pagina = None
        if form.is_valid() or not form.is_bound:
            pagina = selectors.buscar(pagina=_numero(self.request.GET.get("pagina", "1")), **filtros)
        return super().get_context_data(form=form, pagina=pagina, **kwargs)
