import django_tables2 as tables

from config.comun.pantalla.tables import Casilla, Enlace, Estado, Momento, Numero, Tabla
from config.importadores import etiqueta

from .choices import EstadoCarga, EstadoFila
from .models import Carga, FilaRechazada

TONOS = {
    EstadoCarga.PENDIENTE: "espera",
    EstadoCarga.CORRIENDO: "info",
    EstadoCarga.HECHA: "bien",
    EstadoCarga.CON_RECHAZOS: "aviso",
    EstadoCarga.RECHAZADA: "mal",
    EstadoCarga.FALLIDA: "mal",
}
TONOS_FILA = {EstadoFila.PENDIENTE: "aviso", EstadoFila.CORREGIDA: "bien", EstadoFila.DESCARTADA: "neutro"}


class TablaCargas(Tabla):
    nombre = Enlace(verbose_name="Archivo")
    tipo = tables.Column(verbose_name="Tipo")
    estado = Estado(tonos=TONOS, verbose_name="Estado")
    filas = Numero(verbose_name="Filas")
    nuevas = Numero(verbose_name="Nuevas")
    cambiadas = Numero(verbose_name="Cambiadas")
    rechazadas = Numero(verbose_name="Rechazadas")
    por = tables.Column(verbose_name="La cargó", default="línea de comandos", orderable=False)
    creada_en = Momento(verbose_name="Cuándo")

    movil = ("nombre", "estado", "creada_en")

    class Meta:
        model = Carga
        fields = (
            "nombre", "tipo", "estado", "filas", "nuevas", "cambiadas", "rechazadas", "por", "creada_en",
        )  # fmt: skip

    def render_tipo(self, value):
        return etiqueta(value)


class TablaBandeja(Tabla):
    casilla = Casilla(etiqueta="linea")
    linea = Enlace(verbose_name="Línea")
    columna = tables.Column(verbose_name="Columna", default="la fila")
    valor = tables.Column(verbose_name="Dice", orderable=False, default="(vacío)")
    motivo = tables.Column(verbose_name="Motivo", orderable=False)
    estado = Estado(tonos=TONOS_FILA, verbose_name="Estado")

    movil = ("linea", "columna", "motivo")

    class Meta:
        model = FilaRechazada
        fields = ("casilla", "linea", "columna", "valor", "motivo", "estado")
