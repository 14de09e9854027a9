"""Tabla base y columnas de la casa (django-tables2).

La lista pone el orden, la página y la vuelta; aquí solo se decide cómo se ve una celda. Toda columna de número va a
la derecha y toda fila lleva a su ficha con la primera columna `Enlace`.
"""

from urllib.parse import urlencode

import django_tables2 as tables
from django.utils.functional import cached_property
from django.utils.html import format_html
from django_tables2.data import TableQuerysetData
from django_tables2.utils import AttributeDict

from config.comun.pantalla.templatetags import formatos

CAMPO_ORDEN, CAMPO_PAGINA, CAMPO_FILAS = "orden", "pagina", "filas"


class FilasPorClave(TableQuerysetData):
    """Elige la página por sus claves, sin lo que cuelga de ellas, y une lo demás solo para esas filas.

    Las primeras `tope` claves se leen de una vez: dan también el conteo.
    """

    def __init__(self, data, *, tope: int):
        super().__init__(data)
        self.tope = tope

    @cached_property
    def primeras(self) -> list:
        return list(self.data.values_list("pk", flat=True)[: self.tope])

    def __getitem__(self, key):
        if not isinstance(key, slice):
            return super().__getitem__(key)
        enteras = key.stop <= self.tope or len(self.primeras) < self.tope
        claves = self.primeras[key] if enteras else list(self.data.values_list("pk", flat=True)[key])
        filas = self.data.order_by()
        filas.query.clear_where()  # las claves ya cumplen el filtro: comprobarlo otra vez desvía el plan
        por_clave = {fila.pk: fila for fila in filas.filter(pk__in=claves)} if claves else {}
        return [por_clave[clave] for clave in claves if clave in por_clave]


class Tabla(tables.Table):
    """Tabla accesible: se dibuja con `comun/tabla.html`.

    Atributos de clase:
    - `movil`: hasta tres nombres de columna que se ven en el teléfono, una por línea (por omisión, las tres primeras).
    - `leyenda`: qué contiene la tabla, para el lector de pantalla (por omisión, el título de la página).
    """

    movil: tuple[str, ...] = ()
    leyenda = ""

    def __init__(self, *args, vuelta: str = "", leyenda: str = "", url_de=None, **kwargs):
        kwargs.setdefault("order_by_field", CAMPO_ORDEN)
        kwargs.setdefault("page_field", CAMPO_PAGINA)
        kwargs.setdefault("per_page_field", CAMPO_FILAS)
        super().__init__(*args, **kwargs)
        self.vuelta = vuelta
        self.url_de = url_de or (lambda objeto: objeto.get_absolute_url())
        if leyenda and not self.leyenda:
            self.leyenda = leyenda
        self.attrs = AttributeDict({"class": "table table-vcenter card-table tabla", **(self.attrs or {})})
        datos = [n for n, c in self.base_columns.items() if not isinstance(c, Casilla | Acciones)]
        visibles = set(self.movil or datos[:3])
        for nombre, columna in self.base_columns.items():
            if isinstance(columna, Casilla | Acciones):
                continue
            celda = columna.attrs.setdefault("td", {})
            clases = [celda.get("class", ""), "" if nombre in visibles else "solo-ancho"]
            celda["class"] = " ".join(c for c in clases if c)
            if nombre in self.columns.names():
                celda["data-label"] = self.columns[nombre].header

    def posicion(self, fila) -> int:
        """Lugar de la fila en la lista entera, desde 1: con él la ficha encuentra anterior y siguiente."""
        inicio = (self.page.number - 1) * self.paginator.per_page if hasattr(self, "page") else 0
        return inicio + fila.row_counter + 1

    def con_vuelta(self, url: str, fila) -> str:
        """La URL de la ficha con el filtro de esta lista y el lugar de la fila."""
        if not self.vuelta or not url:
            return url
        union = "&" if "?" in url else "?"
        return f"{url}{union}{urlencode({'de': self.vuelta, 'pos': self.posicion(fila)})}"


class _ADerecha:
    """Celda y encabezado a la derecha, cifras de ancho igual."""

    def __init__(self, *args, **kwargs):
        attrs = kwargs.setdefault("attrs", {})
        attrs.setdefault("td", {"class": "text-end cifra"})
        attrs.setdefault("th", {"class": "text-end"})
        super().__init__(*args, **kwargs)


class Enlace(tables.Column):
    """Texto que abre la ficha: la URL de fila de la lista, o lo que dé `url(record)`; recuerda la lista de origen."""

    def __init__(self, *args, url=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.url = url

    def render(self, value, record, bound_row, table):
        url = self.url(record) if self.url else table.url_de(record)
        if not url:
            return value
        return format_html('<a href="{}" class="abrir">{}</a>', table.con_vuelta(url, bound_row), value)

    def value(self, value):
        return value


class Soles(_ADerecha, tables.Column):
    """Importe en soles: S/ 1,234.50."""

    def render(self, value):
        return formatos.soles(value)

    def value(self, value):
        return value


class M3(_ADerecha, tables.Column):
    """Volumen en metros cúbicos enteros: 1,250 m³."""

    def render(self, value):
        return formatos.m3(value)

    def value(self, value):
        return value


class Numero(_ADerecha, tables.Column):
    """Cantidad entera con separador de miles."""

    def render(self, value):
        return formatos.entero(value)

    def value(self, value):
        return value


class Fecha(tables.Column):
    """Fecha con día de la semana: mié 2 dic 2026. No se parte en dos líneas."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("attrs", {}).setdefault("td", {"class": "text-nowrap"})
        super().__init__(*args, **kwargs)

    def render(self, value):
        return formatos.fecha(value)

    def value(self, value):
        return value


class Momento(tables.Column):
    """Fecha y hora de Lima: mié 2 dic 2026 14:05."""

    def render(self, value):
        return formatos.momento(value)

    def value(self, value):
        return value


class Estado(tables.Column):
    """Insignia con texto, ícono y color. `tonos` asocia el valor guardado con un tono (`formatos.TONOS`)."""

    def __init__(self, *args, tonos: dict | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.tonos = tonos or {}

    def render(self, value, record, column):
        """`value` llega ya con su etiqueta si el campo tiene opciones; el tono se busca por lo guardado."""
        crudo = column.accessor.resolve(record, quiet=True)
        texto = ("Sí" if value else "No") if isinstance(value, bool) else value
        return formatos.insignia(texto, self.tonos.get(crudo, "neutro"))

    def value(self, value):
        return value


class Casilla(tables.CheckBoxColumn):
    """Casilla para marcar la fila (tecla `x`). `etiqueta` es el atributo que la nombra para el lector de pantalla."""

    def __init__(self, *args, etiqueta=None, **kwargs):
        kwargs.setdefault("accessor", "pk")
        kwargs.setdefault("orderable", False)
        kwargs.setdefault("exclude_from_export", True)
        super().__init__(*args, **kwargs)
        self.etiqueta = etiqueta

    @property
    def header(self):
        return format_html(
            '<input type="checkbox" class="form-check-input" data-marcar-todas aria-label="{}">',
            "Marcar todas las filas de esta página",
        )

    def render(self, value, record, bound_column):
        nombre = tables.A(self.etiqueta).resolve(record, quiet=True) if self.etiqueta else record
        return format_html(
            '<input type="checkbox" class="form-check-input" name="claves" value="{}" form="lote" '
            'aria-label="Marcar {}">',
            value,
            nombre,
        )


class Acciones(tables.TemplateColumn):
    """Botones de la fila (pocos): plantilla propia, sin orden ni exportación."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("orderable", False)
        kwargs.setdefault("exclude_from_export", True)
        kwargs.setdefault("empty_values", ())
        kwargs.setdefault("verbose_name", "Acciones")
        kwargs.setdefault("attrs", {"td": {"class": "text-end"}, "th": {"class": "text-end"}})
        super().__init__(*args, **kwargs)
