import django_tables2 as tables
from django.urls import reverse

from config.comun.pantalla.tables import M3, Enlace, Estado, Fecha, Numero, Soles, Tabla
from config.comun.pantalla.templatetags.formatos import decimal, periodo
from reportes.indicadores.definiciones import CARTERA, EFICIENCIA

from .models import Cierre, CierreCliente


class Porcentaje(Numero):
    """El valor de un indicador sobre el cierre de la fila."""

    def __init__(self, indicador, **kwargs):
        super().__init__(empty_values=(), orderable=False, **kwargs)
        self.indicador = indicador

    def render(self, record):
        valor = self.indicador.calcular(record)
        return "—" if valor is None else f"{decimal(valor)} %"

    def value(self, record):
        return self.indicador.calcular(record)


class MesEnlace(Enlace):
    """El mes en palabras, que abre su ficha."""

    def render(self, value, record, bound_row, table):
        return super().render(periodo(value), record, bound_row, table)


class TablaCierres(Tabla):
    movil = ("periodo", "eficiencia", "saldo_vencido")
    periodo = MesEnlace(verbose_name="Mes")
    al = Fecha(verbose_name="Corte al")
    clientes_eps = Numero(verbose_name="Clientes de la empresa")
    principales = Numero(verbose_name="Principales")
    cartera = Porcentaje(CARTERA, verbose_name="Cartera")
    sin_deuda = Numero(verbose_name="Sin deuda")
    eficiencia = Porcentaje(EFICIENCIA, verbose_name="Eficiencia")
    saldo_vencido = Soles(verbose_name="Deuda vencida")

    class Meta:
        model = Cierre
        fields = (
            "periodo",
            "al",
            "clientes_eps",
            "principales",
            "cartera",
            "sin_deuda",
            "eficiencia",
            "saldo_vencido",
        )


class TablaClientesDelCierre(Tabla):
    movil = ("cliente", "vencido", "sin_deuda")
    cliente = Enlace(
        accessor="cliente__nombre",
        order_by=("cliente__nombre_norm",),
        verbose_name="Cliente",
        url=lambda fila: reverse("padron:cliente", args=[fila.cliente_id]),
    )
    documento = tables.Column(accessor="cliente__numero_documento", verbose_name="Documento")
    zona = tables.Column(verbose_name="Zona")
    categoria = tables.Column(verbose_name="Categoría")
    suministros = Numero(verbose_name="Suministros")
    m3 = M3(verbose_name="Consumo")
    saldo = Soles(verbose_name="Saldo")
    vencido = Soles(verbose_name="Vencido exigible")
    congelado_vencido = Soles(verbose_name="Vencido congelado")
    dias = Numero(verbose_name="Días de atraso")
    sin_deuda = Estado(verbose_name="Deuda", tonos={True: "bien", False: "mal"})

    class Meta:
        model = CierreCliente
        fields = (
            "cliente",
            "documento",
            "zona",
            "categoria",
            "suministros",
            "m3",
            "saldo",
            "vencido",
            "congelado_vencido",
            "dias",
            "sin_deuda",
        )

    def render_sin_deuda(self, value):
        return "Sin deuda" if value else "Con deuda"
