"""Promesas en pantalla: la lista por fechas, registrar desde la ficha del cliente y la pestaña «Compromisos»."""

from django.db.models import F
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View

from cartera.padron.models import Cliente
from config.comun.calendario.reloj import hoy
from config.comun.calendario.selectors import sumar_habiles
from config.comun.pantalla.base import Pantalla
from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.templatetags.formatos import fecha, plural, soles
from config.comun.pantalla.views import Boton, Detalle, Formulario, Fragmento, Lista, avisar, url_de_lista

from . import selectors, services
from .choices import EstadoPromesa, SituacionConvenio, SituacionPromesa
from .errores import CompromisoNoValido
from .filters import FiltrosPromesas
from .forms import AnularForm, PrometerForm
from .models import Promesa
from .tables import (
    TONOS_PROMESA,
    TablaConveniosDelCliente,
    TablaDelCliente,
    TablaFechas,
    TablaNombrados,
    TablaPromesas,
)

VER = "cobranzas.view_promesa"
PROMETER = "cobranzas.prometer"
CONVENIR = "cobranzas.convenir"
DESHECHA = "La deshizo quien la registró."
PROMESAS = ("Promesas de pago", reverse_lazy("compromisos:promesas"))


class ListaPromesas(Lista):
    permission_required = VER
    titulo, nombres = "Promesas de pago", "promesa,promesas"
    template_name = "cobranzas/compromisos/promesas.html"
    tabla, filtros = TablaPromesas, FiltrosPromesas
    orden_total = ("-pk",)
    mas = (Boton("Convenios", reverse_lazy("compromisos:convenios"), "file-text"),)
    vacio = "Aún no hay promesas. Se registran desde la ficha del cliente."

    def get_queryset(self):
        mias = Promesa.objects.visibles_para(self.request.user).para_lista().con_situacion(hoy())
        return mias.order_by(F("cerrada_el").desc(nulls_first=True), "proxima")  # primero las abiertas, por su fecha

    def get_context_data(self, **kwargs):
        cuentas = selectors.situacion_de_promesas(user=self.request.user, al=hoy())
        grupos = [(s.label, s.value, cuentas[s.value]) for s in SituacionPromesa]
        return super().get_context_data(grupos=grupos, **kwargs)


class FichaPromesa(Detalle):
    permission_required = VER
    template_name = "cobranzas/compromisos/promesa.html"

    def get_queryset(self):
        visibles = Promesa.objects.visibles_para(self.request.user)
        return visibles.select_related("cliente", "contacto", "por", "anulada_por")

    def get_titulo(self):
        return f"Promesa de {self.object.cliente}"

    def get_ruta(self):
        return [PROMESAS]

    def get_mas(self):
        if self.object.estado != EstadoPromesa.ABIERTA:
            return ()
        return (Boton("Anular promesa", reverse("compromisos:anular_promesa", args=[self.object.pk]), "x", PROMETER),)

    def get_context_data(self, **kwargs):
        fechas = list(self.object.cuotas.all())
        if self.object.estado != EstadoPromesa.ANULADA:
            avance = selectors.avance_de(self.object, al=hoy())
            for f in fechas:
                f.pagado = avance[f.pk]
        suyos, otros = selectors.nombrados_en(self.object, user=self.request.user)
        return super().get_context_data(
            fechas=TablaFechas(fechas, leyenda="Pagos prometidos"),
            llegado=sum(f.pagado for f in fechas),
            nombrados=TablaNombrados(suyos, leyenda="Recibos que nombra"),
            otros=otros,
            tono=TONOS_PROMESA[self.object.estado],
            **kwargs,
        )


class AnularPromesa(Formulario):
    permission_required = PROMETER
    boton = "Anular promesa"
    form_class, errores = AnularForm, (CompromisoNoValido,)

    @cached_property
    def promesa(self) -> Promesa:
        visibles = Promesa.objects.visibles_para(self.request.user).select_related("cliente")
        return get_object_or_404(visibles, pk=self.kwargs["pk"])

    def get_titulo(self):
        return f"Anular la promesa de {self.promesa.cliente}"

    def get_ruta(self):
        return [PROMESAS]

    def get_vuelta(self):
        return self.promesa.get_absolute_url()

    def guardar(self, form):
        services.anular_promesa(
            promesa=self.promesa, motivo=form.cleaned_data["motivo"], por=self.request.user, el=hoy()
        )
        return "Promesa anulada. Sus recibos vuelven al control diario."


class DelCliente(Pantalla, View):
    """Base: páginas de un cliente que la persona ve; de otra zona es 404."""

    @cached_property
    def cliente(self) -> Cliente:
        return get_object_or_404(Cliente.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def disponibles(self):
        return selectors.recibos_de(cliente=self.cliente, al=hoy(), user=self.request.user)

    @cached_property
    def suma(self) -> selectors.Suma:
        return selectors.sumar(self.disponibles)

    def get_ruta(self):
        return [(str(self.cliente), self.cliente.get_absolute_url())]

    def get_vuelta(self):
        return f"{self.cliente.get_absolute_url()}?pestana=compromisos"

    def de_recibos(self) -> dict:
        """Lo que piden los formularios con recibos para marcar."""
        return {"disponibles": self.disponibles, "hoy": hoy(), "cuantos": self.suma.cuantos}


class Prometer(DelCliente, Formulario):
    permission_required = PROMETER
    template_name = "cobranzas/compromisos/prometer.html"
    boton = "Guardar promesa"
    form_class, errores = PrometerForm, (CompromisoNoValido,)

    def get_titulo(self):
        return f"Promesa de {self.cliente}"

    def get_initial(self):
        return {"vence_1": sumar_habiles(desde=hoy(), dias=1)}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | self.de_recibos() | {"cliente": self.cliente}

    def get_context_data(self, **kwargs):
        return super().get_context_data(cliente=self.cliente, suma=self.suma, **kwargs)

    def guardar(self, form):
        datos = form.cleaned_data
        promesa = services.prometer(
            cliente=self.cliente,
            recibos=datos["recibos"],
            cuotas=form.cuotas,
            contacto=datos["contacto"],
            nota=datos["nota"],
            por=self.request.user,
            en=timezone.now(),
        )
        primera = min(form.cuotas)
        avisar(
            self.request,
            f"Promesa guardada: {soles(promesa.total)} desde el {fecha(primera[0])}."
            if len(form.cuotas) > 1
            else f"Promesa guardada: {soles(promesa.total)} para el {fecha(primera[0])}.",
            deshacer=reverse("compromisos:deshacer", args=[promesa.pk]),
            enlace=("Ver la promesa", promesa.get_absolute_url()),
        )
        return ""


class Deshacer(Pantalla, View):
    """El «Deshacer» de los 10 segundos: solo quien la registró, y si sigue abierta."""

    permission_required = PROMETER

    def post(self, request, pk):
        visibles = Promesa.objects.visibles_para(request.user).select_related("cliente")
        promesa = get_object_or_404(visibles, pk=pk, por=request.user)
        try:
            services.anular_promesa(promesa=promesa, motivo=DESHECHA, por=request.user, el=hoy())
        except CompromisoNoValido as error:
            avisar(request, str(error), tono="aviso")
        else:
            avisar(request, "Deshecho: la promesa quedó anulada.")
        return HttpResponseRedirect(f"{promesa.cliente.get_absolute_url()}?pestana=compromisos")


class CompromisosDelCliente(DelCliente, Fragmento):
    """Pestaña «Compromisos» de la ficha del cliente."""

    permission_required = VER
    titulo, template_name = "Compromisos", "cobranzas/compromisos/pestana.html"

    def get_context_data(self, **kwargs):
        promesas = self.cliente.promesas.para_lista().con_situacion(hoy()).order_by("-prometida_el", "-pk")[:25]
        convenios = self.cliente.convenios.para_lista().con_proxima().order_by("-pk")[:25]
        return super().get_context_data(
            cliente=self.cliente,
            debe=self.suma,
            historial=selectors.historial_de(cliente_id=self.cliente.pk),
            promesas=TablaDelCliente(promesas, leyenda="Promesas"),
            convenios=TablaConveniosDelCliente(convenios, leyenda="Convenios"),
            **kwargs,
        )


class Hoy(Pendientes):
    """Bloque del inicio: promesas que vencen, cuotas vencidas y convenios por firmar."""

    permission_required = PROMETER

    def get_pendientes(self):
        dia, usuario = hoy(), self.request.user
        cuentas = selectors.situacion_de_promesas(user=usuario, al=dia)
        convenios = selectors.convenios_pendientes(user=usuario, al=dia)
        promesas = (
            (SituacionPromesa.VENCIDAS, "ya vencida,ya vencidas", "mal"),
            (SituacionPromesa.HOY, "que vence hoy,que vencen hoy", "aviso"),
        )
        filas = [self._promesas(s, formas, tono, cuentas[s]) for s, formas, tono in promesas if cuentas[s].cuantos]
        if vencidas := convenios.cuotas_vencidas.cuantos:
            filas.append(
                Pendiente(
                    texto=f"{plural(vencidas, 'convenio,convenios')} con cuotas vencidas por "
                    f"{soles(convenios.cuotas_vencidas.soles)}",
                    detalle="Si no se pagan a tiempo, se rompen",
                    tono="mal",
                    url=url_de_lista(reverse("compromisos:convenios"), situacion=SituacionConvenio.VENCIDA),
                    boton=f"Ver {plural(vencidas, 'convenio,convenios')}",
                )
            )
        if convenios.por_firmar and usuario.has_perm("cobranzas.firmar_convenio"):
            filas.append(
                Pendiente(
                    texto=f"{plural(convenios.por_firmar, 'convenio,convenios')} por firmar",
                    tono="espera",
                    url=url_de_lista(reverse("compromisos:convenios"), estado="borrador"),
                    boton=f"Ver {plural(convenios.por_firmar, 'borrador,borradores')}",
                )
            )
        return filas

    def _promesas(self, situacion, formas, tono, suma):
        singular, plurales = formas.split(",")
        cuantas = plural(suma.cuantos, f"promesa {singular},promesas {plurales}")
        return Pendiente(
            texto=f"{cuantas} por {soles(suma.soles)}",
            detalle="Llama para recordar el pago" if situacion == SituacionPromesa.HOY else "Se juzgan esta madrugada",
            tono=tono,
            url=url_de_lista(reverse("compromisos:promesas"), situacion=situacion),
            boton=f"Ver {plural(suma.cuantos, 'promesa,promesas')}",
        )
