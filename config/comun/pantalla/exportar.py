"""Exportación de exactamente lo filtrado, en CSV por lotes o en XLSX de memoria constante."""

import csv
import datetime
import tempfile
from collections.abc import Iterator

import xlsxwriter
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django_tables2 import TemplateColumn
from django_tables2.rows import BoundRow

from config.comun.pantalla.tables import Tabla

LOTE = 2000
MAXIMO_XLSX = 100_000  # más filas pasan de los 10 segundos de una petición: van en CSV
PELIGROSAS = ("=", "+", "-", "@", "\t", "\r")


def texto_seguro(valor):
    """El texto que una hoja de cálculo tomaría por fórmula sale con un apóstrofo delante; lo demás, igual."""
    if isinstance(valor, str) and valor.startswith(PELIGROSAS):
        return f"'{valor}"
    return valor


def _plano(valor):
    if valor is None:
        return ""
    if isinstance(valor, bool):
        return "Sí" if valor else "No"
    if isinstance(valor, datetime.datetime):
        local = timezone.localtime(valor) if timezone.is_aware(valor) else valor
        return local.replace(tzinfo=None, microsecond=0)
    if isinstance(valor, int | float | datetime.date) or hasattr(valor, "quantize"):
        return valor
    return str(valor)


def columnas(tabla: Tabla) -> list:
    """Columnas que se exportan: las visibles que no son casillas ni botones."""
    return [c for c in tabla.columns if not getattr(c.column, "exclude_from_export", False) and c.column.visible]


def filas(tabla: Tabla, datos) -> Iterator[list]:
    """Valores de cada fila en el orden de la tabla, sin cargarlas todas.

    Si cada columna es un campo o una anotación, la base devuelve tuplas (`values_list`); si alguna se calcula en
    Python, se recorre objeto por objeto.
    """
    partes = columnas(tabla)
    if isinstance(datos, QuerySet) and (rutas := _rutas_de_base(tabla, datos, partes)):
        opciones = [_opciones(datos.model, ruta) for ruta in rutas]
        for tupla in datos.values_list(*rutas).iterator(chunk_size=LOTE):
            yield [_plano(o.get(v, v) if o else v) for o, v in zip(opciones, tupla, strict=True)]
        return
    objetos = datos.iterator(chunk_size=LOTE) if isinstance(datos, QuerySet) else datos
    for objeto in objetos:
        fila = BoundRow(objeto, table=tabla)
        yield [_plano(fila.get_cell_value(c.name)) for c in partes]


def _rutas_de_base(tabla: Tabla, datos: QuerySet, partes: list) -> list[str]:
    """Rutas del ORM de las columnas, o vacío si alguna solo se sabe en Python."""
    rutas = [str(c.accessor).replace(".", "__") for c in partes]
    for columna, ruta in zip(partes, rutas, strict=True):
        propias = (f"value_{columna.name}", f"render_{columna.name}")
        if isinstance(columna.column, TemplateColumn) or any(hasattr(tabla, n) for n in propias):
            return []
        campo = _campo(datos.model, ruta)
        if campo is not None and campo.is_relation:
            return []
    try:
        datos.values_list(*rutas)
    except FieldError:
        return []
    return rutas


def _campo(modelo, ruta: str):
    """El campo al final de `relacion__campo`; None si es una anotación o no existe."""
    campo = None
    try:
        for paso in ruta.split("__"):
            campo = modelo._meta.get_field(paso)
            modelo = campo.related_model
    except (FieldDoesNotExist, AttributeError):
        return None
    return campo


def _opciones(modelo, ruta: str) -> dict:
    """Etiquetas de un campo con `choices`."""
    return dict(getattr(_campo(modelo, ruta), "flatchoices", ()) or ())


class _Eco:
    """csv.writer escribe aquí y cada línea sale tal cual."""

    def write(self, texto: str) -> str:
        return texto


def a_csv(tabla: Tabla, datos, nombre: str) -> StreamingHttpResponse:
    """CSV UTF-8 con BOM (Excel lo abre con tildes), una línea a la vez."""

    def lineas():
        pluma = csv.writer(_Eco())
        yield "\ufeff" + pluma.writerow([str(c.header) for c in columnas(tabla)])
        for fila in filas(tabla, datos):
            yield pluma.writerow([texto_seguro(v) for v in fila])

    respuesta = StreamingHttpResponse(lineas(), content_type="text/csv; charset=utf-8")
    respuesta["Content-Disposition"] = f'attachment; filename="{nombre}.csv"'
    return respuesta


def a_xlsx(tabla: Tabla, datos, nombre: str) -> FileResponse:
    """XLSX en disco temporal, sin fórmulas ni enlaces: lo escrito se ve igual que en pantalla."""
    archivo = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 — lo cierra la respuesta
    libro = xlsxwriter.Workbook(
        archivo,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    hoja = libro.add_worksheet()
    negrita = libro.add_format({"bold": True})
    dia = libro.add_format({"num_format": "yyyy-mm-dd"})
    hora = libro.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for numero, columna in enumerate(columnas(tabla)):
        hoja.write_string(0, numero, str(columna.header), negrita)
    for renglon, fila in enumerate(filas(tabla, datos), start=1):
        for numero, valor in enumerate(fila):
            if isinstance(valor, str):
                hoja.write_string(renglon, numero, valor)
            elif isinstance(valor, datetime.datetime):
                hoja.write_datetime(renglon, numero, valor, hora)
            elif isinstance(valor, datetime.date):
                hoja.write_datetime(renglon, numero, valor, dia)
            else:
                hoja.write_number(renglon, numero, valor)
    libro.close()
    archivo.seek(0)
    return FileResponse(
        archivo,
        as_attachment=True,
        filename=f"{nombre}.xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
