import django_tables2 as tables

from config.comun.pantalla.tables import Casilla, Enlace, Estado, Fecha, Numero, Soles, Tabla
from config.comun.pantalla.templatetags.formatos import insignia

from .choices import SituacionGestion

TONOS = {
    SituacionGestion.POR_HACER: "espera",
    SituacionGestion.ATENDIENDO: "info",
    SituacionGestion.DESPUES: "neutro",
}


class TablaGestiones(Tabla):
    """La cola de todos, como la ve quien supervisa."""

    casilla = Casilla(etiqueta="cliente")
    cliente = Enlace(verbose_name="Cliente", order_by="cliente__nombre_norm")
    canal = Estado(tonos={"llamada": "info", "visita": "espera"}, verbose_name="Canal", orderable=False)
    asignada_a = tables.Column(verbose_name="A cargo de", empty_values=(), order_by="asignada_a__first_name")
    importe = Soles(verbose_name="Por cobrar")
    dias = Numero(verbose_name="Días")
    valor = Soles(verbose_name="Recupero esperado")
    situacion = tables.Column(verbose_name="Situación", orderable=False)
    no_antes = Fecha(verbose_name="Vuelve el")
    movil = ("cliente", "importe", "asignada_a")

    def render_situacion(self, value):
        return insignia(SituacionGestion(value).label, TONOS[SituacionGestion(value)])

    def render_asignada_a(self, value):
        return value or "Nadie"
