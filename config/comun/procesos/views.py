from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.generic import View

from config.comun.archivos.services import ArchivoPerdido, servir
from config.comun.pantalla.views import Detalle, Fragmento, Lista, Pantalla
from config.comun.procesos import selectors
from config.comun.procesos.filters import FiltrosProcesos
from config.comun.procesos.models import Proceso
from config.comun.procesos.tables import TablaProcesos


class ListaProcesos(Lista):
    """Los propios; con el permiso `view_proceso`, los de todos."""

    permission_required = ()
    titulo, nombres = "Procesos", "proceso,procesos"
    tabla, filtros = TablaProcesos, FiltrosProcesos
    vacio = "Aquí se verán las cargas, barridos y cierres que pidas. Aún no hay ninguno."

    def get_queryset(self):
        return Proceso.objects.visibles_para(self.request.user).select_related("usuario")


class FichaProceso(Detalle):
    permission_required = ()
    template_name = "comun/procesos/ficha.html"

    def get_queryset(self):
        return Proceso.objects.visibles_para(self.request.user).select_related("usuario", "archivo")

    def get_context_data(self, **kwargs):
        return super().get_context_data(proceso=self.object, cifras=selectors.cifras(self.object), **kwargs)


class Avance(Fragmento):
    """El progreso vivo: mientras corre se vuelve a pedir solo cada 2 segundos."""

    permission_required = ()
    titulo, template_name = "Avance", "comun/procesos/avance.html"

    def get_context_data(self, **kwargs):
        visibles = Proceso.objects.visibles_para(self.request.user).select_related("usuario", "archivo")
        proceso = get_object_or_404(visibles, pk=self.kwargs["pk"])
        return super().get_context_data(proceso=proceso, cifras=selectors.cifras(proceso), **kwargs)


class Descargar(Pantalla, View):
    """El archivo que dejó (o del que partió) el proceso."""

    permission_required = ()

    def get(self, request, pk):
        proceso = get_object_or_404(Proceso.objects.visibles_para(request.user), pk=pk, archivo__isnull=False)
        try:
            return servir(proceso.archivo)
        except ArchivoPerdido:
            raise Http404 from None
