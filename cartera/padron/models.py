"""El padrón de la empresa: quién es cliente, qué suministros tiene y cuánto consume (manual 3 y 6.3.2)."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse

from config.comun.auditoria.seguimiento import seguir

from .choices import Categoria, DecisionAusencia, DecisionNombre, EstadoSuministro, Modalidad, MotivoCaso, TipoDocumento
from .querysets import AusenciaQuerySet, ClienteQuerySet, SuministroQuerySet


class Cliente(models.Model):
    """Titular de uno o más suministros. `clave` es su identidad: documento, nombre normalizado o suministro."""

    clave = models.CharField(max_length=220, unique=True)  # «DNI:…», «RUC:…», «N:nombre», «S:suministro»
    tipo_documento = models.CharField("tipo de documento", max_length=3, choices=TipoDocumento, blank=True)
    numero_documento = models.CharField("documento", max_length=20, blank=True)
    nombre = models.CharField("razón social", max_length=200, blank=True)
    # Sin tildes ni signos: por él se ordena, se busca y se compara (lo escribe cartera_normalizar).
    nombre_norm = models.CharField(max_length=200, blank=True, editable=False)

    objects = ClienteQuerySet.as_manager()

    class Meta:
        verbose_name = "cliente"
        verbose_name_plural = "clientes"
        indexes = [
            GinIndex(name="cliente_nombre_trgm", fields=["nombre_norm"], opclasses=["gin_trgm_ops"]),
            models.Index(name="cliente_documento", fields=["numero_documento"]),
            models.Index(name="cliente_orden", fields=["nombre_norm", "id"]),
        ]

    def __str__(self) -> str:
        return self.nombre or self.numero_documento or self.clave.partition(":")[2]

    def get_absolute_url(self) -> str:
        return reverse("padron:cliente", args=[self.pk])

    @property
    def documento(self) -> str:
        """«RUC 20990000001»; vacío si se le conoce solo por su nombre."""
        return f"{self.tipo_documento} {self.numero_documento}".strip()


class Suministro(models.Model):
    """Conexión facturada. Los datos son los del último padrón; `cliente` es su titular de hoy (ver Titularidad)."""

    id = models.AutoField(primary_key=True)  # 4 bytes: se repite en cada consumo
    codigo = models.CharField("suministro", max_length=20, unique=True)
    # Sus llaves, y las de Titularidad y Consumo, las comprueban disparadores por sentencia (migración 0013): fila por
    # fila costaban tanto como todo lo demás de una carga.
    cliente = models.ForeignKey(
        Cliente, models.PROTECT, related_name="suministros", verbose_name="titular", db_index=False, db_constraint=False
    )
    tipo_documento = models.CharField(max_length=3, choices=TipoDocumento, blank=True)
    numero_documento = models.CharField(max_length=20, blank=True)
    razon_social = models.CharField("razón social", max_length=200, blank=True)
    nombre_norm = models.CharField(max_length=200, blank=True, editable=False)
    categoria = models.CharField("categoría", max_length=10, choices=Categoria)
    ubigeo = models.CharField(max_length=6, blank=True)
    localidad = models.CharField(max_length=80, blank=True)
    direccion = models.CharField("dirección", max_length=200, blank=True)
    zona = models.ForeignKey("comun.Zona", models.PROTECT, related_name="+", db_constraint=False)
    sector = models.CharField(max_length=20, blank=True)
    ruta = models.CharField(max_length=20, blank=True)
    secuencia = models.IntegerField(null=True, blank=True)
    medidor = models.CharField(max_length=30, blank=True)
    estado = models.CharField(max_length=8, choices=EstadoSuministro)
    # Lo último que exportó facturación: solo la importación lo escribe (el acordado está en AsignacionCiclo).
    ciclo = models.SmallIntegerField(null=True, blank=True)
    unidades_uso = models.IntegerField("unidades de uso", null=True, blank=True)
    asignacion_m3 = models.IntegerField("asignación (m³)", null=True, blank=True)
    latitud = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitud = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    carga = models.ForeignKey(
        "comun.Carga", models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )

    objects = SuministroQuerySet.as_manager()

    class Meta:
        verbose_name = "suministro"
        verbose_name_plural = "suministros"
        constraints = [
            models.CheckConstraint(name="suministro_categoria", condition=Q(categoria__in=Categoria.values)),
            models.CheckConstraint(name="suministro_estado", condition=Q(estado__in=EstadoSuministro.values)),
        ]
        indexes = [
            models.Index(name="suministro_nombre", fields=["nombre_norm"]),
            # Contar los clientes de la empresa (NORMAS §1) sin leer la tabla.
            models.Index(name="suministro_titular", fields=["cliente"], include=["estado"]),
            models.Index(name="suministro_ciclo", fields=["ciclo"]),
        ]
        permissions = [("importar", "Puede importar archivos de facturación")]

    def __str__(self) -> str:
        return self.codigo

    def get_absolute_url(self) -> str:
        return reverse("padron:suministro", args=[self.pk])


class Titularidad(models.Model):
    """Quién tuvo el suministro y cuándo: [desde, hasta) sin solape (NORMAS §1)."""

    suministro = models.ForeignKey(
        Suministro, models.PROTECT, related_name="titularidades", db_index=False, db_constraint=False
    )
    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="titularidades", db_constraint=False)
    vigencia = DateRangeField()

    class Meta:
        verbose_name = "titularidad"
        verbose_name_plural = "titularidades"
        constraints = [
            # Casi todas van de siempre a siempre y GiST cuesta 10 veces más por fila: a esas las cuidan los dos únicos
            # y un disparador por sentencia (titularidad_entera_sola); la exclusión, a las que cambiaron.
            ExclusionConstraint(
                name="titularidad_sin_solape",
                expressions=[("suministro", RangeOperators.EQUAL), ("vigencia", RangeOperators.OVERLAPS)],
                condition=Q(vigencia__startswith__isnull=False) | Q(vigencia__endswith__isnull=False),
            ),
            models.UniqueConstraint(
                "suministro", models.F("vigencia__startswith"), name="titularidad_comienzo", nulls_distinct=False
            ),
            models.UniqueConstraint(
                name="titularidad_actual", fields=["suministro"], condition=Q(vigencia__endswith__isnull=True)
            ),
            models.CheckConstraint(name="titularidad_no_vacia", condition=Q(vigencia__isempty=False)),
        ]
        # Los que cambiaron de titular después de una fecha: pocos; la primera carga cuenta desde el comienzo.
        indexes = [
            models.Index(
                models.F("vigencia__startswith"),
                name="titularidad_cambios",
                condition=Q(vigencia__startswith__isnull=False),
            )
        ]


class Consumo(models.Model):
    """Consumo facturado de un suministro en un mes, en m³. Tabla partida por mes (la crea la migración)."""

    pk = models.CompositePrimaryKey("suministro_id", "periodo")
    suministro = models.ForeignKey(
        Suministro, models.PROTECT, related_name="consumos", db_index=False, db_constraint=False
    )
    periodo = models.DateField()  # día 1 del mes
    lectura_anterior = models.IntegerField(null=True)
    lectura_actual = models.IntegerField(null=True)
    volumen_m3 = models.IntegerField()
    modalidad = models.CharField(max_length=1, choices=Modalidad)

    class Meta:
        verbose_name = "consumo"
        verbose_name_plural = "consumos"

    @property
    def regresiva(self) -> bool:
        """La lectura va para atrás: medidor nuevo o hallazgo por inspeccionar; se acepta y se marca."""
        antes, despues = self.lectura_anterior, self.lectura_actual
        return antes is not None and despues is not None and despues < antes


class ConsumoCliente(models.Model):
    """Total de un cliente en un mes, en m³: suma de sus suministros según quién era el titular el último día."""

    pk = models.CompositePrimaryKey("cliente_id", "periodo")
    # Sin llave foránea en la base: se calcula siempre de Titularidad, que ya la tiene, y son millones por mes.
    cliente = models.ForeignKey(
        Cliente, models.DO_NOTHING, related_name="consumos", db_index=False, db_constraint=False
    )
    periodo = models.DateField()
    m3 = models.BigIntegerField()
    mayor_m3 = models.IntegerField()  # el mayor de un solo suministro: descarta sin mirar cada fila
    suministros = models.IntegerField()

    class Meta:
        verbose_name = "consumo de cliente"
        verbose_name_plural = "consumos de clientes"


class MesCargado(models.Model):
    """Qué meses de consumo están cargados y desde qué carga; la selección y el cierre leen de aquí hasta dónde hay."""

    periodo = models.DateField(primary_key=True)
    filas = models.IntegerField(default=0)
    volumen_m3 = models.BigIntegerField(default=0)
    cambiado_en = models.DateTimeField()

    class Meta:
        verbose_name = "mes cargado"
        verbose_name_plural = "meses cargados"


@seguir("nombre_norm", "decision", "cliente", "decidido_por", altas=False)
class CasoNombre(models.Model):
    """Suministros sin documento cuyo nombre es de varios documentos o solo se parece: lo decide una persona."""

    nombre_norm = models.CharField(max_length=200, unique=True)
    nombre = models.CharField(max_length=200)
    motivo = models.CharField(max_length=10, choices=MotivoCaso)
    candidatos = models.ManyToManyField(Cliente, related_name="+")
    decision = models.CharField(max_length=10, choices=DecisionNombre, default=DecisionNombre.PENDIENTE)
    cliente = models.ForeignKey(Cliente, models.PROTECT, null=True, blank=True, related_name="+")
    decidido_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decidido_en = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "nombre por decidir"
        verbose_name_plural = "nombres por decidir"
        constraints = [
            models.CheckConstraint(
                name="casonombre_unir_con_cliente",
                condition=~Q(decision=DecisionNombre.UNIR) | Q(cliente__isnull=False),
            ),
            models.CheckConstraint(
                name="casonombre_decidido_con_fecha",
                condition=Q(decision=DecisionNombre.PENDIENTE, decidido_en__isnull=True)
                | (~Q(decision=DecisionNombre.PENDIENTE) & Q(decidido_en__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.nombre

    def get_absolute_url(self) -> str:
        return reverse("padron:nombre", args=[self.pk])


@seguir("suministro", "decision", "motivo", "decidido_por", altas=False)
class Ausencia(models.Model):
    """Suministro que no vino en un padrón nuevo: se lista para decidir, nunca se borra (NORMAS §1)."""

    suministro = models.ForeignKey(Suministro, models.PROTECT, related_name="ausencias")
    carga = models.ForeignKey("comun.Carga", models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, choices=DecisionAusencia, default=DecisionAusencia.PENDIENTE)
    motivo = models.CharField(max_length=300, blank=True)
    decidido_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decidido_en = models.DateTimeField(null=True, blank=True)

    objects = AusenciaQuerySet.as_manager()

    class Meta:
        verbose_name = "suministro ausente"
        verbose_name_plural = "suministros ausentes"
        constraints = [
            models.UniqueConstraint(
                name="ausencia_pendiente_unica", fields=["suministro"], condition=Q(decision=DecisionAusencia.PENDIENTE)
            )
        ]
