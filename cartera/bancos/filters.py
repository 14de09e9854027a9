import django_filters as filtros
from django.db.models import Q

from config.comun.pantalla.filters import Filtros, RangoFechas

from .choices import EstadoArchivo, Medio, SituacionFila
from .models import Banco, CuentaBancaria, Orientacion
from .models_archivo import ArchivoBanco, FilaBanco


class FiltrosArchivos(Filtros):
    campos_texto = ("nombre__unaccent__icontains", "perfil__banco__nombre__icontains")
    banco = filtros.ModelChoiceFilter(
        queryset=Banco.objects.all(), field_name="perfil__banco", label="Banco", empty_label="Todos"
    )
    estado = filtros.ChoiceFilter(choices=EstadoArchivo.choices, label="Estado", empty_label="Todos")
    hasta = RangoFechas(field_name="hasta", label="Pagos hasta")

    class Meta:
        model, fields = ArchivoBanco, []


class FiltrosFilas(Filtros):
    situacion = filtros.ChoiceFilter(choices=SituacionFila.choices, label="Qué pasa", empty_label="Todas")
    ayuda_texto = "Operación, suministro o recibo, completos."

    class Meta:
        model, fields = FilaBanco, []

    def filtrar_texto(self, queryset, nombre, valor):
        return queryset.filter(Q(operacion=valor) | Q(suministro=valor) | Q(recibo=valor))


class FiltrosCuentas(Filtros):
    campos_texto = ("numero__icontains", "cci__icontains", "banco__nombre__icontains")
    banco = filtros.ModelChoiceFilter(queryset=Banco.objects.all(), label="Banco", empty_label="Todos")

    class Meta:
        model, fields = CuentaBancaria, []


class FiltrosOrientaciones(Filtros):
    campos_texto = ("cliente__nombre_norm__icontains", "a_quien__unaccent__icontains")
    medio = filtros.ChoiceFilter(choices=Medio.choices, label="Medio", empty_label="Todos")
    dia = RangoFechas(field_name="al", label="Día")

    class Meta:
        model, fields = Orientacion, []
