"""Vistas guardadas: una lista con sus filtros, de una persona o de un rol."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from config.comun.pantalla.querysets import VistasGuardadas


class VistaGuardada(models.Model):
    """Filtros y orden de una lista con un nombre; se abre con un toque desde las pestañas de la lista."""

    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="persona", on_delete=models.CASCADE, null=True, blank=True
    )
    grupo = models.ForeignKey("auth.Group", verbose_name="rol", on_delete=models.CASCADE, null=True, blank=True)
    pantalla = models.CharField("pantalla", max_length=80, help_text="Nombre de URL de la lista.")
    nombre = models.CharField("nombre", max_length=40)
    consulta = models.CharField("filtros", max_length=2000, blank=True)
    orden = models.PositiveSmallIntegerField("orden", default=0)
    creada_en = models.DateTimeField("creada en", auto_now_add=True)

    objects = VistasGuardadas.as_manager()

    class Meta:
        verbose_name = "vista guardada"
        verbose_name_plural = "vistas guardadas"
        ordering = ["orden", "pk"]
        constraints = [
            models.CheckConstraint(
                name="vistaguardada_de_persona_o_de_rol",
                condition=Q(usuario__isnull=False, grupo__isnull=True) | Q(usuario__isnull=True, grupo__isnull=False),
            ),
            models.UniqueConstraint(
                name="vistaguardada_nombre_unico_por_persona",
                fields=["usuario", "pantalla", "nombre"],
                condition=Q(usuario__isnull=False),
            ),
            models.UniqueConstraint(
                name="vistaguardada_nombre_unico_por_rol",
                fields=["grupo", "pantalla", "nombre"],
                condition=Q(grupo__isnull=False),
            ),
            models.CheckConstraint(name="vistaguardada_con_nombre", condition=~Q(nombre="")),
        ]

    def __str__(self) -> str:
        return self.nombre

    def get_absolute_url(self) -> str:
        """La lista con esta vista puesta; la portada si la pantalla ya no existe."""
        try:
            ruta = reverse(self.pantalla)
        except NoReverseMatch:
            return "/"
        consulta = QueryDict(self.consulta, mutable=True)
        consulta["vista"] = str(self.pk)
        return f"{ruta}?{consulta.urlencode()}"

    def parametros(self) -> QueryDict:
        """Los filtros guardados como los lee la lista."""
        return QueryDict(self.consulta)
