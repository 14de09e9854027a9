import django_filters as filtros
from django import forms
from django.db.models import Q

from cartera.padron.choices import Categoria
from config.comun.pantalla.filters import Filtros, RangoNumeros
from config.comun.usuarios.models import Zona

from .choices import Decision, EstadoEvaluacion, Grupo
from .models import Evaluacion, EvaluacionCliente, Principal

SI_NO = ((True, "Sí"), (False, "No"))


class _DeCliente(Filtros):
    """Busca por nombre (sin tildes ni mayúsculas) o documento del cliente."""

    def filtrar_texto(self, queryset, nombre, valor):
        for pieza in valor.split():
            queryset = queryset.filter(
                Q(cliente__nombre_norm__contains=pieza.upper()) | Q(cliente__numero_documento__startswith=pieza)
            )
        return queryset


class FiltrosEvaluaciones(Filtros):
    estado = filtros.ChoiceFilter(choices=EstadoEvaluacion.choices, label="Estado", empty_label="Todos")

    class Meta:
        model, fields = Evaluacion, []


class FiltrosPropuesta(_DeCliente):
    grupo = filtros.ChoiceFilter(choices=Grupo.choices, label="Qué pasa", method="del_grupo", empty_label="Todos")
    decision = filtros.ChoiceFilter(choices=Decision.choices, label="Decisión", empty_label="Todas")
    individual = filtros.ChoiceFilter(choices=SI_NO, label="Por un suministro", empty_label="Todos")
    con_deuda = filtros.ChoiceFilter(
        choices=SI_NO, label="Con saldo vencido", method="filtrar_deuda", empty_label="Todos"
    )
    zona = filtros.ModelChoiceFilter(queryset=Zona.objects.all(), label="Zona", empty_label="Todas")
    categoria = filtros.ChoiceFilter(choices=Categoria.choices, label="Categoría", empty_label="Todas")
    mes = RangoNumeros(field_name="mes_m3", label="Consumo del último mes (m³)")

    class Meta:
        model, fields = EvaluacionCliente, []

    def del_grupo(self, queryset, nombre, valor):
        return queryset.del_grupo(valor)

    def filtrar_deuda(self, queryset, nombre, valor):
        return queryset.filter(saldo_vencido__gt=0) if valor == "True" else queryset.filter(saldo_vencido__lte=0)


class FiltrosCartera(_DeCliente):
    al = filtros.DateFilter(
        label="A la fecha", method="sin_cambio", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    zona = filtros.ModelChoiceFilter(
        queryset=Zona.objects.all(), field_name="medida_zona", label="Zona", empty_label="Todas", method="filtrar_zona"
    )
    categoria = filtros.ChoiceFilter(
        choices=Categoria.choices, field_name="medida_categoria", label="Categoría", empty_label="Todas"
    )

    class Meta:
        model, fields = Principal, []

    def sin_cambio(self, queryset, nombre, valor):
        """La fecha la usa la vista: de ella depende toda la consulta."""
        return queryset

    def filtrar_zona(self, queryset, nombre, valor):
        return queryset.filter(medida_zona=valor.pk)
