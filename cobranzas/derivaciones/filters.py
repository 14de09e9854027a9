import django_filters as filtros

from cartera.padron.nombres import normalizar
from config.comun.pantalla.filters import Filtros, RangoFechas

from .choices import EstadoDerivacion
from .models import Derivacion


class FiltrosDerivaciones(Filtros):
    ayuda_texto = "Número, nombre o documento"
    campos_texto = ("numero__icontains",)

    estado = filtros.ChoiceFilter(label="Estado", choices=EstadoDerivacion.choices)
    al = RangoFechas(field_name="al", label="Propuesta")

    class Meta:
        model = Derivacion
        fields: tuple[str, ...] = ()

    def filtrar_texto(self, queryset, nombre, valor):
        por_numero = queryset.filter(numero__icontains=valor)
        por_documento = queryset.filter(cliente__numero_documento__startswith=valor)
        return por_numero | por_documento | queryset.filter(cliente__nombre_norm__contains=normalizar(valor))
