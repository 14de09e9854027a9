"""Archivo de informes: la lista y cada PDF tal como se envió."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.views.generic import View

from config.comun.archivos.services import servir
from config.comun.calendario.periodo import Periodo
from config.comun.pantalla.views import Boton, Lista, Pantalla

from .filters import FiltrosInformes
from .models import Informe
from .tables import TablaInformes


class ListaInformes(Lista):
    permission_required = "reportes.view_informe"
    titulo = "Informes mensuales"
    tabla = TablaInformes
    filtros = FiltrosInformes
    nombres = "informe,informes"
    orden_total = ("-cierre__periodo",)
    vacio = "Aún no hay informes: cada cierre de mes deja aquí el suyo."
    vacio_accion = Boton("Ver los cierres", reverse_lazy("cierres:lista"), "lock")

    def get_queryset(self):
        return Informe.objects.select_related("cierre", "correo")


class PdfInforme(Pantalla, View):
    permission_required = "reportes.view_informe"

    def get(self, request, mes):
        try:
            periodo = Periodo.de_texto(mes)
        except ValueError:
            raise Http404 from None
        informe = get_object_or_404(Informe.objects.select_related("archivo"), cierre__periodo=periodo.inicio)
        return servir(informe.archivo, en_pagina=True)
