from django.db import models


class EstadoRecibo(models.TextChoices):
    """En este orden: vale el primero que se cumple (NORMAS §1)."""

    PAGADO = "pagado", "Pagado"
    CONGELADO = "congelado", "Congelado"
    VENCIDO = "vencido", "Vencido"
    POR_VENCER = "por_vencer", "Por vencer"


class FiltroRecibos(models.TextChoices):
    """Qué recibos de una cuenta se miran: un estado, o los que componen una cifra del resumen."""

    CON_SALDO = "con_saldo", "Con saldo"
    VENCIDO = EstadoRecibo.VENCIDO.value, "Vencidos"
    POR_VENCER = EstadoRecibo.POR_VENCER.value, "Por vencer"
    CON_CONGELADO = "con_congelado", "Con parte congelada"
    CONGELADO = EstadoRecibo.CONGELADO.value, "Congelados"
    PAGADO = EstadoRecibo.PAGADO.value, "Pagados"


class Tramo(models.TextChoices):
    """Antigüedad por días vencidos; el 30 es de 1-30 (NORMAS §1)."""

    T30 = "1-30", "1 a 30 días"
    T60 = "31-60", "31 a 60 días"
    T90 = "61-90", "61 a 90 días"
    T180 = "91-180", "91 a 180 días"
    MAS = ">180", "Más de 180 días"


class MotivoCongelamiento(models.TextChoices):
    RECLAMO = "reclamo", "Reclamo"
    CONVENIO = "convenio", "Convenio"


class SituacionPago(models.TextChoices):
    """Por qué se buscan pagos en la lista."""

    CREDITO = "credito", "Con crédito por aplicar"
    POR_IDENTIFICAR = "por_identificar", "Por identificar"
    REVERSA = "reversa", "Reversas"
