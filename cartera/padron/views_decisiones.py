"""Lo que el padrón deja para una persona: nombres dudosos y suministros que ya no vinieron."""

from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property

from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.templatetags.formatos import plural
from config.comun.pantalla.views import AccionLote, Confirmar, Formulario, Lista, Pantalla, url_de_lista

from . import selectors, services
from .choices import DecisionAusencia, DecisionNombre
from .filters import FiltrosAusencias, FiltrosNombres
from .forms import DecidirNombreForm
from .models import Ausencia, CasoNombre, Suministro
from .tables import TablaAusencias, TablaNombres

DECIDIR_NOMBRE, DECIDIR_AUSENCIA = "cartera.change_casonombre", "cartera.change_ausencia"
A_LA_VISTA = 25


class ListaNombres(Lista):
    permission_required = "cartera.view_casonombre"
    titulo, nombres = "Nombres por decidir", "nombre,nombres"
    tabla, filtros = TablaNombres, FiltrosNombres
    ruta = (("Padrón", reverse_lazy("padron:lista")),)
    vacio = "Ningún nombre sin documento deja dudas."

    def get_queryset(self):
        casos = CasoNombre.objects.select_related("decidido_por").prefetch_related("candidatos")
        return casos.order_by("decision", "nombre_norm")


class _DeCaso(Pantalla):
    kwargs: dict  # la pone la vista
    ruta = (("Padrón", reverse_lazy("padron:lista")), ("Nombres por decidir", reverse_lazy("padron:nombres")))

    @cached_property
    def caso(self) -> CasoNombre:
        return get_object_or_404(CasoNombre.objects.select_related("cliente", "decidido_por"), pk=self.kwargs["pk"])

    def get_titulo(self):
        return self.caso.nombre


class DecidirNombre(_DeCaso, Formulario):
    permission_required = DECIDIR_NOMBRE
    vuelta = reverse_lazy("padron:nombres")
    errores = (services.YaDecidido, services.NoEsCandidato)
    boton, template_name = "Guardar la decisión", "cartera/padron/nombre.html"
    form_class = DecidirNombreForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "caso": self.caso}

    def guardar(self, form):
        datos = {"caso": self.caso, "por": self.request.user, "en": timezone.now()}
        cliente = form.elegido()
        if cliente is None:
            services.separar_nombre(**datos)
            return f"«{self.caso}» queda como otro cliente."
        services.unir_nombre(cliente=cliente, **datos)
        return f"Los suministros de «{self.caso}» ahora son de {cliente}."

    def get_context_data(self, **kwargs):
        suyos = Suministro.objects.filter(nombre_norm=self.caso.nombre_norm, numero_documento="")
        return super().get_context_data(
            caso=self.caso,
            pendiente=self.caso.decision == DecisionNombre.PENDIENTE,
            cuantos=suyos.count(),
            suministros=suyos.visibles_para(self.request.user).select_related("zona").order_by("codigo")[:A_LA_VISTA],
            **kwargs,
        )


class ReabrirNombre(_DeCaso, Confirmar):
    permission_required = DECIDIR_NOMBRE
    boton = "Reabrir la decisión"

    def get_titulo(self):
        return f"Reabrir «{self.caso}»"

    def get_consecuencias(self):
        return ["Sus suministros sin documento vuelven a su propio grupo hasta que alguien decida otra vez."]

    def ejecutar(self):
        services.reabrir_nombre(caso=self.caso, en=timezone.now())
        return f"«{self.caso}» espera decisión otra vez."

    def get_vuelta(self):
        return self.caso.get_absolute_url()


class ListaAusencias(Lista):
    permission_required = "cartera.view_ausencia"
    titulo, nombres = "Suministros ausentes", "suministro ausente,suministros ausentes"
    tabla, filtros = TablaAusencias, FiltrosAusencias
    ruta = (("Padrón", reverse_lazy("padron:lista")),)
    vacio = "Todos los suministros vinieron en el último padrón."
    acciones_lote = (
        AccionLote("mantener", "Mantener en el padrón", permiso=DECIDIR_AUSENCIA, icono="check"),
        AccionLote("retirar", "Pasar a baja", permiso=DECIDIR_AUSENCIA, icono="trash"),
    )

    def get_queryset(self):
        visibles = Ausencia.objects.visibles_para(self.request.user)
        return visibles.select_related("suministro__cliente", "suministro__zona", "carga", "decidido_por").order_by(
            "-decision", "suministro__codigo"
        )

    def url_de(self, objeto):
        return objeto.suministro.get_absolute_url()

    def lote_mantener(self, consulta):
        n = self._decidir(consulta, DecisionAusencia.MANTENER)
        return f"Mantienes {plural(n, 'suministro,suministros')}. No se volverá a preguntar hasta que vuelvan."

    def lote_retirar(self, consulta):
        n = self._decidir(consulta, DecisionAusencia.RETIRAR)
        return f"Pasaste a baja {plural(n, 'suministro,suministros')}. Si vuelven en un padrón, recuperan su estado."

    def _decidir(self, consulta, decision):
        return services.decidir_ausencias(
            ausencias=consulta, decision=decision, por=self.request.user, en=timezone.now()
        )


class Hoy(Pendientes):
    """Bloque del inicio: nombres y ausencias por decidir."""

    permission_required = "cartera.importar"
    titulo = "Padrón por decidir"

    def get_pendientes(self):
        filas = []
        if n := selectors.nombres_por_decidir().count():
            filas.append(
                Pendiente(
                    texto=f"{plural(n, 'nombre sin documento,nombres sin documento')} por decidir",
                    detalle="Se parecen a varios clientes o a uno",
                    url=url_de_lista(reverse("padron:nombres"), decision=DecisionNombre.PENDIENTE),
                    boton="Decidir nombres",
                )
            )
        if n := selectors.ausencias_por_decidir(self.request.user).count():
            filas.append(
                Pendiente(
                    texto=f"{plural(n, 'suministro no vino,suministros no vinieron')} en el último padrón",
                    detalle="Nada se borra sin tu decisión",
                    url=url_de_lista(reverse("padron:ausencias"), decision=DecisionAusencia.PENDIENTE),
                    boton="Decidir ausentes",
                )
            )
        return filas
