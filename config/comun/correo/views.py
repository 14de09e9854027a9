from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.views.generic import View

from config.comun.archivos.services import ArchivoPerdido, servir
from config.comun.correo import services, tasks
from config.comun.correo.choices import TRANSICIONES, Estado
from config.comun.correo.filters import FiltrosCorreos
from config.comun.correo.models import Correo
from config.comun.correo.tables import TONOS, TablaCorreos
from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.templatetags.formatos import plural
from config.comun.pantalla.views import Boton, Confirmar, Detalle, Lista, Pantalla


class ListaCorreos(Lista):
    permission_required = "comun.view_correo"
    titulo, nombres = "Buzón de salida", "correo,correos"
    tabla, filtros = TablaCorreos, FiltrosCorreos
    vacio = "Aún no salió ningún correo."

    def get_queryset(self):
        return Correo.objects.defer("texto", "html")


# acto de la URL → (servicio, a qué estado lleva, botón, qué pasará, qué pasó)
ACTOS = {
    "reenviar": (
        services.reintentar,
        Estado.PENDIENTE,
        "Enviar otra vez",
        "Si el correo ya había llegado, lo recibirán dos veces.",
        "El correo saldrá en el próximo minuto.",
    ),
    "dar-por-enviado": (
        services.dar_por_enviado,
        Estado.ENVIADO,
        "Dar por enviado",
        "Confirmas que el correo llegó. No se enviará otra vez.",
        "Anotamos que el correo llegó.",
    ),
    "descartar": (
        services.descartar,
        Estado.DESCARTADO,
        "Descartar el correo",
        "El correo no saldrá.",
        "El correo no saldrá.",
    ),
}


class FichaCorreo(Detalle):
    permission_required = "comun.view_correo"
    template_name = "comun/correo/ficha.html"
    ruta = (("Buzón de salida", reverse_lazy("correo:lista")),)

    def get_queryset(self):
        return Correo.objects.select_related("decidido_por").prefetch_related("adjuntos")

    def get_mas(self):
        posibles = TRANSICIONES[Estado(self.object.estado)] if self.object.estado != Estado.ENVIANDO else set()
        return [
            Boton(boton, reverse("correo:decidir", args=[self.object.pk, acto]), permiso="comun.change_correo")
            for acto, (_, estado, boton, *_) in ACTOS.items()
            if estado in posibles
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(tono=TONOS[Estado(self.object.estado)], **kwargs)


class Decidir(Confirmar):
    """Una persona decide qué hacer con un correo fallido, incierto o pendiente."""

    permission_required = "comun.change_correo"
    errores = (services.YaCambio,)

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if kwargs["acto"] not in ACTOS:
            raise Http404
        self.servicio, _, self.boton, self.consecuencia, self.hecho = ACTOS[kwargs["acto"]]

    @property
    def correo(self) -> Correo:
        return get_object_or_404(Correo, pk=self.kwargs["pk"])

    def get_titulo(self):
        return f"{self.boton}: {self.correo}"

    def get_consecuencias(self):
        return [self.consecuencia]

    def get_vuelta(self):
        return reverse("correo:ficha", args=[self.kwargs["pk"]])

    def ejecutar(self):
        self.servicio(correo=self.correo, por=self.request.user)
        tasks.enviar_al_confirmar()
        return self.hecho


class Adjunto(Pantalla, View):
    permission_required = "comun.view_correo"

    def get(self, request, pk, archivo):
        try:
            return servir(get_object_or_404(get_object_or_404(Correo, pk=pk).adjuntos, pk=archivo))
        except ArchivoPerdido:
            raise Http404 from None


class Hoy(Pendientes):
    """Bloque del inicio: los correos que no salieron o no se sabe si llegaron."""

    permission_required = "comun.change_correo"
    titulo = "Correos detenidos"

    def get_pendientes(self):
        cuantos = Correo.objects.por_atender().count()
        if not cuantos:
            return []
        url = f"{reverse('correo:lista')}?estado={Estado.FALLIDO}&estado={Estado.INCIERTO}"
        return [
            Pendiente(texto=plural(cuantos, "correo detenido,correos detenidos"), url=url, boton="Decidir", tono="mal")
        ]
