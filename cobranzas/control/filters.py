import django_filters as filtros
from django import forms

from cartera.cuentas.choices import EstadoRecibo, Tramo
from cartera.padron.filters import FiltrosDeCliente
from config.comun.pantalla.filters import Filtros, RangoNumeros
from config.comun.usuarios.models import Zona

from .choices import EstadoCliente, Pausa, Razon
from .models import Accion, ControlCliente, EstadoDiario, Peldano


def _dia() -> filtros.DateFilter:
    """El día va con los demás filtros: sin él, un filtro nuevo volvería al último barrido."""
    return filtros.DateFilter(field_name="al", label="Día", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


def _pasos(request):
    return Peldano.objects.select_related("escalera").order_by("-escalera__version", "-orden")


class FiltrosControl(FiltrosDeCliente):
    al = _dia()
    peldano = filtros.ModelChoiceFilter(label="Acción propuesta", queryset=_pasos)
    razon = filtros.ChoiceFilter(label="Por qué no toca", choices=Razon.choices)
    pausa = filtros.ChoiceFilter(label="Por qué ese día no se puede", choices=Pausa.choices)
    estado = filtros.ChoiceFilter(label="Estado", choices=EstadoCliente.choices)
    tramo = filtros.ChoiceFilter(label="Antigüedad del más antiguo", choices=Tramo.choices)
    vencido = RangoNumeros(field_name="vencido", label="Vencido (S/)")

    class Meta:
        model = ControlCliente
        fields: tuple[str, ...] = ()


class FiltrosRecibos(Filtros):
    campos_texto = ("recibo__numero__istartswith", "recibo__suministro__codigo__startswith")
    ayuda_texto = "Recibo o suministro"

    al = _dia()
    tramo = filtros.ChoiceFilter(label="Antigüedad", choices=Tramo.choices)
    estado = filtros.ChoiceFilter(
        label="Estado", choices=[opcion for opcion in EstadoRecibo.choices if opcion[0] != EstadoRecibo.PAGADO]
    )
    zona = filtros.ModelChoiceFilter(
        field_name="recibo__suministro__zona", label="Zona", queryset=lambda request: Zona.objects.all()
    )

    class Meta:
        model = EstadoDiario
        fields: tuple[str, ...] = ()


class FiltrosAcciones(FiltrosDeCliente):
    peldano = filtros.ModelChoiceFilter(label="Paso", queryset=_pasos)
    propuesta_hasta = filtros.DateFilter(
        field_name="propuesta_el",
        lookup_expr="lte",
        label="Propuesta hasta",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    importe = RangoNumeros(field_name="importe", label="Importe (S/)")

    class Meta:
        model = Accion
        fields: tuple[str, ...] = ()
