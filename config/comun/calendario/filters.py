import django_filters

from config.comun.calendario.choices import Ambito
from config.comun.calendario.models import DiaNoHabil
from config.comun.pantalla.filters import Filtros, RangoFechas


class FiltrosDias(Filtros):
    campos_texto = ("nombre__unaccent__icontains", "norma__unaccent__icontains")
    anio = django_filters.NumberFilter(field_name="fecha__year", label="Año")
    fecha = RangoFechas(label="Fecha")
    ambito = django_filters.ChoiceFilter(label="Ámbito", choices=Ambito)

    class Meta:
        model = DiaNoHabil
        fields = ("anio", "fecha", "ambito")
