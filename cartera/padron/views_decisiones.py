"""Lo que el padrón deja a una persona: nombres sin documento y suministros que no vinieron."""

from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property

from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.templatetags.formatos import plural
from config.comun.pantalla.views import Formulario, Lista

from . import selectors, services
from .choices import DecisionAusencia, DecisionNombre
from .filters import FiltrosAusencias, FiltrosNombres
from .forms import FormularioAusencia, FormularioNombre
from .models import Ausencia, CasoNombre, Suministro
from .tables import TablaAusencias, TablaNombres

DECIDIR_NOMBRE, DECIDIR_AUSENCIA = "cartera.change_casonombre", "cartera.change_ausencia"
NOMBRES, AUSENCIAS = reverse_lazy("padron:nombres"), reverse_lazy("padron:ausencias")
RUTA = (("Padrón", reverse_lazy("padron:lista")),)


class ListaNombres(Lista):
    permission_required = "cartera.view_casonombre"
    titulo, nombres, ruta = "Nombres por decidir", "nombre,nombres", RUTA
    tabla, filtros = TablaNombres, FiltrosNombres
    vacio = "Ningún suministro sin documento tiene un nombre dudoso."

    def get_queryset(self):
        return CasoNombre.objects.select_related("decidido_por").order_by("decidido_en", "nombre")


class DecidirNombre(Formulario):
    permission_required = DECIDIR_NOMBRE
    form_class, template_name = FormularioNombre, "cartera/padron/nombre.html"
    boton, vuelta, ruta = "Guardar la decisión", NOMBRES, (*RUTA, ("Nombres por decidir", NOMBRES))
    errores = (services.YaDecidido,)

    @cached_property
    def caso(self) -> CasoNombre:
        return get_object_or_404(CasoNombre.objects.select_related("cliente", "decidido_por"), pk=self.kwargs["pk"])

    def get_titulo(self):
        return f"¿De quién es «{self.caso.nombre}»?"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "caso": self.caso}

    def guardar(self, form):
        cliente = form.cleaned_data["cliente"]
        services.decidir_nombre(caso=self.caso, cliente=cliente, por=self.request.user, en=timezone.now())
        destino = f"son de {cliente}" if cliente else "quedan como cliente aparte"
        return f"Los suministros de «{self.caso.nombre}» {destino}. Las próximas cargas lo recordarán."

    def get_context_data(self, **kwargs):
        cuantos = selectors.suministros_de_los_casos([self.caso]).get(self.caso.nombre_norm, 0)
        abierto = self.caso.decision == DecisionNombre.PENDIENTE
        return super().get_context_data(caso=self.caso, suministros=cuantos, abierto=abierto, **kwargs)


class ListaAusencias(Lista):
    permission_required = "cartera.view_ausencia"
    titulo, nombres, ruta = "Suministros que no vinieron", "suministro,suministros", RUTA
    tabla, filtros = TablaAusencias, FiltrosAusencias
    vacio = "Todos los suministros vinieron en el último padrón."

    def get_queryset(self):
        visibles = Suministro.objects.visibles_para(self.request.user)
        filas = Ausencia.objects.filter(suministro__in=visibles)
        return filas.select_related("suministro__cliente", "carga").order_by("decidido_en", "suministro__codigo")


class DecidirAusencia(Formulario):
    permission_required = DECIDIR_AUSENCIA
    form_class, template_name = FormularioAusencia, "cartera/padron/ausencia.html"
    boton, vuelta, ruta = "Guardar la decisión", AUSENCIAS, (*RUTA, ("Suministros que no vinieron", AUSENCIAS))
    errores = (services.YaDecidido, services.FaltaMotivo)

    @cached_property
    def ausencia(self) -> Ausencia:
        visibles = Suministro.objects.visibles_para(self.request.user)
        filas = Ausencia.objects.filter(suministro__in=visibles).select_related("suministro__cliente", "carga")
        return get_object_or_404(filas, pk=self.kwargs["pk"])

    def get_titulo(self):
        return f"El suministro {self.ausencia.suministro.codigo} no vino en el padrón"

    def guardar(self, form):
        services.decidir_ausencia(ausencia=self.ausencia, por=self.request.user, en=timezone.now(), **form.cleaned_data)
        destino = "pasa a baja" if form.cleaned_data["retirar"] else "se mantiene"
        return f"El suministro {self.ausencia.suministro.codigo} {destino}."

    def get_context_data(self, **kwargs):
        abierta = self.ausencia.decision == DecisionAusencia.PENDIENTE
        return super().get_context_data(ausencia=self.ausencia, abierto=abierta, **kwargs)


class Hoy(Pendientes):
    """Bloque del inicio: lo que el padrón espera que alguien decida."""

    permission_required = "cartera.importar"
    titulo = "Padrón por decidir"

    def get_pendientes(self):
        nombres = selectors.casos_pendientes().count()
        ausentes = selectors.ausencias_pendientes(self.request.user).count()
        filas = [
            (nombres, "nombre dudoso,nombres dudosos", "Sin documento: di de quién son", "padron:nombres"),
            (ausentes, "suministro no vino,suministros no vinieron", "En el último padrón", "padron:ausencias"),
        ]
        return [
            Pendiente(
                texto=plural(n, formas), detalle=detalle, url=f"{reverse(url)}?decision=pendiente", boton="Decidir"
            )
            for n, formas, detalle, url in filas
            if n
        ]
