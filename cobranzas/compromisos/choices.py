from django.db import models


class EstadoPromesa(models.TextChoices):
    ABIERTA = "abierta", "Abierta"
    CUMPLIDA = "cumplida", "Cumplida"
    EN_PARTE = "cumplida_en_parte", "Cumplida en parte"
    INCUMPLIDA = "incumplida", "Incumplida"
    # La retiró una persona, o la reemplazó un convenio: no cuenta en el historial de quien prometió.
    ANULADA = "anulada", "Anulada"


class EstadoConvenio(models.TextChoices):
    BORRADOR = "borrador", "Borrador"
    VIGENTE = "vigente", "Vigente"
    CUMPLIDO = "cumplido", "Cumplido"
    ROTO = "roto", "Roto"
    ANULADO = "anulado", "Anulado"


# Lo que el juicio decide con el dinero y puede volver a decidir si llega un pago tarde o se revierte uno.
JUZGADAS = (EstadoPromesa.CUMPLIDA, EstadoPromesa.EN_PARTE, EstadoPromesa.INCUMPLIDA)
JUZGADOS = (EstadoConvenio.CUMPLIDO, EstadoConvenio.ROTO)


class SituacionPromesa(models.TextChoices):
    """Cómo se mira la lista de promesas en una fecha."""

    HOY = "hoy", "Vencen hoy"
    VENCIDAS = "vencidas", "Vencidas sin cumplir"
    PROXIMAS = "proximas", "Vencen en 7 días"


class SituacionConvenio(models.TextChoices):
    VENCIDA = "vencida", "Con cuota vencida"
