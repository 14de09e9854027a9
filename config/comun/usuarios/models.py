from typing import ClassVar

from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from config.comun.auditoria.seguimiento import seguir
from config.comun.usuarios.querysets import UsuarioQuerySet


@seguir("codigo", "nombre")
class Zona(models.Model):
    """Ámbito de trabajo de una unidad operativa zonal; nace del padrón o la crea administración."""

    codigo = models.CharField("código", max_length=40, unique=True)
    nombre = models.CharField("nombre", max_length=120)

    class Meta:
        ordering = ["codigo"]
        verbose_name = "zona"
        verbose_name_plural = "zonas"
        constraints = [models.CheckConstraint(condition=~models.Q(codigo=""), name="zona_con_codigo")]

    def __str__(self):
        return self.nombre or self.codigo

    def get_absolute_url(self):
        return reverse("usuarios:zona_editar", args=[self.pk])


class UsuarioManager(UserManager.from_queryset(UsuarioQuerySet)):  # type: ignore[misc]  # clase hecha al vuelo
    """El de Django (crear usuarios) con las consultas propias."""


@seguir(
    "username",
    "first_name",
    "last_name",
    "email",
    "is_active",
    "is_superuser",
    "todas_las_zonas",
    "debe_cambiar_clave",
)
class Usuario(AbstractUser):
    """Persona que entra al sistema. Su rol es un grupo de Django; su alcance, sus zonas."""

    groups = models.ManyToManyField(  # type: ignore[assignment]  # la de Django no lleva `through`
        Group,
        through="comun.RolDeUsuario",
        verbose_name="roles",
        blank=True,
        related_name="user_set",
        related_query_name="user",
    )
    zonas = models.ManyToManyField(
        Zona, through="comun.ZonaDeUsuario", verbose_name="zonas", blank=True, related_name="usuarios"
    )
    todas_las_zonas = models.BooleanField("ve todas las zonas", default=False)
    debe_cambiar_clave = models.BooleanField("debe cambiar la clave al entrar", default=False)
    atajos_activos = models.BooleanField("atajos de una tecla", default=True)
    # {nombre de URL de la lista: [columna]}
    columnas_ocultas = models.JSONField(default=dict, blank=True, editable=False)

    objects: ClassVar[UsuarioManager] = UsuarioManager()

    class Meta:
        verbose_name = "usuario"
        verbose_name_plural = "usuarios"
        permissions = [("ver_historial", "Puede consultar el historial de todo el sistema")]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="usuario_sin_distinguir_mayusculas",
                violation_error_message="Ya hay un usuario con ese nombre.",
            )
        ]

    def __str__(self):
        return self.nombre

    def get_absolute_url(self):
        return reverse("usuarios:ficha", args=[self.pk])

    @property
    def nombre(self) -> str:
        """Nombre y apellidos o, si no los tiene, su nombre de usuario."""
        return self.get_full_name() or self.username


@seguir("usuario", "group", padre="usuario", etiqueta="rol")
class RolDeUsuario(models.Model):
    """Un rol de una persona; tabla propia para que el historial diga quién lo dio y quién lo quitó."""

    usuario = models.ForeignKey(Usuario, models.CASCADE)
    group = models.ForeignKey(Group, models.CASCADE, verbose_name="rol")

    class Meta:
        verbose_name = "rol de usuario"
        verbose_name_plural = "roles de usuario"
        constraints = [models.UniqueConstraint(fields=["usuario", "group"], name="rol_de_usuario_una_vez")]

    def __str__(self):
        return f"{self.usuario_id}: {self.group_id}"


@seguir("usuario", "zona", padre="usuario", etiqueta="zona")
class ZonaDeUsuario(models.Model):
    """Una zona que alcanza una persona."""

    usuario = models.ForeignKey(Usuario, models.CASCADE)
    zona = models.ForeignKey(Zona, models.CASCADE, verbose_name="zona")

    class Meta:
        verbose_name = "zona de usuario"
        verbose_name_plural = "zonas de usuario"
        constraints = [models.UniqueConstraint(fields=["usuario", "zona"], name="zona_de_usuario_una_vez")]

    def __str__(self):
        return f"{self.usuario_id}: {self.zona_id}"
