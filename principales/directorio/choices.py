from django.db import models


class RolContacto(models.TextChoices):
    """Qué hace la persona en el cliente (manual 6.3.1)."""

    TITULAR = "titular", "Titular"
    GERENCIA = "gerencia", "Gerencia"
    PAGOS = "pagos", "Pagos"
    MANTENIMIENTO = "mantenimiento", "Mantenimiento"
    LEGAL = "legal", "Legal"
    OTRO = "otro", "Otro"


class TipoMedio(models.TextChoices):
    TELEFONO = "telefono", "Teléfono fijo"
    CELULAR = "celular", "Celular"
    CORREO = "correo", "Correo"


class EstadoMedio(models.TextChoices):
    VIGENTE = "vigente", "Vigente"
    EQUIVOCADO = "equivocado", "Equivocado"
    REBOTADO = "rebotado", "Rebotado"
    OPUESTO = "opuesto", "No quiere"
    RETIRADO = "retirado", "Ya no lo usa"


class Asunto(models.TextChoices):
    """Qué se le manda a quién."""

    RECIBO = "recibo", "Recibos"
    COBRANZA = "cobranza", "Cobranza"
    RECLAMOS = "reclamos", "Reclamos"
    CAMPANAS = "campanas", "Campañas"


class CanalPreferido(models.TextChoices):
    LLAMADA = "llamada", "Llamada"
    WHATSAPP = "whatsapp", "WhatsApp"
    CORREO = "correo", "Correo"
    VISITA = "visita", "Visita"


class Fuente(models.TextChoices):
    """De dónde salió el dato (Ley 29733): se dice al titular si lo pregunta."""

    CLIENTE = "cliente", "Lo dio el cliente"
    VISITA = "visita", "Visita o reparto"
    LLAMADA = "llamada", "Llamada"
    RECLAMO = "reclamo", "Expediente de reclamo"
    CONTRATO = "contrato", "Contrato o solicitud"
    PUBLICA = "publica", "Fuente pública"
    CARGA = "carga", "Archivo cargado"


class Finalidad(models.TextChoices):
    """Para qué se guarda el dato (Ley 29733). Las campañas necesitan además su consentimiento."""

    SERVICIO = "servicio", "Servicio y su cobranza"
    RECLAMOS = "reclamos", "Atención de reclamos"
    CAMPANAS = "campanas", "Solo campañas"


class ActoAcceso(models.TextChoices):
    FICHA = "ficha", "Vio la ficha"
    LISTA = "lista", "Vio la lista"
    BUSQUEDA = "busqueda", "Buscó"
    EXPORTACION = "exportacion", "Exportó"


class PedidoOposicion(models.TextChoices):
    CAMPANAS = "campanas", "No recibir campañas"
    MEDIOS = "medios", "No usar sus teléfonos ni correos"
    SUPRESION = "supresion", "Borrar sus datos"


class EstadoOposicion(models.TextChoices):
    PENDIENTE = "pendiente", "Por responder"
    ATENDIDA = "atendida", "Atendida"
    DENEGADA = "denegada", "Denegada"


TRANSICIONES_OPOSICION = {
    EstadoOposicion.PENDIENTE: {EstadoOposicion.ATENDIDA, EstadoOposicion.DENEGADA},
    EstadoOposicion.ATENDIDA: set(),
    EstadoOposicion.DENEGADA: set(),
}

TELEFONICOS = (TipoMedio.TELEFONO, TipoMedio.CELULAR)
