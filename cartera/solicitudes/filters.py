import django_filters as filtros
from django.db.models import Q

from config.comun.pantalla.filters import Filtros
from config.comun.usuarios.models import Zona

from .choices import EstadoSolicitud, Movimiento, TipoSolicitud
from .models import Solicitud, SolicitudSuministro


class FiltrosSolicitudes(Filtros):
    campos_texto = ("numero__icontains", "asunto__icontains")
    tipo = filtros.ChoiceFilter(choices=TipoSolicitud.choices, label="Qué pide", empty_label="Todo")
    estado = filtros.ChoiceFilter(choices=EstadoSolicitud.choices, label="Estado", empty_label="Todos")

    class Meta:
        model, fields = Solicitud, []


class FiltrosDetalle(Filtros):
    movimiento = filtros.ChoiceFilter(choices=Movimiento.choices, label="Movimiento", empty_label="Todos")
    zona = filtros.ModelChoiceFilter(
        queryset=Zona.objects.all(), field_name="suministro__zona", label="Zona", empty_label="Todas"
    )

    class Meta:
        model, fields = SolicitudSuministro, []

    def filtrar_texto(self, queryset, nombre, valor):
        """Por código de suministro o por el nombre del cliente, sin tildes ni mayúsculas."""
        for pieza in valor.split():
            queryset = queryset.filter(
                Q(suministro__codigo__startswith=pieza) | Q(cliente__nombre_norm__contains=pieza.upper())
            )
        return queryset
