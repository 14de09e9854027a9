import django_filters

from config.comun.correo.choices import Estado
from config.comun.correo.models import Correo
from config.comun.pantalla.filters import Filtros, RangoFechas


class FiltrosCorreos(Filtros):
    ayuda_texto = "Asunto o dirección"
    estado = django_filters.MultipleChoiceFilter(label="Estado", choices=Estado)
    creado = RangoFechas(field_name="creado_en", label="Escrito")

    class Meta:
        model = Correo
        fields = ("estado", "creado")

    def filtrar_texto(self, queryset, nombre, valor):
        return queryset.con_texto(valor)
