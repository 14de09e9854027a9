from django.db import models


class EstadoDerivacion(models.TextChoices):
    PROPUESTA = "propuesta", "Por enviar"
    ENVIADA = "enviada", "Por aceptar"
    ACEPTADA = "aceptada", "En cartera morosa"
    DEVUELTA = "devuelta", "Devuelta"
    RETIRADA = "retirada", "Retirada"
    CERRADA = "cerrada", "Cerrada"


# De quién es el caso en cada estado: del equipo hasta que se envía, de cartera morosa hasta que lo deja.
DERIVADOS = (EstadoDerivacion.ENVIADA, EstadoDerivacion.ACEPTADA)
VIVOS = (EstadoDerivacion.PROPUESTA, *DERIVADOS)
TRANSICIONES: dict[str, tuple[str, ...]] = {
    EstadoDerivacion.ENVIADA: (EstadoDerivacion.PROPUESTA, EstadoDerivacion.DEVUELTA),
    EstadoDerivacion.ACEPTADA: (EstadoDerivacion.ENVIADA,),
    EstadoDerivacion.DEVUELTA: (EstadoDerivacion.ENVIADA,),
    EstadoDerivacion.RETIRADA: (*VIVOS, EstadoDerivacion.DEVUELTA),
    EstadoDerivacion.CERRADA: (EstadoDerivacion.ACEPTADA,),
}
