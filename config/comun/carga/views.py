"""Cargas en el navegador: subir, ver cómo va, qué quedó y corregir lo que no entró."""

import tempfile
from pathlib import Path

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import View

from config.comun.archivos.services import ArchivoPerdido, servir
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.templatetags.formatos import entero, plural
from config.comun.pantalla.views import (
    AccionLote,
    Boton,
    Detalle,
    Formulario,
    Fragmento,
    Lista,
    Pantalla,
    avisar,
)
from config.comun.procesos.tasks import lanzar

from . import selectors, services
from .choices import EstadoCarga, EstadoFila
from .filters import FiltrosBandeja, FiltrosCargas
from .forms import CargaForm, FilaForm, ResubirForm
from .models import Carga, FilaRechazada
from .tables import TablaBandeja, TablaCargas
from .tipos import ArchivoMalo, importador

VER = "comun.view_carga"


class ListaCargas(Lista):
    permission_required = VER
    titulo, nombres = "Cargas", "carga,cargas"
    tabla, filtros = TablaCargas, FiltrosCargas
    vacio = "Aún no se cargó ningún archivo. Empieza por el padrón; luego consumos, recibos y pagos."
    primario = Boton("Cargar un archivo", reverse_lazy("carga:nueva"), "upload", "cartera.importar")
    vacio_accion = Boton("Cargar un archivo", reverse_lazy("carga:nueva"), "upload", "cartera.importar")

    def get_queryset(self):
        return (
            selectors.cargas_de(self.request.user)
            .filter(corrige__isnull=True)
            .select_related("por")
            .order_by("-creada_en", "-pk")
        )


class NuevaCarga(Formulario):
    permission_required = ("comun.view_carga", "cartera.importar")
    titulo, boton = "Cargar un archivo", "Cargar el archivo"
    template_name = "comun/carga/nueva.html"
    form_class = CargaForm
    vuelta = reverse_lazy("carga:lista")
    ruta = (("Cargas", reverse_lazy("carga:lista")),)

    @cached_property
    def importadores(self):
        return selectors.importadores_de(self.request.user)

    def get_form_kwargs(self):
        tipos = [(i.tipo, i.titulo) for i in self.importadores]
        return {**super().get_form_kwargs(), "tipos": tipos, "hoy": hoy()}

    def get_initial(self):
        return {"tipo": self.request.GET.get("tipo", "")}

    def guardar(self, form):
        datos = form.cleaned_data
        carga = services.recibir(
            tipo=datos["tipo"],
            subido=datos["archivo"],
            todo_o_nada=datos["todo_o_nada"],
            vigente_desde=datos["vigente_desde"],
            por=self.request.user,
            ahora=timezone.now(),
        )
        lanzar(carga.proceso)
        return HttpResponseRedirect(carga.get_absolute_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(importadores=self.importadores, **kwargs)


class FichaCarga(Detalle):
    permission_required = VER
    template_name = "comun/carga/ficha.html"

    def get_queryset(self):
        visibles = selectors.cargas_de(self.request.user).filter(corrige__isnull=True)
        return visibles.select_related("por", "proceso", "archivo")

    def get_ruta(self):
        return [("Cargas", reverse("carga:lista"))]

    def get_primario(self):
        if self.object.estado == EstadoCarga.CON_RECHAZOS:
            return Boton("Corregir en pantalla", reverse("carga:bandeja", args=[self.object.pk]), "pencil")
        return None

    def get_mas(self):
        mas = []
        if self.object.rechazadas_detalle.exists():
            mas.append(Boton("Descargar las rechazadas", reverse("carga:rechazos", args=[self.object.pk]), "download"))
        if self.object.archivo_id:
            mas.append(
                Boton("Descargar el archivo cargado", reverse("carga:archivo", args=[self.object.pk]), "download")
            )
        return mas

    def get_context_data(self, **kwargs):
        carga = self.object
        bandeja = carga.rechazadas_detalle.filter(estado=EstadoFila.PENDIENTE)
        return super().get_context_data(
            carga=carga,
            titulo_tipo=importador(carga.tipo).titulo,
            esperan=bandeja.count(),
            primeras=bandeja.order_by("linea")[:10],
            puede_corregir=self.request.user.has_perm(importador(carga.tipo).permiso),
            resubir=ResubirForm(),
            **kwargs,
        )


class Avance(Fragmento):
    """Cómo va la carga; cuando termina, la página se vuelve a pedir entera."""

    permission_required = VER
    titulo, template_name = "Avance", "comun/carga/avance.html"

    @cached_property
    def carga(self):
        return get_object_or_404(selectors.cargas_de(self.request.user).select_related("proceso"), pk=self.kwargs["pk"])

    def get(self, request, *args, **kwargs):
        respuesta = super().get(request, *args, **kwargs)
        if not self.carga.abierta:
            respuesta["HX-Refresh"] = "true"
        return respuesta

    def get_context_data(self, **kwargs):
        return super().get_context_data(carga=self.carga, **kwargs)


class _DeCarga(Pantalla):
    """La carga de la URL y el permiso de quien puede cargar ese tipo."""

    permission_required = VER
    corrige = False

    @cached_property
    def carga(self) -> Carga:
        return get_object_or_404(selectors.cargas_de(self.request.user), pk=self.kwargs["pk"], corrige__isnull=True)

    def has_permission(self):
        return super().has_permission() and (
            not self.corrige or self.request.user.has_perm(importador(self.carga.tipo).permiso)
        )

    def get_ruta(self):
        return [("Cargas", reverse("carga:lista")), (str(self.carga), self.carga.get_absolute_url())]


class Bandeja(_DeCarga, Lista):
    nombres = "fila,filas"
    tabla, filtros = TablaBandeja, FiltrosBandeja
    vacio = "Todas las filas de este archivo entraron."

    @property
    def acciones_lote(self):
        permiso = importador(self.carga.tipo).permiso
        return (
            AccionLote("descartar", "Dejar fuera", permiso=permiso, icono="trash"),
            AccionLote("recuperar", "Devolver a la bandeja", permiso=permiso, icono="arrow-back-up", confirmar=False),
        )

    def get_titulo(self):
        return f"Filas por corregir de {self.carga.nombre}"

    def get_queryset(self):
        return FilaRechazada.objects.filter(carga=self.carga).order_by("linea")

    def lote_descartar(self, consulta):
        lineas = list(consulta.values_list("linea", flat=True))
        fuera = services.descartar(carga=self.carga, lineas=lineas)
        return f"Dejaste fuera {plural(fuera, 'fila,filas')}. Siguen en la bandeja como descartadas."

    def lote_recuperar(self, consulta):
        lineas = list(consulta.values_list("linea", flat=True))
        return (
            f"Esperan corrección otra vez {plural(services.recuperar(carga=self.carga, lineas=lineas), 'fila,filas')}."
        )


class CorregirFila(_DeCarga, Formulario):
    corrige = True
    boton, template_name = "Guardar y cargar la fila", "comun/carga/fila.html"
    form_class = FilaForm

    @cached_property
    def fila(self) -> FilaRechazada:
        return get_object_or_404(FilaRechazada, carga=self.carga, linea=self.kwargs["linea"])

    def get_titulo(self):
        return f"Línea {entero(self.fila.linea)} de {self.carga.nombre}"

    def get_vuelta(self):
        return reverse("carga:bandeja", args=[self.carga.pk])

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "fila": self.fila, "importador": importador(self.carga.tipo)}

    def form_valid(self, form):
        if self.fila.estado != EstadoFila.PENDIENTE:
            form.add_error(None, f"La línea {self.fila.linea} ya está {self.fila.get_estado_display().lower()}.")
            return self.form_invalid(form)
        return super().form_valid(form)

    def guardar(self, form):
        correccion = services.corregir(
            carga=self.carga,
            valores={self.fila.linea: form.cleaned_data},
            por=self.request.user,
            hoy=hoy(),
            ahora=timezone.now(),
        )
        if correccion.rechazadas:
            self.fila.refresh_from_db()
            form.add_error(self.fila.columna if self.fila.columna in form.fields else None, self.fila.motivo)
            return self.form_invalid(form)
        siguiente = selectors.siguiente_por_corregir(self.carga, self.fila.linea)
        if siguiente is None:
            avisar(self.request, f"La línea {self.fila.linea} entró. No queda ninguna por corregir.")
            return HttpResponseRedirect(self.carga.get_absolute_url())
        avisar(self.request, f"La línea {self.fila.linea} entró. Sigue la {siguiente.linea}.")
        return HttpResponseRedirect(siguiente.get_absolute_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(fila=self.fila, **kwargs)


class Resubir(_DeCarga, Formulario):
    """Las filas corregidas en un archivo, el que se descargó de la bandeja."""

    corrige = True
    titulo, boton = "Subir las filas corregidas", "Cargar las filas corregidas"
    form_class, errores = ResubirForm, (ArchivoMalo,)

    def get_vuelta(self):
        return self.carga.get_absolute_url()

    def guardar(self, form):
        subido = form.cleaned_data["archivo"]
        with tempfile.NamedTemporaryFile(suffix=Path(subido.name).suffix) as temporal:
            for trozo in subido.chunks():
                temporal.write(trozo)
            temporal.flush()
            correccion = services.corregir_con_archivo(
                carga=self.carga, ruta=Path(temporal.name), hoy=hoy(), ahora=timezone.now(), por=self.request.user
            )
        entraron = correccion.filas - correccion.rechazadas
        quedan = f" {plural(correccion.rechazadas, 'sigue,siguen')} por corregir." if correccion.rechazadas else ""
        return f"Entraron {entero(entraron)} de {plural(correccion.filas, 'fila,filas')}.{quedan}"


class Rechazos(_DeCarga, View):
    """El archivo con las filas por corregir, su línea y su motivo."""

    def get(self, request, pk):
        if self.carga.rechazos_id:
            return _servir(self.carga.rechazos)
        respuesta = HttpResponse(services.rechazos_csv(self.carga), content_type="text/csv; charset=utf-8")
        respuesta["Content-Disposition"] = f'attachment; filename="{self.carga.tipo}_por_corregir_{self.carga.pk}.csv"'
        return respuesta


class ArchivoCargado(_DeCarga, View):
    def get(self, request, pk):
        if not self.carga.archivo_id:
            raise Http404
        return _servir(self.carga.archivo)


class Hoy(Pendientes):
    """Bloque del inicio: cargas con filas por corregir."""

    permission_required = VER
    titulo = "Cargas por corregir"

    def get_pendientes(self):
        return [
            Pendiente(
                texto=f"{c}: {plural(c.rechazadas, 'fila espera,filas esperan')} corrección",
                detalle=f"Cargado el {timezone.localtime(c.creada_en):%d/%m/%Y}",
                url=reverse("carga:bandeja", args=[c.pk]),
                boton="Corregir filas",
                tono="aviso",
            )
            for c in selectors.por_corregir(self.request.user)
        ]


def _servir(archivo):
    try:
        return servir(archivo)
    except ArchivoPerdido:
        raise Http404 from None
