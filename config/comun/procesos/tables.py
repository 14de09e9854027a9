import django_tables2 as tables

from config.comun.pantalla.tables import Enlace, Estado, Momento, Tabla
from config.comun.procesos import choices
from config.comun.procesos.models import Proceso

TONOS = {
    choices.Estado.PENDIENTE: "espera",
    choices.Estado.CORRIENDO: "info",
    choices.Estado.TERMINADO: "bien",
    choices.Estado.FALLIDO: "mal",
}


class TablaProcesos(Tabla):
    titulo = Enlace(verbose_name="Trabajo", order_by=("tipo", "clave"))
    estado = Estado(tonos=TONOS, verbose_name="Estado")
    avance = tables.Column(accessor="porcentaje", verbose_name="Avance", orderable=False, empty_values=())
    usuario = tables.Column(verbose_name="Pedido por", default="automático")
    creado_en = Momento(verbose_name="Pedido")
    terminado_en = Momento(verbose_name="Terminado")

    movil = ("titulo", "estado", "creado_en")

    class Meta:
        model = Proceso
        fields = ("titulo", "estado", "avance", "usuario", "creado_en", "terminado_en")

    def value_avance(self, record):
        if not record.vivo or record.porcentaje is None:
            return "—"
        return f"{record.porcentaje} %"

    render_avance = value_avance
