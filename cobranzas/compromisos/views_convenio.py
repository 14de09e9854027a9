"""El convenio en pasos (simular, revisar, firmar), su ficha y sus documentos."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from config.comun.archivos.services import ArchivoPerdido, servir
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.base import Pantalla
from config.comun.pantalla.templatetags.formatos import plural, soles
from config.comun.pantalla.views import Boton, Detalle, Formulario, Lista, avisar

from . import selectors, services
from .choices import EstadoConvenio
from .documento import pdf_del_convenio
from .errores import CompromisoNoValido
from .filters import FiltrosConvenios
from .forms import AnularForm, FirmarForm, RevisarForm, SimularForm
from .models import Convenio
from .plan import mas_meses
from .tables import TONOS_CONVENIO, TablaConvenios, TablaCuotas, TablaNombrados, TablaPlan
from .views import CONVENIR, PROMESAS, DelCliente

VER = "cobranzas.view_convenio"
FIRMAR = "cobranzas.firmar_convenio"
CONVENIOS = ("Convenios", reverse_lazy("compromisos:convenios"))
PASOS = ("Simular", "Revisar", "Firmar")


def pasos(actual: int) -> list[tuple[str, bool]]:
    """(nombre, si es el actual) de cada paso."""
    return [(nombre, n == actual) for n, nombre in enumerate(PASOS)]


def tabla_del_plan(plan) -> TablaPlan:
    """Sin interés, el capital es lo que se paga: sobran dos columnas."""
    return TablaPlan(
        plan, leyenda="Plan de pagos", exclude=() if any(c.interes for c in plan) else ("capital", "interes")
    )


class ListaConvenios(Lista):
    permission_required = VER
    titulo, nombres = "Convenios de facilidades", "convenio,convenios"
    tabla, filtros = TablaConvenios, FiltrosConvenios
    orden_total = ("-pk",)
    ruta = (PROMESAS,)
    vacio = "Aún no hay convenios. Se preparan desde la ficha del cliente."

    def get_queryset(self):
        mios = Convenio.objects.visibles_para(self.request.user).para_lista().con_situacion(hoy())
        return mios.order_by("-preparado_en")


class _Simulado(DelCliente):
    """Lee de la URL la simulación: la misma para el plan que se mira y para el que se guarda."""

    permission_required = CONVENIR

    @cached_property
    def simulacion(self) -> SimularForm:
        return SimularForm(self.request.GET if self.pedida else None, initial=self.propuesta(), **self.de_recibos())

    @property
    def pedida(self) -> bool:
        return "cuotas" in self.request.GET

    def propuesta(self) -> dict:
        return {"inicial_el": hoy(), "cuotas": 3, "primera_el": mas_meses(hoy(), 1)}

    def plan(self):
        """El plan simulado, o None; los motivos quedan en el formulario."""
        form = self.simulacion
        if not (self.pedida and form.is_valid()):
            return None
        datos = form.cleaned_data
        try:
            return services.simular(
                capital=sum(r.exigible for r in datos["recibos"]),
                inicial=datos["inicial"],
                inicial_el=datos["inicial_el"],
                cuotas=datos["cuotas"],
                primera_el=datos["primera_el"],
                al=hoy(),
            )
        except CompromisoNoValido as error:
            form.add_error(None, str(error))
            return None


class Simular(_Simulado, TemplateView):
    """Paso 1: nada se guarda; cambiar un número muestra otro plan."""

    template_name = "cobranzas/compromisos/simular.html"

    def get_titulo(self):
        return f"Convenio con {self.cliente}"

    def get_context_data(self, **kwargs):
        plan = self.plan()
        revisar = reverse("compromisos:revisar", args=[self.cliente.pk])
        return super().get_context_data(
            cliente=self.cliente,
            suma=self.suma,
            form=self.simulacion,
            plan=tabla_del_plan(plan) if plan else None,
            capital=sum(c.capital for c in plan) if plan else None,
            interes=sum(c.interes for c in plan) if plan else None,
            revisar=f"{revisar}?{self.request.GET.urlencode()}",
            vuelta=self.get_vuelta(),
            pasos=pasos(0),
            **kwargs,
        )

    def get(self, request, *args, **kwargs):
        respuesta = super().get(request, *args, **kwargs)
        if self.pedida and self.simulacion.errors:
            respuesta.status_code = 422
        return respuesta


class Revisar(_Simulado, Formulario):
    """Paso 2: todo junto antes de guardar; si la simulación ya no vale, se vuelve a ella."""

    template_name = "cobranzas/compromisos/revisar.html"
    boton = "Preparar convenio"
    form_class, errores = RevisarForm, (CompromisoNoValido,)

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and self.has_permission() and not self.plan_simulado:
            return HttpResponseRedirect(self.volver_a_simular())
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def plan_simulado(self):
        return self.plan()

    def volver_a_simular(self) -> str:
        return f"{reverse('compromisos:convenir', args=[self.cliente.pk])}?{self.request.GET.urlencode()}"

    def get_titulo(self):
        return f"Revisar el convenio con {self.cliente}"

    def get_vuelta(self):
        return self.volver_a_simular()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"cliente": self.cliente}

    def get_context_data(self, **kwargs):
        recibos = list(self.simulacion.cleaned_data["recibos"])
        capital = sum(r.exigible for r in recibos)
        return super().get_context_data(
            cliente=self.cliente,
            recibos=recibos[:50],
            mas_recibos=max(len(recibos) - 50, 0),
            capital=capital,
            plan=tabla_del_plan(self.plan_simulado),
            pasos=pasos(1),
            **kwargs,
        )

    def guardar(self, form):
        simulado = self.simulacion.cleaned_data
        convenio = services.preparar_convenio(
            cliente=self.cliente,
            recibos=simulado["recibos"],
            inicial=simulado["inicial"],
            inicial_el=simulado["inicial_el"],
            cuotas=simulado["cuotas"],
            primera_el=simulado["primera_el"],
            por=self.request.user,
            en=timezone.now(),
            **form.cleaned_data,
        )
        avisar(
            self.request,
            f"Convenio {convenio.numero} preparado por {soles(convenio.capital)}. Imprímelo y hazlo firmar.",
            enlace=("Descargar para firmar", reverse("compromisos:documento", args=[convenio.pk])),
        )
        return HttpResponseRedirect(convenio.get_absolute_url())


class _DelConvenio(Pantalla, View):
    """Base: un convenio de un cliente que la persona ve."""

    @cached_property
    def convenio(self):
        visibles = Convenio.objects.visibles_para(self.request.user)
        return get_object_or_404(visibles.select_related("cliente", "firmado", "firmado_por"), pk=self.kwargs["pk"])

    def get_ruta(self):
        return [CONVENIOS]

    def get_vuelta(self):
        return self.convenio.get_absolute_url()


class FichaConvenio(Detalle):
    permission_required = VER
    template_name = "cobranzas/compromisos/convenio.html"

    def get_queryset(self):
        return (
            Convenio.objects.visibles_para(self.request.user)
            .para_lista()
            .select_related("contacto", "firmado_por", "anulado_por", "firmado")
        )

    def get_titulo(self):
        return f"Convenio {self.object.numero}"

    def get_ruta(self):
        return [CONVENIOS]

    @cached_property
    def alcanza(self):
        return selectors.alcanza_todos(self.object, user=self.request.user)

    def _boton(self, texto, nombre, icono, permiso):
        return Boton(texto, reverse(f"compromisos:{nombre}", args=[self.object.pk]), icono, permiso)

    def get_primario(self):
        if self.object.estado != EstadoConvenio.BORRADOR:
            return None
        if self.request.user.has_perm(FIRMAR) and self.alcanza:
            return self._boton("Subir el firmado", "firmar", "upload", FIRMAR)
        return self._boton("Descargar para firmar", "documento", "printer", CONVENIR) if self.alcanza else None

    def get_mas(self):
        estado, botones = self.object.estado, []
        if self.alcanza:
            botones.append(self._boton("Documento del convenio", "documento", "file-type-pdf", VER))
            if self.object.firmado_id:
                botones.append(self._boton("Documento firmado", "firmado", "paperclip", VER))
        if estado == EstadoConvenio.BORRADOR:
            botones.append(self._boton("Descartar borrador", "anular_convenio", "x", CONVENIR))
        elif estado == EstadoConvenio.VIGENTE:
            botones.append(self._boton("Anular convenio", "anular_convenio", "x", FIRMAR))
        return botones

    def get_context_data(self, **kwargs):
        cuotas = list(self.object.cuotas.all())
        if self.object.firmado_el:
            avance = selectors.avance_de(self.object, al=hoy())
            for cuota in cuotas:
                cuota.pagado = avance[cuota.pk]
        suyos, otros = selectors.nombrados_en(self.object, user=self.request.user)
        pagado = sum(c.pagado for c in cuotas)
        sin_interes = () if any(c.interes for c in cuotas) else ("interes",)
        proxima = next((c for c in cuotas if c.pagado < c.capital), None)
        return super().get_context_data(
            cuotas=TablaCuotas(cuotas, leyenda="Cuotas", exclude=sin_interes),
            pagado=pagado,
            falta=self.object.capital - pagado,
            proxima=proxima,
            vencida=proxima is not None and self.object.estado == EstadoConvenio.VIGENTE and proxima.vence_el < hoy(),
            nombrados=TablaNombrados(suyos, leyenda="Recibos que cubre"),
            otros=otros,
            tono=TONOS_CONVENIO[self.object.estado],
            pasos=pasos(2) if self.object.estado == EstadoConvenio.BORRADOR else None,
            **kwargs,
        )


class Firmar(_DelConvenio, Formulario):
    """Paso 3: con el documento firmado, el convenio entra en vigor y congela lo que cubre."""

    permission_required = FIRMAR
    template_name = "cobranzas/compromisos/firmar.html"
    form_class, errores = FirmarForm, (CompromisoNoValido,)
    borrador = False

    @property
    def boton(self):
        return f"Poner en vigor el {self.convenio.numero}"

    def get_titulo(self):
        return f"Firmar el convenio {self.convenio.numero}"

    def get_context_data(self, **kwargs):
        return super().get_context_data(convenio=self.convenio, pasos=pasos(2), **kwargs)

    def guardar(self, form):
        firmado = services.firmar_convenio(
            convenio=self.convenio, por=self.request.user, en=timezone.now(), **form.cleaned_data
        )
        recibos = plural(firmado.recibos.count(), "recibo sale,recibos salen")
        return f"Convenio {firmado.numero} en vigor. {recibos} de cobranza: {soles(firmado.capital)}."


class AnularConvenio(_DelConvenio, Formulario):
    template_name = "cobranzas/compromisos/anular_convenio.html"
    form_class, errores = AnularForm, (CompromisoNoValido,)

    def get_permission_required(self):
        """Un borrador lo descarta quien lo prepara; uno vigente, quien puede firmarlo."""
        borrador = Convenio.objects.filter(pk=self.kwargs["pk"], estado=EstadoConvenio.BORRADOR).exists()
        return (CONVENIR,) if borrador else (FIRMAR,)

    @property
    def boton(self):
        return f"{'Descartar' if self.convenio.estado == EstadoConvenio.BORRADOR else 'Anular'} {self.convenio.numero}"

    def get_titulo(self):
        return self.boton

    def get_context_data(self, **kwargs):
        return super().get_context_data(convenio=self.convenio, **kwargs)

    def guardar(self, form):
        era_borrador = self.convenio.estado == EstadoConvenio.BORRADOR
        anulado = services.anular_convenio(
            convenio=self.convenio, motivo=form.cleaned_data["motivo"], por=self.request.user, el=hoy()
        )
        if era_borrador:
            return f"Borrador {anulado.numero} descartado."
        return f"Convenio {anulado.numero} anulado. Lo que falta pagar vuelve a cobranza."


class _Archivo(_DelConvenio):
    """Nombra todos los recibos: solo para quien los alcanza a todos."""

    permission_required = VER

    def comprobar(self):
        if not selectors.alcanza_todos(self.convenio, user=self.request.user):
            raise Http404


class Documento(_Archivo):
    def get(self, request, *args, **kwargs):
        self.comprobar()
        pdf = pdf_del_convenio(self.convenio, al=hoy())
        return HttpResponse(
            pdf,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="{self.convenio.numero}.pdf"',
                "Cache-Control": "private, no-store",
            },
        )


class Firmado(_Archivo):
    def get(self, request, *args, **kwargs):
        self.comprobar()
        if self.convenio.firmado is None:
            raise Http404
        try:
            return servir(self.convenio.firmado, en_pagina=True)
        except ArchivoPerdido as error:
            raise Http404 from error
