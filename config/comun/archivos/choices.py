from django.db import models


class Clase(models.TextChoices):
    """Clase de conservación (manual 8): decide cuánto se guarda y quién aprueba su baja."""

    DOCUMENTO = "documento", "Documento"
    CARGA = "carga", "Archivo cargado"
    EXPORTACION = "exportacion", "Exportación"
    INFORME = "informe", "Informe de gestión"
    CARGO = "cargo", "Carta o notificación con su cargo"
    LOGO = "logo", "Imagen de la empresa"
