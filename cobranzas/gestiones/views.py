"""La cola de una persona: un cliente a la vez, con todo delante y el teclado solo (PANTALLAS 1.6)."""

from uuid import uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import View

from cartera.bancos.selectors import cuentas_que_se_ofrecen
from cartera.cuentas.models import Recibo
from cobranzas.compromisos import services as compromisos
from cobranzas.compromisos.selectors import sumar
from cobranzas.control import textos
from config.comun.calendario.reloj import hoy
from config.comun.calendario.selectors import sumar_habiles
from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.templatetags.formatos import fecha, plural, soles
from config.comun.pantalla.views import Formulario, Fragmento, Pantalla, avisar
from principales.comunicaciones import selectors as comunicaciones
from principales.comunicaciones.services import FueraDeLimites, GestionIncompleta

from . import reparto, selectors, services
from .forms import AtencionForm, SaltoForm
from .models import Atencion, Gestion

GESTIONAR = "cobranzas.gestionar"
A_LA_VISTA = 8  # recibos
ULTIMOS = 3  # contactos


class Cola(Formulario):
    """El cliente que toca ahora. Guardar lleva al siguiente; el final de la cola no es un error."""

    permission_required = GESTIONAR
    template_name = "cobranzas/gestiones/cola.html"
    form_class, boton = AtencionForm, "Guardar y siguiente"
    errores = (FueraDeLimites, GestionIncompleta, services.FaltaLaPromesa, compromisos.CompromisoNoValido)

    def get_titulo(self):
        return str(self.gestion.cliente) if self.gestion else "Cola de hoy"

    def get_vuelta(self):
        return reverse("gestiones:cola")

    @cached_property
    def gestion(self) -> Gestion | None:
        if self.request.method == "POST":
            clave = self.request.POST.get("gestion", "")
            visibles = Gestion.objects.visibles_para(self.request.user)
            return get_object_or_404(visibles.para_lista(), pk=clave if clave.isdecimal() else 0)
        return self.tomar()

    def tomar(self):
        persona, al, en = self.request.user, hoy(), timezone.now()
        # Quien abre antes de que corra el reparto de la mañana no se encuentra la cola vacía.
        return services.tomar_siguiente(persona=persona, al=al, en=en) or (
            reparto.repartir_pendiente(al=al, en=en) and services.tomar_siguiente(persona=persona, al=al, en=en)
        )

    @cached_property
    def destinos(self):
        return comunicaciones.destinos(cliente=self.gestion.cliente, canal=self.gestion.canal, al=hoy())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "canal": self.gestion.canal if self.gestion else "",
            "medios": self.destinos.medios if self.gestion else [],
            "al": hoy(),
        }

    def get_initial(self):
        if not self.gestion:
            return {}
        return {"gestion": self.gestion.pk, "ficha": uuid4(), "medio": self.destinos.mejor}

    def get_context_data(self, **kwargs):
        if not self.gestion:
            return self.al_terminar(**kwargs)
        contexto = super().get_context_data(
            gestion=self.gestion,
            destinos=self.destinos,
            propuesta=sumar_habiles(desde=hoy(), dias=1),
            reparos=_reparos(self.gestion) if self.request.method == "POST" else [],
            salto=SaltoForm(initial={"ficha": uuid4()}),
            **kwargs,
        )
        campo = contexto["form"]["resultado"]
        contexto["resultados"] = [(str(r.pk) == str(campo.value()), r) for r in campo.field.queryset[:9]]
        return contexto

    def al_terminar(self, **kwargs):
        persona = self.request.user
        return super().get_context_data(
            gestion=None,
            avance=selectors.hecho_hoy(persona=persona, al=hoy()),
            sin_telefono=selectors.sin_telefono(persona=persona, al=hoy()),
            visitas=selectors.visitas(persona=persona, al=hoy()).count(),
            **kwargs,
        )

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except services.TomaPerdida as perdida:
            # Sin la galleta de «guardado»: lo escrito sigue como borrador.
            registrar = reverse("comunicaciones:registrar", args=[self.gestion.cliente_id])
            avisar(self.request, str(perdida), tono="aviso", enlace=("Registrar tu llamada igual", registrar))
            return HttpResponseRedirect(self.get_vuelta())

    def guardar(self, form):
        datos = {k: v for k, v in form.cleaned_data.items() if k != "gestion"}
        hecha = services.atender(gestion=self.gestion, persona=self.request.user, en=timezone.now(), **datos)
        if not hecha.repetida:
            deshacer = reverse("gestiones:deshacer", args=[hecha.atencion.pk])
            avisar(self.request, _lo_que_paso(hecha, self.gestion), deshacer=deshacer)


def _reparos(gestion: Gestion) -> list[str]:
    return comunicaciones.reparos(cliente_id=gestion.cliente_id, canal=gestion.canal, en=timezone.now())


def _lo_que_paso(hecha: services.Atendida, gestion: Gestion) -> str:
    """«Promesa guardada: S/ 4,200.00 para el vie 27 nov. …»."""
    promesa, comunicacion = hecha.atencion.promesa, hecha.atencion.comunicacion
    if promesa:
        que = f"Promesa guardada: {soles(promesa.total)} para el {fecha(promesa.cuotas.first().vence_el)}."
    else:
        que = f"Guardado: {gestion.cliente}, {comunicacion.resultado.nombre.lower()}."
    if hecha.sigue_aqui:
        return f"{que} Prueba con su otro número."
    if hecha.vuelve_el:
        return f"{que} Vuelve a tu cola el {fecha(hecha.vuelve_el)}."
    return que


class Avance(Fragmento):
    """«7 de 32 · S/ 48,210.00 por gestionar»."""

    permission_required = GESTIONAR
    titulo, template_name = "Avance", "cobranzas/gestiones/avance.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(avance=selectors.avance(persona=self.request.user, al=hoy()), **kwargs)


class _DeGestion(Pantalla):
    """Una gestión de las zonas de quien mira."""

    permission_required = GESTIONAR

    @cached_property
    def gestion(self) -> Gestion:
        visibles = Gestion.objects.visibles_para(self.request.user).para_lista()
        return get_object_or_404(visibles, pk=self.kwargs["pk"])


class Cuenta(_DeGestion, Fragmento):
    """Columna del medio: lo que debe, los últimos contactos y por qué está en este lugar de la cola."""

    titulo, template_name = "Cuenta", "cobranzas/gestiones/cuenta.html"

    def get_context_data(self, **kwargs):
        cliente, al = self.gestion.cliente, hoy()
        visibles = Recibo.objects.visibles_para(self.request.user).filter(
            suministro__cliente=cliente, emitido_el__lte=al
        )
        debidos = visibles.exigibles().select_related("suministro").order_by("vence_el", "numero")
        recibos = list(debidos[: A_LA_VISTA + 1])
        return super().get_context_data(
            gestion=self.gestion,
            recibos=[(r, (al - r.vence_el).days, r.saldo - r.congelado) for r in recibos[:A_LA_VISTA]],
            total=sumar(debidos) if len(recibos) > A_LA_VISTA else None,
            vistos=A_LA_VISTA,
            contactos=comunicaciones.linea_de_tiempo(cliente=cliente)[:ULTIMOS],
            porque=selectors.por_que_aqui(self.gestion),
            **kwargs,
        )


class Reparos(_DeGestion, Fragmento):
    """Si este contacto pasa el presupuesto o las horas, por qué, y dónde se escribe el motivo."""

    titulo, template_name = "Límites de contacto", "cobranzas/gestiones/reparos.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(reparos=_reparos(self.gestion), **kwargs)


class Guion(_DeGestion, Fragmento):
    """Bajo el número: qué decir y dónde puede pagar (manual 6.3.12)."""

    titulo, template_name = "Guion", "cobranzas/gestiones/guion.html"

    def get_context_data(self, **kwargs):
        contacto = comunicaciones.destinos(cliente=self.gestion.cliente, canal=self.gestion.canal, al=hoy()).mejor
        _, guion = textos.llenar(
            accion=self.gestion.accion,
            contacto=contacto.contacto if contacto else None,
            por=self.request.user,
            al=hoy(),
        )
        return super().get_context_data(
            gestion=self.gestion, guion=guion, cuentas=list(cuentas_que_se_ofrecen(al=hoy())[:3]), **kwargs
        )


class Renovar(_DeGestion, View):
    """Latido de la pantalla abierta: 204 si todo sigue igual, 200 con lo que cambió, 409 si la tiene otra persona."""

    http_method_names = ("post",)

    def post(self, request, pk):
        al, en = hoy(), timezone.now()
        if not services.renovar(gestion=self.gestion, persona=request.user, al=al, en=en):
            return HttpResponse("Ya no tienes a este cliente.", status=409, content_type="text/plain; charset=utf-8")
        cambio = selectors.novedad(self.gestion, al=al)
        return HttpResponse(cambio, status=200 if cambio else 204, content_type="text/plain; charset=utf-8")


class Saltar(_DeGestion, View):
    http_method_names = ("post",)

    def post(self, request, pk):
        gestion, form = self.gestion, SaltoForm(request.POST)
        if not form.is_valid():
            avisar(request, "Escribe por qué lo saltas.", tono="aviso")
            return HttpResponseRedirect(reverse("gestiones:cola"))
        try:
            salto = services.saltar(gestion=gestion, persona=request.user, en=timezone.now(), **form.cleaned_data)
        except services.TomaPerdida as perdida:
            avisar(request, str(perdida), tono="aviso")
        else:
            texto = f"Saltaste a {gestion.cliente}: vuelve al final de tu cola."
            avisar(request, texto, deshacer=reverse("gestiones:deshacer", args=[salto.pk]))
        return HttpResponseRedirect(reverse("gestiones:cola"))


class Deshacer(Pantalla, View):
    permission_required = GESTIONAR
    http_method_names = ("post",)

    def post(self, request, pk):
        atencion = get_object_or_404(
            Atencion.objects.filter(persona=request.user).select_related(
                "gestion__accion", "comunicacion__resultado", "comunicacion__medio", "promesa", "posposicion"
            ),
            pk=pk,
        )
        try:
            services.deshacer(atencion=atencion, persona=request.user, en=timezone.now())
        except services.NoSeDeshace as error:
            avisar(request, str(error), tono="aviso")
        else:
            avisar(request, "Deshecho: vuelves a tenerlo delante.")
        es_visita = atencion.gestion.canal == "visita"
        return HttpResponseRedirect(reverse("gestiones:ruta" if es_visita else "gestiones:cola"))


class Hoy(Pendientes):
    """Bloque del inicio: «Empezar mi cola»."""

    permission_required = GESTIONAR

    def get_pendientes(self):
        persona, al = self.request.user, hoy()
        avance = selectors.avance(persona=persona, al=al)
        filas = []
        if avance.quedan:
            texto = f"Tu cola: {plural(avance.quedan, 'cliente,clientes')}, {soles(avance.por_gestionar)} por gestionar"
            detalle = f"Hoy llevas {avance.resumen}" if avance.resumen else "En orden de recupero esperado"
            filas.append(Pendiente(texto, reverse("gestiones:cola"), "Empezar mi cola", detalle, "espera"))
        if visitas := selectors.visitas(persona=persona, al=al).count():
            texto = f"Tu ruta: {plural(visitas, 'visita,visitas')} por hacer"
            filas.append(Pendiente(texto, reverse("gestiones:ruta"), "Ver mi ruta", "Ordenada por distancia", "info"))
        return filas
