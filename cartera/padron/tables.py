import django_tables2 as tables
from django.utils.html import format_html, format_html_join

from config.comun.pantalla.tables import Casilla, Enlace, Estado, Fecha, Momento, Tabla

from .choices import DecisionAusencia, DecisionNombre, EstadoSuministro
from .models import Ausencia, CasoNombre, Suministro

TONOS_SUMINISTRO = {
    EstadoSuministro.ACTIVO: "bien",
    EstadoSuministro.CORTADO: "aviso",
    EstadoSuministro.BAJA: "neutro",
}
TONOS_NOMBRE = {DecisionNombre.PENDIENTE: "aviso", DecisionNombre.UNIR: "bien", DecisionNombre.SEPARAR: "info"}
TONOS_AUSENCIA = {
    DecisionAusencia.PENDIENTE: "aviso",
    DecisionAusencia.MANTENER: "info",
    DecisionAusencia.RETIRAR: "neutro",
    DecisionAusencia.VOLVIO: "bien",
}


class TablaPadron(Tabla):
    codigo = Enlace(verbose_name="Suministro")
    cliente = Enlace(
        verbose_name="Titular", url=lambda s: s.cliente.get_absolute_url(), orderable=False, default="(sin nombre)"
    )
    documento = tables.Column(accessor="cliente__documento", verbose_name="Documento", orderable=False)
    direccion = tables.Column(verbose_name="Dirección", orderable=False)
    zona = tables.Column(verbose_name="Zona", orderable=False)
    categoria = tables.Column(verbose_name="Categoría", orderable=False)
    estado = Estado(tonos=TONOS_SUMINISTRO, verbose_name="Estado", orderable=False)
    ciclo = tables.Column(verbose_name="Ciclo", orderable=False)

    movil = ("codigo", "cliente", "estado")

    class Meta:
        model = Suministro
        fields = ("codigo", "cliente", "documento", "direccion", "zona", "categoria", "estado", "ciclo")


class TablaNombres(Tabla):
    nombre = Enlace(verbose_name="Nombre sin documento")
    motivo = tables.Column(verbose_name="Por qué")
    posibles = tables.Column(empty_values=(), verbose_name="Puede ser", orderable=False)
    decision = Estado(tonos=TONOS_NOMBRE, verbose_name="Decisión")
    decidido_por = tables.Column(verbose_name="Decidió", orderable=False)
    decidido_en = Momento(verbose_name="Cuándo")

    movil = ("nombre", "posibles", "decision")

    class Meta:
        model = CasoNombre
        fields = ("nombre", "motivo", "posibles", "decision", "decidido_por", "decidido_en")

    def render_posibles(self, record):
        return format_html_join(format_html("<br>"), "{} ({})", ((c, c.documento) for c in record.candidatos.all()))

    def value_posibles(self, record):
        return "; ".join(f"{c} ({c.documento})" for c in record.candidatos.all())


class TablaAusencias(Tabla):
    casilla = Casilla(etiqueta="suministro")
    suministro = Enlace(verbose_name="Suministro")
    cliente = tables.Column(accessor="suministro__cliente", verbose_name="Titular", orderable=False)
    direccion = tables.Column(accessor="suministro__direccion", verbose_name="Dirección", orderable=False)
    zona = tables.Column(accessor="suministro__zona", verbose_name="Zona", orderable=False)
    falta_desde = Fecha(accessor="carga__creada_en", verbose_name="Falta desde el padrón del")
    decision = Estado(tonos=TONOS_AUSENCIA, verbose_name="Decisión")
    decidido_por = tables.Column(verbose_name="Decidió", orderable=False)

    movil = ("suministro", "cliente", "decision")

    class Meta:
        model = Ausencia
        fields = (
            "casilla", "suministro", "cliente", "direccion", "zona", "falta_desde", "decision", "decidido_por",
        )  # fmt: skip
