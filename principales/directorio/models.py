"""A quién se llama en cada cliente, por qué medio y para qué (manual 6.3.1 y 8; Ley 29733)."""

from urllib.parse import quote

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from cartera.padron.choices import TipoDocumento
from cartera.padron.models import Cliente
from config.comun.auditoria.seguimiento import seguir

from .choices import (
    ActoAcceso,
    Asunto,
    CanalPreferido,
    EstadoMedio,
    EstadoOposicion,
    Finalidad,
    Fuente,
    PedidoOposicion,
    RolContacto,
    TipoMedio,
)
from .medios import escribir
from .querysets import ContactoQuerySet, MedioContactoQuerySet, OposicionQuerySet

ANONIMO = "anonimo-"  # con esto empieza el valor de un medio cuyos datos se borraron


@seguir(
    "cliente", "nombre", "rol", "cargo", "tipo_documento", "documento", "canal_preferido", "hora_desde", "hora_hasta",
    "nota", "cerrado_el", "motivo_cierre", "fusionado_en", "anonimizado_el", "retenido", "motivo_retencion",
)  # fmt: skip
class Contacto(models.Model):
    """Persona (u oficina) con quien se trata en un cliente. Nunca se borra: se cierra, se fusiona o se anonimiza."""

    cliente = models.ForeignKey(Cliente, models.PROTECT, related_name="contactos")
    nombre = models.CharField("nombre", max_length=150)
    # Sin tildes ni signos, como el de los clientes: por él se busca, se ordena y se compara.
    nombre_norm = models.GeneratedField(
        expression=Func(F("nombre"), function="cartera_normalizar"),
        output_field=models.CharField(max_length=150),
        db_persist=True,
    )
    rol = models.CharField("rol", max_length=15, choices=RolContacto, default=RolContacto.OTRO)
    cargo = models.CharField("cargo", max_length=100, blank=True)
    tipo_documento = models.CharField("tipo de documento", max_length=3, choices=TipoDocumento, blank=True)
    documento = models.CharField("documento", max_length=20, blank=True)
    canal_preferido = models.CharField("canal preferido", max_length=10, choices=CanalPreferido, blank=True)
    hora_desde = models.TimeField("se le puede llamar desde", null=True, blank=True)
    hora_hasta = models.TimeField("hasta", null=True, blank=True)
    nota = models.CharField("nota", max_length=500, blank=True)
    cerrado_el = models.DateField("cerrado el", null=True, blank=True)
    motivo_cierre = models.CharField("por qué se cerró", max_length=300, blank=True)
    # Quien quedó tras fusionar: este es su duplicado y solo se conserva por su historial.
    fusionado_en = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="fusionados")
    anonimizado_el = models.DateField("anonimizado el", null=True, blank=True)
    # Hay un proceso o un reclamo en curso: sus datos no se borran aunque lo pida.
    retenido = models.BooleanField("retenido por ley", default=False)
    motivo_retencion = models.CharField("por qué se retiene", max_length=300, blank=True)
    creado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    creado_en = models.DateTimeField()

    objects = ContactoQuerySet.as_manager()

    class Meta:
        verbose_name = "contacto"
        verbose_name_plural = "contactos"
        permissions = [
            ("importar_directorio", "Puede cargar contactos de un archivo"),
            ("exportar_directorio", "Puede exportar el directorio"),
            ("anonimizar_contacto", "Puede anonimizar y retener contactos"),
            ("ver_accesos_directorio", "Puede ver quién miró y exportó el directorio"),
        ]
        constraints = [
            models.CheckConstraint(
                name="contacto_cerrado_con_motivo",
                condition=Q(cerrado_el__isnull=True, motivo_cierre="")
                | (Q(cerrado_el__isnull=False) & ~Q(motivo_cierre="")),
            ),
            models.CheckConstraint(
                name="contacto_documento_entero",
                condition=Q(tipo_documento="", documento="") | (~Q(tipo_documento="") & ~Q(documento="")),
            ),
            models.CheckConstraint(
                name="contacto_horas_en_orden",
                condition=Q(hora_desde__isnull=True, hora_hasta__isnull=True) | Q(hora_desde__lt=F("hora_hasta")),
            ),
            models.CheckConstraint(
                name="contacto_fusionado_cerrado",
                condition=Q(fusionado_en__isnull=True) | (Q(cerrado_el__isnull=False) & ~Q(fusionado_en=F("id"))),
            ),
            models.CheckConstraint(
                name="contacto_anonimo_cerrado",
                condition=Q(anonimizado_el__isnull=True) | Q(cerrado_el__isnull=False, retenido=False),
            ),
            models.CheckConstraint(
                name="contacto_retenido_con_motivo", condition=Q(retenido=False) | ~Q(motivo_retencion="")
            ),
            models.CheckConstraint(name="contacto_rol", condition=Q(rol__in=RolContacto.values)),
        ]
        indexes = [
            GinIndex(name="contacto_nombre_trgm", fields=["nombre_norm"], opclasses=["gin_trgm_ops"]),
            models.Index(name="contacto_orden", fields=["nombre_norm", "id"]),
            models.Index(name="contacto_documento", fields=["documento"], condition=~Q(documento="")),
        ]

    def __str__(self) -> str:
        return self.nombre

    def get_absolute_url(self) -> str:
        return reverse("directorio:contacto", args=[self.pk])

    @property
    def vigente(self) -> bool:
        return self.cerrado_el is None

    @property
    def horario(self) -> str:
        """«de 09:00 a 12:30»; vacío si se le puede llamar a cualquier hora."""
        return f"de {self.hora_desde:%H:%M} a {self.hora_hasta:%H:%M}" if self.hora_desde and self.hora_hasta else ""


@seguir(
    "contacto", "tipo", "valor", "anexo", "fuente", "finalidad", "whatsapp", "preferido", "consiente_campanas",
    "consentido_el", "verificado_el", "verificado_por", "estado", "motivo_estado", padre="contacto",
)  # fmt: skip
class MedioContacto(models.Model):
    """Un teléfono o un correo de un contacto, con su origen, su finalidad y si todavía sirve."""

    contacto = models.ForeignKey(Contacto, models.PROTECT, related_name="medios")
    tipo = models.CharField("tipo", max_length=10, choices=TipoMedio)
    valor = models.CharField("número o correo", max_length=254)  # E.164 («+5144284455») o correo en minúsculas
    anexo = models.CharField("anexo", max_length=10, blank=True)
    fuente = models.CharField("de dónde salió", max_length=10, choices=Fuente, default=Fuente.CLIENTE)
    finalidad = models.CharField("para qué", max_length=10, choices=Finalidad, default=Finalidad.SERVICIO)
    whatsapp = models.BooleanField("tiene WhatsApp", default=False)
    preferido = models.BooleanField("es el preferido", default=False)
    consiente_campanas = models.BooleanField("acepta campañas", default=False)
    consentido_el = models.DateField("aceptó el", null=True, blank=True)
    verificado_el = models.DateField("verificado el", null=True, blank=True)
    verificado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="verificado por"
    )
    estado = models.CharField("estado", max_length=10, choices=EstadoMedio, default=EstadoMedio.VIGENTE)
    motivo_estado = models.CharField("por qué", max_length=300, blank=True)
    estado_desde = models.DateTimeField("así desde")

    objects = MedioContactoQuerySet.as_manager()

    class Meta:
        verbose_name = "medio de contacto"
        verbose_name_plural = "medios de contacto"
        constraints = [
            models.UniqueConstraint(name="mediocontacto_unico", fields=["contacto", "valor", "anexo"]),
            # A ella apunta la llave de Recepcion: el medio elegido es del mismo contacto.
            models.UniqueConstraint(name="mediocontacto_con_contacto", fields=["id", "contacto"]),
            models.UniqueConstraint(
                name="mediocontacto_un_preferido", fields=["contacto", "tipo"], condition=Q(preferido=True)
            ),
            models.CheckConstraint(name="mediocontacto_tipo", condition=Q(tipo__in=TipoMedio.values)),
            models.CheckConstraint(name="mediocontacto_estado", condition=Q(estado__in=EstadoMedio.values)),
            models.CheckConstraint(
                name="mediocontacto_valor_de_su_tipo",
                condition=Q(valor__startswith=ANONIMO)
                | Q(tipo=TipoMedio.CORREO, valor__regex=r"^[^\s@<>,;:]+@[^\s@<>,;:]+$")
                | (~Q(tipo=TipoMedio.CORREO) & Q(valor__regex=r"^\+[0-9]{6,15}$")),
            ),
            models.CheckConstraint(
                name="mediocontacto_anexo_numerico", condition=Q(anexo="") | Q(anexo__regex=r"^[0-9]{1,10}$")
            ),
            models.CheckConstraint(
                name="mediocontacto_whatsapp_celular", condition=Q(whatsapp=False) | Q(tipo=TipoMedio.CELULAR)
            ),
            models.CheckConstraint(
                name="mediocontacto_consentido_con_fecha",
                condition=Q(consiente_campanas=False) | Q(consentido_el__isnull=False),
            ),
            models.CheckConstraint(
                name="mediocontacto_verificado_con_quien",
                condition=Q(verificado_el__isnull=True, verificado_por__isnull=True)
                | Q(verificado_el__isnull=False, verificado_por__isnull=False),
            ),
            models.CheckConstraint(
                name="mediocontacto_estado_con_motivo", condition=Q(estado=EstadoMedio.VIGENTE) | ~Q(motivo_estado="")
            ),
        ]
        indexes = [
            # Trozos de teléfono y de correo desde el buscador; el igual, para hallar duplicados y a quién escribe.
            GinIndex(name="mediocontacto_valor_trgm", fields=["valor"], opclasses=["gin_trgm_ops"]),
            models.Index(name="mediocontacto_valor", fields=["valor"]),
        ]

    def __str__(self) -> str:
        return f"{self.valor} anexo {self.anexo}" if self.anexo else self.valor

    def get_absolute_url(self) -> str:
        return reverse("directorio:contacto", args=[self.contacto_id])

    @property
    def util(self) -> bool:
        """Si todavía se puede usar; el contacto, además, debe seguir en el cliente."""
        return self.estado == EstadoMedio.VIGENTE

    @property
    def escrito(self) -> str:
        """Como se lee: «987 654 321», «(072) 284455 anexo 12» o el correo."""
        return "(datos borrados)" if self.valor.startswith(ANONIMO) else escribir(self.valor, self.anexo)

    @property
    def enlace(self) -> str:
        """`tel:` con su anexo o `mailto:`; vacío si sus datos se borraron."""
        if self.valor.startswith(ANONIMO):
            return ""
        if self.tipo == TipoMedio.CORREO:
            return f"mailto:{quote(self.valor, safe='@')}"
        return f"tel:{self.valor};ext={self.anexo}" if self.anexo else f"tel:{self.valor}"

    @property
    def enlace_whatsapp(self) -> str:
        """Conversación de WhatsApp con ese celular; vacío si no tiene."""
        return f"https://wa.me/{self.valor.removeprefix('+')}" if self.whatsapp and self.util else ""


@seguir("contacto", "asunto", "medio", padre="contacto")
class Recepcion(models.Model):
    """Este contacto recibe este asunto: por `medio`, o por cualquiera de los suyos si es nulo."""

    contacto = models.ForeignKey(Contacto, models.PROTECT, related_name="recepciones")
    asunto = models.CharField("qué recibe", max_length=10, choices=Asunto)
    medio = models.ForeignKey(MedioContacto, models.PROTECT, null=True, blank=True, related_name="recepciones")

    class Meta:
        verbose_name = "recepción"
        verbose_name_plural = "recepciones"
        constraints = [
            models.UniqueConstraint(name="recepcion_unica", fields=["contacto", "asunto"]),
            models.CheckConstraint(name="recepcion_asunto", condition=Q(asunto__in=Asunto.values)),
        ]

    def __str__(self) -> str:
        return self.get_asunto_display()


@seguir("contacto", "pide", "detalle", "estado", "respuesta", "respondida_por", "vence_el", padre="contacto")
class Oposicion(models.Model):
    """El titular de los datos se opone a un uso o pide borrarlos; se responde en plazo (Ley 29733, NORMAS §6)."""

    contacto = models.ForeignKey(Contacto, models.PROTECT, related_name="oposiciones")
    pide = models.CharField("qué pide", max_length=10, choices=PedidoOposicion)
    detalle = models.CharField("qué dijo y por dónde", max_length=500)
    presentada_el = models.DateField("presentada el")
    # El plazo con que se contó: si el parámetro cambia, lo ya prometido no se mueve.
    dias = models.PositiveSmallIntegerField("días de plazo")
    computo = models.CharField("cómo se cuentan", max_length=10)
    vence_el = models.DateField("vence el")
    estado = models.CharField("estado", max_length=10, choices=EstadoOposicion, default=EstadoOposicion.PENDIENTE)
    respuesta = models.CharField("respuesta", max_length=500, blank=True)
    respondida_el = models.DateField("respondida el", null=True, blank=True)
    respondida_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="respondida por"
    )
    creada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    creada_en = models.DateTimeField()

    objects = OposicionQuerySet.as_manager()

    class Meta:
        verbose_name = "oposición"
        verbose_name_plural = "oposiciones"
        constraints = [
            models.UniqueConstraint(
                name="oposicion_pendiente_unica",
                fields=["contacto", "pide"],
                condition=Q(estado=EstadoOposicion.PENDIENTE),
            ),
            models.CheckConstraint(
                name="oposicion_respondida_con_fecha",
                condition=Q(estado=EstadoOposicion.PENDIENTE, respondida_el__isnull=True)
                | (~Q(estado=EstadoOposicion.PENDIENTE) & Q(respondida_el__isnull=False) & ~Q(respuesta="")),
            ),
            models.CheckConstraint(name="oposicion_computo", condition=Q(computo__in=["habil", "calendario"])),
            models.CheckConstraint(name="oposicion_vence_despues", condition=Q(vence_el__gte=F("presentada_el"))),
        ]
        indexes = [
            models.Index(name="oposicion_por_vencer", fields=["vence_el"], condition=Q(estado="pendiente")),
        ]

    def __str__(self) -> str:
        return f"{self.get_pide_display()}: {self.contacto}"

    def get_absolute_url(self) -> str:
        return reverse("directorio:oposicion", args=[self.pk])


@seguir("primero", "segundo", "decidido_por")
class ParejaDescartada(models.Model):
    """Dos contactos parecidos que una persona dijo que no son el mismo: no se vuelven a proponer."""

    primero = models.ForeignKey(Contacto, models.PROTECT, related_name="+")
    segundo = models.ForeignKey(Contacto, models.PROTECT, related_name="+")
    decidido_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decidido_en = models.DateTimeField()

    class Meta:
        verbose_name = "pareja descartada"
        verbose_name_plural = "parejas descartadas"
        constraints = [
            models.UniqueConstraint(name="parejadescartada_unica", fields=["primero", "segundo"]),
            models.CheckConstraint(name="parejadescartada_en_orden", condition=Q(primero__lt=F("segundo"))),
        ]


class AccesoDirectorio(models.Model):
    """Quién miró o exportó datos personales, cuándo y cuántos (Ley 29733, DS 016-2024-JUS). Solo se agrega."""

    por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    en = models.DateTimeField()
    acto = models.CharField("qué hizo", max_length=12, choices=ActoAcceso)
    # Sin llave de más: el registro sigue aunque el cliente se junte con otro.
    contacto = models.ForeignKey(Contacto, models.PROTECT, null=True, related_name="accesos")
    cliente = models.ForeignKey(Cliente, models.PROTECT, null=True, related_name="+")
    filas = models.PositiveIntegerField("contactos", default=1)
    detalle = models.CharField("con qué filtro", max_length=500, blank=True)

    solo_agregar = True

    class Meta:
        verbose_name = "acceso al directorio"
        verbose_name_plural = "accesos al directorio"
        default_permissions = ()
        constraints = [models.CheckConstraint(name="accesodirectorio_acto", condition=Q(acto__in=ActoAcceso.values))]
        indexes = [models.Index(name="accesodirectorio_recientes", fields=["-en", "-id"])]
