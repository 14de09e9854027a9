"""Por qué a un cliente le toca algo o no, y posponerlo: páginas de un cliente y fecha."""

from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from cartera.cuentas.models import Recibo
from cartera.padron.models import Cliente
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.templatetags.formatos import fecha
from config.comun.pantalla.views import Boton, Confirmar, Formulario, Lista, Pantalla

from . import selectors
from .choices import EstadoAccion, Razon
from .explicacion import explicar
from .forms import FormularioPosponer
from .models import Posposicion
from .services import NoSePospone, posponer, reanudar
from .tables import TONOS_CLIENTE, TablaPospuestos

VER, POSPONER = "cobranzas.view_accion", "cobranzas.posponer"
CONTROL = ("Control diario", reverse_lazy("control:lista"))


class _DelCliente:
    """El cliente de la URL, si está en las zonas de quien mira."""

    @cached_property
    def cliente(self) -> Cliente:
        return get_object_or_404(Cliente.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])

    def get_ruta(self):
        return [CONTROL, (str(self.cliente), self.cliente.get_absolute_url())]


class Explicar(_DelCliente, Pantalla, TemplateView):
    """Qué toca con el cliente en una fecha y por qué, con todas las razones en el orden en que se miran."""

    permission_required = VER
    template_name = "cobranzas/control/explicar.html"

    @cached_property
    def al(self):
        try:
            return parse_date(self.request.GET.get("al", "")) or hoy()
        except ValueError:
            return hoy()

    def get_titulo(self):
        return f"Por qué: {self.cliente}"

    def get_context_data(self, **kwargs):
        es_hoy = self.al == hoy()
        dicho = explicar(cliente=self.cliente, al=self.al, en=timezone.now() if es_hoy else None)
        return super().get_context_data(
            cliente=self.cliente,
            al=self.al,
            es_hoy=es_hoy,
            dicho=dicho,
            tono=TONOS_CLIENTE[dicho.estado],
            primario=self._primario(dicho) if es_hoy else None,
            **kwargs,
        )

    def _primario(self, dicho):
        accion = dicho.accion
        if dicho.se_actua and accion and accion.estado == EstadoAccion.PROPUESTA:
            hecha = reverse("control:hecha", args=[accion.pk])
            boton = Boton("Marcar hecha", hecha, "check", "cobranzas.change_accion")
        elif dicho.razon == Razon.POSPUESTO:
            boton = Boton(
                "Volver a cobrarle", reverse("control:reanudar", args=[dicho.posposiciones[0].pk]), "refresh", POSPONER
            )
        else:
            boton = Boton("Posponer", reverse("control:posponer", args=[self.cliente.pk]), "clock", POSPONER)
        return boton if self.request.user.has_perm(boton.permiso) else None


class Posponer(_DelCliente, Formulario):
    permission_required = POSPONER
    boton = "Posponer"
    form_class, errores = FormularioPosponer, (NoSePospone,)

    def get_titulo(self):
        return f"Posponer: {self.cliente}"

    def get_vuelta(self):
        return reverse("control:explicar", args=[self.cliente.pk])

    def get_form_kwargs(self):
        recibos = Recibo.objects.visibles_para(self.request.user).filter(suministro__cliente=self.cliente).exigibles()
        return super().get_form_kwargs() | {
            "recibos": recibos.select_related("suministro").order_by("vence_el", "numero"),
            "hoy": hoy(),
        }

    def guardar(self, form):
        hecha = posponer(cliente=self.cliente, por=self.request.user, hoy=hoy(), en=timezone.now(), **form.cleaned_data)
        que = f"Pospusiste el recibo {hecha.recibo.numero}" if hecha.recibo else "Pospusiste al cliente"
        return f"{que} hasta el {fecha(hecha.hasta)}. Ese día vuelve a la lista."


class Reanudar(Confirmar):
    permission_required = POSPONER
    boton = "Volver a cobrarle"
    errores = (NoSePospone,)

    @cached_property
    def posposicion(self) -> Posposicion:
        visibles = Posposicion.objects.visibles_para(self.request.user).select_related("cliente", "recibo", "por")
        return get_object_or_404(visibles, pk=self.kwargs["pk"])

    def get_titulo(self):
        return f"Volver a cobrar: {self.posposicion.recibo or self.posposicion.cliente}"

    def get_ruta(self):
        return [CONTROL, ("Pospuestos", reverse("control:pospuestos"))]

    def get_vuelta(self):
        return reverse("control:explicar", args=[self.posposicion.cliente_id])

    def get_consecuencias(self):
        p = self.posposicion
        return [
            f"{p.por} lo pospuso hasta el {fecha(p.hasta)}: «{p.motivo}».",
            "Desde hoy se le cobra otra vez; lo que le toque vuelve a la lista.",
        ]

    def ejecutar(self):
        reanudar(posposicion=self.posposicion, por=self.request.user, hoy=hoy())
        return "Desde hoy se le cobra otra vez."


class Pospuestos(Lista):
    permission_required = VER
    titulo, nombres = "Pospuestos", "pospuesto,pospuestos"
    tabla = TablaPospuestos
    ruta = (CONTROL,)
    vacio = "Nadie está pospuesto. Se pospone desde la página «Por qué» de un cliente."

    def get_queryset(self):
        return selectors.pospuestos(user=self.request.user, al=hoy())
