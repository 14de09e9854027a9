from django.db import models


class EstadoCarga(models.TextChoices):
    PENDIENTE = "pendiente", "En espera"
    CORRIENDO = "corriendo", "Cargando"
    HECHA = "hecha", "Cargada"
    CON_RECHAZOS = "con_rechazos", "Con filas por corregir"
    RECHAZADA = "rechazada", "No se cargó nada"
    FALLIDA = "fallida", "Falló"


ABIERTAS = [EstadoCarga.PENDIENTE, EstadoCarga.CORRIENDO]


class EstadoFila(models.TextChoices):
    PENDIENTE = "pendiente", "Por corregir"
    CORREGIDA = "corregida", "Corregida y cargada"
    DESCARTADA = "descartada", "Descartada"
