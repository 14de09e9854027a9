from django.db import models
from django.urls import reverse

from config.comun.auditoria.seguimiento import seguir
from config.comun.calendario.choices import Ambito, Origen


@seguir("fecha", "nombre", "norma", "ambito")
class DiaNoHabil(models.Model):
    """Feriado o día declarado no laborable. Sábados y domingos no se anotan: nunca cuentan."""

    fecha = models.DateField("fecha", unique=True, error_messages={"unique": "Esa fecha ya está en la lista."})
    nombre = models.CharField("nombre", max_length=120)
    norma = models.CharField("norma", max_length=200, blank=True)
    ambito = models.CharField("ámbito", max_length=10, choices=Ambito, default=Ambito.NACIONAL)
    origen = models.CharField("origen", max_length=10, choices=Origen, default=Origen.OFICINA, editable=False)

    class Meta:
        ordering = ["-fecha"]
        verbose_name = "día no hábil"
        verbose_name_plural = "días no hábiles"
        constraints = [models.CheckConstraint(condition=~models.Q(nombre=""), name="dia_no_habil_con_nombre")]

    def __str__(self):
        return f"{self.fecha:%d/%m/%Y} {self.nombre}"

    def get_absolute_url(self):
        return reverse("calendario:editar", args=[self.pk])
