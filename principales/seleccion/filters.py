import django_filters as filtros
from django import forms
from django.http import QueryDict

from cartera.padron.choices import Categoria
from cartera.padron.filters import FiltrosDeCliente
from config.comun.pantalla.filters import Filtros, RangoNumeros
from config.comun.usuarios.models import Usuario, Zona

from .choices import Decision, EstadoEvaluacion, Grupo
from .models import Evaluacion, EvaluacionCliente, Principal
from .querysets import EvaluacionClienteQuerySet

SI_NO = ((True, "Sí"), (False, "No"))


class FiltrosEvaluaciones(Filtros):
    estado = filtros.ChoiceFilter(choices=EstadoEvaluacion.choices, label="Estado", empty_label="Todos")

    class Meta:
        model, fields = Evaluacion, []


class FiltrosPropuesta(FiltrosDeCliente):
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


def filas_de(*, evaluacion: Evaluacion, user: Usuario, parametros: QueryDict) -> EvaluacionClienteQuerySet:
    """Lo que muestra la lista de la propuesta con esa URL (o lo marcado de ello en `claves`) y está por aprobar.

    Nada si el filtro tiene errores, nunca «todo».
    """
    visibles = EvaluacionCliente.objects.visibles_para(user).filter(evaluacion=evaluacion)
    filtro = FiltrosPropuesta(parametros, queryset=visibles)
    filas = filtro.qs if filtro.form.is_valid() else visibles.none()
    claves = [clave for clave in parametros.getlist("claves") if clave.isdecimal()]
    return (filas.filter(pk__in=claves) if claves else filas).por_aprobar()


class FiltrosCartera(FiltrosDeCliente):
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
