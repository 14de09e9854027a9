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
    """Por qué hoy no hay acción sobre un recibo o un cliente. Su valor es estable: sale en `explicar` y se guarda."""

    PAGADO = "pagado", "No debe nada"
    DERIVADO = "derivado", "Derivado a cartera morosa"
    CONGELADO = "congelado", "Congelado por reclamo"
    CONVENIO_VIVO = "convenio_vivo", "Tiene un convenio al día"
    POSPUESTO = "pospuesto", "Pospuesto hasta una fecha"
    PROMESA_VIVA = "promesa_viva", "Tiene una promesa que aún no vence"
    POR_VENCER = "por_vencer", "Todavía no vence"
    PAGOS_ATRASADOS = "pagos_atrasados", "Los pagos cargados están atrasados"
    PAGO_SIN_APLICAR = "pago_sin_aplicar", "Tiene un pago sin aplicar que cubre lo vencido"
    BAJO_MINIMO = "bajo_minimo", "Debe menos que el mínimo del paso"
    YA_HECHA = "ya_hecha", "El paso que toca ya se hizo"
    SIN_PASO = "sin_paso", "Aún no toca el siguiente paso"


class Pausa(models.TextChoices):
    """Por qué una acción que toca no se puede hacer en este momento: sigue abierta y se hará después."""

    SIN_CONTACTO = "sin_contacto", "Sin contacto válido"
    CONTACTADO = "contactado", "Ya se le contactó lo que permite el presupuesto"
    FERIADO = "feriado", "Feriado o fuera de hora"


class SituacionEscalera(models.TextChoices):
    RIGE = "rige", "Rige hoy"
    REGIRA = "regira", "Regirá"
    PASADA = "pasada", "Ya no rige"
