"""Los correos que llegan: la bandeja de los que no se sabe de quién son, y el aviso de rebotes del proveedor."""

import hmac

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from cartera.padron.models import Cliente
from config.comun.archivos.services import ArchivoPerdido, servir
from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.templatetags.formatos import momento, plural
from config.comun.pantalla.views import Boton, Confirmar, Formulario, Lista, Pantalla
from principales.directorio.choices import TipoMedio
from principales.directorio.models import Contacto, MedioContacto

from . import services_entrada
from .choices import EstadoEntrante
from .filters import FiltrosEntrantes
from .forms import ArchivarForm
from .models import CorreoEntrante
from .tables import TONOS_ENTRANTE, TablaEntrantes

ARCHIVAR = "principales.archivar_correo"
LISTA = reverse_lazy("comunicaciones:entrantes")
CANDIDATOS = 10
AVISO_MAXIMO = 1 << 20


class ListaEntrantes(Lista):
    """Sin cliente no hay zona: los ve quien puede archivarlos."""

    permission_required = ARCHIVAR
    titulo, nombres = "Correos recibidos", "correo,correos"
    tabla, filtros = TablaEntrantes, FiltrosEntrantes
    orden_total = ("-pk",)
    vacio = "No llegó ningún correo al buzón de la oficina."
    ruta = (("Comunicaciones", reverse_lazy("comunicaciones:lista")),)

    def get_queryset(self):
        return CorreoEntrante.objects.select_related("comunicacion__cliente").order_by("-recibido_en")


class _DeEntrante(Pantalla):
    permission_required = ARCHIVAR

    @cached_property
    def entrante(self) -> CorreoEntrante:
        todos = CorreoEntrante.objects.select_related("comunicacion__cliente", "decidido_por")
        return get_object_or_404(todos.prefetch_related("adjuntos"), pk=self.kwargs["pk"])

    def get_titulo(self):
        return str(self.entrante)

    def get_ruta(self):
        return [("Correos recibidos", LISTA)]


class FichaEntrante(_DeEntrante, Formulario):
    """El correo y, si nadie lo hizo, de qué cliente es: los que tienen esa dirección o los que se buscan."""

    template_name = "principales/comunicaciones/entrante.html"
    boton = "Archivar en este cliente"
    form_class = ArchivarForm
    errores = (services_entrada.YaArchivado,)
    borrador = False

    @cached_property
    def busqueda(self) -> str:
        return self.request.GET.get("q", "").strip()[:100]

    @cached_property
    def candidatos(self):
        """Los hallados por lo que se buscó; sin buscar, los que tienen esa dirección en su directorio."""
        visibles = Cliente.objects.visibles_para(self.request.user)
        if self.busqueda:
            hallados = visibles.con_texto(self.busqueda)
        else:
            suyos = MedioContacto.objects.filter(contacto__cliente=OuterRef("pk"), tipo=TipoMedio.CORREO)
            hallados = visibles.filter(Exists(suyos.filter(valor=self.entrante.de)))
        claves = list(hallados.order_by("nombre_norm", "pk").values_list("pk", flat=True)[:CANDIDATOS])
        return Cliente.objects.filter(pk__in=claves).order_by("nombre_norm", "pk")

    def get_vuelta(self):
        return str(LISTA)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"clientes": self.candidatos}

    def get_context_data(self, **kwargs):
        abierto = self.entrante.estado == EstadoEntrante.POR_ARCHIVAR
        return super().get_context_data(
            entrante=self.entrante,
            tono=TONOS_ENTRANTE[EstadoEntrante(self.entrante.estado)],
            abierto=abierto,
            busqueda=self.busqueda,
            candidatos=list(self.candidatos) if abierto else [],
            mas=[Boton("Descartar", reverse("comunicaciones:descartar", args=[self.entrante.pk]), "trash")]
            if abierto
            else [],
            **kwargs,
        )

    def guardar(self, form):
        cliente = form.cleaned_data["cliente"]
        suyo = Contacto.objects.vigentes().filter(cliente=cliente, medios__valor=self.entrante.de).first()
        services_entrada.archivar(
            entrante=self.entrante, cliente=cliente, contacto=suyo, por=self.request.user, en=timezone.now()
        )
        return f"Correo archivado en {cliente}."


class Descartar(_DeEntrante, Confirmar):
    boton = "Descartar correo"
    errores = (services_entrada.YaArchivado,)

    def get_vuelta(self):
        return self.entrante.get_absolute_url()

    def get_destino(self):
        return str(LISTA)

    def get_consecuencias(self):
        return ["No es de ningún cliente: sale de la bandeja.", "Seguirá en «Correos recibidos», como descartado."]

    def ejecutar(self):
        services_entrada.descartar(entrante=self.entrante, por=self.request.user, en=timezone.now())
        return "Correo descartado."


class AdjuntoEntrante(_DeEntrante, View):
    def get(self, request, pk, archivo):
        try:
            return servir(get_object_or_404(self.entrante.adjuntos, pk=archivo), en_pagina=True)
        except ArchivoPerdido:
            raise Http404 from None


class HoyEntrantes(Pendientes):
    """Bloque del inicio: correos que nadie sabe de qué cliente son."""

    permission_required = ARCHIVAR
    titulo = "Correos por archivar"

    def get_pendientes(self):
        cuantos = CorreoEntrante.objects.por_archivar().count()
        if not cuantos:
            return []
        primero = CorreoEntrante.objects.por_archivar().order_by("recibido_en", "pk").first()
        return [
            Pendiente(
                texto=f"{plural(cuantos, 'correo,correos')} por archivar",
                detalle=f"El más antiguo, del {momento(primero.recibido_en)}",
                url=f"{reverse('comunicaciones:entrantes')}?estado={EstadoEntrante.POR_ARCHIVAR}",
                boton="Archivar correos",
                tono="aviso",
            )
        ]


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class AvisoDeRebotes(View):
    """El proveedor de correo avisa rebotes: JSON firmado con REBOTES_SECRETO (cabecera X-Firma: sha256=…).

    Sin secreto puesto no existe. Repetir un aviso no cambia nada.
    """

    http_method_names = ("post",)

    def post(self, request):
        if not settings.REBOTES_SECRETO:
            raise Http404
        if int(request.headers.get("Content-Length") or 0) > AVISO_MAXIMO:
            return JsonResponse({"error": "El aviso pasa de 1 MB: pártelo."}, status=413)
        esperada = hmac.new(settings.REBOTES_SECRETO.encode(), request.body, "sha256").hexdigest()
        dicha = request.headers.get("X-Firma", "").removeprefix("sha256=")
        if not hmac.compare_digest(esperada.encode(), dicha.encode()):
            return JsonResponse({"error": "La firma no corresponde al contenido."}, status=403)
        try:
            eventos = services_entrada.leer_eventos(request.body)
        except services_entrada.EventosMalos as error:
            return JsonResponse({"error": str(error)}, status=400)
        hecho = services_entrada.anotar_eventos(eventos=eventos, en=timezone.now())
        return JsonResponse({"rebotes": hecho.rebotes, "repetidos": hecho.repetidos, "ajenos": hecho.ajenos})
