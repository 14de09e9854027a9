from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q
from django.db.models.lookups import Exact
from django.urls import reverse

from config.comun.archivos.models import Archivo
from config.comun.auditoria.seguimiento import seguir
from config.comun.parametros.choices import Marca, Tipo, UnidadOrganica
from config.comun.parametros.querysets import ParametroQuerySet


@seguir(
    "nombre",
    "siglas",
    "ruc",
    "direccion",
    "telefono",
    "correo",
    "logo",
    "afecta_igv",
    "destinatarios_informe",
)
class Empresa(models.Model):
    """La empresa que usa el sistema. Una sola fila: la base no admite otra."""

    unica = models.BooleanField(default=True, unique=True, editable=False)
    nombre = models.CharField("razón social", max_length=200)
    siglas = models.CharField("siglas", max_length=30, blank=True)
    ruc = models.CharField("RUC", max_length=11, blank=True)
    direccion = models.CharField("dirección", max_length=200, blank=True)
    telefono = models.CharField("teléfono", max_length=40, blank=True)
    correo = models.EmailField("correo", blank=True)
    logo = models.ForeignKey(Archivo, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="logo")
    afecta_igv = models.BooleanField("cobra IGV", default=True)
    destinatarios_informe = ArrayField(
        models.EmailField(), default=list, blank=True, verbose_name="quiénes reciben el informe mensual"
    )

    class Meta:
        verbose_name = "empresa"
        verbose_name_plural = "empresa"
        constraints = [
            models.CheckConstraint(condition=Q(unica=True), name="empresa_una_sola"),
            models.CheckConstraint(condition=Q(ruc="") | Q(ruc__regex=r"^[0-9]{11}$"), name="empresa_ruc_once_digitos"),
        ]

    def __str__(self):
        return self.siglas or self.nombre


@seguir("codigo", "nombre", "responsable", "cargo", etiqueta="unidad")
class Unidad(models.Model):
    """Cómo se llama en la empresa cada unidad del manual y quién firma por ella."""

    codigo = models.CharField("unidad del manual", max_length=30, choices=UnidadOrganica, unique=True)
    nombre = models.CharField("nombre en la empresa", max_length=120)
    responsable = models.CharField("responsable", max_length=120, blank=True)
    cargo = models.CharField("cargo", max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "unidad"
        verbose_name_plural = "unidades"

    def __str__(self):
        return self.nombre

    def get_absolute_url(self):
        return reverse("parametros:unidad", args=[self.pk])


def _tipo_json(*tipos: str) -> Q:
    funcion = Func("valor", function="jsonb_typeof", output_field=models.TextField())
    condicion = Q()
    for tipo in tipos:
        condicion |= Q(Exact(funcion, models.Value(tipo)))
    return condicion


@seguir("clave", "valor", "desde", "hasta", "norma", "marca", "verificado_por", "verificado_el")
class Parametro(models.Model):
    """Un número (o texto) del dominio con su vigencia y su norma. Ninguno es una constante del código.

    Rige desde `desde` inclusive hasta `hasta` exclusive; dos versiones de una clave no se cruzan.
    Los decimales se guardan como texto para no perder cifras.
    """

    clave = models.SlugField("clave", max_length=60)
    descripcion = models.CharField("qué es", max_length=250)
    tipo = models.CharField("tipo", max_length=10, choices=Tipo)
    valor = models.JSONField("valor")
    unidad = models.CharField("unidad", max_length=40, blank=True)
    desde = models.DateField("rige desde")
    hasta = models.DateField("deja de regir el", null=True, blank=True)
    norma = models.CharField("norma", max_length=250, blank=True)
    marca = models.CharField("certeza", max_length=1, choices=Marca, default=Marca.MEMORIA)
    verificado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="verificado por"
    )
    verificado_el = models.DateField("verificado el", null=True, blank=True)
    creado_en = models.DateTimeField("creado", auto_now_add=True)
    creado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="creado por"
    )

    objects = ParametroQuerySet.as_manager()

    class Meta:
        ordering = ["clave", "-desde"]
        verbose_name = "parámetro"
        verbose_name_plural = "parámetros"
        constraints = [
            ExclusionConstraint(
                name="parametro_sin_vigencias_cruzadas",
                expressions=[
                    ("clave", RangeOperators.EQUAL),
                    (
                        Func("desde", "hasta", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Ya hay otra versión de este parámetro en esas fechas.",
            ),
            models.CheckConstraint(
                condition=Q(hasta__isnull=True) | Q(hasta__gt=models.F("desde")), name="parametro_fechas_en_orden"
            ),
            models.CheckConstraint(
                condition=Q(verificado_por__isnull=True, verificado_el__isnull=True)
                | Q(verificado_por__isnull=False, verificado_el__isnull=False),
                name="parametro_verificado_con_quien_y_cuando",
            ),
            models.CheckConstraint(
                condition=(Q(tipo=Tipo.ENTERO) & _tipo_json("number"))
                | (Q(tipo__in=[Tipo.DECIMAL, Tipo.TEXTO]) & _tipo_json("string"))
                | (Q(tipo=Tipo.SINO) & _tipo_json("boolean"))
                | (Q(tipo=Tipo.ENTEROS) & _tipo_json("array")),
                name="parametro_valor_de_su_tipo",
            ),
        ]

    def __str__(self):
        return f"{self.clave} desde {self.desde:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("parametros:ficha", args=[self.clave])

    @property
    def valor_tipado(self) -> Any:
        """El valor con su tipo de Python: int, Decimal, str, bool o tupla de int."""
        if self.tipo == Tipo.DECIMAL:
            return Decimal(self.valor)
        return tuple(self.valor) if self.tipo == Tipo.ENTEROS else self.valor
