from django.db import models

from principales.directorio.choices import EstadoMedio, TipoMedio


class Canal(models.TextChoices):
    """Por dónde se habló con el cliente (manual 6.3.6)."""

    LLAMADA = "llamada", "Llamada"
    VISITA = "visita", "Visita"
    WHATSAPP = "whatsapp", "WhatsApp"
    REUNION = "reunion", "Reunión"
    CARTA = "carta", "Carta"
    CORREO = "correo", "Correo"


# Los que una persona registra después de hacerlos; el correo se escribe desde su propia página.
REGISTRABLES = (Canal.LLAMADA, Canal.VISITA, Canal.WHATSAPP, Canal.REUNION, Canal.CARTA)
# A qué medio del directorio se acude en cada canal; en los demás no hace falta ninguno.
MEDIOS_DE = {
    Canal.LLAMADA: (TipoMedio.CELULAR, TipoMedio.TELEFONO),
    Canal.WHATSAPP: (TipoMedio.CELULAR,),
    Canal.CORREO: (TipoMedio.CORREO,),
}
# Los que interrumpen a la persona y por eso tienen horas y días (Ley 29571, art. 62).
CON_HORARIO = (Canal.LLAMADA, Canal.VISITA, Canal.WHATSAPP, Canal.CORREO)
ICONOS = {
    Canal.LLAMADA: "phone",
    Canal.VISITA: "map-pin",
    Canal.WHATSAPP: "message",
    Canal.REUNION: "users",
    Canal.CARTA: "file-text",
    Canal.CORREO: "mail",
}


class Sentido(models.TextChoices):
    SALIENTE = "saliente", "De la oficina"
    ENTRANTE = "entrante", "Del cliente"


class MarcaMedio(models.TextChoices):
    """En qué estado deja al medio un resultado («número equivocado»)."""

    EQUIVOCADO = EstadoMedio.EQUIVOCADO.value, "Equivocado"
    OPUESTO = EstadoMedio.OPUESTO.value, "No quiere que lo usen"
    RETIRADO = EstadoMedio.RETIRADO.value, "Ya no lo usa"


class EstadoEntrante(models.TextChoices):
    """Qué se hizo con un correo que llegó al buzón."""

    POR_ARCHIVAR = "por_archivar", "Por archivar"
    ARCHIVADO = "archivado", "Archivado"
    REBOTE = "rebote", "Rebote"
    AUTOMATICO = "automatico", "Respuesta automática"
    DESCARTADO = "descartado", "Descartado"


class Adjunta(models.TextChoices):
    """Documento que una plantilla lleva adjunto."""

    NADA = "", "Nada"
    ESTADO_DE_CUENTA = "estado_de_cuenta", "Estado de cuenta (PDF)"
