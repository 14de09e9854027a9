"""Quién es principal consumidor, desde cuándo y por qué (manual 3, 6.1.1 y 6.3.2)."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cartera.padron.choices import Categoria
from cartera.padron.models import Cliente
from config.comun.auditoria.seguimiento import seguir
from config.comun.calendario.periodo import Periodo

from .choices import Decision, EstadoEvaluacion, Medida, Resultado
from .parametros import Parametros
from .querysets import EvaluacionClienteQuerySet, EvaluacionQuerySet, PrincipalQuerySet


@seguir("version", "medida", "umbral_m3", "meses", "minimo_meses", "meses_baja", "categorias", "vigencia", "motivo")
class Criterio(models.Model):
    """Criterio de selección, con su vigencia. Cambiarlo es crear otra versión; las evaluaciones guardan la suya."""

    version = models.PositiveIntegerField(unique=True)
    medida = models.CharField(max_length=10, choices=Medida, default=Medida.PROMEDIO)
    umbral_m3 = models.PositiveIntegerField("umbral (m³)")
    meses = models.PositiveSmallIntegerField("meses que mira")  # N del promedio; m de n_de_m
    minimo_meses = models.PositiveSmallIntegerField("meses sobre el umbral", default=1)  # n de n_de_m
    meses_baja = models.PositiveSmallIntegerField("meses seguidos para la baja")
    # Vacío: todas las categorías (manual 3: de cualquier categoría).
    categorias = ArrayField(models.CharField(max_length=10, choices=Categoria), default=list, blank=True)
    vigencia = DateRangeField()
    motivo = models.CharField(max_length=300)
    creado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    creado_en = models.DateTimeField()

    class Meta:
        verbose_name = "criterio"
        verbose_name_plural = "criterios"
        constraints = [
            ExclusionConstraint(name="criterio_sin_solape", expressions=[("vigencia", RangeOperators.OVERLAPS)]),
            models.CheckConstraint(name="criterio_medida", condition=Q(medida__in=Medida.values)),
            models.CheckConstraint(
                name="criterio_meses",
                condition=Q(meses__gte=1, meses__lte=36, meses_baja__gte=1, meses_baja__lte=36, minimo_meses__gte=1)
                & Q(minimo_meses__lte=models.F("meses")),
            ),
        ]

    def __str__(self) -> str:
        return f"Criterio {self.version}"

    def parametros(self, *, medida: str | None = None) -> Parametros:
        """Con qué mide este criterio; `medida` cambia solo la medida."""
        return Parametros(
            medida or self.medida,
            self.umbral_m3,
            self.meses,
            self.minimo_meses,
            self.meses_baja,
            tuple(sorted(self.categorias)),
        )


@seguir("periodo", "criterio", "medida", "estado", "aprobada_por")
class Evaluacion(models.Model):
    """Propuesta de altas y bajas de un mes P; al aprobarla rige desde el primer día de P+1."""

    periodo = models.DateField()
    criterio = models.ForeignKey(Criterio, models.PROTECT, related_name="evaluaciones")
    # Lo que se usó de verdad: la línea de comandos y el deslizador pueden pedir otra cosa que el criterio.
    medida = models.CharField(max_length=10, choices=Medida)
    umbral_m3 = models.PositiveIntegerField("umbral (m³)")
    meses = models.PositiveSmallIntegerField("meses que mira")
    minimo_meses = models.PositiveSmallIntegerField("meses sobre el umbral")
    meses_baja = models.PositiveSmallIntegerField("meses seguidos para la baja")
    categorias = ArrayField(models.CharField(max_length=10, choices=Categoria), default=list, blank=True)
    estado = models.CharField(max_length=10, choices=EstadoEvaluacion, default=EstadoEvaluacion.PROPUESTA)
    # Figuras del momento: clientes de la empresa, los que califican, solos y agrupados.
    clientes = models.PositiveIntegerField()
    califican = models.PositiveIntegerField()
    individual = models.PositiveIntegerField()
    solo_agrupados = models.PositiveIntegerField()
    # Cuándo había cambiado el consumo que se midió: si vuelve a cambiar, la propuesta ya no se aprueba.
    consumo_al = models.DateTimeField(null=True)
    # [[umbral, quedan, entran, salen], …]: va con la página para que mover el deslizador no pida nada.
    curva = models.JSONField(default=list)
    creada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    creada_en = models.DateTimeField()
    aprobada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    aprobada_en = models.DateTimeField(null=True, blank=True)

    objects = EvaluacionQuerySet.as_manager()

    class Meta:
        verbose_name = "evaluación"
        verbose_name_plural = "evaluaciones"
        permissions = [
            ("seleccionar", "Puede proponer la selección"),
            ("aprobar_seleccion", "Puede aprobar la selección"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="evaluacion_aprobada_unica", fields=["periodo"], condition=Q(estado=EstadoEvaluacion.APROBADA)
            ),
            models.UniqueConstraint(
                name="evaluacion_propuesta_unica", fields=["periodo"], condition=Q(estado=EstadoEvaluacion.PROPUESTA)
            ),
            models.CheckConstraint(
                name="evaluacion_aprobada_con_fecha",
                condition=(~Q(estado=EstadoEvaluacion.APROBADA) & Q(aprobada_en__isnull=True))
                | Q(estado=EstadoEvaluacion.APROBADA, aprobada_en__isnull=False, aprobada_por__isnull=False),
            ),
            models.CheckConstraint(
                name="evaluacion_califican_suma",
                condition=Q(califican=models.F("individual") + models.F("solo_agrupados")),
            ),
            models.CheckConstraint(name="evaluacion_periodo_dia_1", condition=Q(periodo__day=1)),
        ]

    def __str__(self) -> str:
        return f"Selección de {Periodo.de_fecha(self.periodo).nombre}"

    def get_absolute_url(self) -> str:
        return reverse("seleccion:propuesta", args=[self.pk])

    @property
    def rige_desde(self) -> dt.date:
        """El primer día del mes siguiente al medido."""
        return Periodo.de_fecha(self.periodo).siguiente().inicio

    @property
    def parametros(self) -> Parametros:
        return Parametros(
            self.medida,
            self.umbral_m3,
            self.meses,
            self.minimo_meses,
            self.meses_baja,
            tuple(sorted(self.categorias)),
        )


# La decisión no se sigue: aprobar la cambia en miles de filas y ya consta en la evaluación quién y cuándo.
@seguir("evaluacion", "cliente", "motivo", "traspaso", "decidido_por", altas=False)
class EvaluacionCliente(models.Model):
    """Un cliente dentro de una evaluación, con los números que causaron su resultado."""

    # Son cientos de miles de filas de una vez: sus llaves las comprueba un disparador por sentencia, no fila por fila.
    evaluacion = models.ForeignKey(
        Evaluacion, models.CASCADE, related_name="detalle", db_index=False, db_constraint=False
    )
    cliente = models.ForeignKey(
        Cliente, models.PROTECT, related_name="evaluaciones", db_index=False, db_constraint=False
    )
    resultado = models.CharField(max_length=5, choices=Resultado)
    califica = models.BooleanField()
    individual = models.BooleanField(default=False)
    suma_m3 = models.BigIntegerField()  # del cliente, en los meses que mira la medida
    meses_validos = models.PositiveSmallIntegerField()
    meses_sobre = models.PositiveSmallIntegerField()
    mes_m3 = models.BigIntegerField(null=True)  # el del mes P; nulo: sin fila
    mayor_m3 = models.BigIntegerField()  # el mes más alto de un solo suministro
    suministros = models.PositiveIntegerField()  # activos o cortados al fin del mes; 0: dejó de ser cliente
    zona = models.ForeignKey(
        "comun.Zona", models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    categoria = models.CharField(max_length=10, choices=Categoria, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDIENTE)
    motivo = models.CharField(max_length=300, blank=True)
    # Una baja con deuda vencida necesita que conste a quién pasa la cuenta.
    saldo_vencido = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    traspaso = models.CharField("entrega de la cuenta", max_length=300, blank=True)
    decidido_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decidido_en = models.DateTimeField(null=True, blank=True)

    objects = EvaluacionClienteQuerySet.as_manager()

    class Meta:
        verbose_name = "cliente evaluado"
        verbose_name_plural = "clientes evaluados"
        constraints = [
            models.UniqueConstraint(name="evaluacioncliente_unico", fields=["cliente", "evaluacion"]),
            models.CheckConstraint(
                name="evaluacioncliente_excluido_con_motivo", condition=~Q(decision=Decision.EXCLUIDA) | ~Q(motivo="")
            ),
            models.CheckConstraint(
                name="evaluacioncliente_baja_con_traspaso",
                condition=~Q(resultado=Resultado.BAJA, decision=Decision.APROBADA)
                | Q(saldo_vencido__lte=0)
                | ~Q(traspaso=""),
            ),
        ]
        indexes = [models.Index(name="evaluacioncliente_lista", fields=["evaluacion", "resultado", "-suma_m3", "id"])]


@seguir("cliente", "vigencia", "alta", "baja")
class Principal(models.Model):
    """El cliente está en la cartera de principales consumidores durante [desde, hasta), sin solape."""

    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="membresias")
    vigencia = DateRangeField()
    alta = models.ForeignKey(Evaluacion, models.PROTECT, related_name="altas")
    baja = models.ForeignKey(Evaluacion, models.PROTECT, null=True, blank=True, related_name="bajas")

    objects = PrincipalQuerySet.as_manager()

    class Meta:
        verbose_name = "principal consumidor"
        verbose_name_plural = "principales consumidores"
        constraints = [
            ExclusionConstraint(
                name="principal_sin_solape",
                expressions=[("cliente", RangeOperators.EQUAL), ("vigencia", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="principal_vigencia_no_vacia", condition=Q(vigencia__isempty=False)),
            models.CheckConstraint(
                name="principal_baja_con_fecha",
                condition=Q(baja__isnull=True, vigencia__endswith__isnull=True)
                | Q(baja__isnull=False, vigencia__endswith__isnull=False),
            ),
        ]
