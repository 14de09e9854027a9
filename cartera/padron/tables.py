import django_tables2 as tables
from django.urls import reverse

from config.comun.pantalla.tables import Enlace, Estado, Fecha, Numero, Tabla

from .choices import DecisionAusencia, DecisionNombre, EstadoSuministro
from .models import Ausencia, CasoNombre, Suministro, Titularidad

TONOS = {EstadoSuministro.ACTIVO: "bien", EstadoSuministro.CORTADO: "aviso", EstadoSuministro.BAJA: "neutro"}


class TablaPadron(Tabla):
    movil = ("cliente", "codigo", "estado")
    codigo = Enlace(verbose_name="Suministro")
    cliente = Enlace(
        accessor="cliente__nombre",
        order_by=("cliente__nombre_norm",),
        verbose_name="Cliente",
        default="Sin nombre",
        url=lambda suministro: suministro.cliente.get_absolute_url(),
    )
    documento = tables.Column(accessor="cliente__documento", verbose_name="Documento", orderable=False)
    categoria = tables.Column(verbose_name="Categoría")
    zona = tables.Column(verbose_name="Zona")
    localidad = tables.Column(verbose_name="Localidad")
    direccion = tables.Column(verbose_name="Dirección", orderable=False)
    estado = Estado(verbose_name="Estado", tonos=TONOS)
    ciclo = Numero(verbose_name="Ciclo")

    class Meta:
        model = Suministro
        fields = ("codigo", "cliente", "documento", "categoria", "zona", "localidad", "direccion", "estado", "ciclo")


class TablaSuministros(Tabla):
    """Los de un cliente, en su ficha."""

    movil = ("codigo", "direccion", "estado")
    codigo = Enlace(verbose_name="Suministro")
    direccion = tables.Column(verbose_name="Dirección")
    localidad = tables.Column(verbose_name="Localidad")
    zona = tables.Column(verbose_name="Zona")
    categoria = tables.Column(verbose_name="Categoría")
    medidor = tables.Column(verbose_name="Medidor", default="Sin medidor")
    ciclo = Numero(verbose_name="Ciclo")
    estado = Estado(verbose_name="Estado", tonos=TONOS)

    class Meta:
        model = Suministro
        fields = ("codigo", "direccion", "localidad", "zona", "categoria", "medidor", "ciclo", "estado")


class TablaTitularidades(Tabla):
    movil = ("suministro", "desde", "hasta")
    suministro = Enlace(
        accessor="suministro__codigo", verbose_name="Suministro", url=lambda t: t.suministro.get_absolute_url()
    )
    desde = Fecha(accessor="vigencia__lower", verbose_name="Titular desde", default="Desde siempre")
    hasta = Fecha(accessor="vigencia__upper", verbose_name="Hasta el día anterior a", default="Hoy")

    class Meta:
        model = Titularidad
        fields = ("suministro", "desde", "hasta")
        orderable = False


class TablaNombres(Tabla):
    movil = ("nombre", "motivo", "decision")
    nombre = Enlace(verbose_name="Nombre escrito", url=lambda caso: reverse("padron:nombre", args=[caso.pk]))
    motivo = tables.Column(verbose_name="Por qué se pregunta")
    decision = Estado(
        verbose_name="Decisión",
        tonos={DecisionNombre.PENDIENTE: "espera", DecisionNombre.UNIR: "bien", DecisionNombre.SEPARAR: "neutro"},
    )
    decidido_por = tables.Column(verbose_name="Decidió")

    class Meta:
        model = CasoNombre
        fields = ("nombre", "motivo", "decision", "decidido_por")


class TablaAusencias(Tabla):
    movil = ("suministro", "cliente", "decision")
    suministro = Enlace(
        accessor="suministro__codigo", verbose_name="Suministro", url=lambda a: reverse("padron:ausencia", args=[a.pk])
    )
    cliente = tables.Column(accessor="suministro__cliente", verbose_name="Cliente", orderable=False)
    carga = tables.Column(accessor="carga__nombre", verbose_name="No vino en")
    decision = Estado(
        verbose_name="Decisión",
        tonos={DecisionAusencia.PENDIENTE: "espera", DecisionAusencia.RETIRAR: "neutro"},
    )
    motivo = tables.Column(verbose_name="Motivo")

    class Meta:
        model = Ausencia
        fields = ("suministro", "cliente", "carga", "decision", "motivo")
