"""Lo que hay que ordenar: duplicados, medios por verificar, carga de archivos y registro de accesos."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View

from config.comun.calendario.reloj import hoy
from config.comun.carga.services import recibir
from config.comun.carga.tipos import ArchivoMalo
from config.comun.pantalla.base import Pantalla
from config.comun.pantalla.views import Formulario, Lista, avisar
from config.comun.procesos.tasks import lanzar

from . import fusion, selectors, tarjetas
from .filters import FiltrosAccesos, FiltrosPorVerificar
from .forms import CargarForm, FusionForm
from .importacion import DIRECTORIO
from .models import AccesoDirectorio, Contacto
from .tables import TablaAccesos, TablaParejas, TablaPorVerificar
from .views import CAMBIAR, IMPORTAR, VER

RUTA = (("Directorio", reverse_lazy("directorio:lista")),)


class PorVerificar(Lista):
    permission_required = VER
    titulo, nombres = "Por verificar", "medio,medios"
    tabla, filtros = TablaPorVerificar, FiltrosPorVerificar
    orden_total = ("contacto__nombre_norm", "pk")
    ruta = RUTA
    exportable = False
    vacio = "Todos los teléfonos y correos están verificados."

    def get_queryset(self):
        return selectors.por_verificar(user=self.request.user, al=hoy()).select_related("contacto__cliente")

    def get_de_tabla(self):
        return {} if self.request.user.has_perm(CAMBIAR) else {"exclude": ("acciones",)}


class Duplicados(Lista):
    permission_required = CAMBIAR
    titulo, nombres = "Duplicados", "pareja,parejas"
    tabla = TablaParejas
    ruta = RUTA
    exportable = False
    vacio = "Ningún contacto parece repetido."

    @cached_property
    def parejas(self):
        return selectors.parejas_parecidas(user=self.request.user)

    def get_queryset(self):
        return self.parejas

    def url_de(self, objeto):
        return reverse("directorio:pareja", args=[objeto.una.pk, objeto.otra.pk])


class DePareja(Pantalla):
    permission_required = CAMBIAR

    @cached_property
    def pareja(self) -> tuple[Contacto, Contacto]:
        visibles = Contacto.objects.visibles_para(self.request.user).vigentes().para_lista()
        una = get_object_or_404(visibles, pk=self.kwargs["una"])
        return una, get_object_or_404(visibles.exclude(pk=una.pk), pk=self.kwargs["otra"])


class DecidirPareja(DePareja, Formulario):
    """Las dos fichas lado a lado: cuál queda, o si son personas distintas."""

    titulo, boton = "¿Son la misma persona?", "Fusionar las dos fichas"
    template_name = "principales/directorio/pareja.html"
    form_class, errores = FusionForm, (fusion.NoSeFusiona,)
    vuelta = reverse_lazy("directorio:duplicados")
    ruta = (*RUTA, ("Duplicados", reverse_lazy("directorio:duplicados")))

    def get_form_kwargs(self):
        opciones = [(str(c.pk), f"{c} ({c.cliente})") for c in self.pareja]
        return {**super().get_form_kwargs(), "opciones": opciones}

    def get_initial(self):
        # La que más sabe de la persona.
        return {"queda": str(max(self.pareja, key=lambda c: (len(c.medios.all()), -c.pk)).pk)}

    def guardar(self, form):
        una, otra = self.pareja
        queda, sobra = (una, otra) if form.cleaned_data["queda"] == str(una.pk) else (otra, una)
        fusion.fusionar(queda=queda, sobra=sobra, por=self.request.user, en=timezone.now())
        return f"Quedó una ficha: {queda}. La otra se conserva en su historial."

    def get_context_data(self, **kwargs):
        una, otra = self.pareja
        return super().get_context_data(pareja=self.pareja, dos_clientes=una.cliente_id != otra.cliente_id, **kwargs)


class DescartarPareja(DePareja, View):
    http_method_names = ["post"]

    def post(self, request, una, otra):
        primera, segunda = self.pareja
        fusion.descartar(una=primera, otra=segunda, por=request.user, en=timezone.now())
        avisar(request, f"{primera} y {segunda} quedan como dos fichas. No se vuelven a proponer.")
        return HttpResponseRedirect(reverse("directorio:duplicados"))


class CargarContactos(Formulario):
    """CSV y XLSX van a la máquina de cargas; las tarjetas .vcf, antes, se escriben como su CSV."""

    permission_required = IMPORTAR
    titulo, boton = "Cargar contactos", "Cargar contactos"
    template_name = "principales/directorio/cargar.html"
    form_class, errores = CargarForm, (ArchivoMalo,)
    ruta, vuelta = RUTA, reverse_lazy("directorio:lista")

    def guardar(self, form):
        subido = form.cleaned_data["archivo"]
        if subido.name.lower().endswith((".vcf", ".vcard")):
            filas = tarjetas.a_csv(subido.read(), cliente=form.cleaned_data["cliente"])
            subido = SimpleUploadedFile(f"{subido.name[:150]}.csv", filas, "text/csv")
        carga = recibir(tipo=DIRECTORIO.tipo, subido=subido, ahora=timezone.now(), por=self.request.user)
        lanzar(carga.proceso)
        return HttpResponseRedirect(carga.get_absolute_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(columnas=DIRECTORIO.columnas, **kwargs)


class Accesos(Lista):
    """Quién miró y exportó datos personales (Ley 29733, DS 016-2024-JUS)."""

    permission_required = "principales.ver_accesos_directorio"
    titulo, nombres = "Accesos al directorio", "acceso,accesos"
    tabla, filtros = TablaAccesos, FiltrosAccesos
    orden_total = ("-en", "-pk")
    ruta = RUTA
    vacio = "Nadie ha mirado todavía el directorio."

    def get_queryset(self):
        return AccesoDirectorio.objects.select_related("por", "contacto", "cliente")
