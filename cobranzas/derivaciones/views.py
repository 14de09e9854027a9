"""Derivaciones en pantalla: la lista, proponer desde la ficha del cliente y cada paso del caso (manual 6.3.13)."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View

from cartera.padron.models import Cliente
from config.comun.archivos.services import ArchivoPerdido, servir
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.templatetags.formatos import plural, soles
from config.comun.pantalla.views import (
    AccionLote,
    Boton,
    Confirmar,
    Detalle,
    Formulario,
    Fragmento,
    Lista,
    Pantalla,
    url_de_lista,
)
from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

from . import selectors, services
from .choices import TRANSICIONES, EstadoDerivacion
from .documento import pdf_del_expediente
from .filters import FiltrosDerivaciones
from .forms import CausaForm, DevolverForm, MotivoForm, ProponerForm, ReenviarForm
from .models import CausaDevolucion, Derivacion
from .tables import (
    TONOS,
    TablaCausas,
    TablaDelCliente,
    TablaDerivaciones,
    TablaPasos,
    TablaRecibos,
    TablaSuministros,
)
from .tasks import preparar_expediente

VER = "cobranzas.view_derivacion"
PROPONER = "cobranzas.proponer_derivacion"
ENVIAR = "cobranzas.enviar_derivacion"
RECIBIR = "cobranzas.recibir_derivacion"
CAUSAS = "cobranzas.change_causadevolucion"
DERIVACIONES = ("Derivaciones", reverse_lazy("derivaciones:lista"))
EN_PANTALLA = 50


def _enviado(caso: Derivacion) -> None:
    preparar_expediente.delay_on_commit(derivacion_id=caso.pk)


class ListaDerivaciones(Lista):
    permission_required = VER
    titulo, nombres = "Derivaciones", "derivación,derivaciones"
    template_name = "cobranzas/derivaciones/lista.html"
    tabla, filtros = TablaDerivaciones, FiltrosDerivaciones
    orden_total = ("-pk",)
    mas = (Boton("Causas de devolución", reverse_lazy("derivaciones:causas"), "settings", CAUSAS),)
    acciones_lote = (AccionLote("enviar", "Enviar a cartera morosa", permiso=ENVIAR),)
    vacio = "Aún no se derivó a nadie. Se propone desde la ficha del cliente, en «Derivación»."

    def get_queryset(self):
        return Derivacion.objects.visibles_para(self.request.user).para_lista().order_by("-propuesta_en")

    def get_context_data(self, **kwargs):
        cuentas = selectors.situacion(user=self.request.user)
        grupos = [(e.label, e.value, *cuentas[e.value]) for e in EstadoDerivacion]
        return super().get_context_data(grupos=grupos, **kwargs)

    def lote_enviar(self, consulta):
        enviadas = 0
        for caso in consulta.filter(estado=EstadoDerivacion.PROPUESTA):
            try:
                _enviado(services.enviar(derivacion=caso, por=self.request.user, en=timezone.now()))
            except services.YaCambio:
                continue
            enviadas += 1
        return f"Enviaste {plural(enviadas, 'derivación,derivaciones')} a cartera morosa. Falta que las acepte."


class FichaDerivacion(Detalle):
    permission_required = VER
    template_name = "cobranzas/derivaciones/derivacion.html"

    def get_queryset(self):
        return Derivacion.objects.visibles_para(self.request.user).select_related("cliente", "propuesta_por")

    def get_titulo(self):
        return f"{self.object.numero}: {self.object.cliente}"

    def get_ruta(self):
        return [DERIVACIONES]

    def _boton(self, texto, nombre, icono, permiso, estado):
        if self.object.estado not in TRANSICIONES[estado]:
            return None
        return Boton(texto, reverse(f"derivaciones:{nombre}", args=[self.object.pk]), icono, permiso)

    def get_primario(self):
        if self.object.estado == EstadoDerivacion.ENVIADA:
            return self._boton("Aceptar el caso", "aceptar", "check", RECIBIR, EstadoDerivacion.ACEPTADA)
        if self.object.estado == EstadoDerivacion.DEVUELTA:
            return self._boton("Enviar otra vez", "reenviar", "send", ENVIAR, EstadoDerivacion.ENVIADA)
        return self._boton("Enviar a cartera morosa", "enviar", "send", ENVIAR, EstadoDerivacion.ENVIADA)

    def get_mas(self):
        expediente = Boton("Expediente en PDF", reverse("derivaciones:expediente", args=[self.object.pk]), "file-text")
        actos = (
            self._boton("Devolver con causa", "devolver", "arrow-left", RECIBIR, EstadoDerivacion.DEVUELTA),
            self._boton("Cerrar el caso", "cerrar", "lock", RECIBIR, EstadoDerivacion.CERRADA),
            self._boton("Retirar", "retirar", "x", ENVIAR, EstadoDerivacion.RETIRADA),
        )
        return (expediente, *(a for a in actos if a))

    def get_context_data(self, **kwargs):
        usuario, caso = self.request.user, self.object
        suministros, recibos = caso.suministros.all(), caso.recibos.all()
        if not ve_todas_las_zonas(usuario):
            suministros = suministros.filter(suministro__zona__in=zonas_de(usuario))
            recibos = recibos.filter(recibo__suministro__zona__in=zonas_de(usuario))
        suyos = suministros.select_related("suministro").order_by("suministro__codigo")
        ordenados = recibos.select_related("recibo__suministro").order_by("recibo__vence_el", "recibo__numero")
        return super().get_context_data(
            tono=TONOS[caso.estado],
            suministros=TablaSuministros(suyos[:EN_PANTALLA], leyenda="Suministros derivados"),
            recibos=TablaRecibos(ordenados[:EN_PANTALLA], leyenda="Recibos derivados"),
            cuantos=recibos.count(),
            en_pantalla=EN_PANTALLA,
            pasos=TablaPasos(caso.pasos.select_related("por", "causa"), leyenda="Pasos del caso"),
            **kwargs,
        )


class DeCaso(Pantalla):
    """Base: un caso que la persona ve; de otra zona es 404."""

    @cached_property
    def caso(self) -> Derivacion:
        visibles = Derivacion.objects.visibles_para(self.request.user).select_related("cliente", "propuesta_por")
        return get_object_or_404(visibles, pk=self.kwargs["pk"])

    def get_ruta(self):
        return [DERIVACIONES, (self.caso.numero, self.caso.get_absolute_url())]

    def get_vuelta(self):
        return self.caso.get_absolute_url()


class Enviar(DeCaso, Confirmar):
    permission_required = ENVIAR
    boton, errores = "Enviar a cartera morosa", (services.YaCambio,)

    def get_titulo(self):
        return f"Enviar {self.caso} a cartera morosa"

    def get_consecuencias(self):
        return [
            f"Cartera morosa recibe el caso de {self.caso.cliente} por {soles(self.caso.deuda)} con su expediente.",
            "Mientras lo tenga, el control diario no persigue esos suministros.",
        ]

    def ejecutar(self):
        caso = services.enviar(derivacion=self.caso, por=self.request.user, en=timezone.now())
        _enviado(caso)
        return f"Enviaste {caso}. Falta que cartera morosa lo acepte."


class Reenviar(DeCaso, Formulario):
    permission_required = ENVIAR
    boton, form_class, errores = "Enviar otra vez", ReenviarForm, (services.YaCambio,)

    def get_titulo(self):
        return f"Enviar otra vez {self.caso}"

    def guardar(self, form):
        nota = form.cleaned_data["nota"]
        caso = services.enviar(derivacion=self.caso, por=self.request.user, en=timezone.now(), nota=nota)
        _enviado(caso)
        return f"Enviaste otra vez {caso}. Falta que cartera morosa lo acepte."


class Aceptar(DeCaso, Confirmar):
    permission_required = RECIBIR
    boton, errores = "Aceptar el caso", (services.YaCambio,)

    def get_titulo(self):
        return f"Aceptar {self.caso} de {self.caso.cliente}"

    def get_consecuencias(self):
        return [f"Cartera morosa se hace cargo de {soles(self.caso.deuda)}; el equipo deja de cobrarlos."]

    def ejecutar(self):
        return f"Aceptaste {services.aceptar(derivacion=self.caso, por=self.request.user, en=timezone.now())}."


class Devolver(DeCaso, Formulario):
    permission_required = RECIBIR
    boton, form_class, errores = "Devolver el caso", DevolverForm, (services.YaCambio,)

    def get_titulo(self):
        return f"Devolver {self.caso}"

    def guardar(self, form):
        caso = services.devolver(derivacion=self.caso, por=self.request.user, en=timezone.now(), **form.cleaned_data)
        return f"Devolviste {caso}. El equipo lo verá con su causa."


class _ConMotivo(DeCaso, Formulario):
    form_class, errores = MotivoForm, (services.YaCambio, services.FaltaSustento)

    def get_titulo(self):
        return f"{self.boton} {self.caso}"


class Retirar(_ConMotivo):
    permission_required = ENVIAR
    boton = "Retirar"

    def guardar(self, form):
        motivo = form.cleaned_data["motivo"]
        caso = services.retirar(derivacion=self.caso, motivo=motivo, por=self.request.user, en=timezone.now())
        return f"Retiraste {caso}. Su deuda vuelve al control diario."


class Cerrar(_ConMotivo):
    permission_required = RECIBIR
    boton = "Cerrar"

    def guardar(self, form):
        motivo = form.cleaned_data["motivo"]
        caso = services.cerrar(derivacion=self.caso, motivo=motivo, por=self.request.user, en=timezone.now())
        return f"Cerraste {caso}."


class Expediente(DeCaso, View):
    """El guardado al enviar; antes, cómo quedaría hoy. Lo abre quien alcanza todos sus suministros."""

    permission_required = VER

    def get(self, request, pk):
        usuario = request.user
        if not ve_todas_las_zonas(usuario):
            ajenos = self.caso.suministros.exclude(suministro__zona__in=zonas_de(usuario))
            if ajenos.exists():
                raise PermissionDenied("El expediente trae suministros de otras zonas.")
        if self.caso.expediente:
            try:
                return servir(self.caso.expediente, en_pagina=True)
            except ArchivoPerdido:
                raise Http404 from None
        respuesta = HttpResponse(pdf_del_expediente(self.caso, al=hoy()), content_type="application/pdf")
        respuesta["Content-Disposition"] = f'inline; filename="{self.caso.numero}.pdf"'
        respuesta["Cache-Control"] = "private, no-store"
        return respuesta


# --- desde la ficha del cliente -----------------------------------------------------------------
class DelCliente(Pantalla):
    @cached_property
    def cliente(self) -> Cliente:
        return get_object_or_404(Cliente.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def elegibles(self) -> list[selectors.Elegible]:
        return selectors.elegibilidad(cliente=self.cliente, al=hoy(), user=self.request.user)

    def get_ruta(self):
        return [(str(self.cliente), self.cliente.get_absolute_url())]


class Proponer(DelCliente, Formulario):
    permission_required = PROPONER
    template_name = "cobranzas/derivaciones/proponer.html"
    boton, form_class = "Proponer derivación", ProponerForm
    errores = (services.NoDerivable, services.FaltaSustento)

    def get_titulo(self):
        return f"Derivar a {self.cliente}"

    def get_vuelta(self):
        return f"{self.cliente.get_absolute_url()}?pestana=derivacion"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "elegibles": self.elegibles}

    def get_context_data(self, **kwargs):
        derivables = [e for e in self.elegibles if e.derivable]
        return super().get_context_data(
            cliente=self.cliente,
            derivables=derivables,
            no_derivables=[e for e in self.elegibles if not e.derivable][:EN_PANTALLA],
            **kwargs,
        )

    def guardar(self, form):
        caso = services.proponer(
            cliente=self.cliente,
            suministros=[int(pk) for pk in form.cleaned_data["suministros"]],
            sustento=form.cleaned_data["sustento"],
            por=self.request.user,
            en=timezone.now(),
        )
        return f"Propusiste {caso} por {soles(caso.deuda)}. Falta que la jefatura lo envíe."


class DerivacionesDelCliente(DelCliente, Fragmento):
    """Pestaña «Derivación» de la ficha del cliente."""

    permission_required = VER
    titulo, template_name = "Derivación", "cobranzas/derivaciones/pestana.html"

    def get_context_data(self, **kwargs):
        casos = Derivacion.objects.filter(cliente=self.cliente).para_lista().order_by("-pk")[:EN_PANTALLA]
        return super().get_context_data(
            cliente=self.cliente,
            elegibles=self.elegibles[:EN_PANTALLA],
            derivable=any(e.derivable for e in self.elegibles),
            casos=TablaDelCliente(casos, leyenda="Derivaciones"),
            **kwargs,
        )


class Hoy(Pendientes):
    """Bloque del inicio: lo que cada unidad tiene que mover."""

    permission_required = VER

    def get_pendientes(self):
        cuentas = selectors.situacion(user=self.request.user)
        mios = (
            (ENVIAR, EstadoDerivacion.PROPUESTA, "{} por enviar a cartera morosa", "espera"),
            (RECIBIR, EstadoDerivacion.ENVIADA, "{} por aceptar o devolver", "aviso"),
            (PROPONER, EstadoDerivacion.DEVUELTA, "Cartera morosa devolvió {}", "mal"),
        )
        return [
            Pendiente(
                texto=que.format(plural(cuentas[estado][0], "derivación,derivaciones")),
                detalle=soles(cuentas[estado][1]),
                url=url_de_lista(reverse("derivaciones:lista"), estado=estado),
                boton=f"Ver {plural(cuentas[estado][0], 'derivación,derivaciones')}",
                tono=tono,
            )
            for permiso, estado, que, tono in mios
            if cuentas[estado][0] and self.request.user.has_perm(permiso)
        ]


# --- causas -------------------------------------------------------------------------------------
class ListaCausas(Lista):
    permission_required = "cobranzas.change_causadevolucion"
    titulo, nombres = "Causas de devolución", "causa,causas"
    tabla, ruta = TablaCausas, (DERIVACIONES,)
    primario = Boton("Nueva causa", reverse_lazy("derivaciones:nueva_causa"), "plus", "cobranzas.add_causadevolucion")

    def get_queryset(self):
        return CausaDevolucion.objects.all()


class GuardarCausa(Formulario):
    boton, form_class = "Guardar causa", CausaForm
    vuelta = reverse_lazy("derivaciones:causas")
    ruta = (DERIVACIONES, ("Causas de devolución", reverse_lazy("derivaciones:causas")))

    def get_permission_required(self):
        return ("cobranzas.change_causadevolucion" if "pk" in self.kwargs else "cobranzas.add_causadevolucion",)

    def get_titulo(self):
        return "Causa de devolución" if "pk" in self.kwargs else "Nueva causa de devolución"

    def get_form_kwargs(self):
        causa = get_object_or_404(CausaDevolucion, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None
        return {**super().get_form_kwargs(), "instance": causa}

    def guardar(self, form):
        return f"Guardamos la causa «{form.save()}»."
