import django_tables2 as tables
from django.urls import reverse

from config.comun.pantalla.tables import Enlace, Estado, Fecha, Momento, Numero, Tabla

from .choices import EstadoSolicitud, Movimiento
from .models import Solicitud, SolicitudSuministro

TONOS = {
    EstadoSolicitud.PENDIENTE: "espera",
    EstadoSolicitud.ACEPTADA: "bien",
    EstadoSolicitud.DEVUELTA: "mal",
    EstadoSolicitud.SIN_EFECTO: "neutro",
}


class TablaSolicitudes(Tabla):
    movil = ("numero", "asunto", "estado")
    numero = Enlace(verbose_name="Solicitud")
    asunto = tables.Column(verbose_name="Asunto")
    estado = Estado(tonos=TONOS, verbose_name="Estado")
    entran = Numero(verbose_name="Entran")
    salen = Numero(verbose_name="Salen")
    corrigen = Numero(verbose_name="Se corrigen")
    rige_desde = Fecha(verbose_name="Rige desde")
    pedido_por = tables.Column(verbose_name="La pidió", order_by=("pedido_por__username",))
    pedido_en = Momento(verbose_name="Pedida")
    resuelto_por = tables.Column(verbose_name="Respondió", order_by=("resuelto_por__username",))
    resuelto_en = Momento(verbose_name="Respondida")

    class Meta:
        model = Solicitud
        fields = ()


class TablaDetalle(Tabla):
    movil = ("suministro", "cliente", "movimiento")
    suministro = tables.Column(accessor="suministro__codigo", verbose_name="Suministro")
    cliente = Enlace(
        accessor="cliente__nombre",
        order_by=("cliente__nombre_norm",),
        verbose_name="Cliente",
        url=lambda fila: reverse("padron:cliente", args=[fila.cliente_id]),
    )
    movimiento = Estado(
        tonos={Movimiento.ENTRA: "bien", Movimiento.SALE: "aviso", Movimiento.CORRIGE: "info"},
        verbose_name="Movimiento",
    )
    zona = tables.Column(accessor="suministro__zona__nombre", verbose_name="Zona")
    direccion = tables.Column(accessor="suministro__direccion", verbose_name="Dirección")
    detalle = tables.Column(verbose_name="Qué se corrige", orderable=False)
    ciclo_facturacion = Numero(verbose_name="Ciclo al pedirlo")
    ciclo = Numero(accessor="suministro__ciclo", verbose_name="Ciclo en facturación")

    class Meta:
        model = SolicitudSuministro
        fields = ()
