"""El padrón: búsqueda, ficha del cliente y del suministro."""

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy

from config.comun.graficos import Serie, barras
from config.comun.pantalla.templatetags.formatos import entero
from config.comun.pantalla.views import Boton, Detalle, Fragmento, Lista

from . import selectors
from .filters import FiltrosPadron
from .models import Cliente, Suministro
from .tables import TablaPadron, TablaSuministros, TablaTitularidades

VER = "cartera.view_suministro"
RESULTADOS = 5
FILAS_DE_PESTANA = 50
RUTA = (("Padrón", reverse_lazy("padron:lista")),)


class ListaPadron(Lista):
    permission_required = VER
    titulo, nombres = "Padrón", "suministro,suministros"
    tabla, filtros = TablaPadron, FiltrosPadron
    mas = (
        Boton("Nombres por decidir", reverse_lazy("padron:nombres"), "users", "cartera.change_casonombre"),
        Boton(
            "Suministros que no vinieron", reverse_lazy("padron:ausencias"), "alert-triangle", "cartera.change_ausencia"
        ),
    )
    vacio = "Aún no hay padrón. Carga el archivo que exporta facturación."
    vacio_accion = Boton("Cargar el padrón", reverse_lazy("carga:nueva"), "upload", "cartera.importar")

    def get_queryset(self):
        return Suministro.objects.visibles_para(self.request.user).select_related("cliente", "zona").order_by("codigo")


class Buscador(Fragmento):
    """Un grupo del buscador de la barra."""

    permission_required = VER
    template_name = "comun/piezas/resultados.html"
    titulo = ""

    def hallados(self, texto: str) -> list[dict]:
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        texto = self.request.GET.get("q", "").strip()[:100]
        hallados = self.hallados(texto) if len(texto) > 1 else []
        return super().get_context_data(
            grupo=self.titulo,
            resultados=hallados[:RESULTADOS],
            ver_todos=f"{reverse('padron:lista')}?{urlencode({'q': texto})}" if len(hallados) > RESULTADOS else "",
            **kwargs,
        )


class BuscarClientes(Buscador):
    titulo = "Clientes"

    def hallados(self, texto):
        clientes = Cliente.objects.visibles_para(self.request.user).buscar(texto).order_by("nombre_norm", "pk")
        return [
            {"url": c.get_absolute_url(), "titulo": c, "detalle": c.documento or "Sin documento"}
            for c in clientes[: RESULTADOS + 1]
        ]


class BuscarSuministros(Buscador):
    titulo = "Suministros"

    def hallados(self, texto):
        if not texto.isdigit():
            return []
        suministros = Suministro.objects.visibles_para(self.request.user).select_related("cliente")
        return [
            {"url": s.get_absolute_url(), "titulo": s.codigo, "detalle": f"{s.cliente}, {s.direccion}"}
            for s in suministros.filter(codigo__startswith=texto).order_by("codigo")[: RESULTADOS + 1]
        ]


class FichaCliente(Detalle):
    permission_required = VER
    ficha, template_name, ruta = "cliente", "cartera/padron/cliente.html", RUTA

    def get_queryset(self):
        return Cliente.objects.visibles_para(self.request.user)

    def get_context_data(self, **kwargs):
        resumen = selectors.resumen_de_suministros(cliente=self.object, user=self.request.user)
        return super().get_context_data(resumen=resumen, **kwargs)


class DelCliente(Fragmento):
    """Pestaña de la ficha del cliente."""

    permission_required = VER

    def get_context_data(self, **kwargs):
        self.cliente = get_object_or_404(Cliente.objects.visibles_para(self.request.user), pk=self.kwargs["pk"])
        return super().get_context_data(cliente=self.cliente, **kwargs)


class SuministrosDelCliente(DelCliente):
    titulo, template_name = "Suministros", "cartera/padron/cliente_suministros.html"

    def get_context_data(self, **kwargs):
        contexto = super().get_context_data(**kwargs)
        user = self.request.user
        suministros = selectors.suministros_de(cliente=self.cliente, user=user)
        return contexto | {
            "resumen": selectors.resumen_de_suministros(cliente=self.cliente, user=user),
            "tabla": TablaSuministros(suministros[:FILAS_DE_PESTANA], leyenda="Suministros del cliente"),
            "tope": FILAS_DE_PESTANA,
            "todos": f"{reverse('padron:lista')}?{urlencode({'q': self.cliente.numero_documento or self.cliente})}",
        }


class ConsumoDelCliente(DelCliente):
    titulo, template_name = "Consumo", "cartera/padron/consumo.html"

    def get_context_data(self, **kwargs):
        contexto = super().get_context_data(**kwargs)
        meses = selectors.consumo_de_cliente(cliente=self.cliente, user=self.request.user)
        hay = any(m.m3 is not None for m in meses)
        return contexto | {"grafico": _grafico([(m.periodo, m.m3) for m in meses]) if hay else None}


class HistorialDelCliente(DelCliente):
    titulo, template_name = "Historial", "cartera/padron/cliente_historial.html"

    def get_context_data(self, **kwargs):
        contexto = super().get_context_data(**kwargs)
        filas = selectors.titularidades_de(cliente=self.cliente, user=self.request.user)
        return contexto | {"tabla": TablaTitularidades(filas[:FILAS_DE_PESTANA], leyenda="Suministros que tuvo")}


class FichaSuministro(Detalle):
    permission_required = VER
    ficha, template_name, ruta = "suministro", "cartera/padron/suministro.html", RUTA

    def get_titulo(self):
        return f"Suministro {self.object.codigo}"

    def get_queryset(self):
        return Suministro.objects.visibles_para(self.request.user).select_related("cliente", "zona")


class DelSuministro(Fragmento):
    """Pestaña de la ficha del suministro."""

    permission_required = VER

    def get_context_data(self, **kwargs):
        visibles = Suministro.objects.visibles_para(self.request.user)
        self.suministro = get_object_or_404(visibles, pk=self.kwargs["pk"])
        return super().get_context_data(suministro=self.suministro, **kwargs)


class ConsumoDelSuministro(DelSuministro):
    titulo, template_name = "Consumo", "cartera/padron/consumo.html"

    def get_context_data(self, **kwargs):
        contexto = super().get_context_data(**kwargs)
        meses = selectors.consumo_de_suministro(suministro=self.suministro)
        hay = any(c for _, c in meses)
        return contexto | {
            "meses": [(m, c) for m, c in reversed(meses) if c],
            "grafico": _grafico([(m, c.volumen_m3 if c else None) for m, c in meses]) if hay else None,
        }


class HistorialDelSuministro(DelSuministro):
    titulo, template_name = "Historial", "cartera/padron/suministro_historial.html"

    def get_context_data(self, **kwargs):
        contexto = super().get_context_data(**kwargs)
        titulares = self.suministro.titularidades.select_related("cliente").order_by("-vigencia")
        ausencias = self.suministro.ausencias.select_related("carga", "decidido_por").order_by("-pk")
        return contexto | {"titulares": titulares[:FILAS_DE_PESTANA], "ausencias": ausencias[:FILAS_DE_PESTANA]}


def _grafico(meses):
    """Barras de los 13 meses; el que no vino queda en blanco."""
    return barras(
        titulo="Consumo de los últimos 13 meses",
        descripcion="Metros cúbicos por mes. Un mes sin barra no tiene ningún consumo cargado.",
        etiquetas=[str(mes) for mes, _ in meses],
        series=[Serie("Consumo (m³)", [valor for _, valor in meses])],
        formato=entero,
        columna="Mes",
    )
