"""Cierre mensual: las cifras del mes, congeladas (manual 6.3.14 y 9)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cartera.cuentas.choices import Tramo
from cartera.cuentas.models import DINERO
from cartera.padron.choices import Categoria
from cartera.padron.models import Cliente
from config.comun.auditoria.seguimiento import seguir

from .querysets import CierreClienteQuerySet, CierreGrupoQuerySet

MONTO: dict[str, Any] = {"max_digits": 16, "decimal_places": 2}


@seguir("periodo", "al", "clientes_eps", "principales", "sin_deuda", "saldo_vencido", "cerrado_por")
class Cierre(models.Model):
    """Lo que se sabía de un mes gestionado en su fecha de corte. No se recalcula: repetirlo lee estas cifras."""

    periodo = models.DateField(unique=True)
    al = models.DateField()
    consumo_hasta = models.DateField("consumo cargado hasta", null=True)  # último mes entero <= periodo
    m3 = models.BigIntegerField("m³ de los principales", default=0)
    pagos_hasta = models.DateField("pagos cargados hasta", null=True)
    clientes_eps = models.PositiveIntegerField()
    principales = models.PositiveIntegerField()
    sin_deuda = models.PositiveIntegerField()
    sin_deuda_con_congelados = models.PositiveIntegerField()
    saldo = models.DecimalField(**MONTO)
    saldo_vencido = models.DecimalField(**MONTO)
    congelado = models.DecimalField(**MONTO)
    # Lista de todos los clientes de la empresa (denominador), guardada como archivo: son hasta millones.
    lista_clientes = models.ForeignKey("comun.Archivo", models.PROTECT, null=True, related_name="+")
    cerrado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cerrado_en = models.DateTimeField()

    class Meta:
        verbose_name = "cierre"
        verbose_name_plural = "cierres"
        permissions = [("cerrar_mes", "Puede cerrar el mes"), ("ver_tablero", "Puede ver el tablero")]
        ordering = ["-periodo"]
        constraints = [
            models.CheckConstraint(
                name="cierre_sin_deuda_hasta_principales",
                condition=Q(
                    sin_deuda__lte=models.F("principales"), sin_deuda_con_congelados__lte=models.F("sin_deuda")
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.periodo:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("cierres:ficha", args=[f"{self.periodo:%Y-%m}"])


class CierreCliente(models.Model):
    """Un principal en el cierre: el denominador de la eficiencia; `sin_deuda` marca el numerador."""

    pk = models.CompositePrimaryKey("cierre_id", "cliente_id")
    cierre = models.ForeignKey(Cierre, models.CASCADE, related_name="clientes", db_index=False)
    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="+")
    zona = models.ForeignKey("comun.Zona", models.PROTECT, null=True, related_name="+")
    categoria = models.CharField(max_length=10, choices=Categoria, blank=True)
    suministros = models.PositiveIntegerField()
    m3 = models.BigIntegerField(null=True)
    saldo = models.DecimalField(**DINERO)
    vencido = models.DecimalField(**DINERO)  # exigible: sin lo congelado
    congelado_vencido = models.DecimalField(**DINERO)
    dias = models.PositiveIntegerField()  # del recibo vencido más antiguo
    sin_deuda = models.BooleanField()

    objects = CierreClienteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cierrecliente_sin_deuda",
                condition=Q(sin_deuda=True, vencido=0) | Q(sin_deuda=False, vencido__gt=0),
            )
        ]


class CierreGrupo(models.Model):
    """Las mismas cifras partidas por zona y categoría de los clientes: sus partes suman el total."""

    cierre = models.ForeignKey(Cierre, models.CASCADE, related_name="grupos", db_index=False)
    zona = models.ForeignKey("comun.Zona", models.PROTECT, null=True, related_name="+")
    categoria = models.CharField(max_length=10, choices=Categoria, blank=True)
    clientes_eps = models.PositiveIntegerField()
    principales = models.PositiveIntegerField()
    sin_deuda = models.PositiveIntegerField()

    objects = CierreGrupoQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="cierregrupo_unico", fields=["cierre", "zona", "categoria"], nulls_distinct=False
            )
        ]


class CierreTramo(models.Model):
    """Deuda vencida exigible de los principales por antigüedad."""

    cierre = models.ForeignKey(Cierre, models.CASCADE, related_name="tramos", db_index=False)
    tramo = models.CharField(max_length=6, choices=Tramo)
    recibos = models.PositiveIntegerField()
    saldo = models.DecimalField(**MONTO)

    class Meta:
        constraints = [models.UniqueConstraint(name="cierretramo_unico", fields=["cierre", "tramo"])]
