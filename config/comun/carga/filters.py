import django_filters as filtros

from config.comun.pantalla.filters import Filtros, RangoFechas
from config.importadores import ETIQUETAS

from .choices import EstadoCarga, EstadoFila
from .models import Carga, FilaRechazada


class FiltrosCargas(Filtros):
    campos_texto = ("nombre__icontains",)
    tipo = filtros.ChoiceFilter(choices=list(ETIQUETAS.items()), lookup_expr="startswith", label="Tipo")
    estado = filtros.ChoiceFilter(choices=EstadoCarga.choices, label="Estado")
    creada = RangoFechas(field_name="creada_en", label="Cuándo")

    class Meta:
        model, fields = Carga, []


class FiltrosBandeja(Filtros):
    campos_texto = ("motivo__icontains",)
    estado = filtros.ChoiceFilter(choices=EstadoFila.choices, label="Estado")
    columna = filtros.CharFilter(label="Columna")

    class Meta:
        model, fields = FilaRechazada, []
