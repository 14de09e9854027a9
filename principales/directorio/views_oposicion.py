"""Oposiciones al uso de datos personales: registrar, ver el plazo y responder (Ley 29733, NORMAS §6)."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from config.comun.calendario.reloj import hoy
from config.comun.pantalla.views import Boton, Detalle, Formulario, Lista

from . import oposiciones, services
from .choices import EstadoOposicion
from .filters import FiltrosOposiciones
from .forms import OposicionForm, ResponderForm
from .models import Oposicion
from .tables import TablaOposiciones
from .views import DeContacto

VER, RESPONDER = "principales.view_oposicion", "principales.change_oposicion"


class ListaOposiciones(Lista):
    permission_required = VER
    titulo, nombres = "Oposiciones", "oposición,oposiciones"
    tabla, filtros = TablaOposiciones, FiltrosOposiciones
    orden_total = ("vence_el", "pk")
    vacio = "Nadie se ha opuesto al uso de sus datos. Se registran desde la ficha de la persona."

    def get_queryset(self):
        return Oposicion.objects.visibles_para(self.request.user).select_related("contacto__cliente", "respondida_por")

    def get_ruta(self):
        return [("Directorio", reverse("directorio:lista"))]


class Oponerse(DeContacto, Formulario):
    permission_required = "principales.add_oposicion"
    boton, form_class = "Registrar oposición", OposicionForm
    errores = (oposiciones.YaPresentada, oposiciones.FechaImposible)

    def get_titulo(self):
        return f"Oposición de {self.contacto}"

    def get_initial(self):
        return {"presentada_el": hoy()}

    def guardar(self, form):
        oposicion = oposiciones.presentar(
            contacto=self.contacto, por=self.request.user, en=timezone.now(), **form.cleaned_data
        )
        return f"Oposición registrada. Respóndela hasta el {oposicion.vence_el:%d/%m/%Y}."


class FichaOposicion(Detalle):
    permission_required = VER
    template_name = "principales/directorio/oposicion.html"

    def get_queryset(self):
        return Oposicion.objects.visibles_para(self.request.user).select_related(
            "contacto__cliente", "respondida_por", "creada_por"
        )

    def get_ruta(self):
        return [("Oposiciones", reverse("directorio:oposiciones"))]

    def get_primario(self):
        if self.object.estado == EstadoOposicion.PENDIENTE:
            return Boton(
                "Responder oposición", reverse("directorio:responder", args=[self.object.pk]), "check", RESPONDER
            )
        return None

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            oposicion=self.object, plazo=oposiciones.plazo_de(oposicion=self.object), hoy=hoy(), **kwargs
        )


class ResponderOposicion(Formulario):
    permission_required = RESPONDER
    boton, form_class = "Guardar respuesta", ResponderForm
    template_name = "principales/directorio/responder.html"
    errores = (oposiciones.YaRespondida, services.FaltaMotivo, services.DatosRetenidos)

    @cached_property
    def oposicion(self) -> Oposicion:
        visibles = Oposicion.objects.visibles_para(self.request.user).select_related("contacto__cliente")
        return get_object_or_404(visibles, pk=self.kwargs["pk"])

    def get_titulo(self):
        return f"Responder a {self.oposicion.contacto}"

    def get_ruta(self):
        return [
            ("Oposiciones", reverse("directorio:oposiciones")),
            (str(self.oposicion), self.oposicion.get_absolute_url()),
        ]

    def get_vuelta(self):
        return self.oposicion.get_absolute_url()

    def guardar(self, form):
        hecha = oposiciones.responder(
            oposicion=self.oposicion, por=self.request.user, en=timezone.now(), **form.cleaned_data
        )
        return f"Respuesta guardada: {hecha.get_estado_display().lower()}."

    def get_context_data(self, **kwargs):
        return super().get_context_data(oposicion=self.oposicion, **kwargs)
