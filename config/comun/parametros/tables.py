import django_tables2 as tables
from django.utils.html import format_html

from config.comun.pantalla.tables import Enlace, Estado, Fecha, Tabla
from config.comun.parametros.choices import Marca, Tipo
from config.comun.parametros.models import Parametro, Unidad

SINGULAR = {
    "cuotas": "cuota",
    "días": "día",
    "días calendario": "día calendario",
    "días hábiles": "día hábil",
    "horas": "hora",
    "lecturas": "lectura",
    "meses": "mes",
    "recibos": "recibo",
    "veces": "vez",
}


def valor_legible(parametro: Parametro) -> str:
    """El valor con su unidad, como se lee en pantalla."""
    valor = parametro.valor_tipado
    if parametro.tipo == Tipo.SINO:
        return "Sí" if valor else "No"
    texto = ", ".join(map(str, valor)) if parametro.tipo == Tipo.ENTEROS else str(valor)
    unidad = SINGULAR.get(parametro.unidad, parametro.unidad) if valor == 1 else parametro.unidad
    return f"{texto} {unidad}".strip()


class TablaParametros(Tabla):
    descripcion = Enlace(verbose_name="Parámetro")
    valor = tables.Column(orderable=False, verbose_name="Valor")
    desde = Fecha(verbose_name="Rige desde")
    norma = tables.Column(verbose_name="Norma")
    marca = Estado(
        verbose_name="Certeza",
        tonos={Marca.VISTO: "bien", Marca.CORROBORADO: "info", Marca.MEMORIA: "aviso"},
    )
    verificado_el = tables.Column(verbose_name="Verificado", empty_values=())

    movil = ("descripcion", "valor", "marca")

    class Meta:
        model = Parametro
        fields = ("descripcion", "valor", "desde", "norma", "marca", "verificado_el")

    def value_valor(self, record):
        return valor_legible(record)

    def render_valor(self, record):
        return format_html('<span class="cifra">{}</span>', valor_legible(record))

    def value_verificado_el(self, record):
        if not record.verificado_el:
            return "sin verificar"
        return f"{record.verificado_por}, {record.verificado_el:%d/%m/%Y}"

    render_verificado_el = value_verificado_el


class TablaUnidades(Tabla):
    nombre = Enlace(verbose_name="Nombre en la empresa")
    codigo = tables.Column(verbose_name="Unidad del manual")
    responsable = tables.Column(verbose_name="Responsable")
    cargo = tables.Column(verbose_name="Cargo")

    class Meta:
        model = Unidad
        fields = ("nombre", "codigo", "responsable", "cargo")
