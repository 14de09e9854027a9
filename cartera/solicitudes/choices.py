from django.db import models


class TipoSolicitud(models.TextChoices):
    CICLO = "ciclo", "Cambio de ciclo"


class EstadoSolicitud(models.TextChoices):
    PENDIENTE = "pendiente", "Pendiente"
    ACEPTADA = "aceptada", "Aceptada"
    DEVUELTA = "devuelta", "Devuelta"


TRANSICIONES = {
    EstadoSolicitud.PENDIENTE: {EstadoSolicitud.ACEPTADA, EstadoSolicitud.DEVUELTA},
    EstadoSolicitud.ACEPTADA: set(),
    EstadoSolicitud.DEVUELTA: set(),
}


class Movimiento(models.TextChoices):
    ENTRA = "entra", "Entra al ciclo"
    SALE = "sale", "Sale del ciclo"
