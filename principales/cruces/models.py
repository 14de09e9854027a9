"""Registros de otras entidades cruzados con el padrón, y lo que se decidió de cada uno (manual 6.3.4)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cartera.padron.choices import TipoDocumento
from cartera.padron.models import Cliente
from cartera.solicitudes.models import Solicitud
from config.comun.auditoria.seguimiento import seguir

from .choices import Decision, Par
from .querysets import PedidoInspeccionQuerySet, RegistradoQuerySet


@seguir("clave", "nombre", "columnas", "tipo_documento", "con_comillas", "fuente", "base_legal", "activo")
class PerfilRegistro(models.Model):
    """Un registro externo: en qué columna de su archivo viene cada dato, de quién es y con qué base legal se usa."""

    clave = models.SlugField(max_length=30, unique=True)
    nombre = models.CharField(max_length=120)
    columnas = models.JSONField()  # dato (choices.Dato) → nombre de la columna en el archivo
    # Si el archivo no dice el tipo de documento, este; vacío: se deduce de cuántos números tiene.
    tipo_documento = models.CharField("tipo de documento", max_length=3, choices=TipoDocumento, blank=True)
    # Sin comillas que agrupen: las que vengan son parte del nombre y cada línea es una fila.
    con_comillas = models.BooleanField("las comillas encierran el dato", default=True)
    fuente = models.CharField(max_length=200)
    base_legal = models.CharField(max_length=300)
    activo = models.BooleanField(default=True)
    ultima_carga = models.ForeignKey("comun.Carga", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "registro externo"
        verbose_name_plural = "registros externos"
        ordering = ["nombre"]
        constraints = [
            models.CheckConstraint(name="perfilregistro_con_base", condition=~Q(fuente="") & ~Q(base_legal="")),
            models.CheckConstraint(name="perfilregistro_con_nombre", condition=Q(columnas__has_key="nombre")),
        ]

    def __str__(self) -> str:
        return self.nombre

    def get_absolute_url(self) -> str:
        return reverse("cruces:perfil", args=[self.pk])

    @property
    def tipo_de_carga(self) -> str:
        """Cómo lo conoce la máquina de cargas (config/importadores.py)."""
        return f"registro:{self.pk}"


class CargaRegistro(models.Model):
    """De dónde salió y con qué base legal se usa el archivo de una carga (Ley 29733)."""

    carga = models.OneToOneField("comun.Carga", models.CASCADE, related_name="registro", primary_key=True)
    perfil = models.ForeignKey(PerfilRegistro, models.PROTECT, related_name="cargas")
    fuente = models.CharField(max_length=200)
    base_legal = models.CharField("base legal", max_length=300)
    obtenido_el = models.DateField("obtenido el")
    comparada_en = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "carga de un registro"
        verbose_name_plural = "cargas de registros"
        constraints = [
            models.CheckConstraint(name="cargaregistro_con_base", condition=~Q(fuente="") & ~Q(base_legal=""))
        ]

    def __str__(self) -> str:
        return f"{self.perfil}, {self.carga.nombre}"

    def get_absolute_url(self) -> str:
        return reverse("cruces:carga", args=[self.pk])


@seguir("decision", "cliente", "motivo", "decidido_por", altas=False)
class Registrado(models.Model):
    """Una persona o negocio de un registro externo. La decisión queda con él: solo se pregunta otra vez si cambia."""

    perfil = models.ForeignKey(PerfilRegistro, models.PROTECT, related_name="registrados", db_index=False)
    clave = models.CharField(max_length=220)  # «RUC:…», «DNI:…» o «N:nombre normalizado»
    tipo_documento = models.CharField("tipo de documento", max_length=3, blank=True)
    numero_documento = models.CharField("documento", max_length=20, blank=True)
    nombre = models.CharField("nombre", max_length=200)
    nombre_norm = models.CharField(max_length=200, editable=False)
    direccion = models.CharField("dirección", max_length=200, blank=True)
    direccion_norm = models.CharField(max_length=200, blank=True, editable=False)
    calle = models.CharField(max_length=200, blank=True, editable=False)  # vía o manzana, sin el número
    localidad = models.CharField(max_length=80, blank=True)
    giro = models.CharField(max_length=200, blank=True)
    desde = models.DateField("rige desde", null=True, blank=True)
    referencia = models.CharField("resolución o licencia", max_length=200, blank=True)
    danado = models.BooleanField("nombre con caracteres dañados", default=False)
    # La última carga que lo trajo; las correcciones cuentan con la carga que corrigen.
    carga = models.ForeignKey("comun.Carga", models.PROTECT, related_name="+", db_index=False)
    par = models.CharField("coincidencia", max_length=12, choices=Par, default=Par.SIN_COMPARAR)
    es_local = models.BooleanField("de nuestras localidades", default=False)
    vecinos = models.IntegerField("suministros en la calle o manzana", default=0)
    zona = models.ForeignKey("comun.Zona", models.PROTECT, null=True, related_name="+")
    comparado_en = models.DateTimeField(null=True)
    cambio = models.CharField("qué cambió", max_length=500, blank=True)
    decision = models.CharField("decisión", max_length=12, choices=Decision, default=Decision.PENDIENTE)
    cliente = models.ForeignKey(Cliente, models.PROTECT, null=True, blank=True, related_name="+")
    solicitud = models.ForeignKey(Solicitud, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    motivo = models.CharField(max_length=300, blank=True)
    decidido_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decidido_en = models.DateTimeField(null=True, blank=True)

    objects = RegistradoQuerySet.as_manager()

    class Meta:
        verbose_name = "registrado"
        verbose_name_plural = "registrados"
        permissions = [("cruzar", "Puede cargar registros externos y decidir sus coincidencias")]
        constraints = [
            # Un negocio puede tener varios locales: con dirección, cada uno se decide aparte.
            models.UniqueConstraint(name="registrado_unico", fields=["perfil", "clave", "direccion_norm"]),
            models.CheckConstraint(name="registrado_par", condition=Q(par__in=Par.values)),
            models.CheckConstraint(name="registrado_decision", condition=Q(decision__in=Decision.values)),
            models.CheckConstraint(
                name="registrado_decidido_con_fecha",
                condition=Q(decision=Decision.PENDIENTE, decidido_en__isnull=True)
                | (~Q(decision=Decision.PENDIENTE) & Q(decidido_en__isnull=False, decidido_por__isnull=False)),
            ),
            models.CheckConstraint(
                name="registrado_descartado_con_motivo", condition=~Q(decision=Decision.DESCARTAR) | ~Q(motivo="")
            ),
            models.CheckConstraint(
                name="registrado_decidido_con_cliente",
                condition=~Q(decision__in=[Decision.INCORPORAR, Decision.CORREGIR]) | Q(cliente__isnull=False),
            ),
            models.CheckConstraint(
                name="registrado_corregido_con_solicitud",
                condition=~Q(decision=Decision.CORREGIR) | Q(solicitud__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="registrado_bandeja", fields=["carga", "par", "id"]),
            models.Index(name="registrado_orden", fields=["perfil", "nombre_norm", "id"]),
        ]

    def __str__(self) -> str:
        return self.nombre

    def get_absolute_url(self) -> str:
        return reverse("cruces:registrado", args=[self.pk])

    @property
    def documento(self) -> str:
        """«RUC 20990000001»; vacío si el registro no lo trae."""
        return f"{self.tipo_documento} {self.numero_documento}".strip()


class Candidato(models.Model):
    """Un cliente que puede ser el registrado, con su puntaje (0 a 100) y por qué, en palabras."""

    registrado = models.ForeignKey(Registrado, models.CASCADE, related_name="candidatos", db_index=False)
    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="+")
    orden = models.PositiveSmallIntegerField()
    puntaje = models.PositiveSmallIntegerField()
    razones = ArrayField(models.CharField(max_length=200))

    class Meta:
        verbose_name = "candidato"
        verbose_name_plural = "candidatos"
        ordering = ["orden"]
        constraints = [
            models.UniqueConstraint(name="candidato_orden", fields=["registrado", "orden"]),
            models.UniqueConstraint(name="candidato_unico", fields=["registrado", "cliente"]),
            models.CheckConstraint(name="candidato_puntaje", condition=Q(puntaje__lte=100, orden__gte=1, orden__lte=3)),
        ]

    def __str__(self) -> str:
        return f"{self.cliente} ({self.puntaje})"


@seguir("registrado", "motivo", "pedido_por", "recogido_en", "recogido_como")
class PedidoInspeccion(models.Model):
    """Un negocio cuya dirección no tiene suministro: espera que inspecciones lo recoja como orden (manual 6.3.3)."""

    registrado = models.OneToOneField(Registrado, models.PROTECT, related_name="pedido_inspeccion")
    direccion = models.CharField("dirección", max_length=200)
    localidad = models.CharField(max_length=80, blank=True)
    motivo = models.CharField(max_length=300)
    pedido_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pedido_en = models.DateTimeField()
    recogido_en = models.DateTimeField(null=True, blank=True)
    recogido_como = models.CharField("orden", max_length=60, blank=True)

    objects = PedidoInspeccionQuerySet.as_manager()

    class Meta:
        verbose_name = "inspección pedida"
        verbose_name_plural = "inspecciones pedidas"
        constraints = [
            models.CheckConstraint(
                name="pedidoinspeccion_recogido_con_orden",
                condition=Q(recogido_en__isnull=True, recogido_como="")
                | (Q(recogido_en__isnull=False) & ~Q(recogido_como="")),
            ),
            models.CheckConstraint(name="pedidoinspeccion_con_direccion", condition=~Q(direccion="")),
        ]

    def __str__(self) -> str:
        return f"{self.registrado}, {self.direccion}"
