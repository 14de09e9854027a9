"""Lo que un cliente se compromete a pagar: promesas y convenios de facilidades (manual 6.3.11 y 6.3.12).

Los dos se juzgan igual, por el dinero que llega a los recibos que nombran. `pagado_antes` es lo que ese recibo tenía
pagado al comprometerse: cuenta lo que sube desde ahí.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, GeneratedField, Q
from django.urls import reverse

from cartera.cuentas.models import DINERO, Recibo
from cartera.padron.models import Cliente
from config.comun.archivos.models import Archivo
from config.comun.auditoria.seguimiento import seguir
from principales.directorio.models import Contacto

from .choices import EstadoConvenio, EstadoPromesa
from .querysets import ConvenioQuerySet, PromesaQuerySet, ReciboComprometidoQuerySet

CERRADAS = [e for e in EstadoPromesa.values if e != EstadoPromesa.ABIERTA]
CERRADOS = [EstadoConvenio.CUMPLIDO, EstadoConvenio.ROTO, EstadoConvenio.ANULADO]


@seguir("cliente", "contacto", "estado", "total", "prometida_el", "motivo")
class Promesa(models.Model):
    """Palabra de pago sobre recibos nombrados. Solo los cubre a ellos: un recibo nuevo vencido sigue su camino."""

    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="promesas")
    contacto = models.ForeignKey(
        Contacto, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="quién lo prometió"
    )
    estado = models.CharField(max_length=20, choices=EstadoPromesa, default=EstadoPromesa.ABIERTA)
    total = models.DecimalField("prometido", **DINERO)
    # Lo que llegó a tiempo, según el último juicio.
    cubierto = models.DecimalField("cubierto a tiempo", **DINERO, default=0)
    prometida_el = models.DateField("prometida el")
    registrada_en = models.DateTimeField("registrada")
    # Último día, con tolerancia, de su última fecha.
    hasta = models.DateField()
    nota = models.CharField(max_length=300, blank=True)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="registrada por")
    juzgada_el = models.DateField(null=True, blank=True)
    cerrada_el = models.DateField("cerrada el", null=True, blank=True)
    motivo = models.CharField("motivo de la anulación", max_length=300, blank=True)
    anulada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PromesaQuerySet.as_manager()

    class Meta:
        verbose_name = "promesa"
        verbose_name_plural = "promesas"
        permissions = [("prometer", "Puede registrar y anular promesas de pago")]
        indexes = [
            models.Index(name="promesa_abierta", fields=["hasta", "id"], condition=Q(estado=EstadoPromesa.ABIERTA)),
            models.Index(name="promesa_hasta", fields=["hasta"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="promesa_cerrada_con_fecha",
                condition=Q(estado=EstadoPromesa.ABIERTA, cerrada_el__isnull=True)
                | Q(estado__in=CERRADAS, cerrada_el__isnull=False),
            ),
            models.CheckConstraint(
                name="promesa_cubierto_hasta_total",
                condition=Q(total__gt=0, cubierto__gte=0, cubierto__lte=F("total")),
            ),
            # Cumplida por S/ 1 es imposible: lo dice el dinero, no quien la cierra.
            models.CheckConstraint(
                name="promesa_estado_segun_dinero",
                condition=Q(estado=EstadoPromesa.CUMPLIDA, cubierto=F("total"))
                | Q(estado=EstadoPromesa.EN_PARTE, cubierto__gt=0, cubierto__lt=F("total"))
                | Q(estado=EstadoPromesa.INCUMPLIDA, cubierto=0)
                | Q(estado__in=[EstadoPromesa.ABIERTA, EstadoPromesa.ANULADA]),
            ),
            models.CheckConstraint(
                name="promesa_anulada_con_motivo",
                condition=Q(estado=EstadoPromesa.ANULADA, anulada_por__isnull=False) & ~Q(motivo="")
                | (~Q(estado=EstadoPromesa.ANULADA) & Q(motivo="", anulada_por__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"Promesa {self.pk} de {self.cliente}"

    def get_absolute_url(self) -> str:
        return reverse("compromisos:promesa", args=[self.pk])


class PromesaCuota(models.Model):
    """Una fecha y un importe de la promesa. `limite_el` es el vencimiento más los días de tolerancia de ese día."""

    promesa = models.ForeignKey(Promesa, models.CASCADE, related_name="cuotas", db_index=False)
    vence_el = models.DateField("fecha")
    limite_el = models.DateField("último día")
    importe = models.DecimalField(**DINERO)
    pagado = models.DecimalField("pagado a tiempo", **DINERO, default=0)

    class Meta:
        verbose_name = "fecha de una promesa"
        verbose_name_plural = "fechas de una promesa"
        ordering = ["vence_el"]
        constraints = [
            models.UniqueConstraint(name="promesacuota_una_por_fecha", fields=["promesa", "vence_el"]),
            models.CheckConstraint(
                name="promesacuota_pagado",
                condition=Q(importe__gt=0, pagado__gte=0, pagado__lte=F("importe"), limite_el__gte=F("vence_el")),
            ),
        ]


class PromesaRecibo(models.Model):
    """Un recibo que la promesa nombra y cuánto de él se prometió."""

    promesa = models.ForeignKey(Promesa, models.CASCADE, related_name="recibos", db_index=False)
    recibo = models.ForeignKey(Recibo, models.PROTECT, related_name="promesas")
    importe = models.DecimalField("prometido", **DINERO)
    pagado_antes = models.DecimalField(**DINERO)
    viva = models.BooleanField(default=True)  # la promesa sigue abierta

    objects = ReciboComprometidoQuerySet.as_manager()

    class Meta:
        verbose_name = "recibo de una promesa"
        verbose_name_plural = "recibos de una promesa"
        constraints = [
            models.UniqueConstraint(name="promesarecibo_unico", fields=["promesa", "recibo"]),
            models.UniqueConstraint(name="promesarecibo_una_viva", fields=["recibo"], condition=Q(viva=True)),
            models.CheckConstraint(name="promesarecibo_importe", condition=Q(importe__gt=0, pagado_antes__gte=0)),
        ]


@seguir("numero", "cliente", "estado", "capital", "firmado_el", "firmado", "motivo")
class Convenio(models.Model):
    """Convenio de facilidades de pago: congela los recibos que cubre mientras sus cuotas se paguen (manual 6.3.12)."""

    numero = models.CharField("convenio", max_length=20, unique=True)
    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="convenios")
    contacto = models.ForeignKey(Contacto, models.PROTECT, null=True, blank=True, related_name="+")
    estado = models.CharField(max_length=10, choices=EstadoConvenio, default=EstadoConvenio.BORRADOR)
    firmante = models.CharField("quién firma por el cliente", max_length=150)
    firmante_documento = models.CharField("su documento", max_length=20)
    capital = models.DecimalField("deuda que cubre", **DINERO)
    inicial = models.DecimalField("cuota inicial", **DINERO, default=0)
    # Por mes, sobre el capital por pagar. Lo factura la empresa en el recibo del mes: aquí solo se informa.
    interes_mensual = models.DecimalField("interés mensual (%)", max_digits=5, decimal_places=2, default=0)
    cubierto = models.DecimalField("pagado", **DINERO, default=0)
    hasta = models.DateField()
    preparado_en = models.DateTimeField("preparado")
    preparado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    firmado_el = models.DateField("firmado el", null=True, blank=True)
    firmado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    firmado = models.ForeignKey(
        Archivo, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="documento firmado"
    )
    # Cada vez que entra en vigor congela con un origen propio; vuelve a entrar si el pago que faltaba llegó tarde.
    vigencias = models.PositiveSmallIntegerField(default=0)
    juzgado_el = models.DateField(null=True, blank=True)
    cerrado_el = models.DateField("cerrado el", null=True, blank=True)
    motivo = models.CharField("motivo de la anulación", max_length=300, blank=True)
    anulado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ConvenioQuerySet.as_manager()

    class Meta:
        verbose_name = "convenio"
        verbose_name_plural = "convenios"
        permissions = [
            ("convenir", "Puede preparar convenios de facilidades"),
            ("firmar_convenio", "Puede firmar y anular convenios de facilidades"),
        ]
        indexes = [models.Index(name="convenio_hasta", fields=["hasta"])]
        constraints = [
            models.CheckConstraint(name="convenio_numero", condition=Q(numero__regex=r"^CV-[0-9]{4}-[0-9]{3,}$")),
            models.CheckConstraint(
                name="convenio_firmado",
                condition=Q(
                    estado__in=[EstadoConvenio.VIGENTE, EstadoConvenio.CUMPLIDO, EstadoConvenio.ROTO],
                    firmado_el__isnull=False,
                    firmado_por__isnull=False,
                    vigencias__gte=1,
                )
                | Q(estado=EstadoConvenio.BORRADOR, firmado_el__isnull=True, vigencias=0)
                | Q(estado=EstadoConvenio.ANULADO),
            ),
            models.CheckConstraint(
                name="convenio_cerrado_con_fecha",
                condition=Q(estado__in=CERRADOS, cerrado_el__isnull=False)
                | Q(estado__in=[EstadoConvenio.BORRADOR, EstadoConvenio.VIGENTE], cerrado_el__isnull=True),
            ),
            models.CheckConstraint(
                name="convenio_importes",
                condition=Q(
                    capital__gt=0,
                    inicial__gte=0,
                    inicial__lte=F("capital"),
                    interes_mensual__gte=0,
                    cubierto__gte=0,
                    cubierto__lte=F("capital"),
                ),
            ),
            models.CheckConstraint(
                name="convenio_cumplido_entero",
                condition=~Q(estado=EstadoConvenio.CUMPLIDO) | Q(cubierto=F("capital")),
            ),
            models.CheckConstraint(
                name="convenio_anulado_con_motivo",
                condition=Q(estado=EstadoConvenio.ANULADO, anulado_por__isnull=False) & ~Q(motivo="")
                | (~Q(estado=EstadoConvenio.ANULADO) & Q(motivo="", anulado_por__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.numero

    def get_absolute_url(self) -> str:
        return reverse("compromisos:convenio", args=[self.pk])

    @property
    def origen(self) -> str:
        """La clave con que congela en su vigencia actual («convenio:12:1»)."""
        return f"convenio:{self.pk}:{self.vigencias}"

    @property
    def por_pagar(self):
        """Capital que falta, en soles."""
        return self.capital - self.cubierto


class ConvenioCuota(models.Model):
    """Cuota del convenio; la número 0 es la inicial. Los capitales suman la deuda al céntimo."""

    convenio = models.ForeignKey(Convenio, models.CASCADE, related_name="cuotas", db_index=False)
    numero = models.PositiveSmallIntegerField("cuota")
    vence_el = models.DateField("vence el")
    limite_el = models.DateField("último día")
    capital = models.DecimalField(**DINERO)
    interes = models.DecimalField("interés", **DINERO, default=0)
    importe = GeneratedField(
        expression=F("capital") + F("interes"), output_field=models.DecimalField(**DINERO), db_persist=True
    )
    # Lo que llegó a los recibos cubiertos, contado a las cuotas por vencimiento.
    pagado = models.DecimalField(**DINERO, default=0)

    class Meta:
        verbose_name = "cuota"
        verbose_name_plural = "cuotas"
        ordering = ["numero"]
        constraints = [
            models.UniqueConstraint(name="conveniocuota_unica", fields=["convenio", "numero"]),
            models.CheckConstraint(
                name="conveniocuota_pagado",
                condition=Q(
                    capital__gt=0,
                    interes__gte=0,
                    pagado__gte=0,
                    pagado__lte=F("capital"),
                    limite_el__gte=F("vence_el"),
                ),
            ),
        ]
        indexes = [models.Index(name="conveniocuota_debida", fields=["vence_el"], condition=Q(pagado__lt=F("capital")))]

    @property
    def nombre(self) -> str:
        return f"Cuota {self.numero}" if self.numero else "Inicial"


class ConvenioRecibo(models.Model):
    """Un recibo que el convenio cubre y por cuánto: lo exigible al prepararlo."""

    convenio = models.ForeignKey(Convenio, models.CASCADE, related_name="recibos", db_index=False)
    recibo = models.ForeignKey(Recibo, models.PROTECT, related_name="convenios")
    importe = models.DecimalField("cubierto", **DINERO)
    pagado_antes = models.DecimalField(**DINERO)
    vivo = models.BooleanField(default=False)  # el convenio está vigente

    objects = ReciboComprometidoQuerySet.as_manager()

    class Meta:
        verbose_name = "recibo de un convenio"
        verbose_name_plural = "recibos de un convenio"
        constraints = [
            models.UniqueConstraint(name="conveniorecibo_unico", fields=["convenio", "recibo"]),
            models.UniqueConstraint(name="conveniorecibo_uno_vivo", fields=["recibo"], condition=Q(vivo=True)),
            models.CheckConstraint(name="conveniorecibo_importe", condition=Q(importe__gt=0, pagado_antes__gte=0)),
        ]
