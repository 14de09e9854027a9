"""Registros externos: cuáles hay, cargarlos, sus cargas y las inspecciones que piden (manual 6.3.4)."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from config.comun.calendario.reloj import hoy
from config.comun.pantalla.pendientes import Pendiente, Pendientes
from config.comun.pantalla.templatetags.formatos import plural
from config.comun.pantalla.views import Boton, Detalle, Formulario, Lista, url_de_lista
from config.comun.procesos.tasks import lanzar

from . import selectors, services
from .choices import Par
from .filters import FiltrosCargasRegistro, FiltrosInspecciones
from .forms import CargarForm, PerfilForm
from .models import CargaRegistro, PedidoInspeccion, PerfilRegistro
from .tables import TablaCargasRegistro, TablaInspecciones, TablaRegistros

VER, CRUZAR = "principales.view_registrado", "principales.cruzar"
CARGAR = Boton("Cargar un registro", reverse_lazy("cruces:cargar"), "upload", CRUZAR)
RUTA = (("Registros externos", reverse_lazy("cruces:lista")),)


class ListaRegistros(Lista):
    """La entrada: cada registro, cuándo se cargó y cuánto espera."""

    permission_required = VER
    titulo, nombres = "Registros externos", "registro,registros"
    tabla = TablaRegistros
    primario = CARGAR
    mas = (
        Boton("Todo lo registrado", reverse_lazy("cruces:registrados"), "search"),
        Boton("Cargas", reverse_lazy("cruces:cargas"), "file-import"),
        Boton("Inspecciones pedidas", reverse_lazy("cruces:inspecciones"), "clipboard-list"),
        Boton("Nuevo registro", reverse_lazy("cruces:perfil_nuevo"), "plus", "principales.add_perfilregistro"),
    )

    def get_queryset(self):
        return PerfilRegistro.objects.select_related("ultima_carga").order_by("-activo", "nombre")

    def get_de_tabla(self):
        usuario = self.request.user
        return {
            "por_decidir": selectors.por_decidir_por_perfil(user=usuario, al=hoy()),
            "en_ultima": selectors.en_ultima_carga(user=usuario),
            "exclude": () if usuario.has_perm("principales.change_perfilregistro") else ("acciones",),
        }


class Cargar(Formulario):
    permission_required = CRUZAR
    titulo, boton = "Cargar un registro externo", "Cargar el registro"
    template_name = "principales/cruces/cargar.html"
    form_class, ruta = CargarForm, RUTA
    vuelta = reverse_lazy("cruces:lista")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "perfiles": selectors.perfiles_para_cargar(), "hoy": hoy()}

    def get_initial(self):
        pedido = self.request.GET.get("perfil", "")
        perfil = selectors.perfiles_para_cargar().filter(pk=pedido).first() if pedido.isdecimal() else None
        inicial = {"obtenido_el": hoy()}
        if perfil is not None:
            inicial |= {"perfil": perfil, "fuente": perfil.fuente, "base_legal": perfil.base_legal}
        return inicial

    def guardar(self, form):
        datos = form.cleaned_data
        carga = services.recibir(
            perfil=datos["perfil"],
            subido=datos["archivo"],
            fuente=datos["fuente"],
            base_legal=datos["base_legal"],
            obtenido_el=datos["obtenido_el"],
            por=self.request.user,
            ahora=timezone.now(),
        )
        lanzar(carga.proceso)
        return HttpResponseRedirect(reverse("cruces:carga", args=[carga.pk]))

    def get_context_data(self, **kwargs):
        return super().get_context_data(perfiles=selectors.perfiles_para_cargar(), **kwargs)


class ListaCargas(Lista):
    permission_required = VER
    titulo, nombres = "Cargas de registros externos", "carga,cargas"
    tabla, filtros, ruta = TablaCargasRegistro, FiltrosCargasRegistro, RUTA
    orden_total = ("-pk",)
    primario = vacio_accion = CARGAR
    vacio = "Aún no se cargó ningún registro externo."

    def get_queryset(self):
        return CargaRegistro.objects.select_related("carga__por", "perfil").order_by("-carga__creada_en")


class FichaCarga(Detalle):
    """Qué trajo una carga, de dónde salió y con quién coincide cada fila; cada cifra abre su lista."""

    permission_required = VER
    template_name = "principales/cruces/carga.html"

    def get_queryset(self):
        return CargaRegistro.objects.select_related("carga__por", "carga__proceso", "perfil")

    def get_ruta(self):
        return [*RUTA, ("Cargas", reverse("cruces:cargas"))]

    def get_primario(self):
        if self.object.perfil.ultima_carga_id != self.object.pk:
            return None
        url = url_de_lista(reverse("cruces:registrados"), perfil=self.object.perfil_id, espera="si")
        return Boton("Ver lo que espera decisión", url, "list-check")

    def get_mas(self):
        if self.object.carga.rechazadas:
            return [
                Boton("Corregir las rechazadas", reverse("carga:bandeja", args=[self.object.pk]), "pencil", CRUZAR),
                Boton("Descargar las rechazadas", reverse("carga:rechazos", args=[self.object.pk]), "download", CRUZAR),
            ]
        return []

    def get_context_data(self, **kwargs):
        cuentas = selectors.contar_visibles(carga=self.object.carga, user=self.request.user)
        lista = reverse("cruces:registrados")
        cifras = [
            (par.label, cuentas[par], url_de_lista(lista, carga=self.object.pk, par=par.value))
            for par in Par
            if cuentas[par] or par != Par.SIN_COMPARAR
        ]
        return super().get_context_data(
            carga=self.object.carga,
            cifras=cifras,
            falta=cuentas[Par.SIN_COMPARAR],
            es_ultima=self.object.perfil.ultima_carga_id == self.object.pk,
            primeras=self.object.carga.rechazadas_detalle.filter(estado="pendiente").order_by("linea")[:10],
            **kwargs,
        )


class _Perfil(Formulario):
    """Alta y edición de un registro: en qué columna viene cada dato."""

    form_class, boton, ruta = PerfilForm, "Guardar el registro", RUTA
    template_name = "principales/cruces/perfil.html"
    vuelta = reverse_lazy("cruces:lista")

    def get_object(self) -> PerfilRegistro:
        return PerfilRegistro()

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.get_object()}

    def guardar(self, form):
        perfil = form.save()
        return f"Guardaste el registro «{perfil}». Ya se puede cargar."


class NuevoPerfil(_Perfil):
    permission_required = "principales.add_perfilregistro"
    titulo = "Nuevo registro externo"


class EditarPerfil(_Perfil):
    permission_required = "principales.change_perfilregistro"

    def get_object(self) -> PerfilRegistro:
        return get_object_or_404(PerfilRegistro, pk=self.kwargs["pk"])

    def get_titulo(self):
        return f"Editar «{self.get_object()}»"


class ListaInspecciones(Lista):
    """Negocios cuya dirección no tiene suministro: esperan su orden de inspección (manual 6.3.3)."""

    permission_required = "principales.view_pedidoinspeccion"
    titulo, nombres = "Inspecciones pedidas", "inspección,inspecciones"
    tabla, filtros, ruta = TablaInspecciones, FiltrosInspecciones, RUTA
    orden_total = ("-pk",)
    vacio = "Nadie pidió inspecciones. Nacen al decidir un registrado cuya dirección no tiene suministro."

    def get_queryset(self):
        pedidos = PedidoInspeccion.objects.visibles_para(self.request.user)
        return pedidos.select_related("registrado__zona", "pedido_por").order_by("recogido_en", "-pedido_en")

    def url_de(self, objeto):
        return reverse("cruces:registrado", args=[objeto.registrado_id])


class Hoy(Pendientes):
    """Bloque del inicio: lo que los registros externos dejaron por decidir."""

    permission_required = CRUZAR
    titulo = "Cruces por decidir"

    def get_pendientes(self):
        cuentas = selectors.por_decidir_por_perfil(user=self.request.user, al=hoy())
        return [
            Pendiente(
                texto=f"{perfil}: {plural(cuentas[perfil.pk], 'coincidencia espera,coincidencias esperan')} decisión",
                detalle=f"Cargado el {timezone.localtime(perfil.ultima_carga.creada_en):%d/%m/%Y}",
                url=url_de_lista(reverse("cruces:registrados"), perfil=perfil.pk, espera="si"),
                boton="Decidir coincidencias",
                tono="espera",
            )
            for perfil in PerfilRegistro.objects.filter(pk__in=cuentas).select_related("ultima_carga")
        ]
