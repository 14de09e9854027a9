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
    # Otro paso más severo llegó antes de que se hiciera este.
    OMITIDA = "omitida", "Omitida por atraso"
    # Dejó de tener causa: se pagó, se congeló o el cliente salió de la cartera.
    ANULADA = "anulada", "Anulada"


class EstadoCliente(models.TextChoices):
    """Del más severo al menos: vale el primero que se cumple."""

    VENCIDO = "vencido", "Vencido"
    POR_VENCER = "por_vencer", "Por vencer"
    CONGELADO = "congelado", "Congelado"
    SIN_DEUDA = "sin_deuda", "Sin deuda"


class Razon(models.TextChoices):
    """Por qué hoy no hay acción sobre un recibo o un cliente."""

    SIN_DEUDA = "sin_deuda", "No debe nada"
    CONGELADO = "congelado", "Congelado por reclamo o convenio"
    POR_VENCER = "por_vencer", "Todavía no vence"
    PAGOS_ATRASADOS = "pagos_atrasados", "Los pagos cargados están atrasados"
    PAGO_SIN_APLICAR = "pago_sin_aplicar", "Tiene un pago sin aplicar que cubre lo vencido"
    BAJO_MINIMO = "bajo_minimo", "Debe menos que el mínimo del paso"
    YA_HECHA = "ya_hecha", "El paso que toca ya se hizo"
    SIN_PASO = "sin_paso", "Aún no toca el siguiente paso"


# Cuando varias valen para quien debe, se dice la primera (NORMAS §1: del estado más severo al menos).
PRIORIDAD = (
    Razon.PAGOS_ATRASADOS,
    Razon.PAGO_SIN_APLICAR,
    Razon.BAJO_MINIMO,
    Razon.YA_HECHA,
    Razon.SIN_PASO,
)
