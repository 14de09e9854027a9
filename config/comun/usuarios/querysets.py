"""Qué zonas alcanza cada persona: la base de todos los `visibles_para`."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Lower

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


def ve_todas_las_zonas(user: "Usuario") -> bool:
    """Verdadero si la persona no tiene límite de zona."""
    return user.is_active and (user.is_superuser or user.todas_las_zonas)


def zonas_de(user: "Usuario") -> models.QuerySet:
    """Zonas que la persona alcanza (todas, las suyas o ninguna).

    Para filtrar un modelo grande pregunta antes `ve_todas_las_zonas(user)`: así la consulta no lleva la condición.
    """
    zonas = user.zonas.all()
    if ve_todas_las_zonas(user):
        return zonas.model.objects.all()
    return zonas if user.is_active else zonas.none()


class UsuarioQuerySet(models.QuerySet):
    def activos(self):
        return self.filter(is_active=True)

    def con_rol(self, rol: str):
        return self.filter(groups__name=rol)

    def para_lista(self):
        """Lo que muestra la lista de usuarios, sin una consulta por fila."""
        return self.prefetch_related("groups", "zonas").order_by(Lower("username"), "pk")
