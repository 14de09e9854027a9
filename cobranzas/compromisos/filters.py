import django_filters as filtros
from django.db.models import Q

from cartera.padron.nombres import normalizar
from config.comun.pantalla.filters import Filtros, RangoFechas
from config.comun.usuarios.models import Usuario

from .choices import EstadoConvenio, EstadoPromesa, SituacionConvenio, SituacionPromesa
from .models import Convenio, Promesa


def _personas(request):
    """Quienes alguna vez registraron una promesa."""
    return Usuario.objects.filter(pk__in=Promesa.objects.order_by().values("por")).order_by("username")


class FiltrosPromesas(Filtros):
    ayuda_texto = "Nombre o documento"
    campos_texto = ("cliente__nombre_norm__contains",)

    situacion = filtros.ChoiceFilter(label="Fechas", choices=SituacionPromesa.choices)
    estado = filtros.ChoiceFilter(label="Estado", choices=EstadoPromesa.choices)
    por = filtros.ModelChoiceFilter(label="Registrada por", queryset=_personas)
    prometida = RangoFechas(field_name="prometida_el", label="Prometida")

    class Meta:
        model = Promesa
        fields: tuple[str, ...] = ()

    def filtrar_texto(self, queryset, nombre, valor):
        return queryset.filter(_del_cliente(valor))


class FiltrosConvenios(Filtros):
    ayuda_texto = "Número, nombre o documento"
    campos_texto = ("numero__icontains",)

    situacion = filtros.ChoiceFilter(label="Cuotas", choices=SituacionConvenio.choices)
    estado = filtros.ChoiceFilter(label="Estado", choices=EstadoConvenio.choices)
    firmado = RangoFechas(field_name="firmado_el", label="Firmado")

    class Meta:
        model = Convenio
        fields: tuple[str, ...] = ()

    def filtrar_texto(self, queryset, nombre, valor):
        return queryset.filter(Q(numero__icontains=valor.strip()) | _del_cliente(valor))


def _del_cliente(valor: str) -> Q:
    """Cada palabra, en el nombre o al comienzo del documento."""
    condicion = Q()
    for palabra in normalizar(valor).split():
        condicion &= Q(cliente__nombre_norm__contains=palabra) | Q(cliente__numero_documento__startswith=palabra)
    return condicion
