"""Archivos de pagos de los bancos: cómo se leen, qué trae cada uno y qué pasa con cada fila (NORMAS §4)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cartera.cuentas.models import DINERO
from config.comun.archivos.models import Archivo
from config.comun.auditoria.seguimiento import seguir
from config.comun.procesos.models import Proceso

from .choices import (
    DATOS,
    EN_MARCHA,
    VIGENTES,
    Dato,
    Delimitador,
    EstadoArchivo,
    FormatoArchivo,
    FormatoFecha,
    Registro,
    Signo,
    SituacionFila,
    TotalCola,
)
from .models import Banco
from .querysets import ArchivoBancoQuerySet

SUMA: dict[str, Any] = {"max_digits": 16, "decimal_places": 2}


@seguir(
    "banco", "nombre", "formato", "delimitador", "ancho", "lineas_encabezado", "lineas_cola", "marca_encabezado",
    "marca_detalle", "marca_cola", "formato_fecha", "decimales", "signo", "reversas", "total_cola", "activo",
    etiqueta="perfil de archivo",
)  # fmt: skip
class PerfilBanco(models.Model):
    """Cómo se lee el archivo de pagos de un banco. Las posiciones y columnas están en CampoPerfil y cuentan desde 1."""

    banco = models.ForeignKey(Banco, models.PROTECT, related_name="perfiles", verbose_name="banco")
    nombre = models.CharField(max_length=80)
    formato = models.CharField(max_length=10, choices=FormatoArchivo)
    delimitador = models.CharField(max_length=12, choices=Delimitador, default=Delimitador.PUNTO_Y_COMA)
    ancho = models.PositiveSmallIntegerField("ancho de la línea", null=True, blank=True)
    # Cómo se distingue cada línea: por cuántas van antes y después, o por la marca con que empieza.
    lineas_encabezado = models.PositiveSmallIntegerField("líneas de encabezado", default=0)
    lineas_cola = models.PositiveSmallIntegerField("líneas de totales al final", default=0)
    marca_encabezado = models.CharField("marca del encabezado", max_length=10, blank=True)
    marca_detalle = models.CharField("marca de cada pago", max_length=10, blank=True)
    marca_cola = models.CharField("marca de los totales", max_length=10, blank=True)
    formato_fecha = models.CharField(max_length=10, choices=FormatoFecha, default=FormatoFecha.AMD)
    decimales = models.PositiveSmallIntegerField(
        "decimales implícitos", default=0, help_text="2: «000012345» es S/ 123.45. 0: el importe trae su punto."
    )
    signo = models.CharField(max_length=10, choices=Signo, default=Signo.IMPORTE)
    reversas = models.CharField(
        "valores que dicen «reversa»", max_length=60, blank=True, help_text="Separados por comas: E,X."
    )
    total_cola = models.CharField("el importe de control suma", max_length=5, choices=TotalCola, default=TotalCola.NETO)
    activo = models.BooleanField(default=True)

    class Meta:
        verbose_name = "perfil de archivo de banco"
        verbose_name_plural = "perfiles de archivos de banco"
        ordering = ["banco__nombre", "nombre"]
        constraints = [
            models.UniqueConstraint(
                name="perfilbanco_nombre",
                fields=["banco", "nombre"],
                violation_error_message="Ese banco ya tiene un perfil con ese nombre.",
            ),
            models.CheckConstraint(name="perfilbanco_decimales", condition=Q(decimales__lte=4)),
            models.CheckConstraint(
                name="perfilbanco_marcas_o_lineas",
                condition=Q(marca_detalle="", marca_encabezado="", marca_cola="")
                | (~Q(marca_detalle="") & Q(lineas_encabezado=0, lineas_cola=0)),
            ),
            models.CheckConstraint(
                name="perfilbanco_reversas", condition=Q(signo=Signo.IMPORTE, reversas="") | Q(signo=Signo.COLUMNA)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.banco}: {self.nombre}"

    def get_absolute_url(self) -> str:
        return reverse("bancos:perfil", args=[self.pk])


@seguir("perfil", "registro", "dato", "desde", "largo", "esperado", padre="perfil")
class CampoPerfil(models.Model):
    """Dónde está un dato: posición y largo en ancho fijo, número de columna si va delimitado."""

    perfil = models.ForeignKey(PerfilBanco, models.CASCADE, related_name="campos")
    registro = models.CharField(max_length=10, choices=Registro)
    dato = models.CharField(max_length=12, choices=Dato)
    desde = models.PositiveSmallIntegerField()
    largo = models.PositiveSmallIntegerField(null=True, blank=True)
    esperado = models.CharField(
        max_length=60, blank=True
    )  # lo que debe decir: así se sabe que el archivo es de ese banco

    class Meta:
        verbose_name = "campo de perfil"
        verbose_name_plural = "campos de perfil"
        constraints = [
            models.UniqueConstraint(name="campoperfil_unico", fields=["perfil", "registro", "dato"]),
            models.CheckConstraint(
                name="campoperfil_posicion", condition=Q(desde__gte=1) & (Q(largo__isnull=True) | Q(largo__gte=1))
            ),
            models.CheckConstraint(
                name="campoperfil_dato_de_su_registro",
                condition=Q(registro=Registro.ENCABEZADO, dato__in=DATOS[Registro.ENCABEZADO])
                | Q(registro=Registro.DETALLE, dato__in=DATOS[Registro.DETALLE])
                | Q(registro=Registro.COLA, dato__in=DATOS[Registro.COLA]),
            ),
            models.CheckConstraint(
                name="campoperfil_esperado",
                condition=Q(esperado="") | Q(registro=Registro.ENCABEZADO, dato=Dato.EMPRESA),
            ),
        ]


class ArchivoBanco(models.Model):
    """Un archivo de pagos de un banco: primero vista previa, después se confirma una sola vez."""

    perfil = models.ForeignKey(PerfilBanco, models.PROTECT, related_name="cargados")
    archivo = models.ForeignKey(Archivo, models.PROTECT, related_name="+")
    nombre = models.CharField("archivo", max_length=200)
    sha256 = models.CharField(max_length=64)
    estado = models.CharField(max_length=15, choices=EstadoArchivo, default=EstadoArchivo.EN_REVISION)
    error = models.TextField(blank=True)  # por qué no se puede cargar
    # Lo que trae, contado por nosotros y por el banco.
    filas = models.PositiveIntegerField(default=0)
    pagos = models.PositiveIntegerField(default=0)
    importe_pagos = models.DecimalField(**SUMA, default=0)
    reversas = models.PositiveIntegerField(default=0)
    importe_reversas = models.DecimalField(**SUMA, default=0)  # en positivo
    cola_filas = models.PositiveIntegerField(null=True)
    cola_importe = models.DecimalField(**SUMA, null=True)
    desde = models.DateField(null=True)
    hasta = models.DateField("pagos hasta", null=True)
    # Qué pasará, o pasó, con cada fila.
    nuevas = models.PositiveIntegerField(default=0)
    ya_estaban = models.PositiveIntegerField(default=0)
    errores = models.PositiveIntegerField(default=0)
    conflictos = models.PositiveIntegerField(default=0)
    fuera = models.PositiveIntegerField(default=0)
    por_identificar = models.PositiveIntegerField(default=0)
    motivo_fuera = models.CharField("por qué se dejaron fuera", max_length=300, blank=True)
    proceso = models.ForeignKey(Proceso, models.PROTECT, null=True, related_name="+")
    por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    subido_en = models.DateTimeField("subido")
    decidido_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decidido_en = models.DateTimeField("confirmado", null=True)

    objects = ArchivoBancoQuerySet.as_manager()

    class Meta:
        verbose_name = "archivo de banco"
        verbose_name_plural = "archivos de banco"
        permissions = [("cargar_banco", "Puede cargar archivos de banco")]
        constraints = [
            models.UniqueConstraint(name="archivobanco_una_vez", fields=["sha256"], condition=Q(estado__in=VIGENTES)),
            models.CheckConstraint(
                name="archivobanco_filas_suman",
                condition=Q(filas=F("nuevas") + F("ya_estaban") + F("errores") + F("conflictos") + F("fuera")),
            ),
            models.CheckConstraint(name="archivobanco_legibles", condition=Q(filas__gte=F("pagos") + F("reversas"))),
            models.CheckConstraint(
                name="archivobanco_decidido",
                condition=Q(estado__in=[EstadoArchivo.CARGADO, EstadoArchivo.DESCARTADO], decidido_en__isnull=False)
                | ~Q(estado__in=[EstadoArchivo.CARGADO, EstadoArchivo.DESCARTADO]),
            ),
            models.CheckConstraint(
                name="archivobanco_cargado_sin_errores",
                condition=~Q(estado=EstadoArchivo.CARGADO) | Q(errores=0, conflictos=0),
            ),
            models.CheckConstraint(name="archivobanco_fuera_con_motivo", condition=Q(fuera=0) | ~Q(motivo_fuera="")),
        ]
        indexes = [
            models.Index(name="archivobanco_lista", fields=["-subido_en", "-id"]),
            models.Index(name="archivobanco_frescura", fields=["hasta"], condition=Q(estado=EstadoArchivo.CARGADO)),
        ]

    def __str__(self) -> str:
        return self.nombre

    def get_absolute_url(self) -> str:
        return reverse("bancos:archivo", args=[self.pk])

    @property
    def en_marcha(self) -> bool:
        return self.estado in EN_MARCHA

    @property
    def neto(self):
        """Pagos menos reversas, en soles."""
        return self.importe_pagos - self.importe_reversas


class FilaBanco(models.Model):
    """Una fila del archivo tal como se leyó y qué pasa con ella. Se guardan por millares: sin llaves de más."""

    pk = models.CompositePrimaryKey("archivo_id", "linea")
    archivo = models.ForeignKey(ArchivoBanco, models.CASCADE, related_name="detalle", db_index=False)
    linea = models.PositiveIntegerField("línea")
    situacion = models.CharField(
        "situación", max_length=10, choices=SituacionFila, db_default=SituacionFila.NUEVA.value
    )
    operacion = models.CharField("operación", max_length=60)
    pagado_el = models.DateField("pagado el", null=True)
    importe = models.DecimalField(**DINERO, null=True)
    suministro = models.CharField(max_length=20)
    recibo = models.CharField(max_length=30)
    depositante = models.CharField(max_length=120)
    motivo = models.CharField(max_length=500, db_default="")
    original = models.CharField(max_length=300, db_default="")  # la línea, si no se entiende

    class Meta:
        verbose_name = "fila de banco"
        verbose_name_plural = "filas de banco"
        constraints = [
            models.CheckConstraint(
                name="filabanco_con_motivo",
                condition=Q(situacion__in=[SituacionFila.NUEVA, SituacionFila.YA_ESTABA]) | ~Q(motivo=""),
            ),
            models.CheckConstraint(
                name="filabanco_legible",
                condition=Q(situacion=SituacionFila.ERROR) | Q(pagado_el__isnull=False, importe__isnull=False),
            ),
        ]
        # Las que una persona mira: pocas entre muchas.
        indexes = [
            models.Index(
                name="filabanco_con_problema", fields=["archivo", "linea"], condition=~Q(situacion=SituacionFila.NUEVA)
            )
        ]
