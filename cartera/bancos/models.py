"""Dónde paga el cliente y cómo se le orienta para que lo haga (manual 6.3.12; NORMAS §4)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse

from cartera.cuentas.models import DINERO
from cartera.padron.choices import Categoria
from cartera.padron.models import Cliente
from config.comun.auditoria.seguimiento import seguir
from config.comun.usuarios.models import Zona

from . import cci
from .choices import Medio, Moneda, TipoCanal, TipoCuenta
from .querysets import OfrecidosQuerySet, OrientacionQuerySet, VigentesQuerySet


@seguir("codigo", "clave", "nombre", "exige_al_dia", "dias_frescura")
class Banco(models.Model):
    """Entidad que recibe pagos. `clave` es como la nombran los pagos cargados (Pago.entidad), en mayúsculas."""

    codigo = models.CharField(
        "código CCI", max_length=3, blank=True, help_text="Los tres primeros números de su CCI. Vacío si no tiene."
    )
    clave = models.CharField("clave", max_length=60, unique=True, help_text="Como viene en los pagos: BCP, BBVA…")
    nombre = models.CharField("nombre", max_length=120)
    exige_al_dia = models.BooleanField(
        "sus pagos deben estar al día para cobrar",
        default=True,
        help_text="Con sus pagos atrasados se ve la deuda, pero no se actúa.",
    )
    dias_frescura = models.PositiveSmallIntegerField(
        "días de atraso que se le admiten",
        null=True,
        blank=True,
        help_text="Calendario. Vacío: los del parámetro dias_frescura_pagos.",
    )

    class Meta:
        verbose_name = "banco"
        verbose_name_plural = "bancos"
        ordering = ["nombre"]
        constraints = [
            models.CheckConstraint(name="banco_codigo", condition=Q(codigo="") | Q(codigo__regex=r"^[0-9]{3}$")),
            models.UniqueConstraint(
                name="banco_codigo_unico",
                fields=["codigo"],
                condition=~Q(codigo=""),
                violation_error_message="Ya hay un banco con ese código.",
            ),
            models.CheckConstraint(name="banco_clave_mayusculas", condition=Q(clave=Upper("clave"))),
        ]

    def __str__(self) -> str:
        return self.nombre

    def get_absolute_url(self) -> str:
        return reverse("bancos:banco", args=[self.pk])


@seguir("banco", "numero", "cci", "moneda", "tipo", "convenio", "titular", "se_ofrece", "orden", "desde", "hasta")
class CuentaBancaria(models.Model):
    """Cuenta de la empresa en un banco. Un CCI con mal dígito se guarda y se avisa (NORMAS §4)."""

    banco = models.ForeignKey(Banco, models.PROTECT, related_name="cuentas", verbose_name="banco")
    numero = models.CharField("número de cuenta", max_length=30)
    cci = models.CharField("CCI", max_length=20, blank=True, help_text="20 números; se quitan guiones y espacios.")
    moneda = models.CharField(max_length=3, choices=Moneda, default=Moneda.SOLES)
    tipo = models.CharField(max_length=12, choices=TipoCuenta, default=TipoCuenta.RECAUDADORA)
    titular = models.CharField("a nombre de", max_length=200, blank=True, help_text="Vacío: la empresa.")
    convenio = models.CharField(
        "código de recaudación", max_length=30, blank=True, help_text="Con el que el cliente halla a la empresa."
    )
    se_ofrece = models.BooleanField("se ofrece al cliente", default=True)
    orden = models.PositiveSmallIntegerField(default=10, help_text="La menor va primero en la guía.")
    desde = models.DateField("vale desde")
    hasta = models.DateField("deja de valer el", null=True, blank=True)

    objects = VigentesQuerySet.as_manager()

    class Meta:
        verbose_name = "cuenta bancaria"
        verbose_name_plural = "cuentas bancarias"
        ordering = ["orden", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="cuentabancaria_numero",
                fields=["banco", "numero"],
                violation_error_message="Esa cuenta de ese banco ya está registrada.",
            ),
            models.CheckConstraint(name="cuentabancaria_cci", condition=Q(cci="") | Q(cci__regex=r"^[0-9]{1,20}$")),
            models.CheckConstraint(
                name="cuentabancaria_fechas",
                condition=Q(hasta__isnull=True) | Q(hasta__gt=F("desde")),
                violation_error_message="La cuenta debe dejar de valer después de empezar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.banco} {self.numero}"

    def get_absolute_url(self) -> str:
        return reverse("bancos:cuenta", args=[self.pk])

    @property
    def cci_legible(self) -> str:
        """«002-193-001234567890-10»; tal cual si no tiene sus 20 números."""
        if len(self.cci) != cci.LARGO:
            return self.cci
        return f"{self.cci[:3]}-{self.cci[3:6]}-{self.cci[6:18]}-{self.cci[18:]}"

    @property
    def avisos_cci(self) -> list[str]:
        """Qué no cuadra en su CCI, en frases."""
        return cci.avisos(self.cci, self.banco.codigo)


class Ofrecido(models.Model):
    """Lo que se ofrece al cliente para pagar. Sin zonas o sin categorías, vale para todas."""

    nombre = models.CharField(max_length=120)
    detalle = models.TextField(
        "cómo se usa", max_length=1000, help_text="Pasos que el cliente sigue, en frases cortas."
    )
    zonas = models.ManyToManyField(Zona, blank=True, related_name="+", help_text="Ninguna: todas.")
    categorias = ArrayField(
        models.CharField(max_length=10, choices=Categoria),
        default=list,
        blank=True,
        verbose_name="categorías",
        help_text="Ninguna: todas.",
    )
    orden = models.PositiveSmallIntegerField(default=10, help_text="El menor va primero en la guía.")
    desde = models.DateField("vale desde")
    hasta = models.DateField("deja de valer el", null=True, blank=True)

    objects = OfrecidosQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["orden", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_fechas",
                condition=Q(hasta__isnull=True) | Q(hasta__gt=F("desde")),
                violation_error_message="Debe dejar de valer después de empezar.",
            )
        ]

    def __str__(self) -> str:
        return self.nombre


@seguir("tipo", "cuenta", "nombre", "detalle", "categorias", "orden", "desde", "hasta")
class CanalPago(Ofrecido):
    """Por dónde se paga: ventanilla, agente, internet… A veces, contra una cuenta concreta."""

    tipo = models.CharField(max_length=15, choices=TipoCanal)
    cuenta = models.ForeignKey(
        CuentaBancaria, models.PROTECT, null=True, blank=True, related_name="canales", help_text="Vacío: cualquiera."
    )

    class Meta(Ofrecido.Meta):
        verbose_name = "canal de pago"
        verbose_name_plural = "canales de pago"

    def get_absolute_url(self) -> str:
        return reverse("bancos:canal", args=[self.pk])


@seguir("nombre", "detalle", "requisitos", "categorias", "orden", "desde", "hasta")
class Facilidad(Ofrecido):
    """Otra facilidad que se ofrece (manual 6.3.12): convenio, cobro a domicilio, recibo digital…"""

    requisitos = models.TextField(max_length=500, blank=True)

    class Meta(Ofrecido.Meta):
        verbose_name = "facilidad"
        verbose_name_plural = "facilidades"

    def get_absolute_url(self) -> str:
        return reverse("bancos:facilidad", args=[self.pk])


class Orientacion(models.Model):
    """Se orientó al cliente para que pague: quién, cuándo, por qué medio y con qué cuenta (manual 6.3.12).

    La misma persona, el mismo día, por el mismo medio y con la misma cuenta es la misma orientación.
    """

    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="orientaciones")
    cuenta = models.ForeignKey(CuentaBancaria, models.PROTECT, related_name="+")
    medio = models.CharField(max_length=10, choices=Medio)
    a_quien = models.CharField("a quién", max_length=120, blank=True)
    al = models.DateField("día")
    deuda = models.DecimalField(**DINERO)  # lo exigible que se le dijo, en soles
    vencido = models.DecimalField(**DINERO)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    en = models.DateTimeField("registrada")

    objects = OrientacionQuerySet.as_manager()

    class Meta:
        verbose_name = "orientación de pago"
        verbose_name_plural = "orientaciones de pago"
        permissions = [("orientar_pago", "Puede orientar a un cliente para que pague")]
        constraints = [
            models.UniqueConstraint(
                name="orientacion_unica_por_dia", fields=["cliente", "cuenta", "medio", "a_quien", "al", "por"]
            ),
            models.CheckConstraint(name="orientacion_vencido", condition=Q(vencido__gte=0, vencido__lte=F("deuda"))),
        ]
        indexes = [models.Index(name="orientacion_lista", fields=["-al", "-id"])]

    def __str__(self) -> str:
        return f"{self.cliente}, {self.cuenta}"
