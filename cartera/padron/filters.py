import django_filters as filtros

from config.comun.pantalla.filters import Filtros
from config.comun.usuarios.models import Zona

from .choices import Categoria, DecisionAusencia, DecisionNombre, EstadoSuministro, MotivoCaso
from .models import Ausencia, CasoNombre, Cliente, Suministro
from .nombres import normalizar


class FiltrosDeCliente(Filtros):
    """Listas de algo de un cliente: se buscan por su nombre o su documento, con los índices del padrón."""

    ayuda_texto = "Nombre o documento"

    def filtrar_texto(self, queryset, nombre, valor):
        return queryset.filter(cliente__in=Cliente.objects.con_palabras(valor).pocos())


class FiltrosPadron(Filtros):
    ayuda_texto = "Nombre, documento o código de suministro."
    zona = filtros.ModelChoiceFilter(queryset=Zona.objects.order_by("nombre"), label="Zona")
    categoria = filtros.ChoiceFilter(choices=Categoria.choices, label="Categoría")
    estado = filtros.ChoiceFilter(choices=EstadoSuministro.choices, label="Estado")
    ciclo = filtros.NumberFilter(label="Ciclo de facturación")

    class Meta:
        model, fields = Suministro, []

    def filtrar_texto(self, queryset, nombre, valor):
        return queryset.con_texto(valor)


class FiltrosNombres(Filtros):
    decision = filtros.ChoiceFilter(choices=DecisionNombre.choices, label="Decisión")
    motivo = filtros.ChoiceFilter(choices=MotivoCaso.choices, label="Por qué")

    class Meta:
        model, fields = CasoNombre, []

    def filtrar_texto(self, queryset, nombre, valor):
        for palabra in normalizar(valor).split():
            queryset = queryset.filter(nombre_norm__contains=palabra)
        return queryset


class FiltrosAusencias(Filtros):
    campos_texto = ("suministro__codigo__startswith", "suministro__razon_social__icontains")
    decision = filtros.ChoiceFilter(choices=DecisionAusencia.choices, label="Decisión")
    zona = filtros.ModelChoiceFilter(
        queryset=Zona.objects.order_by("nombre"), field_name="suministro__zona", label="Zona"
    )

    class Meta:
        model, fields = Ausencia, []
