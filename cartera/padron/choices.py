from django.db import models


class TipoDocumento(models.TextChoices):
    RUC = "RUC", "RUC"
    DNI = "DNI", "DNI"
    CE = "CE", "Carné de extranjería"
    PAS = "PAS", "Pasaporte"


class Categoria(models.TextChoices):
    SOCIAL = "SOCIAL", "Social"
    DOMESTICO = "DOMESTICO", "Doméstico"
    COMERCIAL = "COMERCIAL", "Comercial"
    INDUSTRIAL = "INDUSTRIAL", "Industrial"
    ESTATAL = "ESTATAL", "Estatal"


class EstadoSuministro(models.TextChoices):
    ACTIVO = "ACTIVO", "Activo"
    CORTADO = "CORTADO", "Cortado"
    BAJA = "BAJA", "De baja"


class Modalidad(models.TextChoices):
    """Régimen de facturación (Reglamento de Calidad, arts. 87-89): una letra por fila, son millones."""

    LECTURA = "M", "Lectura"
    PROMEDIO = "P", "Promedio"
    ASIGNADO = "A", "Asignado"


class MotivoCaso(models.TextChoices):
    VARIOS = "varios", "El nombre es de varios documentos"
    PARECIDO = "parecido", "El nombre se parece al de un documento"


class DecisionNombre(models.TextChoices):
    PENDIENTE = "pendiente", "Por decidir"
    UNIR = "unir", "Es el mismo cliente"
    SEPARAR = "separar", "Es otro cliente"


class DecisionAusencia(models.TextChoices):
    PENDIENTE = "pendiente", "Por decidir"
    MANTENER = "mantener", "Se mantiene"
    RETIRAR = "retirar", "Pasa a baja"
    VOLVIO = "volvio", "Volvió en otro padrón"
