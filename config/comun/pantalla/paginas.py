"""Páginas propias del marco: buscador entero, sesión viva, quién lo tiene abierto, contadores y vistas guardadas."""

import structlog
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.module_loading import import_string
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from config import navegacion
from config.comun.pantalla import presencia, services
from config.comun.pantalla.base import Pantalla, avisar
from config.comun.pantalla.forms import CompartirVistaForm, RenombrarVistaForm, VistaForm
from config.comun.pantalla.models import VistaGuardada
from config.comun.pantalla.views import Confirmar, Formulario, Fragmento
from config.comun.usuarios.services import guardar_preferencias

registro = structlog.get_logger("pantalla")


class Buscar(Pantalla, TemplateView):
    """El buscador a página entera: en el teléfono y sin JavaScript."""

    permission_required = ()
    titulo = "Buscar"
    template_name = "comun/buscar.html"

    def get_context_data(self, **kwargs):
        # Los resultados ya son varias peticiones: sin la frescura y la campana, la página cabe en diez.
        busqueda = self.request.GET.get("q", "").strip()
        return super().get_context_data(busqueda=busqueda, sin_fragmentos=True, **kwargs)


@method_decorator([login_not_required, never_cache], name="dispatch")
class Sesion(View):
    """204 si la sesión sigue viva, 401 si terminó: el navegador pregunta antes de enviar un formulario viejo."""

    def get(self, request):
        if not request.user.is_authenticated:
            return HttpResponse(status=401)
        return HttpResponse(status=204, headers={"X-Usuario": str(request.user.pk)})


class Teclas(Pantalla, View):
    """El interruptor de la lista de teclas (`?`): la misma preferencia de «Mis preferencias»."""

    permission_required = ()

    def post(self, request):
        guardar_preferencias(usuario=request.user, atajos_activos=request.POST.get("activas") == "1")
        return HttpResponse(status=204)


@method_decorator(never_cache, name="dispatch")
class Abierto(Fragmento):
    """Quién más tiene abierta la ficha. La pieza se pide a sí misma cada 20 segundos."""

    permission_required = ()
    titulo = "Quién lo tiene abierto"
    template_name = "comun/piezas/abierto.html"

    def get_context_data(self, **kwargs):
        usuario, clave = self.request.user, self.kwargs["clave"]
        otros = presencia.marcar(
            clave=clave, usuario_pk=usuario.pk, nombre=str(usuario.get_full_name() or usuario), ahora=timezone.now()
        )
        return super().get_context_data(otros=otros, **kwargs)


class Contadores(Fragmento):
    """Los contadores de las pestañas de una ficha, en una petición; el que falla se queda sin número."""

    permission_required = ()
    titulo = "Contadores"
    template_name = "comun/piezas/contadores_ficha.html"

    def get_context_data(self, **kwargs):
        if self.kwargs["ficha"] not in navegacion.FICHAS:
            raise Http404
        cuentas = []
        for pestana in navegacion.FICHAS[self.kwargs["ficha"]]:
            if not pestana.contador or (pestana.permiso and not self.request.user.has_perm(pestana.permiso)):
                continue
            try:
                numero = import_string(pestana.contador)(usuario=self.request.user, pk=self.kwargs["pk"])
            except Exception:
                registro.exception("contador_de_pestana", pestana=pestana.clave, ficha=self.kwargs["ficha"])
                continue
            cuentas.append((pestana.clave, numero))
        return super().get_context_data(cuentas=cuentas, **kwargs)


class GuardarVista(Pantalla, View):
    """Guarda los filtros puestos y vuelve a la lista con la vista abierta."""

    permission_required = ()

    def post(self, request):
        form = VistaForm(request.POST)
        if not form.is_valid():
            textos = [texto for errores in form.errors.values() for texto in errores]
            avisar(request, f"No se guardó la vista. {textos[0]}", tono="mal")
            return HttpResponseRedirect(reverse("pantalla:vistas"))
        datos = form.cleaned_data
        vista = services.guardar_vista(
            usuario=request.user, pantalla=datos["pantalla"], nombre=datos["nombre"], consulta=datos["consulta"]
        )
        avisar(request, f"Vista «{vista.nombre}» guardada.")
        return HttpResponseRedirect(vista.get_absolute_url())


class MisVistas(Pantalla, TemplateView):
    """Mis vistas y las de mis roles."""

    permission_required = ()
    titulo = "Mis vistas"
    template_name = "comun/mis_vistas.html"

    def get_context_data(self, **kwargs):
        usuario = self.request.user
        return super().get_context_data(
            propias=VistaGuardada.objects.filter(usuario=usuario).order_by("pantalla", "orden", "pk"),
            de_rol=VistaGuardada.objects.filter(grupo__in=usuario.groups.all()).select_related("grupo"),
            puede_compartir=usuario.has_perm("comun.change_vistaguardada"),
            **kwargs,
        )


class _DeMiVista:
    """La vista guardada debe ser mía, o de un rol si administro las de todos."""

    permission_required = ()
    vuelta = reverse_lazy("pantalla:vistas")
    ruta = (("Mis vistas", reverse_lazy("pantalla:vistas")),)

    def get_vista(self) -> VistaGuardada:
        vistas = VistaGuardada.objects.filter(usuario=self.request.user)
        if self.request.user.has_perm("comun.change_vistaguardada"):
            vistas = vistas | VistaGuardada.objects.filter(grupo__isnull=False)
        return get_object_or_404(vistas, pk=self.kwargs["pk"])


class RenombrarVista(_DeMiVista, Formulario):
    """Otro nombre para la vista."""

    titulo = "Renombrar vista"
    form_class = RenombrarVistaForm
    boton = "Renombrar vista"
    errores = (services.NombreRepetido,)

    def get_initial(self):
        return {"nombre": self.get_vista().nombre}

    def guardar(self, form):
        vista = services.renombrar_vista(vista=self.get_vista(), nombre=form.cleaned_data["nombre"])
        return f"La vista ahora se llama «{vista.nombre}»."


class CompartirVista(_DeMiVista, Formulario):
    """Copiar la vista a un rol."""

    permission_required = "comun.change_vistaguardada"
    titulo = "Compartir vista con un rol"
    form_class = CompartirVistaForm
    boton = "Compartir vista"

    def guardar(self, form):
        vista, grupo = self.get_vista(), form.cleaned_data["grupo"]
        services.guardar_vista(
            usuario=self.request.user,
            pantalla=vista.pantalla,
            nombre=vista.nombre,
            consulta=vista.consulta,
            grupo=grupo,
        )
        return f"«{vista.nombre}» ya aparece a todo el rol {grupo.name}."


class BorrarVista(_DeMiVista, Confirmar):
    """Borrar la vista; los datos no cambian."""

    boton = "Borrar vista"
    peligro = True

    def get_titulo(self):
        return f"Borrar la vista «{self.get_vista()}»"

    def get_consecuencias(self):
        return ["Se borra el nombre y sus filtros. La lista y sus datos no cambian."]

    def ejecutar(self):
        services.borrar_vista(vista=self.get_vista())
        return "Vista borrada."
