import django_filters as filtros

from config.comun.pantalla.filters import Filtros
from config.comun.usuarios.models import Zona

from .choices import Categoria, DecisionAusencia, DecisionNombre, EstadoSuministro
from .models import Ausencia, CasoNombre, Suministro


class FiltrosPadron(Filtros):
    ayuda_texto = "Nombre, documento o suministro"
    zona = filtros.ModelChoiceFilter(label="Zona", queryset=Zona.objects.all())
    categoria = filtros.ChoiceFilter(label="Categoría", choices=Categoria.choices)
    estado = filtros.ChoiceFilter(label="Estado", choices=EstadoSuministro.choices)
    ciclo = filtros.NumberFilter(label="Ciclo")

    class Meta:
        model = Suministro
        fields: tuple = ()

    def filtrar_texto(self, queryset, nombre, valor):
        return queryset.buscar(valor)


class FiltrosNombres(Filtros):
    campos_texto = ("nombre_norm__icontains",)
    decision = filtros.ChoiceFilter(label="Decisión", choices=DecisionNombre.choices)

    class Meta:
        model = CasoNombre
        fields: tuple = ()


class FiltrosAusencias(Filtros):
    campos_texto = ("suministro__codigo__startswith",)
    decision = filtros.ChoiceFilter(label="Decisión", choices=DecisionAusencia.choices)

    class Meta:
        model = Ausencia
        fields: tuple = ()
