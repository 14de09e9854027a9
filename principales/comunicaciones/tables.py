import django_tables2 as tables

from config.comun.pantalla.tables import Enlace, Estado, Fecha, Momento, Numero, Tabla

from .choices import EstadoEntrante, Sentido
from .models import Comunicacion, CorreoEntrante, PlantillaCorreo, ResultadoComunicacion

TONOS_ENTRANTE = {
    EstadoEntrante.POR_ARCHIVAR: "aviso",
    EstadoEntrante.ARCHIVADO: "bien",
    EstadoEntrante.REBOTE: "mal",
    EstadoEntrante.AUTOMATICO: "neutro",
    EstadoEntrante.DESCARTADO: "neutro",
}
SI_NO = {True: "bien", False: "neutro"}


class TablaComunicaciones(Tabla):
    movil = ("cliente", "canal", "ocurrio_en")
    ocurrio_en = Momento(verbose_name="Cuándo")
    cliente = Enlace(accessor="cliente__nombre", order_by=("cliente__nombre_norm",), verbose_name="Cliente")
    canal = tables.Column(verbose_name="Canal")
    sentido = Estado(tonos={Sentido.SALIENTE: "neutro", Sentido.ENTRANTE: "info"}, verbose_name="Sentido")
    resultado = tables.Column(
        accessor="resultado__nombre", verbose_name="Resultado", order_by=("resultado__nombre",), default="—"
    )
    asunto = tables.Column(verbose_name="Asunto", default="—")
    siguiente_paso = tables.Column(verbose_name="Siguiente paso", default="—")
    siguiente_el = Fecha(verbose_name="Para el")
    por = tables.Column(verbose_name="Registró", order_by=("por__username",), default="El sistema")

    class Meta:
        model = Comunicacion
        fields = ()


class TablaEntrantes(Tabla):
    movil = ("asunto", "de", "estado")
    asunto = Enlace(verbose_name="Asunto", empty_values=())
    de = tables.Column(verbose_name="De")
    recibido_en = Momento(verbose_name="Recibido")
    estado = Estado(tonos=TONOS_ENTRANTE, verbose_name="Qué se hizo")
    cliente = tables.Column(accessor="comunicacion__cliente__nombre", verbose_name="Cliente", default="—")

    class Meta:
        model = CorreoEntrante
        fields = ()

    def render_asunto(self, value, record, bound_row, table):
        return self.base_columns["asunto"].render(value or str(record), record, bound_row, table)

    def value_asunto(self, value):
        return value


class TablaResultados(Tabla):
    movil = ("nombre", "canal", "activo")
    nombre = Enlace(verbose_name="Resultado")
    canal = tables.Column(verbose_name="Canal")
    orden = Numero(verbose_name="Orden")
    contacto_logrado = Estado(tonos=SI_NO, verbose_name="Se habló con alguien")
    pide_promesa = Estado(tonos=SI_NO, verbose_name="Prometió pagar")
    pide_fecha = Estado(tonos=SI_NO, verbose_name="Pide fecha")
    marca_medio = tables.Column(verbose_name="Deja el teléfono como", default="—")
    activo = Estado(tonos=SI_NO, verbose_name="Se ofrece")

    class Meta:
        model = ResultadoComunicacion
        fields = ()


class TablaPlantillas(Tabla):
    movil = ("nombre", "asunto", "activa")
    nombre = Enlace(verbose_name="Plantilla")
    asunto = tables.Column(verbose_name="Asunto")
    asunto_directorio = tables.Column(verbose_name="La recibe quien recibe")
    adjunta = tables.Column(verbose_name="Adjunta", default="—")
    activa = Estado(tonos=SI_NO, verbose_name="Se ofrece")

    class Meta:
        model = PlantillaCorreo
        fields = ()
