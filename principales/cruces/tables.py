import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from config.comun.carga.tables import TONOS as TONOS_CARGA
from config.comun.pantalla.listas import url_de_lista
from config.comun.pantalla.tables import Acciones, Casilla, Enlace, Estado, Fecha, Momento, Numero, Tabla
from config.comun.pantalla.templatetags.formatos import entero

from .choices import Decision, Par
from .models import CargaRegistro, PedidoInspeccion, PerfilRegistro, Registrado

TONOS_PAR = {
    Par.DOCUMENTO: "bien",
    Par.NOMBRE: "info",
    Par.PARECIDO: "aviso",
    Par.NINGUNO: "neutro",
    Par.SIN_COMPARAR: "espera",
}
TONOS_DECISION = {
    Decision.PENDIENTE: "espera",
    Decision.INCORPORAR: "bien",
    Decision.INSPECCIONAR: "info",
    Decision.CORREGIR: "info",
    Decision.DESCARTAR: "neutro",
}


class TablaRegistrados(Tabla):
    movil = ("nombre", "par", "candidato")
    casilla = Casilla(etiqueta="nombre")
    nombre = Enlace(order_by=("nombre_norm",), verbose_name="Nombre en el registro")
    par = Estado(tonos=TONOS_PAR, verbose_name="Coincidencia")
    candidato = tables.Column(
        accessor="mejor_nombre", orderable=False, verbose_name="Mejor candidato", attrs={"td": {"class": "celda-texto"}}
    )
    puntaje = Numero(accessor="mejor_puntaje", verbose_name="Puntaje")
    decision = Estado(tonos=TONOS_DECISION, verbose_name="Decisión")
    documento = tables.Column(accessor="numero_documento", verbose_name="Documento")
    direccion = tables.Column(verbose_name="Dirección")
    localidad = tables.Column(verbose_name="Localidad")
    perfil = tables.Column(verbose_name="Registro", order_by=("perfil__nombre",))

    class Meta:
        model = Registrado
        fields = ()

    def render_candidato(self, value, record):
        """Quién es y, debajo, por qué se propone."""
        porque = " · ".join(record.mejor_razones)
        return format_html('<div>{}<div class="text-secondary">{}</div></div>', value, porque)

    def value_candidato(self, value, record):
        return f"{value} ({'; '.join(record.mejor_razones)})" if value else None


class TablaRegistros(Tabla):
    """Cada registro externo: cuándo se cargó y cuánto espera decisión."""

    movil = ("nombre", "por_decidir", "cargado_en")
    nombre = Enlace(
        verbose_name="Registro", url=lambda fila: url_de_lista(reverse("cruces:registrados"), perfil=fila.pk)
    )
    por_decidir = Numero(orderable=False, empty_values=(), verbose_name="Por decidir")
    registrados = Numero(orderable=False, empty_values=(), verbose_name="En la última carga")
    cargado_en = Momento(accessor="ultima_carga__creada_en", verbose_name="Última carga")
    fuente = tables.Column(verbose_name="Fuente")
    base_legal = tables.Column(verbose_name="Base legal")
    activo = tables.Column(verbose_name="Se carga")
    acciones = Acciones(template_name="principales/cruces/editar_perfil.html")

    class Meta:
        model = PerfilRegistro
        fields = ()

    def __init__(self, *args, por_decidir=None, en_ultima=None, **kwargs):
        self.cuentas, self.en_ultima = por_decidir or {}, en_ultima or {}
        super().__init__(*args, **kwargs)

    def render_activo(self, value):
        return "Sí" if value else "No"

    def render_por_decidir(self, record):
        n = self.cuentas.get(record.pk, 0)
        if not n:
            return "0"
        return format_html(
            '<a href="{}">{}</a>',
            url_de_lista(reverse("cruces:registrados"), perfil=record.pk, espera="si"),
            entero(n),
        )

    def value_por_decidir(self, record):
        return self.cuentas.get(record.pk, 0)

    def render_registrados(self, record):
        n = self.en_ultima.get(record.ultima_carga_id, 0)
        if not n:
            return "0"
        return format_html(
            '<a href="{}">{}</a>',
            url_de_lista(reverse("cruces:registrados"), carga=record.ultima_carga_id),
            entero(n),
        )

    def value_registrados(self, record):
        return self.en_ultima.get(record.ultima_carga_id, 0)


class TablaCargasRegistro(Tabla):
    movil = ("nombre", "estado", "creada_en")
    nombre = Enlace(accessor="carga__nombre", verbose_name="Archivo")
    perfil = tables.Column(verbose_name="Registro", order_by=("perfil__nombre",))
    estado = Estado(tonos=TONOS_CARGA, accessor="carga__estado", verbose_name="Estado")
    filas = Numero(accessor="carga__filas", verbose_name="Filas")
    nuevas = Numero(accessor="carga__nuevas", verbose_name="Nuevas")
    cambiadas = Numero(accessor="carga__cambiadas", verbose_name="Cambiadas")
    rechazadas = Numero(accessor="carga__rechazadas", verbose_name="Rechazadas")
    fuente = tables.Column(verbose_name="Fuente")
    base_legal = tables.Column(verbose_name="Base legal")
    obtenido_el = Fecha(verbose_name="Obtenido el")
    por = tables.Column(accessor="carga__por", verbose_name="Lo cargó", default="línea de comandos", orderable=False)
    creada_en = Momento(accessor="carga__creada_en", verbose_name="Cuándo")

    class Meta:
        model = CargaRegistro
        fields = ()


class TablaInspecciones(Tabla):
    movil = ("registrado", "direccion", "orden")
    registrado = Enlace(accessor="registrado__nombre", verbose_name="Negocio")
    direccion = tables.Column(verbose_name="Dirección")
    localidad = tables.Column(verbose_name="Localidad")
    zona = tables.Column(accessor="registrado__zona__nombre", verbose_name="Zona")
    motivo = tables.Column(verbose_name="Motivo", orderable=False)
    pedido_por = tables.Column(verbose_name="La pidió", orderable=False)
    pedido_en = Momento(verbose_name="Pedida")
    orden = tables.Column(accessor="recogido_como", verbose_name="Orden", default="espera su orden")

    class Meta:
        model = PedidoInspeccion
        fields = ()
