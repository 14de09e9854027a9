"""La línea de tiempo de un cliente y registrar lo que se habla con él (manual 6.3.6)."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import View

from cartera.padron.models import Cliente
from config.comun.archivos.services import ArchivoPerdido, servir
from config.comun.calendario.reloj import hoy
from config.comun.calendario.selectors import sumar_habiles
from config.comun.pantalla.templatetags.formatos import fecha, plural
from config.comun.pantalla.views import Boton, Detalle, Formulario, Fragmento, Lista, Pantalla, avisar
from config.comun.usuarios.models import Usuario

from . import adjuntos, selectors, services
from .choices import ICONOS, MEDIOS_DE, REGISTRABLES, Canal, Sentido
from .filters import FiltrosComunicaciones
from .forms import AnularForm, GestionForm, PosponerForm
from .models import Comunicacion
from .tables import TablaComunicaciones

VER = "principales.view_comunicacion"
REGISTRAR = "principales.add_comunicacion"
LISTA = reverse_lazy("comunicaciones:lista")
EN_LA_PESTANA = 20
DESHECHA = "Se deshizo al momento de registrarla."


class ListaComunicaciones(Lista):
    permission_required = VER
    titulo, nombres = "Comunicaciones", "comunicación,comunicaciones"
    tabla, filtros = TablaComunicaciones, FiltrosComunicaciones
    orden_total = ("-pk",)
    vacio = "Aún no se registra nada. Abre un cliente y toca «Registrar gestión»."
    vacio_accion = Boton("Ver los principales", reverse_lazy("seleccion:cartera"), "star", "principales.view_principal")
    mas = (
        Boton("Correos recibidos", reverse_lazy("comunicaciones:entrantes"), "inbox", "principales.archivar_correo"),
        Boton(
            "Resultados de gestión",
            reverse_lazy("comunicaciones:resultados"),
            "list-check",
            "principales.view_resultadocomunicacion",
        ),
        Boton(
            "Plantillas de correo",
            reverse_lazy("comunicaciones:plantillas"),
            "file-text",
            "principales.view_plantillacorreo",
        ),
    )

    def get_queryset(self):
        visibles = Comunicacion.objects.visibles_para(self.request.user)
        return visibles.select_related("cliente", "resultado", "por").order_by("-ocurrio_en")


class DeCliente(Pantalla):
    """El cliente de la URL; lo que no es de las zonas de la persona no existe."""

    permission_required = VER

    @cached_property
    def cliente(self) -> Cliente:
        return get_object_or_404(Cliente.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])

    def get_ruta(self):
        return [(str(self.cliente), self.cliente.get_absolute_url())]

    def get_vuelta(self):
        return f"{self.cliente.get_absolute_url()}?pestana=comunicaciones"

    def get_context_data(self, **kwargs):
        return super().get_context_data(cliente=self.cliente, **kwargs)


class ComunicacionesDelCliente(DeCliente, Fragmento):
    """Pestaña «Comunicaciones» de la ficha: lo último primero."""

    titulo, template_name = "Comunicaciones", "principales/comunicaciones/cliente.html"

    def get_context_data(self, **kwargs):
        todas = selectors.linea_de_tiempo(cliente=self.cliente)
        ultimas = list(todas[: EN_LA_PESTANA + 1])
        return super().get_context_data(
            comunicaciones=ultimas[:EN_LA_PESTANA],
            hay_mas=len(ultimas) > EN_LA_PESTANA,
            presupuesto=selectors.presupuesto_de(cliente_id=self.cliente.pk, en=timezone.now()),
            hoy=hoy(),
            **kwargs,
        )


class RegistrarGestion(DeCliente, Formulario):
    """Una llamada en tres toques: abrir, resultado, guardar. El contacto y el medio ya vienen elegidos."""

    permission_required = REGISTRAR
    template_name = "principales/comunicaciones/gestion.html"
    boton = "Guardar gestión"
    form_class = GestionForm
    errores = (services.FueraDeLimites, services.GestionIncompleta)

    def get_titulo(self):
        return f"Registrar gestión con {self.cliente}"

    @cached_property
    def canal(self) -> Canal:
        pedido = self.request.GET.get("canal", "")
        return Canal(pedido) if pedido in REGISTRABLES else Canal.LLAMADA

    @cached_property
    def destinos(self):
        return selectors.destinos(cliente=self.cliente, canal=self.canal, al=hoy())

    def get_form_kwargs(self):
        de_aqui = {"canal": self.canal, "destinos": self.destinos, "ahora": timezone.now()}
        return super().get_form_kwargs() | de_aqui

    def get_context_data(self, **kwargs):
        contexto = super().get_context_data(
            canal=self.canal,
            canales=[(c, c.label, ICONOS[c]) for c in REGISTRABLES],
            destinos=self.destinos,
            con_medio=self.canal in MEDIOS_DE,
            reparos=selectors.reparos(cliente_id=self.cliente.pk, canal=self.canal, en=timezone.now()),
            propuesta=sumar_habiles(desde=hoy(), dias=1),
            **kwargs,
        )
        campo = contexto["form"]["resultado"]
        contexto["resultados"] = [(str(r.pk) == str(campo.value()), r) for r in campo.field.queryset]
        return contexto

    def guardar(self, form):
        datos = form.cleaned_data
        comunicacion = services.registrar(
            cliente=self.cliente,
            canal=self.canal,
            por=self.request.user,
            adjuntos=adjuntos.guardar_subidos(datos.pop("adjuntos"), por=self.request.user),
            **datos,
        )
        resultado = comunicacion.resultado
        siguiente = f" Siguiente: {fecha(comunicacion.siguiente_el)}." if comunicacion.siguiente_el else ""
        avisar(
            self.request,
            f"Gestión guardada: {comunicacion.get_canal_display().lower()}, {resultado.nombre.lower()}.{siguiente}",
            deshacer=reverse("comunicaciones:deshacer", args=[comunicacion.pk]),
            enlace=_promesa(self.cliente) if resultado.pide_promesa else None,
        )


def _promesa(cliente: Cliente) -> tuple[str, str] | None:
    """El paso siguiente de quien prometió pagar; lo da quien lleva las promesas, si está instalado."""
    try:
        return "Anotar la promesa", reverse("compromisos:prometer", args=[cliente.pk])
    except NoReverseMatch:
        return None


class DeComunicacion(Pantalla):
    permission_required = REGISTRAR

    @cached_property
    def comunicacion(self) -> Comunicacion:
        visibles = Comunicacion.objects.visibles_para(self.request.user).para_lista()
        return get_object_or_404(visibles, pk=self.kwargs["pk"])

    def get_vuelta(self):
        return self.comunicacion.get_absolute_url()

    def get_ruta(self):
        return [("Comunicaciones", LISTA), (str(self.comunicacion), self.comunicacion.get_absolute_url())]


class FichaComunicacion(Detalle):
    permission_required = VER
    template_name = "principales/comunicaciones/ficha.html"
    ruta = (("Comunicaciones", LISTA),)

    def get_queryset(self):
        visibles = Comunicacion.objects.visibles_para(self.request.user).para_lista()
        return visibles.select_related("responde_a", "anulada_por")

    def get_titulo(self):
        sentido = "" if self.object.sentido == Sentido.SALIENTE else " del cliente"
        return f"{self.object.get_canal_display()}{sentido}, {fecha(timezone.localdate(self.object.ocurrio_en))}"

    def get_primario(self):
        suya = self.object
        if suya.canal == Canal.CORREO and suya.sentido == Sentido.ENTRANTE:
            url = f"{reverse('comunicaciones:escribir', args=[suya.cliente_id])}?responde={suya.pk}"
            return Boton("Responder", url, "arrow-back-up", REGISTRAR)
        return Boton(
            "Registrar gestión", reverse("comunicaciones:registrar", args=[suya.cliente_id]), "phone", REGISTRAR
        )

    def get_mas(self):
        if self.object.canal == Canal.CORREO or self.object.anulada_en:
            return ()
        return (Boton("Anular", reverse("comunicaciones:anular", args=[self.object.pk]), "x", REGISTRAR),)

    def get_context_data(self, **kwargs):
        entrante = self.object.entrantes.filter(sin_guardar__gt="").first()
        return super().get_context_data(
            comunicacion=self.object, sin_guardar=entrante.sin_guardar if entrante else "", hoy=hoy(), **kwargs
        )


class Adjunto(DeComunicacion, View):
    """Un archivo de la comunicación, tras su permiso y su zona."""

    permission_required = VER

    def get(self, request, pk, archivo):
        try:
            return servir(get_object_or_404(self.comunicacion.adjuntos, pk=archivo), en_pagina=True)
        except ArchivoPerdido:
            raise Http404 from None


class Anular(DeComunicacion, Formulario):
    titulo, boton = "Anular la comunicación", "Anular comunicación"
    form_class = AnularForm
    errores = (services.NoSeAnula, services.GestionIncompleta)

    def guardar(self, form):
        services.anular(
            comunicacion=self.comunicacion,
            motivo=form.cleaned_data["motivo"],
            por=self.request.user,
            en=timezone.now(),
        )
        return "Comunicación anulada. Sigue a la vista, tachada."


class _Acto(DeComunicacion, View):
    """POST que hace una cosa y vuelve de donde vino."""

    http_method_names = ("post",)

    def volver(self):
        return HttpResponseRedirect(Formulario.siguiente(self) or self.get_vuelta())


class Deshacer(_Acto):
    """El «Deshacer» de los 10 segundos: solo quien la registró."""

    def post(self, request, pk):
        cliente = self.comunicacion.cliente
        if self.comunicacion.por_id != request.user.pk:
            raise Http404
        try:
            services.anular(comunicacion=self.comunicacion, motivo=DESHECHA, por=request.user, en=timezone.now())
        except services.NoSeAnula as error:
            avisar(request, str(error), tono="aviso")
        else:
            avisar(request, "Deshecho: la gestión quedó anulada.")
        return HttpResponseRedirect(f"{cliente.get_absolute_url()}?pestana=comunicaciones")


class Hecho(_Acto):
    def post(self, request, pk):
        try:
            services.hecho(comunicacion=self.comunicacion, en=timezone.now())
        except services.PasoYaResuelto as error:
            avisar(request, str(error), tono="aviso")
        else:
            deshacer = reverse("comunicaciones:rehacer", args=[pk])
            avisar(request, f"Hecho: {self.comunicacion.siguiente_paso}.", deshacer=deshacer)
        return self.volver()


class Rehacer(_Acto):
    def post(self, request, pk):
        services.rehacer(comunicacion=self.comunicacion)
        avisar(request, f"Sigue pendiente: {self.comunicacion.siguiente_paso}.")
        return self.volver()


class Posponer(DeComunicacion, Formulario):
    boton = "Posponer"
    form_class = PosponerForm
    errores = (services.PasoYaResuelto, services.GestionIncompleta)

    def get_titulo(self):
        return f"Posponer: {self.comunicacion.siguiente_paso or 'sin siguiente paso'}"

    def get_initial(self):
        para = self.comunicacion.siguiente_para_id or self.request.user.pk
        return {"al": sumar_habiles(desde=hoy(), dias=1), "para": para}

    def get_form_kwargs(self):
        # Quien pueda registrar y ver: la misma gente que contacta clientes.
        personas = Usuario.objects.activos().filter(groups__permissions__codename="add_comunicacion").distinct()
        personas = (personas | Usuario.objects.filter(pk=self.request.user.pk).distinct()).order_by("first_name", "pk")
        return super().get_form_kwargs() | {"personas": personas}

    def guardar(self, form):
        al, para = form.cleaned_data["al"], form.cleaned_data["para"]
        services.posponer(comunicacion=self.comunicacion, al=al, para=para, hoy=hoy())
        a_cargo = "" if para == self.request.user else f", a cargo de {para}"
        return f"Pospuesto para el {fecha(al)}{a_cargo}."


class Hoy(Fragmento):
    """Bloque del inicio: mis siguientes pasos, en Vencido · Hoy · Esta semana."""

    permission_required = REGISTRAR
    titulo, template_name = "Mis siguientes pasos", "principales/comunicaciones/hoy.html"

    def get_context_data(self, **kwargs):
        pasos = selectors.pasos_de(usuario=self.request.user, al=hoy())
        mas = f"{reverse('comunicaciones:lista')}?paso=pendiente&por={self.request.user.pk}"
        return super().get_context_data(
            pasos=pasos, hoy=hoy(), ver_todos=mas, mas=plural(pasos.mas, "paso más,pasos más"), **kwargs
        )
