"""Control diario de las cuentas: qué está vencido y qué se propone hacer (manual 6.3.11)."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from cartera.cuentas.choices import EstadoRecibo, Tramo
from cartera.cuentas.models import DINERO, Recibo
from cartera.padron.choices import Categoria
from cartera.padron.models import Cliente
from config.comun.auditoria.seguimiento import seguir

from .choices import Canal, EstadoAccion, Razon, UnidadDias


@seguir("version", "nombre", "vigencia")
class Escalera(models.Model):
    """Versión de la escalera de cobranza, con su vigencia."""

    version = models.PositiveIntegerField(unique=True)
    nombre = models.CharField(max_length=80)
    vigencia = DateRangeField()
    creada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "escalera"
        verbose_name_plural = "escaleras"
        constraints = [
            ExclusionConstraint(name="escalera_sin_solape", expressions=[("vigencia", RangeOperators.OVERLAPS)])
        ]


@seguir("escalera", "orden", "clave", "canal", "dias", "unidad", "recibos_vencidos", "importe_minimo", "categorias")
class Peldano(models.Model):
    """Paso de la escalera: a tantos días del vencimiento más antiguo, por un canal. El más severo va último."""

    escalera = models.ForeignKey(Escalera, models.PROTECT, related_name="peldanos")
    orden = models.PositiveSmallIntegerField()
    clave = models.SlugField(max_length=30)
    nombre = models.CharField(max_length=80)
    canal = models.CharField(max_length=10, choices=Canal)
    # Negativo: antes de vencer. Se ignora si el paso se cuenta por recibos vencidos.
    dias = models.SmallIntegerField()
    unidad = models.CharField(max_length=10, choices=UnidadDias, default=UnidadDias.CALENDARIO)
    recibos_vencidos = models.PositiveSmallIntegerField(null=True, blank=True)  # en un mismo suministro (art. 113.1)
    importe_minimo = models.DecimalField(**DINERO, default=0)
    categorias = ArrayField(models.CharField(max_length=10, choices=Categoria), default=list, blank=True)

    class Meta:
        verbose_name = "paso"
        verbose_name_plural = "pasos"
        ordering = ["escalera", "orden"]
        constraints = [
            models.UniqueConstraint(name="peldano_orden", fields=["escalera", "orden"]),
            models.UniqueConstraint(name="peldano_clave", fields=["escalera", "clave"]),
        ]

    def __str__(self) -> str:
        return self.nombre


class Barrido(models.Model):
    """Una fecha barrida. La fila única es la prueba de que ese día se hizo."""

    al = models.DateField(unique=True)
    hecho_en = models.DateTimeField()
    clientes = models.PositiveIntegerField()
    recibos_vencidos = models.PositiveIntegerField()
    saldo_vencido = models.DecimalField(max_digits=14, decimal_places=2)
    tramos = models.JSONField()
    acciones = models.PositiveIntegerField()
    suprimidas = models.PositiveIntegerField()
    pagos_hasta = models.DateField(null=True)
    # Con pagos atrasados se muestra pero no se propone nada.
    actuo = models.BooleanField()

    class Meta:
        verbose_name = "barrido"
        verbose_name_plural = "barridos"
        permissions = [("barrer", "Puede correr el control diario")]


class EstadoDiario(models.Model):
    """El estado único de un recibo abierto de un principal en la fecha barrida."""

    pk = models.CompositePrimaryKey("al", "recibo_id")
    al = models.DateField()
    recibo = models.ForeignKey(Recibo, models.PROTECT, related_name="+", db_index=False)
    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="+", db_index=False)
    estado = models.CharField(max_length=10, choices=EstadoRecibo)
    tramo = models.CharField(max_length=6, choices=Tramo, blank=True)
    dias = models.IntegerField()
    saldo = models.DecimalField(**DINERO)
    congelado = models.DecimalField(**DINERO)
    peldano = models.ForeignKey(Peldano, models.PROTECT, null=True, related_name="+", db_index=False)
    razon = models.CharField(max_length=20, choices=Razon, blank=True)

    class Meta:
        verbose_name = "estado diario"
        verbose_name_plural = "estados diarios"
        indexes = [models.Index(name="estadodiario_cliente", fields=["al", "cliente"])]
        constraints = [
            # Todo recibo abierto tiene acción propuesta o razón, nunca ninguna ni las dos.
            models.CheckConstraint(
                name="estadodiario_accion_o_razon",
                condition=Q(peldano__isnull=False, razon="") | (Q(peldano__isnull=True) & ~Q(razon="")),
            ),
            models.CheckConstraint(
                name="estadodiario_tramo_si_vencido",
                condition=Q(estado=EstadoRecibo.VENCIDO) & ~Q(tramo="") | ~Q(estado=EstadoRecibo.VENCIDO) & Q(tramo=""),
            ),
        ]


@seguir("cliente", "peldano", "ancla", "estado", "importe", altas=False)
class Accion(models.Model):
    """Lo que toca hacer con un cliente. Cada paso una vez por recibo ancla; pagar el ancla la mueve."""

    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="acciones")
    peldano = models.ForeignKey(Peldano, models.PROTECT, related_name="acciones")
    ancla = models.ForeignKey(Recibo, models.PROTECT, related_name="+")
    propuesta_el = models.DateField()
    estado = models.CharField(max_length=10, choices=EstadoAccion, default=EstadoAccion.PROPUESTA)
    importe = models.DecimalField(**DINERO)

    class Meta:
        verbose_name = "acción"
        verbose_name_plural = "acciones"
        constraints = [
            models.UniqueConstraint(name="accion_unica_por_ancla", fields=["cliente", "peldano", "ancla"]),
        ]
        indexes = [models.Index(name="accion_del_dia", fields=["propuesta_el", "estado"])]


class AccionRecibo(models.Model):
    """Recibo incluido en una acción, con lo que se debía ese día."""

    accion = models.ForeignKey(Accion, models.CASCADE, related_name="recibos", db_index=False)
    recibo = models.ForeignKey(Recibo, models.PROTECT, related_name="+")
    saldo = models.DecimalField(**DINERO)

    class Meta:
        constraints = [models.UniqueConstraint(name="accionrecibo_unico", fields=["accion", "recibo"])]
