import django_tables2 as tables

from config.comun.pantalla.tables import Casilla, Enlace, Estado, Fecha, Momento, Numero, Soles, Tabla

from .choices import EstadoAccion, EstadoCliente, SituacionEscalera

TONOS_CLIENTE = {
    EstadoCliente.VENCIDO: "mal",
    EstadoCliente.POR_VENCER: "espera",
    EstadoCliente.CONGELADO: "congelado",
    EstadoCliente.SIN_DEUDA: "bien",
}
TONOS_RECIBO = {"vencido": "mal", "por_vencer": "espera", "congelado": "congelado"}
TONOS_ACCION = {
    EstadoAccion.PROPUESTA: "espera",
    EstadoAccion.HECHA: "bien",
    EstadoAccion.OMITIDA: "aviso",
    EstadoAccion.ANULADA: "neutro",
}
TONOS_ESCALERA = {SituacionEscalera.RIGE: "bien", SituacionEscalera.REGIRA: "espera"}


class AccionORazon(tables.Column):
    """El paso propuesto o, si no hay, la razón nombrada: nunca queda en blanco."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("empty_values", ())
        kwargs.setdefault("verbose_name", "Acción o razón")
        super().__init__(*args, **kwargs)

    def render(self, record):
        if not record.accion_id:
            return record.get_razon_display()
        pausa = getattr(record, "pausa", "") and record.get_pausa_display()
        return (
            f"{record.accion.peldano.nombre} ({pausa[0].lower()}{pausa[1:]})" if pausa else record.accion.peldano.nombre
        )

    def value(self, record):
        return self.render(record)


class TablaControl(Tabla):
    cliente = Enlace(verbose_name="Cliente", order_by=("cliente__nombre_norm",))
    documento = tables.Column(accessor="cliente__numero_documento", verbose_name="Documento", orderable=False)
    vencido = Soles(verbose_name="Vencido")
    dias = Numero(verbose_name="Días")
    recibos_vencidos = Numero(verbose_name="Recibos")
    estado = Estado(tonos=TONOS_CLIENTE, verbose_name="Estado")
    accion = AccionORazon(order_by=("-peldano__orden", "razon"))
    movil = ("cliente", "vencido", "accion")


class TablaRecibos(Tabla):
    recibo = Enlace(
        accessor="recibo__numero", verbose_name="Recibo", url=lambda e: e.get_absolute_url(), order_by="recibo__numero"
    )
    suministro = tables.Column(accessor="recibo__suministro__codigo", verbose_name="Suministro")
    cliente = tables.Column(verbose_name="Cliente", order_by=("cliente__nombre_norm",))
    zona = tables.Column(accessor="recibo__suministro__zona__nombre", verbose_name="Zona", orderable=False)
    # Del mismo día todos: el que venció antes es el que tiene más días, y eso ya está en la fila.
    vence_el = Fecha(accessor="recibo__vence_el", verbose_name="Venció o vence", order_by=("-dias",))
    dias = Numero(verbose_name="Días")
    exigible = Soles(verbose_name="Exigible", orderable=False)
    estado = Estado(tonos=TONOS_RECIBO, verbose_name="Estado")
    accion = AccionORazon(orderable=False)
    movil = ("recibo", "cliente", "exigible")


class TablaRecibosDelCliente(Tabla):
    """Los de un cliente en un día: sin repetir el cliente ni ordenar, que son pocos."""

    recibo = tables.Column(accessor="recibo__numero", verbose_name="Recibo", attrs={"td": {"class": "text-nowrap"}})
    suministro = tables.Column(accessor="recibo__suministro__codigo", verbose_name="Suministro")
    zona = tables.Column(accessor="recibo__suministro__zona__nombre", verbose_name="Zona")
    vence_el = Fecha(accessor="recibo__vence_el", verbose_name="Venció o vence")
    dias = Numero(verbose_name="Días")
    exigible = Soles(verbose_name="Exigible")
    congelado = Soles(verbose_name="Congelado")
    estado = Estado(tonos=TONOS_RECIBO, verbose_name="Estado")
    accion = AccionORazon()
    movil = ("recibo", "exigible", "estado")

    class Meta:
        orderable = False


class TablaAcciones(Tabla):
    casilla = Casilla(etiqueta="cliente")
    cliente = Enlace(verbose_name="Cliente", order_by=("cliente__nombre_norm",))
    peldano = tables.Column(accessor="peldano__nombre", verbose_name="Toca", order_by=("peldano__orden",))
    importe = Soles(verbose_name="Importe")
    ancla = tables.Column(accessor="ancla__numero", verbose_name="Recibo más antiguo", orderable=False)
    vence_el = Fecha(accessor="ancla__vence_el", verbose_name="Venció o vence", order_by=("ancla__vence_el",))
    propuesta_el = Fecha(verbose_name="Propuesta el")
    movil = ("cliente", "peldano", "importe")


class TablaHistoria(Tabla):
    """Las acciones de un cliente, en su ficha."""

    peldano = Enlace(accessor="peldano__nombre", verbose_name="Paso")
    estado = Estado(tonos=TONOS_ACCION, verbose_name="Estado")
    importe = Soles(verbose_name="Importe")
    ancla = tables.Column(accessor="ancla__numero", verbose_name="Recibo más antiguo")
    propuesta_el = Fecha(verbose_name="Propuesta el")
    cerrada_el = Fecha(verbose_name="Cerrada el")
    nota = tables.Column(verbose_name="Qué se hizo")
    movil = ("peldano", "estado", "propuesta_el")

    class Meta:
        orderable = False


class TablaBarridos(Tabla):
    al = Enlace(verbose_name="Día")
    clientes = Numero(verbose_name="Principales")
    recibos_vencidos = Numero(verbose_name="Recibos vencidos")
    saldo_vencido = Soles(verbose_name="Vencido")
    acciones = Numero(verbose_name="Acciones nuevas")
    suprimidas = Numero(verbose_name="Sin acción")
    pagos_hasta = Fecha(verbose_name="Pagos hasta")
    actuo = Estado(tonos={True: "bien", False: "aviso"}, verbose_name="Propuso acciones")
    hecho_en = Momento(verbose_name="Hecho")
    por = tables.Column(verbose_name="Pedido por", default="Automático")
    movil = ("al", "saldo_vencido", "acciones")

    def render_al(self, value, record):
        return f"{value:%d/%m/%Y}"


class Situacion(Estado):
    def render(self, value, record, column):
        return super().render(SituacionEscalera(value).label, record, column)

    def value(self, value):
        return SituacionEscalera(value).label


class TablaEscaleras(Tabla):
    version = Enlace(verbose_name="Versión")
    nombre = tables.Column(verbose_name="Nombre")
    desde = Fecha(accessor="vigencia__lower", verbose_name="Rige desde", orderable=False)
    hasta = Fecha(accessor="vigencia__upper", verbose_name="Deja de regir", orderable=False)
    situacion = Situacion(tonos=TONOS_ESCALERA, verbose_name="Situación")
    pasos = Numero(verbose_name="Pasos")
    motivo = tables.Column(verbose_name="Por qué se cambió", orderable=False)
    creada_por = tables.Column(verbose_name="Publicada por", default="Con la instalación", orderable=False)
    movil = ("version", "desde", "situacion")


class TablaPospuestos(Tabla):
    cliente = Enlace(verbose_name="Cliente", order_by=("cliente__nombre_norm",))
    recibo = tables.Column(accessor="recibo__numero", verbose_name="Recibo", default="Todos")
    hasta = Fecha(verbose_name="Hasta")
    motivo = tables.Column(verbose_name="Por qué", orderable=False)
    por = tables.Column(verbose_name="Quién", orderable=False)
    desde = Fecha(verbose_name="Desde")
    movil = ("cliente", "hasta", "motivo")
