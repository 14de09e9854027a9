import django_filters

from config.comun.pantalla.filters import Filtros
from config.comun.usuarios.models import Usuario, Zona
from config.comun.usuarios.roles import NOMBRES


class FiltrosUsuarios(Filtros):
    campos_texto = ("username__icontains", "first_name__icontains", "last_name__icontains", "email__icontains")
    rol = django_filters.ChoiceFilter(field_name="groups__name", label="Rol", choices=tuple(NOMBRES.items()))
    zona = django_filters.ModelChoiceFilter(field_name="zonas", label="Zona", queryset=Zona.objects.all())
    is_active = django_filters.BooleanFilter(label="Puede entrar")

    class Meta:
        model = Usuario
        fields = ("rol", "zona", "is_active")
