import django_tables2 as tables

from config.comun.pantalla.tables import Enlace, Estado, Fecha, Soles, Tabla

from .choices import EstadoConvenio, EstadoPromesa

TONOS_PROMESA = {
    EstadoPromesa.ABIERTA: "espera",
    EstadoPromesa.CUMPLIDA: "bien",
    EstadoPromesa.EN_PARTE: "aviso",
    EstadoPromesa.INCUMPLIDA: "mal",
    EstadoPromesa.ANULADA: "neutro",
}
TONOS_CONVENIO = {
    EstadoConvenio.BORRADOR: "espera",
    EstadoConvenio.VIGENTE: "info",
    EstadoConvenio.CUMPLIDO: "bien",
    EstadoConvenio.ROTO: "mal",
    EstadoConvenio.ANULADO: "neutro",
}


class TablaPromesas(Tabla):
    cliente = Enlace(accessor="cliente", verbose_name="Cliente", order_by=("cliente__nombre_norm",))
    estado = Estado(tonos=TONOS_PROMESA, verbose_name="Estado")
    total = Soles(verbose_name="Prometido")
    cubierto = Soles(verbose_name="Llegó a tiempo")
    proxima = Fecha(verbose_name="Próxima fecha", default="—")
    prometida_el = Fecha(verbose_name="Prometida el")
    por = tables.Column(verbose_name="Registrada por", order_by=("por__username",))
    movil = ("cliente", "total", "estado")


class TablaConvenios(Tabla):
    numero = Enlace(verbose_name="Convenio")
    cliente = tables.Column(accessor="cliente", verbose_name="Cliente", order_by=("cliente__nombre_norm",))
    estado = Estado(tonos=TONOS_CONVENIO, verbose_name="Estado")
    capital = Soles(verbose_name="Deuda que cubre")
    cubierto = Soles(verbose_name="Pagado")
    proxima = Fecha(verbose_name="Próxima cuota", default="—")
    firmado_el = Fecha(verbose_name="Firmado el", default="—")
    preparado_por = tables.Column(verbose_name="Preparado por", order_by=("preparado_por__username",))
    movil = ("numero", "cliente", "estado")


class TablaDelCliente(TablaPromesas):
    """Las promesas de un cliente, en su ficha."""

    prometida_el = Enlace(verbose_name="Prometida el")
    movil = ("prometida_el", "total", "estado")

    class Meta:
        exclude = ("cliente",)
        sequence = ("prometida_el", "...")
        orderable = False

    def render_prometida_el(self, value, record, bound_row):
        return self.columns["prometida_el"].column.render(f"{value:%d/%m/%Y}", record, bound_row, self)


class TablaConveniosDelCliente(TablaConvenios):
    movil = ("numero", "capital", "estado")

    class Meta:
        exclude = ("cliente",)
        orderable = False


class TablaNombrados(Tabla):
    """Los recibos de una promesa o de un convenio."""

    recibo = Enlace(accessor="recibo__numero", verbose_name="Recibo", url=lambda fila: fila.recibo.get_absolute_url())
    suministro = tables.Column(accessor="recibo__suministro__codigo", verbose_name="Suministro")
    vence_el = Fecha(accessor="recibo__vence_el", verbose_name="Venció o vence")
    importe = Soles(verbose_name="Comprometido")
    saldo = Soles(accessor="recibo__saldo", verbose_name="Saldo de hoy")
    movil = ("recibo", "importe", "saldo")

    class Meta:
        orderable = False


class TablaFechas(Tabla):
    """Los pagos de una promesa; `pagado` es lo que llegó a tiempo hasta ahora."""

    vence_el = Fecha(verbose_name="Fecha")
    limite_el = Fecha(verbose_name="Último día")
    importe = Soles(verbose_name="Prometido")
    pagado = Soles(verbose_name="Llegó a tiempo")

    class Meta:
        orderable = False


class TablaCuotas(Tabla):
    """Las cuotas de un convenio; `pagado` cuenta los pagos cargados hasta ahora."""

    nombre = tables.Column(verbose_name="Cuota")
    vence_el = Fecha(verbose_name="Vence")
    limite_el = Fecha(verbose_name="Último día")
    capital = Soles(verbose_name="Capital")
    interes = Soles(verbose_name="Interés")
    pagado = Soles(verbose_name="Pagado")
    movil = ("nombre", "vence_el", "pagado")

    class Meta:
        orderable = False


class TablaPlan(Tabla):
    """El plan que saldría: nada está guardado."""

    nombre = tables.Column(verbose_name="Cuota")
    vence_el = Fecha(verbose_name="Vence")
    capital = Soles(verbose_name="Capital")
    interes = Soles(verbose_name="Interés")
    importe = Soles(verbose_name="A pagar")
    saldo = Soles(verbose_name="Queda por pagar")
    movil = ("nombre", "vence_el", "importe")

    class Meta:
        orderable = False
