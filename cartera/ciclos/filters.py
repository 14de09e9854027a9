import django_filters as filtros

from cartera.padron.models import Suministro
from config.comun.pantalla.filters import Filtros
from config.comun.usuarios.models import Zona

from .choices import Diferencia


class FiltrosDiferencias(Filtros):
    campos_texto = ("codigo__startswith", "cliente__nombre_norm__icontains")
    diferencia = filtros.ChoiceFilter(choices=Diferencia.choices, label="Diferencia", empty_label="Todas")
    zona = filtros.ModelChoiceFilter(queryset=Zona.objects.all(), label="Zona", empty_label="Todas")

    class Meta:
        model, fields = Suministro, []
