import django_filters

from config.comun.pantalla.filters import Filtros
from config.comun.parametros.choices import Marca
from config.comun.parametros.models import Parametro


class FiltrosParametros(Filtros):
    campos_texto = ("descripcion__unaccent__icontains", "clave__icontains", "norma__unaccent__icontains")
    marca = django_filters.ChoiceFilter(label="Certeza", choices=Marca)
    verificado = django_filters.BooleanFilter(
        field_name="verificado_el", lookup_expr="isnull", exclude=True, label="Verificado"
    )

    class Meta:
        model = Parametro
        fields = ("marca", "verificado")
