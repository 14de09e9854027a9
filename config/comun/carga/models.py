"""Archivos que entran: qué llegó, qué se cargó y qué filas esperan corrección."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from config.comun.archivos.models import Archivo
from config.comun.procesos.models import Proceso
from config.importadores import etiqueta

from .choices import ABIERTAS, EstadoCarga, EstadoFila


class Carga(models.Model):
    """Un archivo cargado. `filas` es siempre la suma de nuevas, cambiadas, iguales y rechazadas."""

    tipo = models.CharField(max_length=20)
    nombre = models.CharField("archivo", max_length=200)
    archivo = models.ForeignKey(Archivo, models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    todo_o_nada = models.BooleanField(default=False)
    vigente_desde = models.DateField(null=True, blank=True)
    # La que corrige filas de otra carga.
    corrige = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="correcciones")
    proceso = models.ForeignKey(Proceso, models.PROTECT, null=True, blank=True, related_name="+")
    estado = models.CharField(max_length=15, choices=EstadoCarga, default=EstadoCarga.PENDIENTE)
    filas = models.PositiveIntegerField(default=0)
    nuevas = models.PositiveIntegerField(default=0)
    cambiadas = models.PositiveIntegerField(default=0)
    iguales = models.PositiveIntegerField(default=0)
    rechazadas = models.PositiveIntegerField(default=0)
    # Lo que se dice sin rechazar: columnas que sobran, ceros repuestos, ausentes, lecturas que van para atrás…
    avisos = models.JSONField(default=list, blank=True)
    extras = models.JSONField(default=dict, blank=True)
    # Con más rechazos que los que caben en pantalla, aquí están todos.
    rechazos = models.ForeignKey(Archivo, models.PROTECT, null=True, blank=True, related_name="+")
    error = models.TextField(blank=True)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    creada_en = models.DateTimeField()
    terminada_en = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "carga"
        verbose_name_plural = "cargas"
        constraints = [
            models.CheckConstraint(
                name="carga_filas_suman",
                condition=Q(filas=F("nuevas") + F("cambiadas") + F("iguales") + F("rechazadas")),
            ),
            models.CheckConstraint(name="carga_estado", condition=Q(estado__in=EstadoCarga.values)),
            models.CheckConstraint(
                name="carga_terminada_con_fecha",
                condition=Q(estado__in=ABIERTAS, terminada_en__isnull=True)
                | (~Q(estado__in=ABIERTAS) & Q(terminada_en__isnull=False)),
            ),
        ]
        indexes = [models.Index(name="carga_lista", fields=["-creada_en", "-id"])]

    def __str__(self) -> str:
        return f"{etiqueta(self.tipo)}: {self.nombre}"

    def get_absolute_url(self) -> str:
        return reverse("carga:ficha", args=[self.pk])

    @property
    def abierta(self) -> bool:
        return self.estado in ABIERTAS

    @property
    def cargadas(self) -> int:
        return self.filas - self.rechazadas

    @property
    def sin_cambios(self) -> bool:
        """Todo lo que traía ya estaba."""
        return self.filas > 0 and self.iguales == self.filas


class FilaRechazada(models.Model):
    """Fila que no entró, con su línea en el archivo, la columna, el motivo y lo que decía."""

    carga = models.ForeignKey(Carga, models.CASCADE, related_name="rechazadas_detalle", db_index=False)
    linea = models.PositiveIntegerField("línea")
    columna = models.CharField(max_length=40)
    motivo = models.CharField(max_length=500)
    original = models.JSONField()  # columna → texto tal como llegó
    corregido = models.JSONField(null=True, blank=True)  # lo que se escribió en su lugar
    estado = models.CharField(max_length=10, choices=EstadoFila, default=EstadoFila.PENDIENTE)

    class Meta:
        verbose_name = "fila por corregir"
        verbose_name_plural = "filas por corregir"
        constraints = [models.UniqueConstraint(name="filarechazada_linea", fields=["carga", "linea"])]

    def __str__(self) -> str:
        return f"Línea {self.linea}"

    def get_absolute_url(self) -> str:
        return reverse("carga:fila", args=[self.carga_id, self.linea])

    @property
    def valor(self) -> str:
        """Lo que decía la columna del motivo."""
        return (self.corregido or self.original).get(self.columna, "")
