"""La cartera de principales a una fecha y la historia de un cliente en ella (manual 6.3.2)."""

import datetime as dt

from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property

from cartera.ciclos.selectors import asignaciones_de
from cartera.padron.models import Cliente
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.templatetags.formatos import fecha
from config.comun.pantalla.views import Fragmento, Lista

from . import selectors
from .filters import FiltrosCartera
from .models import EvaluacionCliente
from .tables import TablaPrincipales


class ListaCartera(Lista):
    """Quiénes son principales consumidores en una fecha (hoy, si no se dice otra)."""

    permission_required = "principales.view_principal"
    nombres = "principal consumidor,principales consumidores"
    tabla, filtros = TablaPrincipales, FiltrosCartera
    template_name = "principales/seleccion/cartera.html"
    por_claves = True
    orden_total = ("cliente__nombre_norm", "pk")
    vacio = "Ese día no había principales consumidores. Se conforman al aprobar una selección."

    @cached_property
    def al(self) -> dt.date:
        try:
            return parse_date(self.parametros.get("al", "")) or hoy()
        except ValueError:
            return hoy()

    def get_titulo(self):
        return "Cartera de principales consumidores"

    def get_queryset(self):
        return selectors.cartera(al=self.al).visibles_para(self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            al=self.al, evaluacion=selectors.ultima_aprobada(al=self.al), al_texto=fecha(self.al), **kwargs
        )


class CarteraDelCliente(Fragmento):
    """Pestaña «Cartera» de la ficha del cliente: cuándo fue principal, por qué, y en qué ciclo está."""

    permission_required = "principales.view_principal"
    titulo, template_name = "Cartera", "principales/seleccion/cliente_cartera.html"

    def get_context_data(self, **kwargs):
        cliente = get_object_or_404(Cliente.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])
        return super().get_context_data(
            cliente=cliente,
            membresias=selectors.membresias_de(cliente_id=cliente.pk)[:50],
            evaluaciones=selectors.evaluaciones_de(cliente_id=cliente.pk)[:24],
            asignaciones=asignaciones_de(cliente_id=cliente.pk, user=self.request.user)[:50],
            hoy=hoy(),
            **kwargs,
        )


class DesdeCuando(Fragmento):
    """Desde cuándo es principal, para la cabecera de la ficha del cliente."""

    permission_required = "principales.view_principal"
    titulo, template_name = "Cartera de principales", "principales/seleccion/cliente_desde.html"

    def get_context_data(self, **kwargs):
        cliente = get_object_or_404(Cliente.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])
        ultima = selectors.membresias_de(cliente_id=cliente.pk).first()
        return super().get_context_data(membresia=ultima, al=hoy(), **kwargs)


class MedidaDelCliente(Fragmento):
    """Los m³ de cada mes y de cada suministro con que una evaluación midió a un cliente."""

    permission_required = "principales.view_evaluacion"
    template_name = "principales/seleccion/medida.html"

    @cached_property
    def fila(self) -> EvaluacionCliente:
        filas = EvaluacionCliente.objects.visibles_para(self.request.user)
        return get_object_or_404(filas.select_related("cliente", "evaluacion"), pk=self.kwargs["pk"])

    def get_titulo(self):
        return f"Cómo se midió a {self.fila.cliente}"

    def get_ruta(self):
        return [(str(self.fila.evaluacion), self.fila.evaluacion.get_absolute_url())]

    def get_context_data(self, **kwargs):
        meses, cliente, suministros = selectors.meses_medidos(fila=self.fila)
        return super().get_context_data(
            fila=self.fila,
            evaluacion=self.fila.evaluacion,
            meses=meses,
            juntos=cliente,
            suministros=suministros[:50],
            mas=max(len(suministros) - 50, 0),
            **kwargs,
        )
