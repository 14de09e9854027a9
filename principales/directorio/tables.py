import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from config.comun.pantalla.tables import Acciones, Enlace, Estado, Fecha, Momento, Numero, Tabla

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


class TablaDirectorio(Tabla):
    """Un contacto por fila, con sus medios útiles; lo mismo que se exporta."""

    movil = ("nombre", "cliente", "telefonos")
    nombre = Enlace(verbose_name="Contacto", order_by=("nombre_norm",))
    rol = tables.Column(verbose_name="Rol")
    cliente = Enlace(
        accessor="cliente__nombre",
        verbose_name="Cliente",
        url=lambda c: f"{reverse('padron:cliente', args=[c.cliente_id])}?pestana=directorio",
        order_by=("cliente__nombre_norm",),
        default="(sin nombre)",
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

    def _medios(self, contacto, *, correos: bool):
        return [m for m in contacto.medios.all() if m.util and (m.tipo == TipoMedio.CORREO) is correos]

    def render_telefonos(self, record):
        enlaces = ((m.enlace, escribir(m.valor, m.anexo)) for m in self._medios(record, correos=False))
        return format_html_join(mark_safe("<br>"), '<a href="{}" class="text-nowrap">{}</a>', enlaces) or "—"

    def value_telefonos(self, record):
        return "; ".join(escribir(m.valor, m.anexo) for m in self._medios(record, correos=False))

    def render_correos(self, record):
        enlaces = ((m.enlace, m.valor) for m in self._medios(record, correos=True))
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>', enlaces) or "—"

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
    valor = Enlace(verbose_name="Teléfono o correo", url=lambda m: m.enlace)
    contacto = Enlace(verbose_name="Contacto", url=lambda m: m.get_absolute_url(), order_by=("contacto__nombre_norm",))
    cliente = tables.Column(accessor="contacto__cliente", verbose_name="Cliente", orderable=False)
    tipo = tables.Column(verbose_name="Tipo")
    estado = Estado(tonos=TONOS_MEDIO, verbose_name="Estado")
    verificado_el = Fecha(verbose_name="Verificado", default="nunca")
    motivo_estado = tables.Column(verbose_name="Por qué", orderable=False)
    acciones = Acciones(template_name="principales/directorio/acciones_medio.html")

    class Meta:
        model = MedioContacto
        fields = ("valor", "contacto", "cliente", "tipo", "estado", "verificado_el", "motivo_estado", "acciones")

    def render_valor(self, record, value):
        return format_html('<a href="{}" class="text-nowrap">{}</a>', record.enlace, escribir(value, record.anexo))

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
