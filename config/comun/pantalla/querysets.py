"""Consultas de las vistas guardadas."""

from django.db import models
from django.db.models import Q


class VistasGuardadas(models.QuerySet):
    """Vistas de una pantalla."""

    def de_usuario(self, usuario, pantalla: str):
        """Las propias y las de sus roles, en su orden."""
        grupos = usuario.groups.values("pk")
        return self.filter(Q(usuario=usuario) | Q(grupo__in=grupos), pantalla=pantalla).order_by("orden", "pk")
