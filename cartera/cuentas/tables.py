import django_tables2 as tables
from django.urls import reverse

from config.comun.pantalla.tables import Acciones, Enlace, Estado, Fecha, Soles, Tabla
from config.comun.pantalla.templatetags import formatos

from .choices import EstadoRecibo

TONOS = {
    EstadoRecibo.PAGADO: "bien",
    EstadoRecibo.CONGELADO: "congelado",
    EstadoRecibo.VENCIDO: "mal",
    EstadoRecibo.POR_VENCER: "espera",
}


class EstadoDeRecibo(Estado):
    """El estado con su nombre: la fila trae solo el valor."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, tonos=TONOS, verbose_name="Estado", **kwargs)

    def render(self, value, record, column):
        return super().render(EstadoRecibo(value).label, record, column)


def ficha_de_recibo(fila) -> str:
    return reverse("cuentas:recibo", args=[getattr(fila, "recibo_id", None) or fila.pk])


def ficha_de_pago(fila) -> str:
    return reverse("cuentas:pago", args=[getattr(fila, "pago_id", None) or fila.pk])


class Atraso(tables.Column):
    """Días vencidos y su tramo; vacío si no está vencido."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("attrs", {"td": {"class": "text-nowrap"}})
        super().__init__(*args, verbose_name="Atraso", accessor="dias", **kwargs)

    def render(self, record):
        if not record.tramo:
            return self.default
        return f"{formatos.plural(record.dias, 'día,días')}, {record.tramo}"


class TablaRecibosDeCuenta(Tabla):
    """Filas ReciboAl: cifras a una fecha."""

    numero = Enlace(verbose_name="Recibo", url=ficha_de_recibo, attrs={"td": {"class": "text-nowrap"}})
    suministro = tables.Column(verbose_name="Suministro")
    vence_el = Fecha(verbose_name="Vence")
    estado = EstadoDeRecibo()
    atraso = Atraso()
    total = Soles(verbose_name="Total")
    pagado = Soles(verbose_name="Pagado")
    congelado = Soles(verbose_name="Congelado")
    saldo = Soles(verbose_name="Saldo")
    movil = ("numero", "saldo", "estado")

    class Meta:
        orderable = False


class TablaPagosDeCuenta(Tabla):
    """Filas PagoAl: lo aplicado y lo que sobra a una fecha."""

    operacion = Enlace(verbose_name="Operación", url=ficha_de_pago)
    entidad = tables.Column(verbose_name="Entidad")
    pagado_el = Fecha(verbose_name="Pagado")
    suministro = tables.Column(verbose_name="Suministro")
    recibo = tables.Column(verbose_name="Recibo indicado")
    importe = Soles(verbose_name="Importe")
    revertido = Soles(verbose_name="Revertido")
    aplicado = Soles(verbose_name="Aplicado")
    credito = Soles(verbose_name="Crédito")
    movil = ("operacion", "pagado_el", "importe")

    class Meta:
        orderable = False


class TablaAplicaciones(Tabla):
    """Filas AplicacionAl, vistas desde el recibo (qué pagos) o desde el pago (qué recibos)."""

    operacion = Enlace(verbose_name="Operación", url=ficha_de_pago)
    entidad = tables.Column(verbose_name="Entidad")
    pagado_el = Fecha(verbose_name="Pagado")
    numero = Enlace(verbose_name="Recibo", url=ficha_de_recibo)
    vence_el = Fecha(verbose_name="Vence")
    nombrado = tables.BooleanColumn(verbose_name="El pago nombró el recibo", yesno="Sí,No")
    importe = Soles(verbose_name="Aplicado")

    class Meta:
        orderable = False


class TablaPagos(Tabla):
    """Se ordena por lo que tiene índice: por las demás habría que ordenar millones de pagos en cada página."""

    operacion = Enlace(verbose_name="Operación")
    entidad = tables.Column(verbose_name="Entidad", orderable=False)
    pagado_el = Fecha(verbose_name="Pagado")
    suministro = tables.Column(
        accessor="suministro__codigo", verbose_name="Suministro", default="Por identificar", orderable=False
    )
    numero_recibo = tables.Column(verbose_name="Recibo indicado", orderable=False)
    importe = Soles(verbose_name="Importe", orderable=False)
    revertido = Soles(verbose_name="Revertido", orderable=False)
    aplicado = Soles(verbose_name="Aplicado", orderable=False)
    credito = Soles(verbose_name="Crédito", orderable=False)
    movil = ("operacion", "pagado_el", "importe")


class TablaPorIdentificar(Tabla):
    operacion = Enlace(verbose_name="Operación")
    entidad = tables.Column(verbose_name="Entidad")
    pagado_el = Fecha(verbose_name="Pagado")
    depositante = tables.Column(verbose_name="Depositante")
    numero_recibo = tables.Column(verbose_name="Recibo indicado")
    codigo_suministro = tables.Column(verbose_name="Suministro indicado")
    importe = Soles(verbose_name="Importe")
    identificar = Acciones(template_name="cartera/cuentas/boton_identificar.html")
    movil = ("depositante", "importe", "identificar")
