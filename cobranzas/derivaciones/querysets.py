from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from cartera.padron.models import Cliente
from config.comun.usuarios.querysets import ve_todas_las_zonas

from .choices import DERIVADOS, VIVOS

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


class DerivacionQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> DerivacionQuerySet:
        """Las de clientes con algún suministro en las zonas del usuario (NORMAS §1)."""
        if ve_todas_las_zonas(user):
            return self
        return self.filter(cliente__in=Cliente.objects.visibles_para(user))

    def vivas(self) -> DerivacionQuerySet:
        """Propuestas, enviadas o aceptadas: sus suministros no se pueden derivar otra vez."""
        return self.filter(estado__in=VIVOS)

    def derivadas(self) -> DerivacionQuerySet:
        """Las que ya salieron del equipo y siguen con cartera morosa."""
        return self.filter(estado__in=DERIVADOS)

    def para_lista(self) -> DerivacionQuerySet:
        return self.select_related("cliente", "propuesta_por")
