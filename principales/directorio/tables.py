import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from config.comun.pantalla.tables import Acciones, Enlace, Estado, Fecha, Momento, Numero, Tabla
from config.comun.pantalla.templatetags.formatos import insignia

from .choices import EstadoMedio, EstadoOposicion, TipoMedio
from .medios import escribir
from .models import AccesoDirectorio, Contacto, MedioContacto, Oposicion

TONOS_MEDIO = {
    EstadoMedio.VIGENTE: "bien",
    EstadoMedio.EQUIVOCADO: "mal",
    EstadoMedio.REBOTADO: "mal",
    EstadoMedio.OPUESTO: "aviso",
    EstadoMedio.RETIRADO: "neutro",
}
TONOS_OPOSICION = {
    EstadoOposicion.PENDIENTE: "espera",
    EstadoOposicion.ATENDIDA: "bien",
    EstadoOposicion.DENEGADA: "neutro",
}


UN_MEDIO = '<a href="{}" class="d-block position-relative z-1 text-break">{}</a>'


class TablaDirectorio(Tabla):
    """Un contacto por fila, con sus medios útiles; lo mismo que se exporta."""

    movil = ("nombre", "cliente", "telefonos")
    nombre = Enlace(verbose_name="Contacto", order_by=("nombre_norm",), attrs={"td": {"class": "text-nowrap"}})
    rol = tables.Column(verbose_name="Rol")
    cliente = tables.Column(
        accessor="cliente__nombre", verbose_name="Cliente", order_by=("cliente__nombre_norm",), default="(sin nombre)"
    )
    telefonos = tables.Column(empty_values=(), verbose_name="Teléfonos", orderable=False)
    correos = tables.Column(empty_values=(), verbose_name="Correos", orderable=False)
    recibe = tables.Column(empty_values=(), verbose_name="Recibe", orderable=False)
    situacion = tables.Column(empty_values=(), verbose_name="Situación", orderable=False)
    # Solo en el archivo: en pantalla están en la ficha.
    documento_cliente = tables.Column(accessor="cliente__numero_documento", verbose_name="Documento del cliente")
    cargo = tables.Column(verbose_name="Cargo")
    documento = tables.Column(verbose_name="Documento")
    nota = tables.Column(verbose_name="Nota")

    DEL_ARCHIVO = ("documento_cliente", "cargo", "documento", "nota")

    class Meta:
        model = Contacto
        fields = ("nombre", "rol", "cliente", "telefonos", "correos", "recibe", "situacion")

    def render_cliente(self, value, record):
        ficha = f"{reverse('padron:cliente', args=[record.cliente_id])}?pestana=directorio"
        return format_html('<a href="{}" class="position-relative z-1">{}</a>', ficha, value)

    def value_cliente(self, value):
        return value

    def _medios(self, contacto, *, correos: bool):
        return [m for m in contacto.medios.all() if m.util and (m.tipo == TipoMedio.CORREO) is correos]

    def _enlaces(self, medios):
        """Uno por línea, sobre la tarjeta del teléfono: tocar el número llama, no abre la ficha."""
        filas = ((m.enlace, m.escrito) for m in medios)
        return format_html("<div>{}</div>", format_html_join("", UN_MEDIO, filas)) if medios else "—"

    def render_telefonos(self, record):
        return self._enlaces(self._medios(record, correos=False))

    def value_telefonos(self, record):
        return "; ".join(escribir(m.valor, m.anexo) for m in self._medios(record, correos=False))

    def render_correos(self, record):
        return self._enlaces(self._medios(record, correos=True))

    def value_correos(self, record):
        return "; ".join(m.valor for m in self._medios(record, correos=True))

    def render_recibe(self, record):
        return ", ".join(r.get_asunto_display() for r in record.recepciones.all()) or "—"

    def value_recibe(self, record):
        return "; ".join(r.get_asunto_display() for r in record.recepciones.all())

    def render_situacion(self, record):
        return "Vigente" if record.vigente else f"Cerrado el {record.cerrado_el:%d/%m/%Y}"


class TablaPorVerificar(Tabla):
    movil = ("valor", "contacto", "acciones")
    valor = tables.Column(verbose_name="Teléfono o correo", orderable=False)
    contacto = Enlace(verbose_name="Contacto", url=lambda m: m.get_absolute_url(), order_by=("contacto__nombre_norm",))
    cliente = tables.Column(accessor="contacto__cliente", verbose_name="Cliente", orderable=False)
    estado = Estado(tonos=TONOS_MEDIO, verbose_name="Estado")
    verificado_el = Fecha(verbose_name="Verificado", default="nunca")
    acciones = Acciones(template_name="principales/directorio/acciones_medio.html")

    class Meta:
        model = MedioContacto
        fields = ("valor", "contacto", "cliente", "estado", "verificado_el", "acciones")

    def render_valor(self, record, value):
        return format_html(UN_MEDIO, record.enlace, record.escrito)

    def render_estado(self, record):
        etiqueta = insignia(record.get_estado_display(), TONOS_MEDIO[record.estado])
        return format_html("{} {}", etiqueta, record.motivo_estado)

    def value_valor(self, record):
        return escribir(record.valor, record.anexo)


class TablaParejas(Tabla):
    movil = ("una", "otra", "motivos")
    una = Enlace(verbose_name="Contacto", orderable=False)
    cliente_una = tables.Column(accessor="una__cliente", verbose_name="Cliente", orderable=False)
    otra = tables.Column(verbose_name="Puede ser", orderable=False)
    cliente_otra = tables.Column(accessor="otra__cliente", verbose_name="Su cliente", orderable=False)
    motivos = tables.Column(verbose_name="Por qué", orderable=False)

    def render_motivos(self, value):
        return ", ".join(value)

    def value_motivos(self, value):
        return "; ".join(value)


class TablaOposiciones(Tabla):
    movil = ("contacto", "pide", "vence_el")
    contacto = Enlace(verbose_name="Quién", order_by=("contacto__nombre_norm",))
    cliente = tables.Column(accessor="contacto__cliente", verbose_name="Cliente", orderable=False)
    pide = tables.Column(verbose_name="Qué pide")
    presentada_el = Fecha(verbose_name="Presentada")
    vence_el = Fecha(verbose_name="Vence")
    estado = Estado(tonos=TONOS_OPOSICION, verbose_name="Estado")
    respondida_por = tables.Column(verbose_name="Respondió", orderable=False)

    class Meta:
        model = Oposicion
        fields = ("contacto", "cliente", "pide", "presentada_el", "vence_el", "estado", "respondida_por")


class TablaAccesos(Tabla):
    movil = ("en", "por", "acto")
    en = Momento(verbose_name="Cuándo")
    por = tables.Column(verbose_name="Quién", order_by=("por__username",))
    acto = tables.Column(verbose_name="Qué hizo")
    contacto = tables.Column(verbose_name="Contacto", orderable=False)
    cliente = tables.Column(verbose_name="Cliente", orderable=False)
    filas = Numero(verbose_name="Contactos")
    detalle = tables.Column(verbose_name="Con qué filtro", orderable=False)

    class Meta:
        model = AccesoDirectorio
        fields = ("en", "por", "acto", "contacto", "cliente", "filas", "detalle")
