import django_filters as filtros

from cartera.padron.choices import Categoria
from config.comun.pantalla.filters import Filtros, RangoNumeros
from config.comun.usuarios.models import Zona

from .models import CierreCliente


class FiltrosClientesDelCierre(Filtros):
    campos_texto = ("cliente__nombre_norm__icontains", "cliente__numero_documento__startswith")
    sin_deuda = filtros.TypedChoiceFilter(
        label="Deuda", choices=[("true", "Sin deuda"), ("false", "Con deuda")], coerce=lambda valor: valor == "true"
    )
    congelada = filtros.BooleanFilter(label="Con deuda congelada", method="filtrar_congelada")
    zona = filtros.ModelMultipleChoiceFilter(label="Zona", queryset=Zona.objects.all())
    categoria = filtros.ChoiceFilter(label="Categoría", choices=Categoria.choices)
    dias = RangoNumeros(label="Días de atraso")
    vencido = RangoNumeros(label="Vencido exigible (S/)")

    class Meta:
        model = CierreCliente
        fields: tuple = ()

    def filtrar_congelada(self, queryset, nombre, valor):
        return queryset.filter(congelado_vencido__gt=0) if valor else queryset.filter(congelado_vencido=0)
