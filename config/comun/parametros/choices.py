from django.db import models


class Tipo(models.TextChoices):
    ENTERO = "entero", "Número entero"
    DECIMAL = "decimal", "Número con decimales"
    TEXTO = "texto", "Texto"
    SINO = "sino", "Sí o no"
    ENTEROS = "enteros", "Lista de números enteros"


class Marca(models.TextChoices):
    """De dónde sale el número: qué tan seguro está."""

    VISTO = "V", "Visto en la norma"
    CORROBORADO = "P", "Corroborado en parte"
    MEMORIA = "M", "Por confirmar"


class UnidadOrganica(models.TextChoices):
    """Unidades que nombra el manual CO-UCOB.09 (5 y 6); su nombre en la empresa es un dato."""

    GERENCIA_COMERCIAL = "gerencia_comercial", "Gerencia comercial"
    COBRANZAS = "cobranzas", "Unidad de cobranzas"
    CARTERA = "cartera", "Unidad de cartera de clientes"
    EQUIPO_PC = "equipo_pc", "Equipo de principales consumidores"
    OPERATIVAS = "operativas", "Unidades operativas zonales"
    CARTERA_MOROSA = "cartera_morosa", "Responsable de la cartera morosa"
    RECLAMOS = "reclamos", "Atención de reclamos"
