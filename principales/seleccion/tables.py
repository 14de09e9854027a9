import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from config.comun.pantalla.tables import M3 as ColumnaM3
from config.comun.pantalla.tables import Acciones, Casilla, Enlace, Estado, Fecha, Momento, Numero, Soles, Tabla
from config.comun.pantalla.templatetags.formatos import decimal, periodo

from .choices import EstadoEvaluacion, Resultado
from .models import Criterio, Evaluacion, EvaluacionCliente, Principal

TONOS_EVALUACION = {
    EstadoEvaluacion.PROPUESTA: "espera",
    EstadoEvaluacion.APROBADA: "bien",
    EstadoEvaluacion.DESCARTADA: "neutro",
}
TONOS_RESULTADO = {Resultado.ALTA: "bien", Resultado.BAJA: "aviso", Resultado.QUEDA: "neutro"}


class Mes(Enlace):
    """El mes en palabras, que abre la ficha."""

    def render(self, value, record, bound_row, table):
        return super().render(periodo(value), record, bound_row, table)

    def value(self, value):
        return f"{value:%Y-%m}"


class Promedio(Numero):
    """m³ por mes válido, con un decimal: «mayor que 100» se ve aunque el redondeo diga 100.0."""

    def render(self, record):
        if not record.meses_validos:
            return "—"
        return f"{decimal(record.suma_m3 / record.meses_validos, 1)}\u00a0m³"

    def value(self, record):
        return round(record.suma_m3 / record.meses_validos, 2) if record.meses_validos else None


def _cliente(fila) -> str:
    return reverse("padron:cliente", args=[fila.cliente_id])


class TablaEvaluaciones(Tabla):
    movil = ("periodo", "estado", "califican")
    periodo = Mes(verbose_name="Mes medido")
    estado = Estado(tonos=TONOS_EVALUACION, verbose_name="Estado")
    medida = tables.Column(verbose_name="Medida")
    umbral_m3 = ColumnaM3(verbose_name="Más de")
    clientes = Numero(verbose_name="Clientes de la empresa")
    califican = Numero(verbose_name="Califican")
    individual = Numero(verbose_name="Por un suministro")
    solo_agrupados = Numero(verbose_name="Solo agrupados")
    aprobada_en = Momento(verbose_name="Aprobada")

    class Meta:
        model = Evaluacion
        fields = (
            "periodo",
            "estado",
            "medida",
            "umbral_m3",
            "clientes",
            "califican",
            "individual",
            "solo_agrupados",
            "aprobada_en",
        )


class TablaPropuesta(Tabla):
    movil = ("cliente", "resultado", "promedio")
    casilla = Casilla(etiqueta="cliente")
    cliente = Enlace(
        accessor="cliente__nombre", order_by=("cliente__nombre_norm",), verbose_name="Cliente", url=_cliente
    )
    documento = tables.Column(accessor="cliente__numero_documento", verbose_name="Documento")
    resultado = Estado(tonos=TONOS_RESULTADO, verbose_name="Resultado")
    promedio = Promedio(empty_values=(), order_by=("suma_m3",), verbose_name="Promedio")
    meses_validos = Numero(verbose_name="Meses")
    mes_m3 = ColumnaM3(verbose_name="Último mes")
    individual = tables.Column(verbose_name="Por un suministro")
    zona = tables.Column(accessor="zona__nombre", verbose_name="Zona")
    categoria = tables.Column(verbose_name="Categoría")
    saldo_vencido = Soles(verbose_name="Vencido")
    decision = tables.Column(verbose_name="Decisión")
    acciones = Acciones(template_name="principales/seleccion/acciones_fila.html")

    class Meta:
        model = EvaluacionCliente
        fields = ()

    def render_individual(self, value):
        return "Sí" if value else "No"

    def render_categoria(self, record):
        return record.get_categoria_display() or "—"

    def render_decision(self, record):
        return f"{record.get_decision_display()}: {record.motivo}" if record.motivo else record.get_decision_display()

    value_decision = render_decision


class TablaCriterios(Tabla):
    movil = ("version", "medida", "desde")
    version = Numero(verbose_name="Versión")
    medida = tables.Column(verbose_name="Medida")
    umbral_m3 = ColumnaM3(verbose_name="Más de")
    meses = Numero(verbose_name="Meses que mira")
    meses_baja = Numero(verbose_name="Meses para la baja")
    categorias = tables.Column(verbose_name="Categorías", orderable=False)
    desde = Fecha(accessor="vigencia__lower", order_by=("vigencia",), verbose_name="Rige desde", default="el comienzo")
    hasta = Fecha(accessor="vigencia__upper", orderable=False, verbose_name="Hasta antes del")
    motivo = tables.Column(verbose_name="Motivo")
    creado_por = tables.Column(verbose_name="Creado por")

    class Meta:
        model = Criterio
        fields = ()

    def render_categorias(self, value):
        return ", ".join(value) or "Todas"


class TablaPrincipales(Tabla):
    movil = ("cliente", "zona", "mes_m3")
    cliente = Enlace(
        accessor="cliente__nombre", order_by=("cliente__nombre_norm",), verbose_name="Cliente", url=_cliente
    )
    documento = tables.Column(accessor="cliente__numero_documento", verbose_name="Documento")
    zona = tables.Column(accessor="medida_zona_nombre", verbose_name="Zona")
    categoria = tables.Column(accessor="medida_categoria", verbose_name="Categoría")
    suministros = Numero(accessor="medida_suministros", verbose_name="Suministros")
    mes_m3 = ColumnaM3(accessor="medida_mes_m3", verbose_name="Consumo del mes medido")
    desde = Fecha(accessor="entro_el", verbose_name="Principal desde")
    alta = tables.Column(accessor="alta__periodo", verbose_name="Entró con", order_by=("alta__periodo",))

    class Meta:
        model = Principal
        fields = ()

    def render_alta(self, value, record):
        return format_html('<a href="{}">{}</a>', reverse("seleccion:propuesta", args=[record.alta_id]), periodo(value))

    def value_alta(self, value):
        return f"{value:%Y-%m}"
