import django_filters as filtros
from django.db.models import Q

from cartera.padron.models import Cliente
from config.comun.pantalla.filters import Filtros, RangoNumeros
from config.comun.usuarios.models import Usuario, Zona

from .choices import CANALES, SituacionGestion
from .models import Gestion


def _personas(request):
    return Usuario.objects.activos().filter(gestiones__cerrada_en=None, gestiones__isnull=False).distinct()


class FiltrosGestiones(Filtros):
    ayuda_texto = "Cliente o documento"

    asignada_a = filtros.ModelChoiceFilter(
        label="A cargo de", queryset=_personas, null_label="Nadie", null_value="nadie"
    )
    canal = filtros.ChoiceFilter(label="Canal", choices=[(c.value, c.label) for c in CANALES])
    situacion = filtros.ChoiceFilter(label="Situación", choices=SituacionGestion.choices)
    zona = filtros.ModelChoiceFilter(
        field_name="accion__ancla__suministro__zona", label="Zona", queryset=lambda request: Zona.objects.all()
    )
    importe = RangoNumeros(field_name="importe", label="Por cobrar (S/)")

    class Meta:
        model = Gestion
        fields: tuple[str, ...] = ()

    def filtrar_texto(self, queryset, nombre, valor):
        return queryset.filter(Q(cliente__in=Cliente.objects.con_palabras(valor).pocos()))
