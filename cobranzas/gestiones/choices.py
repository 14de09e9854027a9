from django.db import models

from cobranzas.control.choices import Canal

# Lo que hace una persona con el cliente delante; el correo sale solo y derivar no es hablar con él.
CANALES = (Canal.LLAMADA, Canal.VISITA)


class TipoAtencion(models.TextChoices):
    RESULTADO = "resultado", "Resultado"
    SALTO = "salto", "Saltada"


class SituacionGestion(models.TextChoices):
    """Cómo se mira la cola de todos en el tablero."""

    POR_HACER = "por_hacer", "Por hacer"
    ATENDIENDO = "atendiendo", "La atienden ahora"
    DESPUES = "despues", "Vuelve otro día"
