"""Lo que otras unidades piden a Cartera de Clientes (manual 6.1.2)."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from config.comun.pantalla.base import Pantalla
from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.templatetags.formatos import plural
from config.comun.pantalla.views import Boton, Confirmar, Formulario, Lista

from . import services
from .choices import EstadoSolicitud, Movimiento, TipoSolicitud
from .filters import FiltrosDetalle, FiltrosSolicitudes
from .forms import DevolverForm
from .models import Solicitud, SolicitudSuministro
from .tables import TablaDetalle, TablaSolicitudes

ACEPTAR = "cartera.aceptar_solicitud"


class ListaSolicitudes(Lista):
    permission_required = "cartera.view_solicitud"
    titulo, nombres = "Solicitudes a Cartera", "solicitud,solicitudes"
    tabla, filtros = TablaSolicitudes, FiltrosSolicitudes
    orden_total = ("-pk",)
    vacio = "Nadie ha pedido nada. Las solicitudes nacen al aprobar una selección o al cruzar un registro externo."

    def get_queryset(self):
        return Solicitud.objects.con_cuentas().select_related("pedido_por", "resuelto_por").order_by("-pedido_en")


class DeSolicitud(Pantalla):
    permission_required = "cartera.view_solicitud"
    tipo = ""  # con él, las de otro tipo no son de esta página

    @cached_property
    def solicitud(self) -> Solicitud:
        con_todo = Solicitud.objects.con_cuentas().select_related("pedido_por", "resuelto_por")
        solo = {"tipo": self.tipo} if self.tipo else {}
        return get_object_or_404(con_todo, pk=self.kwargs["pk"], **solo)

    def get_ruta(self):
        return [("Solicitudes a Cartera", reverse("solicitudes:lista"))]


class FichaSolicitud(DeSolicitud, Lista):
    """La solicitud y los suministros que mueve."""

    template_name = "cartera/solicitudes/ficha.html"
    nombres = "suministro,suministros"
    tabla, filtros = TablaDetalle, FiltrosDetalle
    orden_total = ("movimiento", "cliente__nombre_norm", "pk")
    vacio = "Ningún suministro de tus zonas está en esta solicitud."

    def get_titulo(self):
        return f"Solicitud {self.solicitud.numero}"

    def get_queryset(self):
        visibles = SolicitudSuministro.objects.visibles_para(self.request.user)
        return visibles.filter(solicitud=self.solicitud).select_related("suministro__zona", "cliente")

    def get_context_data(self, **kwargs):
        if self.solicitud.estado == EstadoSolicitud.PENDIENTE:
            clave = [self.solicitud.pk]
            aceptar = "solicitudes:aceptar_correccion" if self.es_correccion else "ciclos:aceptar"
            self.primario = Boton(f"Aceptar {self.movimientos()}", reverse(aceptar, args=clave), "check", ACEPTAR)
            self.mas = (Boton("Devolver", reverse("solicitudes:devolver", args=clave), "arrow-back-up", ACEPTAR),)
        return super().get_context_data(solicitud=self.solicitud, movimientos=Movimiento, **kwargs)

    @property
    def es_correccion(self) -> bool:
        return self.solicitud.tipo == TipoSolicitud.CORRECCION

    def get_de_tabla(self):
        ajenas = ("ciclo_facturacion", "ciclo") if self.es_correccion else ("detalle",)
        return {**super().get_de_tabla(), "exclude": ajenas}

    def movimientos(self) -> str:
        """«31 entradas y 12 salidas» o «2 correcciones»; solo la parte que haya."""
        if self.es_correccion:
            return plural(self.solicitud.corrigen, "corrección,correcciones")
        partes = ((self.solicitud.entran, "entrada,entradas"), (self.solicitud.salen, "salida,salidas"))
        return " y ".join(plural(n, formas) for n, formas in partes if n)


class AceptarCorreccion(DeSolicitud, Confirmar):
    """Cartera corregirá en facturación lo que pide la solicitud; llega con el padrón siguiente."""

    permission_required, tipo = ACEPTAR, TipoSolicitud.CORRECCION
    errores = (services.YaResuelta,)

    def get_titulo(self):
        return f"Aceptar {self.solicitud.numero}"

    def get_boton(self):
        return f"Aceptar {self.solicitud.numero}"

    def get_vuelta(self):
        return self.solicitud.get_absolute_url()

    def get_consecuencias(self):
        return [
            f"Te comprometes a corregir {plural(self.solicitud.corrigen, 'suministro,suministros')} en facturación.",
            "El cambio se verá cuando cargues el padrón siguiente.",
        ]

    def ejecutar(self):
        services.aceptar_correccion(solicitud=self.solicitud, por=self.request.user, en=timezone.now())
        return f"Aceptaste {self.solicitud.numero}. Corrige esos suministros en facturación."


class Devolver(DeSolicitud, Formulario):
    permission_required = ACEPTAR
    boton = "Devolver la solicitud"
    form_class = DevolverForm
    errores = (services.YaResuelta, services.FaltaMotivo)

    def get_titulo(self):
        return f"Devolver {self.solicitud.numero}"

    def get_vuelta(self):
        return self.solicitud.get_absolute_url()

    def guardar(self, form):
        services.devolver(
            solicitud=self.solicitud, motivo=form.cleaned_data["motivo"], por=self.request.user, en=timezone.now()
        )
        return f"Devolviste {self.solicitud.numero}. Quien la pidió verá el motivo."


class Hoy(Pendientes):
    """Bloque del inicio: lo que Cartera debe responder."""

    permission_required = ACEPTAR
    titulo = "Solicitudes por responder"

    def get_pendientes(self):
        return [
            Pendiente(
                texto=f"{s.numero}: {s.asunto}",
                detalle=f"Rige desde el {s.rige_desde:%d/%m/%Y}",
                url=s.get_absolute_url(),
                boton=f"Responder {s.numero}",
                tono="espera",
            )
            for s in Solicitud.objects.pendientes().order_by("pk")
        ]
