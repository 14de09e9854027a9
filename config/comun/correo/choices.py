from django.db import models


class Estado(models.TextChoices):
    PENDIENTE = "pendiente", "pendiente"
    ENVIANDO = "enviando", "enviando"
    ENVIADO = "enviado", "enviado"
    FALLIDO = "fallido", "fallido"
    INCIERTO = "incierto", "incierto"
    DESCARTADO = "descartado", "descartado"


# De qué estado se puede pasar a cuál. «Incierto»: se cortó mientras salía y nadie sabe si llegó; decide una persona.
TRANSICIONES = {
    Estado.PENDIENTE: {Estado.ENVIANDO, Estado.DESCARTADO},
    Estado.ENVIANDO: {Estado.ENVIADO, Estado.PENDIENTE, Estado.FALLIDO, Estado.INCIERTO},
    Estado.FALLIDO: {Estado.PENDIENTE, Estado.DESCARTADO},
    Estado.INCIERTO: {Estado.PENDIENTE, Estado.ENVIADO, Estado.DESCARTADO},
    Estado.ENVIADO: set(),
    Estado.DESCARTADO: set(),
}
