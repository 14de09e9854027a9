"""La cuenta corriente de cada suministro: recibos, pagos y cómo se aplican (manual 6.3.11; NORMAS §1 «Account»)."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, GeneratedField, Q
from django.db.models.functions import Least
from django.urls import reverse

from cartera.padron.models import Suministro
from config.comun.auditoria.seguimiento import seguir

from .choices import MotivoCongelamiento
from .querysets import PagoQuerySet, ReciboQuerySet

DINERO: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}


class Recibo(models.Model):
    """Recibo que emitió facturación, en soles.

    `pagado` y `congelado_pedido` los mantienen disparadores de la base con lo conocido hoy; a otra fecha se
    pregunta a `cartera_saldos_al`.
    """

    numero = models.CharField("recibo", max_length=30)
    # Su llave la comprueba un disparador por sentencia (migración 0017): una carga son cientos de miles.
    suministro = models.ForeignKey(Suministro, models.PROTECT, related_name="recibos", db_constraint=False)
    periodo = models.DateField()
    emitido_el = models.DateField("emitido el")
    vence_el = models.DateField("vence el")
    volumen_m3 = models.IntegerField("consumo (m³)", null=True, blank=True)
    agua = models.DecimalField(**DINERO, default=0)
    alcantarillado = models.DecimalField(**DINERO, default=0)
    cargo_fijo = models.DecimalField(**DINERO, default=0)
    igv = models.DecimalField("IGV", **DINERO, default=0)
    total = models.DecimalField(**DINERO)
    pagado = models.DecimalField(**DINERO, default=0, editable=False)
    # Suma de los congelamientos sin fecha de fin; lo congelado de verdad no pasa del saldo.
    congelado_pedido = models.DecimalField(**DINERO, default=0, editable=False)
    congelado = GeneratedField(
        expression=Least(F("congelado_pedido"), F("total") - F("pagado")),
        output_field=models.DecimalField(**DINERO),
        db_persist=True,
    )
    saldo = GeneratedField(
        expression=F("total") - F("pagado"), output_field=models.DecimalField(**DINERO), db_persist=True
    )

    objects = ReciboQuerySet.as_manager()

    class Meta:
        verbose_name = "recibo"
        verbose_name_plural = "recibos"
        constraints = [
            models.UniqueConstraint(name="recibo_numero", fields=["numero"]),
            models.CheckConstraint(
                name="recibo_saldo_entre_0_y_total", condition=Q(pagado__gte=0, pagado__lte=F("total"))
            ),
            models.CheckConstraint(name="recibo_congelado_pedido", condition=Q(congelado_pedido__gte=0)),
            models.CheckConstraint(name="recibo_vence_despues", condition=Q(vence_el__gte=F("emitido_el"))),
        ]
        # Para hallar de quién puede ser un pago sin suministro; el total no cambia al pagar: no estorba.
        indexes = [models.Index(name="recibo_total", fields=["total"])]

    def __str__(self) -> str:
        return self.numero

    def get_absolute_url(self) -> str:
        return reverse("cuentas:recibo", args=[self.pk])

    @property
    def exigible(self) -> Decimal:
        """Lo que se puede cobrar según lo conocido hoy: saldo menos congelado, en soles."""
        return self.saldo - self.congelado


class Pago(models.Model):
    """Pago o reversa (importe negativo) tal como llegó. Clave: entidad, operación, fecha y signo."""

    entidad = models.CharField(max_length=60)
    operacion = models.CharField("operación", max_length=60)
    pagado_el = models.DateField("pagado el")
    signo = models.SmallIntegerField()
    importe = models.DecimalField(**DINERO)
    numero_recibo = models.CharField("recibo indicado", max_length=30, blank=True)
    codigo_suministro = models.CharField("suministro indicado", max_length=20, blank=True)
    depositante = models.CharField(max_length=120, blank=True, db_default="")  # quién pagó, si la entidad lo dice
    # Sin llave foránea fila por fila, que al aplicar se volvería a comprobar: un disparador por sentencia exige que
    # existan y, además, que el recibo sea del suministro. Sin índice: los de un recibo se buscan por su suministro.
    recibo = models.ForeignKey(
        Recibo, models.PROTECT, null=True, blank=True, related_name="pagos", db_index=False, db_constraint=False
    )
    # Vacío: pago por identificar.
    suministro = models.ForeignKey(
        Suministro, models.PROTECT, null=True, blank=True, related_name="pagos", db_constraint=False
    )
    revierte = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reversas", db_index=False)
    # Quién dijo de qué suministro es, si no lo decía el archivo.
    identificado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    identificado_en = models.DateTimeField(null=True, blank=True)
    aplicado = models.DecimalField(**DINERO, default=0, editable=False)
    revertido = models.DecimalField(**DINERO, default=0, editable=False)
    # Lo que sobra del pago: se muestra, no se aplica solo a otro recibo.
    credito = GeneratedField(
        expression=F("importe") - F("revertido") - F("aplicado"),
        output_field=models.DecimalField(**DINERO),
        db_persist=True,
    )

    objects = PagoQuerySet.as_manager()

    class Meta:
        verbose_name = "pago"
        verbose_name_plural = "pagos"
        constraints = [
            models.UniqueConstraint(name="pago_clave", fields=["operacion", "entidad", "pagado_el", "signo"]),
            models.CheckConstraint(name="pago_signo", condition=Q(signo=1, importe__gt=0) | Q(signo=-1, importe__lt=0)),
            models.CheckConstraint(
                name="pago_aplicado_hasta_importe",
                condition=Q(signo=-1, aplicado=0)
                | Q(signo=1, aplicado__gte=0, aplicado__lte=F("importe") - F("revertido")),
            ),
            models.CheckConstraint(
                name="pago_reversa_con_original",
                condition=Q(signo=1, revierte__isnull=True) | Q(signo=-1, revierte__isnull=False),
            ),
            models.CheckConstraint(
                name="pago_recibo_con_suministro", condition=Q(recibo__isnull=True) | Q(suministro__isnull=False)
            ),
            models.CheckConstraint(
                name="pago_identificado",
                condition=Q(identificado_por__isnull=True, identificado_en__isnull=True)
                | Q(identificado_por__isnull=False, identificado_en__isnull=False, suministro__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="pago_fecha", fields=["pagado_el", "id"]),
            models.Index(name="pago_por_identificar", fields=["pagado_el", "id"], condition=Q(suministro__isnull=True)),
            models.Index(name="pago_reversas", fields=["revierte"], condition=Q(revierte__isnull=False)),
        ]
        permissions = [("identificar_pago", "Puede identificar pagos")]

    def __str__(self) -> str:
        return f"{self.entidad} {self.operacion}"

    def get_absolute_url(self) -> str:
        return reverse("cuentas:pago", args=[self.pk])


class Identificacion(models.Model):
    """Una persona dijo de quién es un pago: queda aunque ella u otra lo deshaga, o lo desmienta un archivo."""

    pago = models.ForeignKey(Pago, models.PROTECT, related_name="identificaciones")
    suministro = models.ForeignKey(Suministro, models.PROTECT, related_name="+", db_index=False)
    recibo = models.ForeignKey(Recibo, models.PROTECT, null=True, related_name="+", db_index=False)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    en = models.DateTimeField()
    deshecha_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    deshecha_en = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "identificación de pago"
        verbose_name_plural = "identificaciones de pagos"
        constraints = [
            models.UniqueConstraint(
                name="identificacion_viva_unica", fields=["pago"], condition=Q(deshecha_en__isnull=True)
            ),
            models.CheckConstraint(
                name="identificacion_deshecha",
                condition=Q(deshecha_por__isnull=True, deshecha_en__isnull=True) | Q(deshecha_en__gte=F("en")),
            ),
        ]


class Aplicacion(models.Model):
    """Parte de un pago que cubre un recibo. Sus sumas viven en Pago.aplicado y Recibo.pagado (disparadores)."""

    pk = models.CompositePrimaryKey("pago_id", "recibo_id")
    # Que existan lo exige el disparador que las suma.
    pago = models.ForeignKey(Pago, models.PROTECT, related_name="aplicaciones", db_index=False, db_constraint=False)
    recibo = models.ForeignKey(Recibo, models.PROTECT, related_name="aplicaciones", db_constraint=False)
    importe = models.DecimalField(**DINERO)

    class Meta:
        verbose_name = "aplicación"
        verbose_name_plural = "aplicaciones"
        constraints = [
            models.CheckConstraint(name="aplicacion_positiva", condition=Q(importe__gt=0)),
        ]


class DiaDePagos(models.Model):
    """Día con pagos cargados de una entidad: hasta dónde llegan los pagos. La escribe un disparador de Pago."""

    pk = models.CompositePrimaryKey("entidad", "pagado_el")
    entidad = models.CharField(max_length=60)
    pagado_el = models.DateField()

    class Meta:
        verbose_name = "día de pagos"
        verbose_name_plural = "días de pagos"
        indexes = [models.Index(name="diadepagos_fecha", fields=["pagado_el"])]


class CambioPago(models.Model):
    """Un archivo posterior cambió el pago: se revirtió como estaba y se aplicó como quedó."""

    pago = models.ForeignKey(Pago, models.PROTECT, related_name="cambios")
    carga = models.ForeignKey("comun.Carga", models.PROTECT, null=True, related_name="+", db_index=False)
    importe_antes = models.DecimalField(**DINERO)
    importe = models.DecimalField(**DINERO)
    recibo_antes = models.CharField(max_length=30, blank=True)
    recibo = models.CharField(max_length=30, blank=True)
    suministro_antes = models.CharField(max_length=20, blank=True)
    suministro = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = "cambio de pago"
        verbose_name_plural = "cambios de pagos"


class CambioRecibo(models.Model):
    """Un archivo posterior refacturó el recibo: qué decía antes y qué dice."""

    recibo = models.ForeignKey(Recibo, models.PROTECT, related_name="cambios")
    carga = models.ForeignKey("comun.Carga", models.PROTECT, null=True, related_name="+", db_index=False)
    total_antes = models.DecimalField(**DINERO)
    total = models.DecimalField(**DINERO)
    vence_antes = models.DateField()
    vence_el = models.DateField()
    suministro_antes = models.ForeignKey(Suministro, models.PROTECT, related_name="+", db_index=False)
    suministro = models.ForeignKey(Suministro, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "cambio de recibo"
        verbose_name_plural = "cambios de recibos"


@seguir("recibo", "importe", "motivo", "origen", "desde", "hasta")
class Congelamiento(models.Model):
    """Parte de un recibo que sale de cobranza mientras dure su causa: [desde, hasta). Nunca pasa del saldo."""

    recibo = models.ForeignKey(Recibo, models.PROTECT, related_name="congelamientos")
    importe = models.DecimalField(**DINERO)
    motivo = models.CharField(max_length=10, choices=MotivoCongelamiento)
    # Quién lo pidió, con su clave ("reclamo:123"): pedirlo dos veces es pedirlo una.
    origen = models.CharField(max_length=60)
    desde = models.DateField()
    hasta = models.DateField(null=True, blank=True)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "congelamiento"
        verbose_name_plural = "congelamientos"
        constraints = [
            models.UniqueConstraint(name="congelamiento_unico", fields=["recibo", "origen"]),
            models.CheckConstraint(name="congelamiento_positivo", condition=Q(importe__gt=0)),
            models.CheckConstraint(
                name="congelamiento_fechas", condition=Q(hasta__isnull=True) | Q(hasta__gte=F("desde"))
            ),
        ]
