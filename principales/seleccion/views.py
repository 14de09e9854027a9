"""Evaluaciones y criterios de la selección (manual 6.1.1)."""

from django.urls import reverse, reverse_lazy
from django.utils import timezone

from config.comun.calendario.periodo import Periodo
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.views import Boton, Formulario, Lista

from . import selectors, services
from .filters import FiltrosEvaluaciones
from .forms import CriterioForm, ProponerForm
from .models import Criterio, Evaluacion
from .tables import TablaCriterios, TablaEvaluaciones

PROPONER = Boton("Proponer un mes", reverse_lazy("seleccion:proponer"), "list-check", "principales.seleccionar")
RUTA = (("Selección", reverse_lazy("seleccion:lista")),)


class ListaEvaluaciones(Lista):
    permission_required = "principales.view_evaluacion"
    titulo, nombres = "Selección", "evaluación,evaluaciones"
    tabla, filtros = TablaEvaluaciones, FiltrosEvaluaciones
    orden_total = ("-pk",)
    primario = PROPONER
    mas = (Boton("Criterios", reverse_lazy("seleccion:criterios"), "adjustments-horizontal"),)
    vacio = "Aún no hay ninguna selección. La primera conforma la cartera de principales consumidores."
    vacio_accion = PROPONER

    def get_queryset(self):
        return Evaluacion.objects.order_by("-periodo")


class Proponer(Formulario):
    permission_required = "principales.seleccionar"
    titulo, boton = "Proponer altas y bajas", "Proponer altas y bajas"
    template_name = "principales/seleccion/proponer.html"
    form_class, errores = ProponerForm, (services.ErrorDeSeleccion,)
    vuelta, ruta = reverse_lazy("seleccion:lista"), RUTA
    evaluacion: Evaluacion

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "meses": self.meses}

    @property
    def meses(self) -> list[Periodo]:
        return selectors.meses_cargados()

    def guardar(self, form):
        self.evaluacion = services.proponer(
            periodo=form.cleaned_data["periodo"], por=self.request.user, en=timezone.now(), con_curva=True
        )

    def get_destino(self):
        return self.evaluacion.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(sin_consumo=not self.meses, **kwargs)


class ListaCriterios(Lista):
    permission_required = "principales.view_criterio"
    titulo, nombres = "Criterios de selección", "versión,versiones"
    tabla, ruta = TablaCriterios, RUTA
    primario = Boton(
        "Crear una versión nueva", reverse_lazy("seleccion:criterio_nuevo"), "plus", "principales.add_criterio"
    )

    def get_queryset(self):
        return Criterio.objects.select_related("creado_por").order_by("-version")


class NuevoCriterio(Formulario):
    permission_required = "principales.add_criterio"
    titulo, boton = "Nueva versión del criterio", "Crear la versión"
    form_class, errores = CriterioForm, (services.ErrorDeSeleccion,)
    vuelta = reverse_lazy("seleccion:criterios")
    ruta = (*RUTA, ("Criterios", reverse_lazy("seleccion:criterios")))

    def get_initial(self):
        ultimo = Criterio.objects.order_by("-version").first()
        if ultimo is None:
            return {}
        campos = ("medida", "umbral_m3", "meses", "minimo_meses", "meses_baja", "categorias")
        return {campo: getattr(ultimo, campo) for campo in campos} | {"desde": hoy().replace(day=1)}

    def guardar(self, form):
        criterio = services.crear_criterio(
            parametros=form.parametros,
            desde=form.cleaned_data["desde"],
            motivo=form.cleaned_data["motivo"],
            por=self.request.user,
            en=timezone.now(),
        )
        return f"La versión {criterio.version} rige desde el {form.cleaned_data['desde']:%d/%m/%Y}."


class Hoy(Pendientes):
    """Bloque del inicio: propuestas sin aprobar, solicitudes devueltas y el mes cargado que falta proponer."""

    permission_required = "principales.seleccionar"
    titulo = "Selección"

    def get_pendientes(self):
        pendientes = []
        mes = selectors.mes_por_seleccionar()
        if mes is not None:
            pendientes.append(
                Pendiente(
                    texto=f"Falta la selección de {mes.nombre}",
                    detalle="El consumo ya está cargado",
                    url=reverse("seleccion:proponer"),
                    boton=f"Proponer {mes.nombre}",
                )
            )
        for evaluacion in selectors.por_aprobar():
            pendientes.append(
                Pendiente(
                    texto=f"{evaluacion}: propuesta sin aprobar",
                    detalle=f"Rige desde el {evaluacion.rige_desde:%d/%m/%Y}",
                    url=evaluacion.get_absolute_url(),
                    boton="Revisar la propuesta",
                    tono="espera",
                )
            )
        for solicitud in selectors.devueltas():
            pendientes.append(
                Pendiente(
                    texto=f"Cartera devolvió {solicitud.numero}",
                    detalle=solicitud.motivo,
                    url=reverse("solicitudes:ficha", args=[solicitud.pk]),
                    boton=f"Ver {solicitud.numero}",
                    tono="mal",
                )
            )
        return pendientes
