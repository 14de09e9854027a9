"""Qué mide cada indicador, con su fórmula, su norma y su versión (manual 9)."""

from django.views.generic import TemplateView

from config.comun.pantalla.views import Pantalla

from .definiciones import INDICADORES


class Definiciones(Pantalla, TemplateView):
    permission_required = "reportes.view_cierre"
    template_name = "reportes/indicadores/lista.html"
    titulo = "Indicadores"

    def get_context_data(self, **kwargs):
        return super().get_context_data(indicadores=INDICADORES, **kwargs)
