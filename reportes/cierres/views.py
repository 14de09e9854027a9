"""Cierres: la lista, sus cifras y las listas que hay detrás de cada una."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from config.comun.archivos.services import servir
from config.comun.calendario.periodo import Periodo
from config.comun.calendario.reloj import hoy
from config.comun.calendario.selectors import primer_dia_habil
from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.templatetags.formatos import periodo as en_palabras
from config.comun.pantalla.views import Boton, Formulario, Lista, Pantalla
from config.comun.usuarios.querysets import ve_todas_las_zonas

from .filters import FiltrosClientesDelCierre
from .forms import FormularioCierre
from .models import Cierre, CierreCliente
from .selectors import cifras_del_cierre, meses_por_cerrar
from .services import NoSePuedeCerrar, cerrar_mes
from .tables import TablaCierres, TablaClientesDelCierre

CERRAR = Boton("Cerrar un mes", reverse_lazy("cierres:cerrar"), "lock", "reportes.cerrar_mes")


class ListaCierres(Lista):
    permission_required = "reportes.view_cierre"
    titulo = "Cierres mensuales"
    tabla = TablaCierres
    nombres = "cierre,cierres"
    orden_total = ("-periodo",)
    primario = CERRAR
    vacio = "Aún no hay cierres. El primero congela la cartera, la deuda y los dos indicadores del mes."
    vacio_accion = CERRAR

    def get_queryset(self):
        return Cierre.objects.all()


class DelCierre(Pantalla):
    """Vista de un cierre, que viene en la URL por su mes (AAAA-MM)."""

    permission_required = "reportes.view_cierre"

    @cached_property
    def cierre(self) -> Cierre:
        try:
            mes = Periodo.de_texto(self.kwargs["mes"])
        except ValueError:
            raise Http404 from None
        return get_object_or_404(
            Cierre.objects.select_related("cerrado_por", "lista_clientes", "informe"), periodo=mes.inicio
        )

    def get_ruta(self):
        return [("Cierres mensuales", reverse("cierres:lista"))]


class FichaCierre(DelCierre, TemplateView):
    template_name = "reportes/cierres/ficha.html"

    def get_titulo(self):
        return f"Cierre de {en_palabras(self.cierre.periodo)}"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            cierre=self.cierre,
            cifras=cifras_del_cierre(self.cierre, user=self.request.user),
            eps=ve_todas_las_zonas(self.request.user),
            **kwargs,
        )


class ClientesDelCierre(DelCierre, Lista):
    """Numerador y denominador de la eficiencia: la misma lista, con y sin el filtro `sin_deuda`."""

    tabla = TablaClientesDelCierre
    filtros = FiltrosClientesDelCierre
    nombres = "cliente,clientes"
    orden_total = ("-vencido", "cliente_id")
    vacio = "Ese mes no había principales consumidores."

    def get_titulo(self):
        return f"Principales consumidores al cierre de {en_palabras(self.cierre.periodo)}"

    def get_ruta(self):
        return [*super().get_ruta(), (f"{en_palabras(self.cierre.periodo)}", self.cierre.get_absolute_url())]

    def get_queryset(self):
        visibles = CierreCliente.objects.visibles_para(self.request.user)
        return visibles.filter(cierre=self.cierre).select_related("cliente", "zona")


class ClientesEps(DelCierre, View):
    """Denominador de «Cartera de principales»: todos los clientes de la empresa, como archivo."""

    def get(self, request, *args, **kwargs):
        if not ve_todas_las_zonas(request.user):
            return self.handle_no_permission()
        if self.cierre.lista_clientes is None:
            raise Http404
        return servir(self.cierre.lista_clientes)


class CerrarMes(Formulario):
    permission_required = "reportes.cerrar_mes"
    titulo = "Cerrar un mes"
    form_class = FormularioCierre
    boton = "Cerrar el mes"
    vuelta = reverse_lazy("cierres:lista")
    errores = (NoSePuedeCerrar,)
    ruta = (("Cierres mensuales", reverse_lazy("cierres:lista")),)

    def get_initial(self):
        return {"periodo": Periodo.de_fecha(hoy()).anterior().inicio}

    def guardar(self, form):
        mes = Periodo.de_fecha(form.cleaned_data["periodo"])
        self.cierre = cerrar_mes(
            periodo=mes.inicio,
            al=form.cleaned_data["al"] or mes.fin,
            ahora=timezone.now(),
            hoy=hoy(),
            por=self.request.user,
        )
        return f"Las cifras de {mes.nombre} están fijas. El informe sale por correo."

    def get_destino(self):
        return self.cierre.get_absolute_url()


class Hoy(Pendientes):
    """Bloque del inicio: los meses que ya tocaba cerrar."""

    permission_required = "reportes.cerrar_mes"

    def get_pendientes(self):
        dia = hoy()
        habil = primer_dia_habil(Periodo.de_fecha(dia))
        return [
            Pendiente(
                texto=f"Falta cerrar {en_palabras(mes)}",
                detalle="Se cierra solo; si no, ciérralo tú",
                url=reverse("cierres:cerrar"),
                boton=f"Cerrar {en_palabras(mes)}",
                tono="aviso",
            )
            for mes in meses_por_cerrar(hoy=dia, primer_dia_habil=habil)
        ]
