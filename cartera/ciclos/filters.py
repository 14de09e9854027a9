import django_filters as filtros

from cartera.padron.models import Suministro
from config.comun.pantalla.filters import Filtros
from config.comun.usuarios.models import Zona

from .choices import Diferencia


class FiltrosDiferencias(Filtros):
    ayuda_texto = "Nombre, documento o código de suministro."
    diferencia = filtros.ChoiceFilter(choices=Diferencia.choices, label="Diferencia", empty_label="Todas")
    zona = filtros.ModelChoiceFilter(queryset=Zona.objects.all(), label="Zona", empty_label="Todas")

    class Meta:
        model, fields = Suministro, []

    def filtrar_texto(self, queryset, nombre, valor):
        return queryset.con_texto(valor)
