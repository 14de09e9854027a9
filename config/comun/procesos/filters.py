import django_filters

from config.comun.pantalla.filters import Filtros, RangoFechas
from config.comun.procesos.choices import Estado
from config.comun.procesos.models import Proceso


class FiltrosProcesos(Filtros):
    campos_texto = ("tipo__icontains", "clave__icontains", "detalle__unaccent__icontains")
    estado = django_filters.ChoiceFilter(label="Estado", choices=Estado)
    creado = RangoFechas(field_name="creado_en", label="Pedido")

    class Meta:
        model = Proceso
        fields = ("estado", "creado")
