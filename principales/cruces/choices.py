from django.db import models


class Par(models.TextChoices):
    """Con quién del padrón coincide una fila del registro, de lo más seguro a lo menos."""

    DOCUMENTO = "documento", "Mismo documento"
    NOMBRE = "nombre", "Mismo nombre"
    PARECIDO = "parecido", "Parecido"
    NINGUNO = "ninguno", "Sin par"
    SIN_COMPARAR = "sin_comparar", "Sin comparar"


class Decision(models.TextChoices):
    PENDIENTE = "pendiente", "Por decidir"
    INCORPORAR = "incorporar", "Se incorpora"
    INSPECCIONAR = "inspeccionar", "Se inspecciona su local"
    CORREGIR = "corregir", "Se corrige el padrón"
    DESCARTAR = "descartar", "Descartado"


class Dato(models.TextChoices):
    """Lo que se entiende de un registro externo; el perfil dice en qué columna viene cada uno."""

    NUMERO = "numero", "Número de documento"
    TIPO = "tipo", "Tipo de documento"
    NOMBRE = "nombre", "Nombre o razón social"
    DIRECCION = "direccion", "Dirección"
    LOCALIDAD = "localidad", "Localidad o distrito"
    GIRO = "giro", "Giro o actividad"
    DESDE = "desde", "Fecha desde la que rige"
    REFERENCIA = "referencia", "Número de resolución o licencia"


SEGURO = 80  # puntaje desde el que un único candidato se propone solo o se acepta en lote
