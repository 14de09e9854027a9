"""El padrón en el navegador: buscar, la ficha del cliente y la del suministro."""

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property

from config import navegacion
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.views import Boton, Detalle, Fragmento, Lista, url_de_lista

from . import graficos, selectors
from .filters import FiltrosPadron
from .models import Cliente, Suministro
from .tables import TablaPadron

VER = "cartera.view_suministro"
EN_EL_BUSCADOR = 5
EN_LA_PESTANA = 50


class ListaPadron(Lista):
    permission_required = VER
    titulo, nombres = "Padrón", "suministro,suministros"
    tabla, filtros = TablaPadron, FiltrosPadron
    vacio = "Aún no hay padrón. Cárgalo tal como lo exporta facturación."
    vacio_accion = Boton("Cargar el padrón", reverse_lazy("carga:nueva"), "upload", "cartera.importar")
    mas = (
        Boton("Suministros ausentes", reverse_lazy("padron:ausencias"), "alert-triangle", "cartera.view_ausencia"),
        Boton("Nombres por decidir", reverse_lazy("padron:nombres"), "users", "cartera.view_casonombre"),
    )

    def get_queryset(self):
        visibles = Suministro.objects.visibles_para(self.request.user)
        return visibles.select_related("cliente", "zona").order_by("codigo")


class FichaCliente(Detalle):
    permission_required = VER
    ficha = "cliente"
    template_name = "cartera/padron/cliente.html"

    def get_queryset(self):
        return Cliente.objects.visibles_para(self.request.user)

    def get_ruta(self):
        return [("Padrón", reverse("padron:lista"))]

    def get_primario(self):
        registrar = reverse("comunicaciones:registrar", args=[self.object.pk])
        return Boton("Registrar gestión", registrar, "phone", "principales.add_comunicacion")

    def get_mas(self):
        clave = [self.object.pk]
        return (
            Boton(
                "Escribir correo",
                reverse("comunicaciones:escribir", args=clave),
                "mail",
                "principales.add_comunicacion",
            ),
            Boton(
                "Estado de cuenta",
                reverse("comunicaciones:estado_de_cuenta", args=clave),
                "file-type-pdf",
                "cartera.view_recibo",
            ),
        )

    def get_context_data(self, **kwargs):
        cabecera = [
            reverse(pieza.url, args=[self.object.pk])
            for pieza in navegacion.CABECERA_CLIENTE
            if self.request.user.has_perm(pieza.permiso)
        ]
        resumen = selectors.resumen_de_cliente(cliente=self.object, user=self.request.user)
        return super().get_context_data(cliente=self.object, resumen=resumen, cabecera=cabecera, **kwargs)


class _DeCliente(Fragmento):
    permission_required = VER

    @cached_property
    def cliente(self) -> Cliente:
        return get_object_or_404(Cliente.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(cliente=self.cliente, **kwargs)


class SuministrosDelCliente(_DeCliente):
    titulo, template_name = "Suministros", "cartera/padron/cliente_suministros.html"

    def get_context_data(self, **kwargs):
        suyos = Suministro.objects.filter(cliente=self.cliente)
        visibles = suyos.visibles_para(self.request.user)
        total, propios = suyos.count(), visibles.count()
        return super().get_context_data(
            suministros=visibles.select_related("zona").order_by("codigo")[:EN_LA_PESTANA],
            propios=propios,
            ajenos=total - propios,
            ver_todos=url_de_lista(reverse("padron:lista"), q=self.cliente.numero_documento or self.cliente.nombre),
            hay_mas=propios > EN_LA_PESTANA,
            **kwargs,
        )


class ConsumoDelCliente(_DeCliente):
    titulo, template_name = "Consumo", "cartera/padron/cliente_consumo.html"

    def get_context_data(self, **kwargs):
        meses = selectors.consumo_de_cliente(cliente=self.cliente, user=self.request.user)
        con_datos = any(m.m3 is not None or m.otras is not None for m in meses)
        grafico = (
            graficos.consumo_de_cliente(meses, titulo=f"Consumo de {self.cliente}", al=hoy()) if con_datos else None
        )
        return super().get_context_data(grafico=grafico, meses=meses[::-1], **kwargs)


class HistorialDelCliente(_DeCliente):
    titulo, template_name = "Historial", "cartera/padron/cliente_historial.html"

    def get_context_data(self, **kwargs):
        titularidades = selectors.titularidades_de_cliente(cliente=self.cliente, user=self.request.user)
        cambios = titularidades.exclude(vigencia__lower_inf=True, vigencia__upper_inf=True)
        return super().get_context_data(
            cambios=cambios[:EN_LA_PESTANA], sin_cambios=titularidades.count() - cambios.count(), **kwargs
        )


class FichaSuministro(Detalle):
    permission_required = VER
    ficha = "suministro"
    template_name = "cartera/padron/suministro.html"

    def get_queryset(self):
        return Suministro.objects.visibles_para(self.request.user).select_related("cliente", "zona", "carga")

    def get_titulo(self):
        return f"Suministro {self.object.codigo}"

    def get_ruta(self):
        return [("Padrón", reverse("padron:lista")), (str(self.object.cliente), self.object.cliente.get_absolute_url())]


class _DeSuministro(Fragmento):
    permission_required = VER

    @cached_property
    def suministro(self) -> Suministro:
        return get_object_or_404(Suministro.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(suministro=self.suministro, **kwargs)


class ConsumoDelSuministro(_DeSuministro):
    titulo, template_name = "Consumo", "cartera/padron/suministro_consumo.html"

    def get_context_data(self, **kwargs):
        lecturas = selectors.consumo_de_suministro(suministro=self.suministro)
        hay = any(x.consumo for x in lecturas)
        titulo = f"Consumo del suministro {self.suministro}"
        grafico = graficos.consumo_de_suministro(lecturas, titulo=titulo) if hay else None
        return super().get_context_data(grafico=grafico, lecturas=lecturas[::-1], **kwargs)


class HistorialDelSuministro(_DeSuministro):
    titulo, template_name = "Historial", "cartera/padron/suministro_historial.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            titularidades=self.suministro.titularidades.select_related("cliente").order_by(
                F("vigencia__startswith").desc(nulls_last=True)
            ),
            ausencias=self.suministro.ausencias.select_related("carga", "decidido_por").order_by("-pk"),
            **kwargs,
        )


class _Buscar(Fragmento):
    permission_required = VER
    titulo, template_name = "Buscar", "comun/piezas/resultados.html"

    @property
    def texto(self) -> str:
        return self.request.GET.get("q", "").strip()[:100]

    def hallar(self):
        raise NotImplementedError

    def resultado(self, objeto) -> dict:
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        hallados = list(self.hallar()[: EN_EL_BUSCADOR + 1]) if len(self.texto) >= 2 else []
        return super().get_context_data(
            grupo=self.titulo,
            resultados=[self.resultado(x) for x in hallados[:EN_EL_BUSCADOR]],
            ver_todos=url_de_lista(reverse("padron:lista"), q=self.texto) if len(hallados) > EN_EL_BUSCADOR else "",
            **kwargs,
        )


class BuscarClientes(_Buscar):
    titulo = "Clientes"

    def hallar(self):
        return selectors.buscar_clientes(texto=self.texto, user=self.request.user)

    def resultado(self, objeto):
        return {"url": objeto.get_absolute_url(), "titulo": str(objeto), "detalle": objeto.documento or "sin documento"}


class BuscarSuministros(_Buscar):
    titulo = "Suministros"

    def hallar(self):
        if not self.texto[0].isdecimal():
            return Suministro.objects.none()
        return selectors.buscar_suministros(texto=self.texto, user=self.request.user)

    def resultado(self, objeto):
        detalle = f"{objeto.cliente} · {objeto.direccion}".strip(" ·")
        return {"url": objeto.get_absolute_url(), "titulo": objeto.codigo, "detalle": detalle}
