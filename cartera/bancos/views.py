"""Archivos de banco: subir, ver qué pasaría, confirmar una vez (manual 6.3.12)."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import View

from config.comun.archivos.services import ArchivoPerdido, servir
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.templatetags.formatos import fecha, plural, soles
from config.comun.pantalla.views import Boton, Confirmar, Formulario, Fragmento, Lista, Pantalla, avisar
from config.comun.procesos.services import YaCorre
from config.comun.procesos.tasks import lanzar

from . import selectors, services
from .choices import EstadoArchivo, SituacionFila
from .filters import FiltrosArchivos, FiltrosFilas
from .forms import ConfirmarForm, SubirForm
from .models_archivo import ArchivoBanco, FilaBanco
from .tables import TONOS_ARCHIVO, TablaArchivos, TablaFilas

CARGAR = "cartera.cargar_banco"
ARCHIVOS = ("Archivos de banco", reverse_lazy("bancos:archivos"))
SUBIR = Boton("Cargar archivo de banco", reverse_lazy("bancos:subir"), "upload", CARGAR)


class ListaArchivos(Lista):
    """Traen pagos de todas las zonas: los ve quien puede cargarlos."""

    permission_required = CARGAR
    titulo, nombres = "Archivos de banco", "archivo,archivos"
    tabla, filtros = TablaArchivos, FiltrosArchivos
    orden_total = ("-pk",)
    primario = vacio_accion = SUBIR
    mas = (
        Boton("Perfiles de archivo", reverse_lazy("bancos:perfiles"), "columns", "cartera.view_perfilbanco"),
        Boton("Pagos por identificar", reverse_lazy("cuentas:por_identificar"), "tag", "cartera.identificar_pago"),
        Boton("Cuentas y canales", reverse_lazy("bancos:cuentas"), "building-bank", "cartera.view_cuentabancaria"),
    )
    vacio = "Aún no se cargó ningún archivo de banco."

    def get_queryset(self):
        return ArchivoBanco.objects.select_related("perfil__banco", "por").order_by("-subido_en")


class SubirArchivo(Formulario):
    permission_required = CARGAR
    titulo, boton = "Cargar archivo de banco", "Ver qué trae"
    form_class, errores = SubirForm, (services.ArchivoRepetido,)
    vuelta, ruta = reverse_lazy("bancos:archivos"), (ARCHIVOS,)
    template_name = "cartera/bancos/subir.html"

    def guardar(self, form):
        archivo = services.recibir(
            perfil=form.cleaned_data["perfil"],
            subido=form.cleaned_data["archivo"],
            por=self.request.user,
            ahora=timezone.now(),
        )
        lanzar(archivo.proceso)
        return HttpResponseRedirect(archivo.get_absolute_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(frescura=selectors.frescura_por_banco(al=hoy()), **kwargs)


class DeArchivo(Pantalla):
    permission_required = CARGAR

    @cached_property
    def archivo(self) -> ArchivoBanco:
        con_todo = ArchivoBanco.objects.select_related("perfil__banco", "por", "decidido_por", "proceso", "archivo")
        return get_object_or_404(con_todo, pk=self.kwargs["pk"])

    def get_ruta(self):
        return [ARCHIVOS]


class FichaArchivo(DeArchivo, Lista):
    """Lo que trae el archivo, sus totales contra los del banco y qué pasa con cada fila."""

    template_name = "cartera/bancos/archivo.html"
    nombres = "fila,filas"
    tabla, filtros = TablaFilas, FiltrosFilas
    orden_total = ("linea",)

    @property
    def vacio(self) -> str:
        return "Todavía se está leyendo." if self.archivo.en_marcha else "De este archivo no se guardó ninguna fila."

    def get_titulo(self):
        return self.archivo.nombre

    def get_queryset(self):
        return FilaBanco.objects.filter(archivo=self.archivo)

    def url_de(self, objeto) -> str:
        return ""

    def get_context_data(self, **kwargs):
        archivo = self.archivo
        self.primario, self.mas = self.botones()
        problemas = FilaBanco.objects.filter(
            archivo=archivo, situacion__in=[SituacionFila.ERROR, SituacionFila.CONFLICTO]
        )
        return super().get_context_data(
            archivo=archivo,
            tono=TONOS_ARCHIVO[archivo.estado],
            problemas=problemas.order_by("linea")[:10],
            dias=selectors.por_dia(archivo=archivo),
            control=selectors.control(archivo=archivo),
            **kwargs,
        )

    def botones(self):
        archivo, clave = self.archivo, [self.archivo.pk]
        original = Boton("Bajar el archivo original", reverse("bancos:original", args=clave), "download")
        descartar = Boton("Descartar", reverse("bancos:descartar", args=clave), "trash")
        espera = archivo.estado in (EstadoArchivo.POR_CONFIRMAR, EstadoArchivo.CON_ERRORES)
        primario = None
        if espera and not archivo.errores:
            primario = Boton(verbo_de_cargar(archivo), reverse("bancos:confirmar", args=clave), "check")
        fallo = archivo.en_marcha and archivo.proceso and not archivo.proceso.vivo
        return primario, (original, descartar) if espera or fallo else (original,)


def verbo_de_cargar(archivo: ArchivoBanco) -> str:
    """«Cargar 214 pagos»; «Cargar 212 y dejar fuera 2»; sin nada nuevo, «Dar por cargado»."""
    if archivo.conflictos:
        return f"Cargar {archivo.nuevas:,} y dejar fuera {archivo.conflictos:,}"
    return f"Cargar {plural(archivo.nuevas, 'pago,pagos')}" if archivo.nuevas else "Dar por cargado"


class Avance(DeArchivo, Fragmento):
    """Cómo va; cuando termina, la página se vuelve a pedir entera."""

    titulo, template_name = "Avance", "cartera/bancos/avance.html"

    def get(self, request, *args, **kwargs):
        respuesta = super().get(request, *args, **kwargs)
        if not self.archivo.en_marcha:
            respuesta["HX-Refresh"] = "true"
        return respuesta

    def get_context_data(self, **kwargs):
        return super().get_context_data(archivo=self.archivo, **kwargs)


class ConfirmarArchivo(DeArchivo, Formulario):
    template_name = "cartera/bancos/confirmar.html"
    form_class = ConfirmarForm
    errores = (services.ArchivoDecidido, services.FaltaMotivo, YaCorre)

    def get_titulo(self):
        return f"{verbo_de_cargar(self.archivo)}: {self.archivo.nombre}"

    @property
    def boton(self) -> str:
        return verbo_de_cargar(self.archivo)

    def get_vuelta(self):
        return self.archivo.get_absolute_url()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"pide_motivo": bool(self.archivo.conflictos)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(archivo=self.archivo, **kwargs)

    def guardar(self, form):
        archivo = services.confirmar(
            archivo=self.archivo,
            por=self.request.user,
            ahora=timezone.now(),
            motivo=form.cleaned_data.get("motivo", ""),
        )
        lanzar(archivo.proceso)
        return HttpResponseRedirect(archivo.get_absolute_url())


class DescartarArchivo(DeArchivo, Confirmar):
    boton, peligro = "Descartar el archivo", True
    errores = (services.ArchivoDecidido,)

    def get_titulo(self):
        return f"Descartar {self.archivo.nombre}"

    def get_vuelta(self):
        return self.archivo.get_absolute_url()

    def get_consecuencias(self):
        return ["No se carga ninguno de sus pagos.", "El mismo archivo se podrá subir otra vez."]

    def ejecutar(self):
        services.descartar(archivo=self.archivo, por=self.request.user, ahora=timezone.now())
        avisar(self.request, f"Descartaste {self.archivo.nombre}. No se cargó ningún pago.", enlace=ARCHIVOS)
        return HttpResponseRedirect(self.archivo.get_absolute_url())


class Original(DeArchivo, View):
    def get(self, request, pk):
        try:
            return servir(self.archivo.archivo)
        except ArchivoPerdido:
            raise Http404 from None


# --- piezas de otras páginas --------------------------------------------------------------------
class Frescura(Fragmento):
    """Barra superior de toda página: hasta dónde llegan los pagos de cada banco y cuál detiene la cobranza."""

    permission_required = "cartera.view_pago"
    titulo, template_name = "Pagos cargados hasta", "cartera/bancos/frescura.html"

    def get_context_data(self, **kwargs):
        bancos = selectors.frescura_por_banco(al=hoy())
        return super().get_context_data(
            bancos=bancos,
            hasta=max((b.hasta for b in bancos if b.hasta), default=None),
            detienen=[b for b in bancos if b.detiene],
            **kwargs,
        )


class Hoy(Pendientes):
    """Bloque del inicio: archivos por confirmar y bancos cuyo archivo falta."""

    permission_required = CARGAR
    titulo = "Archivos de banco"

    def get_pendientes(self):
        esperan = ArchivoBanco.objects.esperan().select_related("perfil__banco").order_by("pk")[:10]
        filas = [
            Pendiente(
                texto=f"{a.perfil.banco}: {plural(a.pagos, 'pago,pagos')} por {soles(a.importe_pagos)} sin cargar",
                detalle=a.get_estado_display(),
                url=a.get_absolute_url(),
                boton="Decidir",
                tono="mal" if a.errores else "espera",
            )
            for a in esperan
        ]
        faltan = selectors.bancos_que_detienen(al=hoy())
        return filas + [
            Pendiente(
                texto=f"Los pagos de {b.nombre} llegan hasta el {fecha(b.hasta)}",
                detalle=f"{plural(b.dias, 'día,días')} de atraso: no se puede actuar sobre la deuda",
                url=reverse("bancos:subir"),
                boton="Cargar pagos",
                tono="aviso",
            )
            for b in faltan
        ]
