"""Orientar a un cliente para que pague: la guía en pantalla y en PDF, y la constancia (manual 6.3.12)."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.views.generic import View

from cartera.padron.models import Cliente
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.views import Formulario, Fragmento, Lista, Pantalla, avisar

from . import guia, selectors, services
from .choices import Medio
from .filters import FiltrosOrientaciones
from .forms import OrientarForm
from .models import Orientacion
from .tables import TablaOrientaciones
from .views_cuentas import CUENTAS

ORIENTAR = "cartera.orientar_pago"
EN_PANTALLA = 15  # recibos que se enseñan; el PDF los trae todos


class DeCliente(Pantalla):
    permission_required = "cartera.view_orientacion"

    @cached_property
    def cliente(self) -> Cliente:
        return get_object_or_404(Cliente.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def cuentas(self):
        return selectors.cuentas_que_se_ofrecen(al=hoy())

    def guia(self, cuenta=None):
        return selectors.guia_de_pago(cliente=self.cliente, al=hoy(), user=self.request.user, cuenta=cuenta)

    def get_ruta(self):
        return [(str(self.cliente), self.cliente.get_absolute_url())]


class ClientePagar(DeCliente, Fragmento):
    """Pestaña «Cómo pagar» de la ficha del cliente."""

    titulo, template_name = "Cómo pagar", "cartera/bancos/cliente_pagar.html"

    def get_context_data(self, **kwargs):
        hechas = Orientacion.objects.filter(cliente=self.cliente).select_related("cuenta__banco", "por")
        historia = TablaOrientaciones(
            hechas.order_by("-al", "-pk")[:10], exclude=("cliente", "en"), leyenda="Orientaciones", orderable=False
        )
        return super().get_context_data(g=self.guia(), historia=historia, en_pantalla=EN_PANTALLA, **kwargs)


class Orientar(DeCliente, Formulario):
    permission_required = ORIENTAR
    template_name = "cartera/bancos/orientar.html"
    form_class, boton = OrientarForm, "Registrar orientación"

    def get_titulo(self):
        return f"Orientar a {self.cliente}"

    def get_vuelta(self):
        return f"{self.cliente.get_absolute_url()}?pestana=pagar"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "cuentas": self.cuentas}

    def get_context_data(self, **kwargs):
        return super().get_context_data(g=self.guia(), en_pantalla=EN_PANTALLA, **kwargs)

    def guardar(self, form):
        datos = form.cleaned_data
        hecha = services.orientar(
            guia=self.guia(datos["cuenta"]),
            cuenta=datos["cuenta"],
            medio=Medio(datos["medio"]),
            a_quien=datos["a_quien"],
            por=self.request.user,
            ahora=timezone.now(),
        )
        pdf = f"{reverse('bancos:guia_pdf', args=[self.cliente.pk])}?cuenta={hecha.cuenta_id}"
        texto = f"Queda registrado que orientaste a {self.cliente} con la cuenta {hecha.cuenta}."
        avisar(self.request, texto, enlace=("Abrir la guía en PDF", pdf))
        return HttpResponseRedirect(self.siguiente() or self.get_destino())


class GuiaPdf(DeCliente, View):
    """La guía en PDF, con la cuenta de `?cuenta=` primero."""

    def get(self, request, pk):
        pedida = request.GET.get("cuenta", "")
        cuenta = self.cuentas.filter(pk=int(pedida)).first() if pedida.isdecimal() and len(pedida) < 10 else None
        respuesta = HttpResponse(guia.pdf_de_guia(self.guia(cuenta)), content_type="application/pdf")
        nombre = slugify(f"guia de pago {self.cliente}")[:80]
        respuesta["Content-Disposition"] = f'inline; filename="{nombre}.pdf"'
        respuesta["Cache-Control"] = "private, no-store"
        return respuesta


class ListaOrientaciones(Lista):
    permission_required = "cartera.view_orientacion"
    titulo, nombres = "Orientaciones de pago", "orientación,orientaciones"
    tabla, filtros = TablaOrientaciones, FiltrosOrientaciones
    orden_total = ("-pk",)
    ruta = (CUENTAS,)
    vacio = "Aún no se registró ninguna. Se registran desde la ficha del cliente, en «Cómo pagar»."

    def get_queryset(self):
        visibles = Orientacion.objects.visibles_para(self.request.user)
        return visibles.select_related("cliente", "cuenta__banco", "por").order_by("-al")

    def url_de(self, objeto) -> str:
        return f"{objeto.cliente.get_absolute_url()}?pestana=pagar"
