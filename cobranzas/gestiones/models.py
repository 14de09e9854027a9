"""La cola de gestión: quién llama o visita a cada cliente, quién lo tiene delante y qué pasó (manual 6.3.11)."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, GeneratedField, Q, Value
from django.db.models.functions import Round
from django.urls import reverse

from cartera.cuentas.models import DINERO
from cartera.padron.models import Cliente
from cobranzas.compromisos.models import Promesa
from cobranzas.control.choices import Canal
from cobranzas.control.models import Accion, Posposicion
from config.comun.auditoria.seguimiento import seguir
from principales.comunicaciones.models import Comunicacion

from .choices import CANALES, TipoAtencion
from .querysets import AtencionQuerySet, DescansoQuerySet, GestionQuerySet

PERSONA = settings.AUTH_USER_MODEL


@seguir("asignada_a", "asignada_por", altas=False)
class Gestion(models.Model):
    """Una acción por llamada o visita, en la cola de una persona. Sigue abierta mientras su acción lo esté.

    `valor` es lo que se espera recuperar y da el orden: importe × peso de la antigüedad × peso de sus promesas. La toma
    (`tomada_por` hasta `vence_en`) dice quién tiene al cliente delante: dos personas jamás a la vez.
    """

    accion = models.OneToOneField(Accion, models.PROTECT, related_name="gestion")
    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="gestiones", db_index=False)
    canal = models.CharField("canal", max_length=10, choices=[(c.value, c.label) for c in CANALES])
    asignada_a = models.ForeignKey(
        PERSONA, models.PROTECT, null=True, blank=True, related_name="gestiones", verbose_name="a cargo de"
    )
    # Vacío: la asignó el reparto.
    asignada_por = models.ForeignKey(PERSONA, models.PROTECT, null=True, blank=True, related_name="+")
    asignada_en = models.DateTimeField(null=True, blank=True)
    importe = models.DecimalField("por cobrar", **DINERO)
    dias = models.IntegerField("días del más antiguo", default=0)
    peso_antiguedad = models.PositiveSmallIntegerField("por antigüedad (%)")
    peso_promesas = models.PositiveSmallIntegerField("por sus promesas (%)")
    valor = GeneratedField(
        expression=Round(F("importe") * F("peso_antiguedad") * F("peso_promesas") / Value(10000), 2),
        output_field=models.DecimalField(**DINERO),
        db_persist=True,
        verbose_name="recupero esperado",
    )
    # Cuántas veces quedó para el final ese día: saltada, o nadie respondió.
    vuelta = models.PositiveSmallIntegerField(default=0)
    vuelta_el = models.DateField(null=True, blank=True)
    no_antes = models.DateField("vuelve el", null=True, blank=True)
    tomada_por = models.ForeignKey(PERSONA, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    vence_en = models.DateTimeField(null=True, blank=True)
    cerrada_en = models.DateTimeField(null=True, blank=True)

    objects = GestionQuerySet.as_manager()

    class Meta:
        verbose_name = "gestión"
        verbose_name_plural = "gestiones"
        permissions = [
            ("gestionar", "Puede atender su cola de gestión"),
            ("recibir_cola", "Recibe gestiones cuando se reparte la cola"),
            ("repartir_cola", "Puede repartir y reasignar la cola de gestión"),
        ]
        indexes = [
            models.Index(
                name="gestion_cola", fields=["asignada_a", "canal", "-valor", "id"], condition=Q(cerrada_en=None)
            ),
            models.Index(name="gestion_tablero", fields=["-valor", "id"], condition=Q(cerrada_en=None)),
            models.Index(name="gestion_cliente", fields=["cliente"]),
        ]
        constraints = [
            models.UniqueConstraint(name="gestion_abierta_unica", fields=["cliente"], condition=Q(cerrada_en=None)),
            models.UniqueConstraint(
                name="gestion_una_toma_por_persona", fields=["tomada_por"], condition=Q(tomada_por__isnull=False)
            ),
            models.CheckConstraint(
                name="gestion_toma_entera",
                condition=Q(tomada_por__isnull=True, vence_en__isnull=True)
                | Q(tomada_por__isnull=False, vence_en__isnull=False, cerrada_en__isnull=True),
            ),
            models.CheckConstraint(
                name="gestion_asignada_con_cuando",
                condition=Q(asignada_a__isnull=True, asignada_en__isnull=True)
                | Q(asignada_a__isnull=False, asignada_en__isnull=False),
            ),
            models.CheckConstraint(name="gestion_canal", condition=Q(canal__in=[Canal.LLAMADA, Canal.VISITA])),
            models.CheckConstraint(
                name="gestion_pesos",
                condition=Q(importe__gte=0, peso_antiguedad__lte=100, peso_promesas__lte=100),
            ),
            models.CheckConstraint(
                name="gestion_vuelta_con_dia", condition=Q(vuelta=0) | Q(vuelta__gt=0, vuelta_el__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_canal_display()} a {self.cliente}"

    def get_absolute_url(self) -> str:
        return reverse("control:accion", args=[self.accion_id])


class Atencion(models.Model):
    """Una vez que alguien tuvo al cliente delante: en qué quedó, o por qué lo saltó. `ficha` impide contarla dos veces.

    No se borra: lo deshecho queda marcado.
    """

    gestion = models.ForeignKey(Gestion, models.PROTECT, related_name="atenciones")
    persona = models.ForeignKey(PERSONA, models.PROTECT, related_name="+", db_index=False)
    tipo = models.CharField(max_length=10, choices=TipoAtencion)
    en = models.DateTimeField()
    el = models.DateField()
    ficha = models.UUIDField(unique=True)
    comunicacion = models.OneToOneField(Comunicacion, models.PROTECT, null=True, related_name="+")
    promesa = models.OneToOneField(Promesa, models.PROTECT, null=True, related_name="+")
    posposicion = models.OneToOneField(Posposicion, models.PROTECT, null=True, related_name="+")
    motivo = models.CharField("por qué se saltó", max_length=200, blank=True)
    # Cerró la acción: con esa llamada o visita el paso quedó hecho.
    cerro = models.BooleanField(default=False)
    # Cómo estaba la gestión, para poder deshacer.
    vuelta_antes = models.PositiveSmallIntegerField(default=0)
    vuelta_el_antes = models.DateField(null=True)
    no_antes_antes = models.DateField(null=True)
    deshecha_en = models.DateTimeField(null=True)

    objects = AtencionQuerySet.as_manager()

    class Meta:
        verbose_name = "atención"
        verbose_name_plural = "atenciones"
        default_permissions = ()
        indexes = [models.Index(name="atencion_del_dia", fields=["persona", "el"])]
        constraints = [
            models.CheckConstraint(
                name="atencion_de_su_tipo",
                condition=Q(tipo=TipoAtencion.RESULTADO, comunicacion__isnull=False, motivo="")
                | Q(tipo=TipoAtencion.SALTO, comunicacion__isnull=True, promesa__isnull=True, cerro=False)
                & ~Q(motivo=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_tipo_display()}: {self.gestion_id}"


@seguir("persona", "desde", "hasta", "motivo", padre="persona")
class Descanso(models.Model):
    """Días, el último incluido, en que a una persona no le toca nada: lo suyo pasa a las demás de su zona."""

    persona = models.ForeignKey(PERSONA, models.PROTECT, related_name="descansos", verbose_name="persona")
    desde = models.DateField("desde")
    hasta = models.DateField("hasta")
    motivo = models.CharField("motivo", max_length=120)
    por = models.ForeignKey(PERSONA, models.PROTECT, related_name="+")

    objects = DescansoQuerySet.as_manager()

    class Meta:
        verbose_name = "descanso"
        verbose_name_plural = "descansos"
        constraints = [
            models.CheckConstraint(name="descanso_fechas", condition=Q(hasta__gte=F("desde"))),
            models.CheckConstraint(name="descanso_con_motivo", condition=~Q(motivo="")),
            ExclusionConstraint(
                name="descanso_sin_solape",
                expressions=[
                    ("persona", RangeOperators.EQUAL),
                    (
                        Func("desde", "hasta", Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Esa persona ya tiene un descanso en esas fechas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.persona} hasta el {self.hasta:%d/%m/%Y}"


class Reparto(models.Model):
    """Una fecha repartida: la fila dice hasta qué control de cuentas llegó. Repetirlo solo asigna lo que falte."""

    al = models.DateField("fecha", unique=True)
    hecho_en = models.DateTimeField("hecho")
    barrido_en = models.DateTimeField("control del que salió", null=True)
    nuevas = models.PositiveIntegerField(default=0)
    asignadas = models.PositiveIntegerField(default=0)
    sin_persona = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "reparto"
        verbose_name_plural = "repartos"
        default_permissions = ()
