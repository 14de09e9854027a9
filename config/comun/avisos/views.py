from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import View

from config.comun.avisos import services
from config.comun.avisos.models import Aviso
from config.comun.avisos.tables import TablaAvisos
from config.comun.pantalla.views import Fragmento, Lista, Pantalla

EN_CAMPANA = 8


class Campana(Fragmento):
    """Contador de avisos sin leer y los últimos; va en la barra de todas las páginas."""

    permission_required = ()
    titulo, template_name = "Avisos", "comun/avisos/campana.html"

    def get_context_data(self, **kwargs):
        usuario = self.request.user
        sin_leer = Aviso.objects.sin_leer(usuario)
        return super().get_context_data(cuenta=sin_leer[:100].count(), avisos=sin_leer[:EN_CAMPANA], **kwargs)


class ListaAvisos(Lista):
    permission_required = ()
    titulo, nombres = "Avisos", "aviso,avisos"
    tabla = TablaAvisos
    template_name = "comun/avisos/lista.html"
    vacio = "No tienes avisos."

    def get_queryset(self):
        return Aviso.objects.para(self.request.user).con_lectura(self.request.user)


class Abrir(Pantalla, View):
    """Lo da por leído y lleva a lo que avisa."""

    permission_required = ()

    def post(self, request, pk):
        aviso = get_object_or_404(Aviso.objects.para(request.user), pk=pk)
        services.marcar_leido(aviso=aviso, por=request.user)
        propia = url_has_allowed_host_and_scheme(aviso.url, {request.get_host()}, request.is_secure())
        return HttpResponseRedirect(aviso.url if aviso.url and propia else reverse("avisos:lista"))


class LeerTodos(Pantalla, View):
    permission_required = ()

    def post(self, request):
        services.marcar_todos_leidos(por=request.user)
        return HttpResponseRedirect(reverse("avisos:lista"))
