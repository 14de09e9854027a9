"""Todo lo que se habló con un cliente, en una sola línea de tiempo (manual 6.3.6)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cartera.padron.models import Cliente
from config.comun.archivos.models import Archivo
from config.comun.auditoria.seguimiento import seguir
from config.comun.correo.models import Correo
from principales.directorio.choices import Asunto
from principales.directorio.models import Contacto, MedioContacto

from . import campos
from .choices import ICONOS, Adjunta, Canal, EstadoEntrante, MarcaMedio, Sentido
from .querysets import ComunicacionQuerySet, EntranteQuerySet, PlantillaQuerySet, ResultadoQuerySet


@seguir("canal", "clave", "nombre", "orden", "contacto_logrado", "pide_promesa", "pide_fecha", "marca_medio", "activo")
class ResultadoComunicacion(models.Model):
    """En qué quedó una gestión: la lista es dato de la oficina. Uno usado no se borra, se deja de ofrecer."""

    canal = models.CharField("canal", max_length=10, choices=Canal)
    clave = models.SlugField("clave", max_length=40)
    nombre = models.CharField("nombre", max_length=60)
    orden = models.PositiveSmallIntegerField("orden", default=1)
    contacto_logrado = models.BooleanField("se habló con alguien", default=True)
    pide_promesa = models.BooleanField("prometió pagar", default=False)
    pide_fecha = models.BooleanField("pide fecha del siguiente paso", default=False)
    marca_medio = models.CharField("deja el teléfono como", max_length=10, choices=MarcaMedio, blank=True)
    activo = models.BooleanField("se ofrece al registrar", default=True)

    objects = ResultadoQuerySet.as_manager()

    class Meta:
        verbose_name = "resultado de gestión"
        verbose_name_plural = "resultados de gestión"
        constraints = [
            models.UniqueConstraint(
                name="resultadocomunicacion_clave",
                fields=["canal", "clave"],
                violation_error_message="Ese canal ya tiene un resultado con esa clave.",
            ),
            models.CheckConstraint(name="resultadocomunicacion_canal", condition=Q(canal__in=Canal.values)),
            models.CheckConstraint(
                name="resultadocomunicacion_marca", condition=Q(marca_medio="") | Q(marca_medio__in=MarcaMedio.values)
            ),
            # A quien no contestó no se le pudo oír una promesa.
            models.CheckConstraint(
                name="resultadocomunicacion_promesa_hablada", condition=Q(pide_promesa=False) | Q(contacto_logrado=True)
            ),
        ]

    def __str__(self) -> str:
        return self.nombre

    def get_absolute_url(self) -> str:
        return reverse("comunicaciones:resultado", args=[self.pk])


@seguir("nombre", "asunto_directorio", "asunto", "cuerpo", "adjunta", "activa")
class PlantillaCorreo(models.Model):
    """Texto de un correo con campos `{cliente}` de una lista cerrada: se sustituyen, nunca se compilan."""

    nombre = models.CharField("nombre", max_length=80, unique=True)
    asunto_directorio = models.CharField(
        "la recibe quien recibe", max_length=10, choices=Asunto, default=Asunto.COBRANZA
    )
    asunto = models.CharField("asunto", max_length=150, validators=[campos.validar])
    cuerpo = models.TextField("texto", max_length=5000, validators=[campos.validar])
    adjunta = models.CharField("adjunta", max_length=20, choices=Adjunta, blank=True)
    activa = models.BooleanField("se ofrece al escribir", default=True)

    objects = PlantillaQuerySet.as_manager()

    class Meta:
        verbose_name = "plantilla de correo"
        verbose_name_plural = "plantillas de correo"
        constraints = [
            models.CheckConstraint(name="plantillacorreo_asunto", condition=Q(asunto_directorio__in=Asunto.values))
        ]

    def __str__(self) -> str:
        return self.nombre

    def get_absolute_url(self) -> str:
        return reverse("comunicaciones:plantilla", args=[self.pk])


@seguir(
    "resultado", "siguiente_paso", "siguiente_el", "siguiente_para", "hecho_siguiente_en", "rebotada_en", "anulada_en",
    altas=False,
)  # fmt: skip
class Comunicacion(models.Model):
    """Un contacto con el cliente, en cualquier sentido y por cualquier canal. No se borra: se anula.

    Si salió o no un correo lo sabe su `Correo`; aquí solo se guarda que volvió rebotado.
    """

    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="comunicaciones", db_index=False)
    contacto = models.ForeignKey(Contacto, models.PROTECT, null=True, blank=True, related_name="comunicaciones")
    medio = models.ForeignKey(MedioContacto, models.PROTECT, null=True, blank=True, related_name="comunicaciones")
    canal = models.CharField("canal", max_length=10, choices=Canal)
    sentido = models.CharField("sentido", max_length=10, choices=Sentido, default=Sentido.SALIENTE)
    ocurrio_en = models.DateTimeField("cuándo fue")
    resultado = models.ForeignKey(
        ResultadoComunicacion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="resultado"
    )
    asunto = models.CharField("asunto", max_length=200, blank=True)
    texto = models.TextField("qué se dijo", blank=True)
    adjuntos = models.ManyToManyField(Archivo, blank=True, related_name="+", verbose_name="adjuntos")
    siguiente_paso = models.CharField("siguiente paso", max_length=200, blank=True)
    siguiente_el = models.DateField("para el", null=True, blank=True)
    siguiente_para = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="a cargo de"
    )
    hecho_siguiente_en = models.DateTimeField("hecho", null=True, blank=True)
    motivo_exceso = models.CharField("por qué se pasó del límite", max_length=300, blank=True)
    cuenta_en_presupuesto = models.BooleanField("gasta presupuesto de contactos", default=False)
    # De dónde nació («cobranzas.accion», 12): la misma causa no se anota dos veces.
    origen_tipo = models.CharField(max_length=40, blank=True)
    origen_id = models.CharField(max_length=60, blank=True)
    correo = models.OneToOneField(
        Correo, models.PROTECT, null=True, blank=True, related_name="comunicacion", verbose_name="correo"
    )
    responde_a = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="respuestas", verbose_name="responde a"
    )
    rebotada_en = models.DateTimeField("rebotó", null=True, blank=True)
    rebote = models.CharField("por qué rebotó", max_length=300, blank=True)
    anulada_en = models.DateTimeField("anulada", null=True, blank=True)
    anulada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    motivo_anulacion = models.CharField("por qué se anuló", max_length=300, blank=True)
    por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="registró"
    )
    registrada_en = models.DateTimeField("registrada", auto_now_add=True)

    objects = ComunicacionQuerySet.as_manager()

    class Meta:
        verbose_name = "comunicación"
        verbose_name_plural = "comunicaciones"
        constraints = [
            models.UniqueConstraint(
                name="comunicacion_una_por_origen", fields=["origen_tipo", "origen_id"], condition=~Q(origen_tipo="")
            ),
            models.CheckConstraint(
                name="comunicacion_origen_entero",
                condition=Q(origen_tipo="", origen_id="") | (~Q(origen_tipo="") & ~Q(origen_id="")),
            ),
            models.CheckConstraint(
                name="comunicacion_paso_con_fecha",
                condition=Q(siguiente_paso="", siguiente_el__isnull=True, hecho_siguiente_en__isnull=True)
                | (~Q(siguiente_paso="") & Q(siguiente_el__isnull=False)),
            ),
            models.CheckConstraint(
                name="comunicacion_entrante_no_gasta",
                condition=Q(sentido=Sentido.SALIENTE) | Q(cuenta_en_presupuesto=False),
            ),
            models.CheckConstraint(
                name="comunicacion_anulada_con_motivo",
                condition=Q(anulada_en__isnull=True, motivo_anulacion="")
                | (Q(anulada_en__isnull=False, cuenta_en_presupuesto=False) & ~Q(motivo_anulacion="")),
            ),
            models.CheckConstraint(
                name="comunicacion_rebote_con_motivo",
                condition=Q(rebotada_en__isnull=True, rebote="")
                | (Q(rebotada_en__isnull=False, correo__isnull=False) & ~Q(rebote="")),
            ),
            models.CheckConstraint(
                name="comunicacion_medio_con_contacto", condition=Q(medio__isnull=True) | Q(contacto__isnull=False)
            ),
            models.CheckConstraint(name="comunicacion_canal", condition=Q(canal__in=Canal.values)),
            models.CheckConstraint(name="comunicacion_sentido", condition=Q(sentido__in=Sentido.values)),
        ]
        indexes = [
            models.Index(name="comunicacion_cliente", fields=["cliente", "-ocurrio_en", "-id"]),
            models.Index(name="comunicacion_recientes", fields=["-ocurrio_en", "-id"]),
            # El presupuesto de todos los clientes en el barrido: solo los últimos días.
            models.Index(
                name="comunicacion_presupuesto",
                fields=["ocurrio_en", "cliente"],
                condition=Q(cuenta_en_presupuesto=True),
            ),
            models.Index(
                name="comunicacion_pasos",
                fields=["siguiente_para", "siguiente_el"],
                condition=Q(siguiente_el__isnull=False, hecho_siguiente_en__isnull=True, anulada_en__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_canal_display()}: {self.asunto or self.resultado or self.cliente}"

    def get_absolute_url(self) -> str:
        return reverse("comunicaciones:ficha", args=[self.pk])

    @property
    def icono(self) -> str:
        return ICONOS[Canal(self.canal)]

    @property
    def con_quien(self) -> Contacto | None:
        """La persona: si su ficha era un duplicado, la que quedó."""
        return self.contacto.fusionado_en or self.contacto if self.contacto else None

    @property
    def paso_pendiente(self) -> bool:
        return bool(self.siguiente_el and not self.hecho_siguiente_en and not self.anulada_en)


@seguir("estado", "comunicacion", "decidido_por", altas=False)
class CorreoEntrante(models.Model):
    """Un correo que llegó al buzón, una sola vez por su Message-ID: archivado, rebote o por archivar a mano."""

    mensaje_id = models.CharField("identificador", max_length=250, unique=True)
    de = models.CharField("de", max_length=254)
    de_nombre = models.CharField("nombre", max_length=150, blank=True)
    asunto = models.CharField("asunto", max_length=250, blank=True)
    texto = models.TextField("texto", blank=True)
    recibido_en = models.DateTimeField("recibido")
    leido_en = models.DateTimeField("leído del buzón")
    adjuntos = models.ManyToManyField(Archivo, blank=True, related_name="+", verbose_name="adjuntos")
    # Lo que no se guardó y por qué (tipo, tamaño), en palabras.
    sin_guardar = models.TextField("adjuntos no guardados", blank=True)
    estado = models.CharField("estado", max_length=12, choices=EstadoEntrante)
    comunicacion = models.ForeignKey(
        Comunicacion, models.PROTECT, null=True, blank=True, related_name="entrantes", verbose_name="comunicación"
    )
    decidido_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="decidió"
    )
    decidido_en = models.DateTimeField("decidido", null=True, blank=True)

    objects = EntranteQuerySet.as_manager()

    class Meta:
        verbose_name = "correo recibido"
        verbose_name_plural = "correos recibidos"
        # Sin cliente no hay zona: los ve quien los archiva, y nadie más.
        default_permissions = ()
        permissions = [("archivar_correo", "Puede archivar los correos recibidos")]
        constraints = [
            models.CheckConstraint(name="correoentrante_estado", condition=Q(estado__in=EstadoEntrante.values)),
            models.CheckConstraint(
                name="correoentrante_archivado_con_comunicacion",
                condition=~Q(estado__in=[EstadoEntrante.ARCHIVADO, EstadoEntrante.REBOTE])
                | Q(comunicacion__isnull=False),
            ),
            models.CheckConstraint(
                name="correoentrante_descartado_por_alguien",
                condition=~Q(estado=EstadoEntrante.DESCARTADO) | Q(decidido_por__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="correoentrante_lista", fields=["-recibido_en", "-id"]),
            models.Index(
                name="correoentrante_por_archivar", fields=["id"], condition=Q(estado=EstadoEntrante.POR_ARCHIVAR)
            ),
        ]

    def __str__(self) -> str:
        return self.asunto or "(sin asunto)"

    def get_absolute_url(self) -> str:
        return reverse("comunicaciones:entrante", args=[self.pk])


class LecturaBuzon(models.Model):
    """Hasta qué mensaje se leyó cada buzón IMAP: el siguiente turno sigue de ahí."""

    buzon = models.CharField(max_length=200, unique=True)  # «usuario@servidor/carpeta», sin clave
    validez = models.BigIntegerField()  # UIDVALIDITY: si cambia, la numeración empezó de nuevo
    ultimo_uid = models.BigIntegerField(default=0)
    leido_en = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "lectura de buzón"
        verbose_name_plural = "lecturas de buzones"
        default_permissions = ()
