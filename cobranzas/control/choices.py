from django.db import models


class Canal(models.TextChoices):
    CORREO = "correo", "Correo"
    LLAMADA = "llamada", "Llamada"
    VISITA = "visita", "Visita"
    DERIVACION = "derivacion", "Derivación"


class UnidadDias(models.TextChoices):
    CALENDARIO = "calendario", "Días calendario"
    HABILES = "habiles", "Días hábiles"


class EstadoAccion(models.TextChoices):
    PROPUESTA = "propuesta", "Propuesta"
    HECHA = "hecha", "Hecha"
    OMITIDA = "omitida", "Omitida por atraso"
    ANULADA = "anulada", "Anulada"


class Razon(models.TextChoices):
    """Por qué hoy no hay acción sobre un recibo o un cliente."""

    PAGADO = "pagado", "Está pagado"
    CONGELADO = "congelado", "Congelado por reclamo o convenio"
    POR_VENCER = "por_vencer", "Todavía no vence"
    SIN_PELDANO = "sin_peldano", "Aún no toca el siguiente paso"
    YA_PROPUESTA = "ya_propuesta", "Ya se propuso este paso"
    BAJO_MINIMO = "bajo_minimo", "Debe menos que el mínimo"
    PAGO_SIN_APLICAR = "pago_sin_aplicar", "Tiene un pago sin aplicar"
    PAGOS_ATRASADOS = "pagos_atrasados", "Los pagos cargados están atrasados"
