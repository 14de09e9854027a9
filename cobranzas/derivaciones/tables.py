import django_tables2 as tables

from config.comun.pantalla.tables import Casilla, Enlace, Estado, Fecha, Momento, Numero, Soles, Tabla

from .choices import EstadoDerivacion

TONOS = {
    EstadoDerivacion.PROPUESTA: "espera",
    EstadoDerivacion.ENVIADA: "aviso",
    EstadoDerivacion.ACEPTADA: "info",
    EstadoDerivacion.DEVUELTA: "mal",
    EstadoDerivacion.RETIRADA: "neutro",
    EstadoDerivacion.CERRADA: "bien",
}


class TablaDerivaciones(Tabla):
    casilla = Casilla(etiqueta="numero")
    numero = Enlace(verbose_name="Derivación")
    cliente = tables.Column(accessor="cliente", verbose_name="Cliente", order_by=("cliente__nombre_norm",))
    estado = Estado(tonos=TONOS, verbose_name="Estado")
    deuda = Soles(verbose_name="Deuda derivada")
    al = Fecha(verbose_name="Propuesta el")
    propuesta_por = tables.Column(verbose_name="Propuesta por", order_by=("propuesta_por__username",))
    movil = ("numero", "cliente", "estado")


class TablaDelCliente(TablaDerivaciones):
    movil = ("numero", "deuda", "estado")

    class Meta:
        exclude = ("casilla", "cliente")
        orderable = False


class TablaSuministros(Tabla):
    """Lo que hacía derivable cada suministro el día en que se propuso."""

    suministro = Enlace(verbose_name="Suministro", url=lambda fila: fila.suministro.get_absolute_url())
    direccion = tables.Column(accessor="suministro__direccion", verbose_name="Dirección", default="—")
    recibos_vencidos = Numero(verbose_name="Recibos vencidos")
    cuotas_vencidas = Numero(verbose_name="Cuotas vencidas")
    vencido = Soles(verbose_name="Vencido")
    movil = ("suministro", "recibos_vencidos", "vencido")

    class Meta:
        orderable = False


class TablaRecibos(Tabla):
    recibo = Enlace(accessor="recibo__numero", verbose_name="Recibo", url=lambda fila: fila.recibo.get_absolute_url())
    suministro = tables.Column(accessor="recibo__suministro__codigo", verbose_name="Suministro")
    vence_el = Fecha(accessor="recibo__vence_el", verbose_name="Venció")
    exigible = Soles(verbose_name="Derivado")
    saldo = Soles(accessor="recibo__saldo", verbose_name="Saldo de hoy")
    movil = ("recibo", "exigible", "saldo")

    class Meta:
        orderable = False


class TablaPasos(Tabla):
    en = Momento(verbose_name="Cuándo")
    estado = Estado(tonos=TONOS, verbose_name="Quedó")
    por = tables.Column(verbose_name="Quién", default="El sistema")
    causa = tables.Column(verbose_name="Causa", default="—")
    nota = tables.Column(verbose_name="Nota", default="—")
    movil = ("en", "estado", "nota")

    class Meta:
        orderable = False


class TablaCausas(Tabla):
    nombre = Enlace(verbose_name="Causa", url=lambda fila: f"{fila.pk}/")
    activa = Estado(tonos={True: "bien", False: "neutro"}, verbose_name="Se usa")
