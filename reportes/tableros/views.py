"""«Qué me toca hoy» y el tablero de los indicadores."""

from urllib.parse import urlencode

from django.urls import reverse
from django.views.generic import TemplateView

from config import navegacion
from config.comun.calendario.periodo import Periodo
from config.comun.graficos import Serie, barras, lineas
from config.comun.pantalla.templatetags.formatos import entero, porcentaje
from config.comun.pantalla.templatetags.formatos import periodo as en_palabras
from config.comun.pantalla.views import Pantalla
from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de
from reportes.cierres.models import Cierre

from .forms import FiltrosTablero
from .selectors import Tablero, tablero


class Inicio(Pantalla, TemplateView):
    """Cada bloque lo dibuja su dueña y se pide aparte: si uno falla, el resto de la página sigue."""

    permission_required = ()
    template_name = "reportes/tableros/inicio.html"
    titulo = "Qué me toca hoy"

    def get_context_data(self, **kwargs):
        return super().get_context_data(bloques=self.bloques(), **kwargs)

    def bloques(self) -> list[dict]:
        return [
            {"etiqueta": bloque.etiqueta, "url": reverse(bloque.url)}
            for bloque in navegacion.INICIO
            if self.request.user.has_perm(bloque.permiso)
        ]


class TableroDeGestion(Pantalla, TemplateView):
    permission_required = "reportes.ver_tablero"
    template_name = "reportes/tableros/tablero.html"
    titulo = "Tablero"

    def get_context_data(self, **kwargs):
        cierres = list(Cierre.objects.order_by("-periodo"))
        contexto = super().get_context_data(**kwargs)
        if not cierres:
            return contexto
        zonas = zonas_de(self.request.user)
        meses = [(f"{c.periodo:%Y-%m}", en_palabras(c.periodo)) for c in cierres]
        filtros = FiltrosTablero(self.request.GET or None, zonas=zonas, meses=meses)
        elegido = filtros.cleaned_data if filtros.is_bound and filtros.is_valid() else {}
        actual = next((c for c in cierres if f"{c.periodo:%Y-%m}" == elegido.get("mes")), cierres[0])
        zona = elegido.get("zona")
        alcance = [zona] if zona else None if ve_todas_las_zonas(self.request.user) else list(zonas)
        datos = tablero(hasta=actual, zonas=alcance, categoria=elegido.get("categoria", ""))
        return contexto | {
            "filtros": filtros,
            "t": datos,
            "extra": _filtros_de_lista(alcance, elegido.get("categoria", "")),
            "eps": alcance is None and not elegido.get("categoria"),
            "tendencia": _tendencia(datos),
            "deuda": _deuda(datos),
        }


def _filtros_de_lista(zonas, categoria: str) -> str:
    """Lo que hay que agregar al enlace de una cifra para que su lista tenga el mismo alcance."""
    pares = [("zona", z.pk) for z in zonas or ()] + ([("categoria", categoria)] if categoria else [])
    return f"&{urlencode(pares)}" if pares else ""


def _tendencia(datos: Tablero):
    return lineas(
        titulo="Indicadores del manual",
        descripcion="Cartera de principales y eficiencia de la gestión, en porcentaje, en los últimos cierres.",
        etiquetas=_etiquetas(datos),
        series=[Serie(v.indicador.nombre, [v.indicador.calcular(m) for m in datos.meses]) for v in datos.indicadores],
        formato=lambda v: porcentaje(v, 1),
        columna="Mes",
    )


def _deuda(datos: Tablero):
    return barras(
        titulo="Deuda vencida exigible",
        descripcion="Soles vencidos de los principales en cada cierre.",
        etiquetas=_etiquetas(datos),
        series=[Serie("Deuda vencida (S/)", [m.vencido for m in datos.meses])],
        formato=entero,
        columna="Mes",
    )


def _etiquetas(datos: Tablero) -> list[str]:
    return [str(Periodo.de_fecha(m.cierre.periodo)) for m in datos.meses]
