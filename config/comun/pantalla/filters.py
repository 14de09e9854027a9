"""Filtro base (django-filter) con el campo de texto libre y rangos con etiqueta."""

import django_filters as filtros
from django import forms
from django.db.models import Q


class _RangoConEtiqueta(forms.MultiWidget):
    """Dos campos con nombre propio: los rangos de django-filter no llevan etiqueta y el lector de pantalla calla."""

    template_name = "comun/piezas/rango.html"
    etiqueta = ""  # la pone el filtro al armar su formulario

    def __init__(self, tipo: str, attrs=None):
        self.tipo = tipo
        super().__init__({"desde": self._campo("Desde"), "hasta": self._campo("Hasta")}, attrs)

    def _campo(self, etiqueta: str):
        attrs = {"class": "form-control", "aria-label": etiqueta, "title": etiqueta}
        if self.tipo == "number":
            return forms.NumberInput({**attrs, "inputmode": "numeric", "placeholder": etiqueta})
        return forms.DateInput({**attrs, "type": "date"}, format="%Y-%m-%d")

    def decompress(self, value):
        return [value.start, value.stop] if value else [None, None]

    def get_context(self, name, value, attrs):
        contexto = super().get_context(name, value, attrs)
        for parte, etiqueta in zip(contexto["widget"]["subwidgets"], ("desde", "hasta"), strict=True):
            parte["attrs"]["aria-label"] = f"{self.etiqueta}, {etiqueta}"
        return contexto


class RangoFechas(filtros.DateFromToRangeFilter):
    """`?vence_desde=2026-04-01&vence_hasta=2026-04-30`, los dos días incluidos."""

    def __init__(self, *args, **kwargs):
        kwargs["widget"] = _RangoConEtiqueta("date")
        super().__init__(*args, **kwargs)


class RangoNumeros(filtros.RangeFilter):
    """`?saldo_desde=100&saldo_hasta=500`, los dos extremos incluidos."""

    def __init__(self, *args, **kwargs):
        kwargs["widget"] = _RangoConEtiqueta("number")
        super().__init__(*args, **kwargs)


class Filtros(filtros.FilterSet):
    """Filtros de una lista, siempre en la URL.

    - `campos_texto`: búsquedas del ORM que recorre el campo «Buscar en la lista» (`q`); o se redefine `filtrar_texto`.
    - Los campos declarados salen en el panel de filtros en su orden; `q` va aparte, sobre la tabla.
    """

    campos_texto: tuple[str, ...] = ()
    ayuda_texto = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.campos_texto or type(self).filtrar_texto is not Filtros.filtrar_texto:
            # django-filter arma el formulario desde `filters`; así `q` existe solo donde se puede buscar.
            campo = filtros.CharFilter(method="filtrar_texto", label="Buscar en la lista")
            campo.field_name, campo.parent, campo.model = "q", self, self.queryset.model
            self.filters = {"q": campo, **self.filters}
        for nombre, campo in self.form.fields.items():
            if isinstance(campo.widget, _RangoConEtiqueta):
                campo.widget.etiqueta = campo.label or nombre
            else:
                if isinstance(campo.widget, forms.NullBooleanSelect):
                    campo.widget.choices = [("", "Todos"), ("true", "Sí"), ("false", "No")]  # sin «unknown» en la URL
                clase = "form-select" if isinstance(campo.widget, forms.Select) else "form-control"
                campo.widget.attrs.setdefault("class", clase)

    def filtrar_texto(self, queryset, nombre, valor):
        """Cada palabra debe aparecer en alguno de `campos_texto`."""
        for pieza in valor.split():
            condicion = Q()
            for campo in self.campos_texto:
                condicion |= Q(**{campo: pieza})
            queryset = queryset.filter(condicion)
        return queryset

    @property
    def campos(self):
        """Campos del panel de filtros, sin el de texto."""
        return [campo for campo in self.form if campo.name != "q"]

    def activos(self) -> list[tuple[str, str, str]]:
        """(etiqueta, valor legible, parámetro) de cada filtro puesto: las fichas que se quitan de un toque."""
        puestos = []
        if not self.form.is_valid():
            return puestos
        for nombre, valor in self.form.cleaned_data.items():
            if valor in (None, "", [], ()) or (hasattr(valor, "exists") and not valor):
                continue
            puestos.append((self.form.fields[nombre].label or nombre, self._legible(nombre, valor), nombre))
        return puestos

    def _legible(self, nombre: str, valor) -> str:
        if isinstance(valor, slice):
            return " a ".join(str(v) for v in (valor.start, valor.stop) if v is not None)
        if isinstance(valor, bool):
            return "Sí" if valor else "No"
        opciones = getattr(self.form.fields[nombre], "choices", None)
        if opciones is not None:
            etiquetas = {str(clave): str(texto) for clave, texto in opciones}
            valores = valor if isinstance(valor, list | tuple) else [valor]
            return ", ".join(etiquetas.get(str(getattr(v, "pk", v)), str(v)) for v in valores)
        return str(valor)
