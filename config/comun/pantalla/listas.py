"""`Lista`: la página genérica de toda lista. Se importa desde `config.comun.pantalla.views`."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.paginator import EmptyPage
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise, cached_property
from django.utils.text import slugify
from django.views.generic import TemplateView
from django_tables2.paginators import LazyPaginator

from config.comun.pantalla import exportar, selectors
from config.comun.pantalla.base import Pantalla, avisar
from config.comun.pantalla.columnas import CAMPO_OCULTAS, ConColumnas
from config.comun.pantalla.filters import Filtros
from config.comun.pantalla.models import VistaGuardada
from config.comun.pantalla.tables import CAMPO_ORDEN, CAMPO_PAGINA, FilasPorClave, Tabla
from config.comun.pantalla.templatetags.formatos import entero, plural

DE_LA_URL = ("vista", CAMPO_ORDEN, "filas", CAMPO_OCULTAS)  # lo que sigue puesto al cambiar un filtro
TOPE_CONTEO = 1000  # por encima se dice «1,000+» y el número exacto se pide aparte


@dataclass(frozen=True)
class AccionLote:
    """Acto sobre todo lo que cumple el filtro (o sobre las filas marcadas de entre esas).

    La vista lo ejecuta en `lote_<nombre>(consulta) -> str`: recibe el queryset ya filtrado y devuelve lo que pasó.
    """

    nombre: str
    verbo: str  # «Enviar a la cola»
    permiso: str = ""
    icono: str = "send"
    confirmar: bool = True  # lo que se deshace no se pregunta


@dataclass(frozen=True)
class Boton:
    """Botón de la cabecera: el primario de la página o uno de «Más»."""

    texto: str
    url: str | Promise
    icono: str = ""
    permiso: str = ""


@dataclass(frozen=True)
class Conteo:
    """Cuántas filas cumplen el filtro, con tope."""

    filas: int
    exacto: bool

    def __str__(self) -> str:
        return entero(self.filas) if self.exacto else f"{entero(TOPE_CONTEO)}+"


def _conteo(halladas: int, tope: int = TOPE_CONTEO) -> Conteo:
    """El conteo de quien buscó hasta `tope + 1` filas."""
    return Conteo(min(halladas, tope), halladas <= tope)


class Lista(ConColumnas, Pantalla, TemplateView):
    """Lista con filtros en la URL, orden total, página, exportación y acción en lote sobre lo filtrado.

    Obligatorios: `permission_required`, `titulo`, `tabla` (subclase de `Tabla`) y `get_queryset()`, que devuelve solo
    lo que el usuario puede ver. Opcionales: `filtros` (subclase de `Filtros`), `nombres` («cliente,clientes»),
    `por_pagina`, `orden_total`, `por_claves`, `acciones_lote`, `primario`, `mas`, `vacio` y `vacio_accion`.
    """

    template_name = "comun/lista.html"
    tabla: type[Tabla] | None = None
    filtros: type[Filtros] | None = None
    nombres = "fila,filas"
    por_pagina = 25
    opciones_por_pagina = (25, 50, 100)
    orden_total: tuple[str, ...] = ("pk",)  # desempate: sin él, dos páginas podrían repetir filas
    por_claves = False  # primero las claves de la página y luego sus filas: para listas largas con muchas uniones
    acciones_lote: tuple[AccionLote, ...] = ()
    primario: Boton | None = None
    mas: tuple[Boton, ...] = ()
    exportable = True
    vacio = "Aún no hay nada aquí."
    vacio_accion: Boton | None = None

    def get_queryset(self) -> QuerySet:
        raise ImproperlyConfigured(f"{type(self).__name__} debe definir get_queryset().")

    @property
    def nombre_url(self) -> str:
        return self.request.resolver_match.view_name

    # --- Lo filtrado -------------------------------------------------------------------------
    @cached_property
    def parametros(self):
        """Los de la URL; la ficha los cambia por los de la lista de donde vino."""
        return self.request.GET

    @cached_property
    def filtro(self):
        if self.filtros is None:
            return None
        return self.filtros(self.parametros, queryset=self.get_queryset(), request=self.request)

    def filtradas(self) -> QuerySet:
        """Todo lo que cumple el filtro de la URL; nada si el filtro tiene errores (nunca «todo»)."""
        if self.filtro is None:
            return self.get_queryset()
        return self.filtro.qs if self.filtro.form.is_valid() else self.filtro.queryset.none()

    def ordenadas(self) -> QuerySet:
        """Lo filtrado, con el orden de la URL y desempate."""
        return self.crear_tabla().data.data

    def crear_tabla(self):
        filas = self.filtradas()
        # Sin `request`: con él la tabla se paginaría sola, y para eso cuenta todas las filas.
        tabla = self.tabla(
            FilasPorClave(filas, tope=TOPE_CONTEO + 1) if self.por_claves else filas,
            vuelta=self.vuelta,
            leyenda=self.get_titulo(),
            url_de=self.url_de,
            **self.get_de_tabla(),
        )
        tabla.request = self.request
        tabla.menu = self.esconder(tabla)
        pedido = self.parametros.getlist(CAMPO_ORDEN)
        if pedido:
            tabla.order_by = pedido
        datos = tabla.data.data
        if isinstance(datos, QuerySet):
            previo = [*datos.query.order_by] or (
                list(datos.model._meta.ordering) if datos.query.default_ordering else []
            )
            tabla.data.data = datos.order_by(*previo, *self.orden_total)
        return tabla

    def url_de(self, objeto) -> str:
        """La ficha de la fila; vacío si no tiene."""
        return objeto.get_absolute_url() if hasattr(objeto, "get_absolute_url") else ""

    def get_de_tabla(self) -> dict:
        """Argumentos de más para la tabla (por ejemplo, `exclude` según el permiso)."""
        return {}

    @cached_property
    def vuelta(self) -> str:
        """Ruta de esta lista con su filtro y orden, sin la página."""
        consulta = self.parametros.copy()
        for clave in selectors.DE_PAGINA - {"vista", "filas"}:
            consulta.pop(clave, None)
        return f"{self.request.path}?{consulta.urlencode()}" if consulta else self.request.path

    @cached_property
    def hay_filtros(self) -> bool:
        return bool(self.filtro and self.filtro.activos())

    def contar(self, tope: int | None = TOPE_CONTEO) -> Conteo:
        datos = self.filtradas()
        if not isinstance(datos, QuerySet):
            return Conteo(len(datos), True)
        if tope is None:
            return Conteo(datos.order_by().count(), True)
        return _conteo(datos.order_by()[: tope + 1].count(), tope)

    def vecinos(self, posicion: int, ruta: str) -> tuple:
        """((url, lugar) | None, (url, lugar) | None): la ficha anterior y la siguiente a la que se abrió en ese lugar.

        Si la ficha `ruta` ya no está allí (al actuar salió del filtro), la que ocupa su lugar es la siguiente.
        """
        inicio = max(posicion - 2, 0)
        filas = list(enumerate(self.ordenadas()[inicio : posicion + 1], start=inicio + 1))
        por_lugar = {n: (self.url_de(f), n) for n, f in filas}
        aqui = por_lugar.get(posicion)
        sigue_aqui = aqui is None or aqui[0].split("?")[0] == ruta
        return por_lugar.get(posicion - 1), por_lugar.get(posicion + 1) if sigue_aqui else aqui

    # --- Página ------------------------------------------------------------------------------
    def get(self, request, *args, **kwargs):
        if formato := request.GET.get("exportar"):
            return self.exportacion(formato)
        if request.GET.get("contar"):
            return HttpResponse(plural(self.contar(None).filas, self.nombres))
        if request.GET.get("contadores"):
            return self.contadores()
        try:
            return super().get(request, *args, **kwargs)
        except EmptyPage:
            if request.GET.get(CAMPO_PAGINA, "1") == "1":
                raise Http404 from None
            return HttpResponseRedirect(self.vuelta)  # la última página se vació: a la primera, con el mismo filtro

    def get_template_names(self):
        # htmx cambia el contenedor de la tabla; la página entera queda como está.
        return ["comun/lista_tabla.html" if self.request.htmx.target == "lista" else self.template_name]

    def get_context_data(self, **kwargs):
        tabla = self.crear_tabla()
        tabla.paginate(paginator_class=LazyPaginator, per_page=self.filas_por_pagina(), page=self.pagina())
        conteo = _conteo(len(tabla.data.primeras)) if self.por_claves else self.contar()
        usuario = self.request.user
        return super().get_context_data(
            tabla=tabla,
            filtro=self.filtro,
            conteo=conteo,
            conteo_texto=f"{conteo} {plural(conteo.filas, self.nombres).split(' ', 1)[1]}",
            hay_filtros=self.hay_filtros,
            acciones_lote=[a for a in self.acciones_lote if not a.permiso or usuario.has_perm(a.permiso)],
            primario=self.permitido(self.primario),
            mas=[b for b in self.mas if self.permitido(b)],
            exportable=self.exportable,
            vacio=self.vacio,
            vacio_accion=self.permitido(self.vacio_accion),
            vistas=selectors.pestanas(usuario=usuario, pantalla=self.nombre_url, parametros=self.request.GET),
            conservar=[(k, self.request.GET[k]) for k in DE_LA_URL if self.request.GET.get(k)],
            consulta=self.consulta_para_guardar(),
            pantalla=self.nombre_url,
            desde=(tabla.page.number - 1) * tabla.paginator.per_page + 1,
            opciones_por_pagina=self.opciones_por_pagina,
            por_pagina=self.filas_por_pagina(),
            **kwargs,
        )

    def consulta_para_guardar(self) -> str:
        """Los filtros y el orden puestos, con las columnas que se ven: lo que guarda «Guardar vista»."""
        consulta = self.request.GET.copy()
        if ocultas := self.ocultas():
            consulta[CAMPO_OCULTAS] = ",".join(ocultas)
        return selectors.consulta_limpia(consulta)

    def permitido(self, boton: Boton | None) -> Boton | None:
        return boton if boton and (not boton.permiso or self.request.user.has_perm(boton.permiso)) else None

    def filas_por_pagina(self) -> int:
        pedidas = self.request.GET.get("filas", "")
        return int(pedidas) if pedidas in {str(n) for n in self.opciones_por_pagina} else self.por_pagina

    def pagina(self) -> int:
        pedida = self.request.GET.get(CAMPO_PAGINA, "1")
        return max(int(pedida), 1) if pedida.isdecimal() and len(pedida) < 7 else 1

    # --- Exportar y contar -------------------------------------------------------------------
    def exportacion(self, formato: str):
        """Exactamente lo filtrado, en su orden."""
        if not self.exportable or formato not in {"csv", "xlsx"}:
            return HttpResponseBadRequest("Ese formato no se exporta desde aquí.")
        tabla, nombre = self.crear_tabla(), slugify(self.get_titulo()) or "lista"
        if formato == "csv":
            return exportar.a_csv(tabla, tabla.data.data, nombre)
        if self.contar(exportar.MAXIMO_XLSX).exacto:
            return exportar.a_xlsx(tabla, tabla.data.data, nombre)
        texto = f"Son más de {entero(exportar.MAXIMO_XLSX)} filas: descárgalas en CSV o pon un filtro."
        avisar(self.request, texto, tono="aviso")
        return HttpResponseRedirect(self.vuelta)

    def contadores(self):
        """Los contadores de las vistas guardadas, en una sola petición y después de la página."""
        cuentas = []
        for vista in VistaGuardada.objects.de_usuario(self.request.user, self.nombre_url):
            otra = type(self)()
            otra.setup(self.request, *self.args, **self.kwargs)
            otra.parametros = vista.parametros()
            cuentas.append((vista, otra.contar()))
        return render(self.request, "comun/piezas/contadores_vistas.html", {"cuentas": cuentas})

    # --- Lote --------------------------------------------------------------------------------
    def post(self, request, *args, **kwargs):
        """Ejecuta `lote_<accion>` sobre lo filtrado; antes, si hace falta, dice a cuántas filas toca."""
        if request.POST.get("accion") == "columnas":
            return self.elegir_columnas()
        accion = next((a for a in self.acciones_lote if a.nombre == request.POST.get("accion")), None)
        if accion is None:
            return HttpResponseBadRequest("Esa acción no existe en esta lista.")
        if accion.permiso and not request.user.has_perm(accion.permiso):
            raise PermissionDenied
        claves = request.POST.getlist("claves") if request.POST.get("alcance") == "marcadas" else None
        consulta = self.filtradas() if claves is None else self.filtradas().filter(pk__in=claves)
        cuantas = consulta.order_by().count()
        if not cuantas:
            avisar(request, f"No hay {self.nombres.split(',')[1]} a los que aplicarlo. No se hizo nada.", tono="aviso")
            return HttpResponseRedirect(self.vuelta)
        dichas = request.POST.get("cuantas", "")
        if accion.confirmar and dichas != str(cuantas):
            return self.preguntar(accion, cuantas, claves, cambio=bool(dichas))
        respuesta = getattr(self, f"lote_{accion.nombre}")(consulta)
        if isinstance(respuesta, HttpResponse):
            return respuesta
        avisar(request, respuesta)
        return HttpResponseRedirect(self.vuelta)

    def preguntar(self, accion: AccionLote, cuantas: int, claves: list | None, *, cambio: bool):
        contexto = {
            "titulo": f"{accion.verbo}: {plural(cuantas, self.nombres)}",
            "ruta": [(self.get_titulo(), self.vuelta)],
            "accion": accion,
            "cuantas": cuantas,
            "claves": claves,
            "cambio": cambio,
            "nombres": self.nombres,
            "filtro": self.filtro,
            "destino": f"{self.request.path}?{self.parametros.urlencode()}",
            "vuelta": self.vuelta,
            "boton": f"{accion.verbo} ({entero(cuantas)})",
        }
        return render(self.request, "comun/confirmar_lote.html", contexto)


def url_de_lista(ruta: str, **filtros) -> str:
    """`/control/?tramo=1-30`: el enlace de una cifra a exactamente su lista."""
    return f"{ruta}?{urlencode(filtros, doseq=True)}" if filtros else ruta
