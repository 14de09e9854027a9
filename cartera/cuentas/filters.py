import django_filters as filtros
from django.db.models import Q

from cartera.padron.models import Suministro
from config.comun.pantalla.filters import Filtros, RangoFechas, RangoNumeros

from .choices import SituacionPago
from .models import DiaDePagos, Pago


def entidades():
    """Las que tienen pagos cargados."""
    nombres = DiaDePagos.objects.order_by("entidad").values_list("entidad", flat=True).distinct()
    return [(n, n) for n in nombres]


class FiltrosPorIdentificar(Filtros):
    entidad = filtros.ChoiceFilter(choices=entidades, label="Entidad", empty_label="Todas")
    pagado = RangoFechas(field_name="pagado_el", label="Pagado")
    importe = RangoNumeros(field_name="importe", label="Importe")
    ayuda_texto = "Operación, recibo o suministro, completos; o parte del depositante."

    class Meta:
        model, fields = Pago, []

    def filtrar_texto(self, queryset, nombre, valor):
        """Son pocos: se busca en lo que decía el archivo."""
        exactos = Q(operacion=valor) | Q(numero_recibo=valor) | Q(codigo_suministro=valor)
        return queryset.filter(exactos | Q(depositante__unaccent__icontains=valor))


class FiltrosPagos(FiltrosPorIdentificar):
    situacion = filtros.ChoiceFilter(
        choices=SituacionPago.choices, label="Situación", empty_label="Todas", method="filtrar_situacion"
    )
    ayuda_texto = "Operación o suministro, completos."

    def filtrar_texto(self, queryset, nombre, valor):
        """Por su índice: la operación exacta o los suministros con ese código."""
        suministros = list(Suministro.objects.filter(codigo=valor).values_list("pk", flat=True))
        return queryset.filter(Q(operacion=valor) | Q(suministro_id__in=suministros))

    def filtrar_situacion(self, queryset, nombre, valor):
        return {
            SituacionPago.CREDITO: lambda: queryset.filter(signo=1, suministro__isnull=False, credito__gt=0),
            SituacionPago.POR_IDENTIFICAR: lambda: queryset.filter(signo=1, suministro__isnull=True),
            SituacionPago.REVERSA: lambda: queryset.filter(signo=-1),
        }[valor]()
