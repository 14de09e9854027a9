"""Control diario de las cuentas: qué está vencido y qué se propone hacer (manual 6.3.11)."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cartera.cuentas.choices import EstadoRecibo, Tramo
from cartera.cuentas.models import DINERO, Recibo
from cartera.padron.choices import Categoria
from cartera.padron.models import Cliente
from config.comun.auditoria.seguimiento import seguir

from .choices import Canal, EstadoAccion, EstadoCliente, Pausa, Razon, UnidadDias
from .posposicion import Posposicion  # noqa: F401 - en su archivo por tamaño; se importa desde aquí
from .querysets import (
    AccionQuerySet,
    BarridoQuerySet,
    DelClienteQuerySet,
    EscaleraQuerySet,
    EstadoReciboQuerySet,
)

SUMA: dict[str, Any] = {"max_digits": 16, "decimal_places": 2}


@seguir("version", "nombre", "motivo", "vigencia")
class Escalera(models.Model):
    """Versión de la escalera de cobranza, con su vigencia. Cambiarla es publicar otra, que rige desde un día futuro."""

    version = models.PositiveIntegerField(unique=True)
    nombre = models.CharField(max_length=80)
    motivo = models.CharField("por qué se cambió", max_length=300, blank=True)
    vigencia = DateRangeField()
    creada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    creada_en = models.DateTimeField(null=True)

    objects = EscaleraQuerySet.as_manager()

    class Meta:
        verbose_name = "escalera"
        verbose_name_plural = "escaleras"
        constraints = [
            ExclusionConstraint(name="escalera_sin_solape", expressions=[("vigencia", RangeOperators.OVERLAPS)])
        ]

    def __str__(self) -> str:
        return self.nombre

    def get_absolute_url(self) -> str:
        return reverse("control:escalera", args=[self.pk])


@seguir(
    "escalera", "orden", "clave", "nombre", "canal", "dias", "unidad", "recibos_vencidos", "cuotas_vencidas",
    "importe_minimo", "categorias", "asunto", "plantilla", padre="escalera",
)  # fmt: skip
class Peldano(models.Model):
    """Paso de la escalera: a tantos días del vencimiento más antiguo, por un canal. El más severo va último."""

    escalera = models.ForeignKey(Escalera, models.PROTECT, related_name="peldanos")
    orden = models.PositiveSmallIntegerField()
    clave = models.SlugField(max_length=30)
    nombre = models.CharField(max_length=80)
    canal = models.CharField(max_length=10, choices=Canal)
    # Negativo: antes de vencer. Vacío si el paso se cuenta por recibos o cuotas vencidas.
    dias = models.SmallIntegerField(null=True, blank=True)
    unidad = models.CharField(max_length=10, choices=UnidadDias, default=UnidadDias.CALENDARIO)
    recibos_vencidos = models.PositiveSmallIntegerField(null=True, blank=True)  # en un mismo suministro (art. 113.1)
    cuotas_vencidas = models.PositiveSmallIntegerField(null=True, blank=True)  # de un mismo convenio (art. 113.1)
    importe_minimo = models.DecimalField(**DINERO, default=0)
    # La del cliente es la de su suministro con más m³ (NORMAS §1). Vacío: todas.
    categorias = ArrayField(models.CharField(max_length=10, choices=Categoria), default=list, blank=True)
    # Lo que se envía por correo, o el guion de la llamada o visita, con `{campos}` de TEXTOS.
    asunto = models.CharField(max_length=150, blank=True)
    plantilla = models.TextField(max_length=4000, blank=True)

    class Meta:
        verbose_name = "paso"
        verbose_name_plural = "pasos"
        ordering = ["escalera", "orden"]
        constraints = [
            models.UniqueConstraint(name="peldano_orden", fields=["escalera", "orden"]),
            models.UniqueConstraint(name="peldano_clave", fields=["escalera", "clave"]),
            models.CheckConstraint(
                name="peldano_por_dias_o_por_cuenta",
                condition=Q(dias__isnull=False, recibos_vencidos__isnull=True, cuotas_vencidas__isnull=True)
                | Q(dias__isnull=True) & (Q(recibos_vencidos__isnull=False) | Q(cuotas_vencidas__isnull=False)),
            ),
            models.CheckConstraint(
                name="peldano_cuentas_positivas",
                condition=(Q(recibos_vencidos__isnull=True) | Q(recibos_vencidos__gte=1))
                & (Q(cuotas_vencidas__isnull=True) | Q(cuotas_vencidas__gte=1)),
            ),
            models.CheckConstraint(
                name="peldano_correo_con_texto",
                condition=~Q(canal=Canal.CORREO) | (~Q(asunto="") & ~Q(plantilla="")),
            ),
            models.CheckConstraint(
                name="peldano_previo_en_calendario",
                condition=Q(dias__isnull=True) | Q(dias__gte=1) | Q(dias__lte=0, unidad=UnidadDias.CALENDARIO),
            ),
            models.CheckConstraint(name="peldano_minimo", condition=Q(importe_minimo__gte=0)),
        ]

    def __str__(self) -> str:
        return self.nombre

    @property
    def previo(self) -> bool:
        """Se hace antes de vencer, o el mismo día."""
        return self.dias is not None and self.dias <= 0

    @property
    def cuando(self) -> str:
        """Cuándo toca, en palabras: «3 días hábiles después del vencimiento»."""
        if self.dias is None:
            causas = [(self.recibos_vencidos, "recibo vencido", "recibos vencidos en un mismo suministro")]
            causas.append((self.cuotas_vencidas, "cuota de convenio vencida", "cuotas vencidas de un convenio"))
            return "con " + " o con ".join(f"{n} {uno if n == 1 else varios}" for n, uno, varios in causas if n)
        if not self.dias:
            return "el día del vencimiento"
        cuantos = abs(self.dias)
        clase = "" if self.unidad == UnidadDias.CALENDARIO else (" hábil" if cuantos == 1 else " hábiles")
        lado = "antes" if self.dias < 0 else "después"
        return f"{cuantos} {'día' if cuantos == 1 else 'días'}{clase} {lado} del vencimiento"

    @property
    def nombres_de_categorias(self) -> str:
        return ", ".join(Categoria(c).label.lower() for c in self.categorias)


class Barrido(models.Model):
    """Una fecha barrida. La fila única es la prueba de que ese día se hizo."""

    al = models.DateField("fecha", unique=True)
    hecho_en = models.DateTimeField("hecho")
    clientes = models.PositiveIntegerField()
    recibos_vencidos = models.PositiveIntegerField()
    saldo_vencido = models.DecimalField(**SUMA)
    acciones = models.PositiveIntegerField()
    suprimidas = models.PositiveIntegerField()
    pagos_hasta = models.DateField(null=True)
    # Con pagos atrasados se muestra pero no se propone nada: ese día sigue pendiente.
    actuo = models.BooleanField()
    escalera = models.ForeignKey(Escalera, models.PROTECT, null=True, related_name="+")
    por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = BarridoQuerySet.as_manager()

    class Meta:
        verbose_name = "barrido"
        verbose_name_plural = "barridos"
        ordering = ["-al"]
        permissions = [("barrer", "Puede correr el control diario")]
        constraints = [
            models.CheckConstraint(
                name="barrido_actua_con_pagos", condition=Q(actuo=False, acciones=0) | Q(pagos_hasta__isnull=False)
            )
        ]

    def get_absolute_url(self) -> str:
        return f"{reverse('control:lista')}?al={self.al:%Y-%m-%d}"


class BarridoTramo(models.Model):
    """Lo exigible vencido de una fecha por zona y tramo: la tira de antigüedad sin recorrer recibos."""

    barrido = models.ForeignKey(Barrido, models.CASCADE, related_name="tramos", db_index=False)
    zona = models.ForeignKey("comun.Zona", models.PROTECT, related_name="+", db_index=False)
    tramo = models.CharField(max_length=6, choices=Tramo)
    recibos = models.PositiveIntegerField()
    saldo = models.DecimalField(**SUMA)

    class Meta:
        constraints = [models.UniqueConstraint(name="barridotramo_unico", fields=["barrido", "zona", "tramo"])]


class Accion(models.Model):
    """Lo que toca hacer con un cliente. Cada paso una vez por recibo ancla; pagar el ancla la mueve.

    Sus recibos son los de EstadoDiario que la señalan: los que se debían el último día que siguió abierta.
    """

    # Sin índices propios: por cliente sirve el de la restricción única, y los pasos son cuatro.
    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="acciones", db_index=False)
    peldano = models.ForeignKey(Peldano, models.PROTECT, related_name="acciones", db_index=False)
    ancla = models.ForeignKey(Recibo, models.PROTECT, related_name="+", db_index=False)
    propuesta_el = models.DateField("propuesta el")
    estado = models.CharField(max_length=10, choices=EstadoAccion, default=EstadoAccion.PROPUESTA)
    importe = models.DecimalField(**DINERO)  # lo exigible que abarcaba al proponerse
    cerrada_el = models.DateField("cerrada el", null=True, blank=True)
    cerrada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    nota = models.CharField("qué se hizo", max_length=300, blank=True)
    # La hizo el sistema: el correo salió por comunicaciones con esta acción como origen.
    automatica = models.BooleanField(default=False, db_default=False)

    objects = AccionQuerySet.as_manager()

    class Meta:
        verbose_name = "acción"
        verbose_name_plural = "acciones"
        constraints = [
            models.UniqueConstraint(name="accion_unica_por_ancla", fields=["cliente", "peldano", "ancla"]),
            # A un cliente no se le persigue por dos caminos a la vez.
            models.UniqueConstraint(
                name="accion_abierta_unica", fields=["cliente"], condition=Q(estado=EstadoAccion.PROPUESTA)
            ),
            models.CheckConstraint(
                name="accion_cerrada_con_fecha",
                condition=Q(estado=EstadoAccion.PROPUESTA, cerrada_el__isnull=True)
                | (~Q(estado=EstadoAccion.PROPUESTA) & Q(cerrada_el__isnull=False)),
            ),
            models.CheckConstraint(
                name="accion_cerrada_despues",
                condition=Q(cerrada_el__isnull=True) | Q(cerrada_el__gte=F("propuesta_el")),
            ),
            models.CheckConstraint(
                name="accion_hecha_por_alguien",
                condition=~Q(estado=EstadoAccion.HECHA) | Q(cerrada_por__isnull=False) | Q(automatica=True),
            ),
        ]
        indexes = [models.Index(name="accion_lista", fields=["estado", "propuesta_el", "id"])]

    def __str__(self) -> str:
        return f"{self.peldano} a {self.cliente}"

    def get_absolute_url(self) -> str:
        return reverse("control:accion", args=[self.pk])


class EstadoDiario(models.Model):
    """El estado único de un recibo abierto de un principal en la fecha barrida.

    Filas que la base deriva en una sentencia de tablas donde nada se borra: sin claves foráneas físicas, que a
    600,000 filas por noche costarían más que el barrido.
    """

    pk = models.CompositePrimaryKey("al", "recibo_id")
    al = models.DateField()
    recibo = models.ForeignKey(Recibo, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    estado = models.CharField(max_length=10, choices=EstadoRecibo)
    tramo = models.CharField(max_length=6, choices=Tramo, blank=True)
    dias = models.IntegerField()  # negativos: faltan para vencer
    saldo = models.DecimalField(**DINERO)
    congelado = models.DecimalField(**DINERO)
    accion = models.ForeignKey(
        Accion, models.PROTECT, null=True, related_name="estados", db_index=False, db_constraint=False
    )
    razon = models.CharField(max_length=20, choices=Razon, blank=True)

    objects = EstadoReciboQuerySet.as_manager()

    class Meta:
        verbose_name = "estado diario de recibo"
        verbose_name_plural = "estados diarios de recibos"
        indexes = [models.Index(name="estadodiario_cliente", fields=["al", "cliente"])]
        constraints = [
            models.CheckConstraint(name="estadodiario_abierto", condition=Q(saldo__gt=0)),
            models.CheckConstraint(
                name="estadodiario_congelado", condition=Q(congelado__gte=0, congelado__lte=F("saldo"))
            ),
            # Todo recibo abierto tiene acción propuesta o razón, nunca ninguna ni las dos.
            models.CheckConstraint(
                name="estadodiario_accion_o_razon",
                condition=Q(accion__isnull=False, razon="") | (Q(accion__isnull=True) & ~Q(razon="")),
            ),
            models.CheckConstraint(
                name="estadodiario_tramo_si_vencido",
                condition=(Q(estado=EstadoRecibo.VENCIDO) & ~Q(tramo=""))
                | (~Q(estado=EstadoRecibo.VENCIDO) & Q(tramo="")),
            ),
        ]

    @property
    def exigible(self):
        """Saldo menos lo congelado, en soles."""
        return self.saldo - self.congelado

    def get_absolute_url(self) -> str:
        """El control de su cliente ese día, que lista todos sus recibos."""
        return reverse("control:cliente", args=[self.cliente_id, self.al.isoformat()])


class ControlCliente(models.Model):
    """Un principal en la fecha barrida: lo que debe, qué se propone o por qué no. Fila derivada, como EstadoDiario."""

    pk = models.CompositePrimaryKey("al", "cliente_id")
    al = models.DateField()
    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="controles", db_index=False, db_constraint=False)
    estado = models.CharField(max_length=10, choices=EstadoCliente)
    tramo = models.CharField("antigüedad", max_length=6, choices=Tramo, blank=True)
    dias = models.PositiveIntegerField("días del más antiguo", default=0)
    recibos_vencidos = models.PositiveIntegerField("recibos vencidos", default=0)
    vencido = models.DecimalField(**DINERO, default=0)
    por_vencer = models.DecimalField(**DINERO, default=0)
    congelado = models.DecimalField(**DINERO, default=0)
    accion = models.ForeignKey(Accion, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False)
    peldano = models.ForeignKey(
        Peldano, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    razon = models.CharField(max_length=20, choices=Razon, blank=True)
    # Con acción propuesta: por qué ese día no se podía hacer.
    pausa = models.CharField(max_length=20, choices=Pausa, blank=True)
    # El paso tocaba o hay deuda vencida, y no se propuso nada.
    suprimida = models.BooleanField()
    # Los hechos con que se decidió, sea cual sea la escalera: con ellos se ensaya otra sin recalcular el mes.
    ancla = models.ForeignKey(Recibo, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False)
    ancla_vence_el = models.DateField(null=True)
    en_un_suministro = models.PositiveIntegerField("vencidos en un mismo suministro", default=0)
    cuotas_vencidas = models.PositiveIntegerField("cuotas de convenio vencidas", default=0)
    exigido = models.DecimalField("vencido que se puede cobrar hoy", **DINERO, default=0)
    credito = models.DecimalField("pagos sin aplicar", **DINERO, default=0)
    # La razón que ese día detenía cualquier paso; vacía si ninguna.
    bloqueo = models.CharField(max_length=20, choices=Razon, blank=True)

    objects = DelClienteQuerySet.as_manager()

    class Meta:
        verbose_name = "control de cliente"
        verbose_name_plural = "control de clientes"
        indexes = [models.Index(name="controlcliente_lista", fields=["al", "-vencido", "cliente"])]
        constraints = [
            models.CheckConstraint(
                name="controlcliente_accion_o_razon",
                condition=Q(accion__isnull=False, peldano__isnull=False, razon="", suprimida=False)
                | (Q(accion__isnull=True, peldano__isnull=True, pausa="") & ~Q(razon="")),
            ),
            models.CheckConstraint(
                name="controlcliente_vencido_completo",
                condition=Q(estado=EstadoCliente.VENCIDO, vencido__gt=0, dias__gt=0, recibos_vencidos__gt=0)
                & ~Q(tramo="")
                | ~Q(estado=EstadoCliente.VENCIDO) & Q(vencido=0, dias=0, recibos_vencidos=0, tramo=""),
            ),
        ]

    @property
    def saldo(self):
        """Todo lo que debe: vencido, por vencer y congelado, en soles."""
        return self.vencido + self.por_vencer + self.congelado

    def get_absolute_url(self) -> str:
        return reverse("control:cliente", args=[self.cliente_id, self.al.isoformat()])
