import django_tables2 as tables
from django.urls import reverse

from cartera.padron.models import Suministro
from config.comun.pantalla.tables import Enlace, Fecha, Numero, Tabla
from config.comun.pantalla.templatetags.formatos import insignia

from .choices import Diferencia


class TablaDiferencias(Tabla):
    movil = ("codigo", "cliente", "diferencia")
    codigo = tables.Column(verbose_name="Suministro")
    cliente = Enlace(
        accessor="cliente__nombre",
        order_by=("cliente__nombre_norm",),
        verbose_name="Cliente",
        url=lambda fila: reverse("padron:cliente", args=[fila.cliente_id]),
    )
    diferencia = tables.Column(verbose_name="Diferencia")
    ciclo = Numero(verbose_name="Ciclo en facturación")
    acordado_desde = Fecha(verbose_name="Acordado desde")
    solicitud_numero = tables.Column(verbose_name="Solicitud")
    zona = tables.Column(accessor="zona__nombre", verbose_name="Zona")
    estado = tables.Column(verbose_name="Estado")

    class Meta:
        model = Suministro
        fields = ()

    def render_diferencia(self, value):
        return insignia(Diferencia(value).label, "aviso" if value == Diferencia.FALTA else "mal")

    def value_diferencia(self, value):
        return Diferencia(value).label
