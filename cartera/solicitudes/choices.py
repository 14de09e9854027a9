from django.db import models


class TipoSolicitud(models.TextChoices):
    CICLO = "ciclo", "Cambio de ciclo"
    CORRECCION = "correccion", "Corrección del padrón"


class EstadoSolicitud(models.TextChoices):
    PENDIENTE = "pendiente", "Pendiente"
    ACEPTADA = "aceptada", "Aceptada"
    DEVUELTA = "devuelta", "Devuelta"
    SIN_EFECTO = "sin_efecto", "Sin efecto"


TRANSICIONES = {
    EstadoSolicitud.PENDIENTE: {EstadoSolicitud.ACEPTADA, EstadoSolicitud.DEVUELTA, EstadoSolicitud.SIN_EFECTO},
    EstadoSolicitud.ACEPTADA: set(),
    EstadoSolicitud.DEVUELTA: set(),
    EstadoSolicitud.SIN_EFECTO: set(),
}
VERBOS = {
    EstadoSolicitud.ACEPTADA: "la aceptó",
    EstadoSolicitud.DEVUELTA: "la devolvió",
    EstadoSolicitud.SIN_EFECTO: "la dejó sin efecto con otra más nueva",
}


class Movimiento(models.TextChoices):
    ENTRA = "entra", "Entra al ciclo"
    SALE = "sale", "Sale del ciclo"
    CORRIGE = "corrige", "Se corrige"
