from django.db import models


class Medida(models.TextChoices):
    """Cómo se mide el consumo de un cliente en el mes P (NORMAS §1)."""

    ULTIMO_MES = "ultimo_mes", "Último mes"
    PROMEDIO = "promedio", "Promedio de los últimos meses"
    N_DE_M = "n_de_m", "Meses sobre el umbral"


class EstadoEvaluacion(models.TextChoices):
    PROPUESTA = "propuesta", "Propuesta"
    APROBADA = "aprobada", "Aprobada"
    DESCARTADA = "descartada", "Descartada"


class Resultado(models.TextChoices):
    ALTA = "alta", "Alta"
    BAJA = "baja", "Baja"
    QUEDA = "queda", "Se queda"


class Decision(models.TextChoices):
    SIN_CAMBIO = "sin_cambio", "Sin cambio"
    PENDIENTE = "pendiente", "Por aprobar"
    APROBADA = "aprobada", "Aprobada"
    EXCLUIDA = "excluida", "Excluida"


class Grupo(models.TextChoices):
    """Las cifras de una propuesta; cada una abre su lista."""

    QUEDAN = "quedan", "Quedan"
    ENTRAN = "entran", "Entran"
    SALEN = "salen", "Salen"
    EXCLUIDOS = "excluidos", "Excluidos"


CAMBIOS = (Resultado.ALTA, Resultado.BAJA)
