from datetime import date

from django.db import models
from django.db.models import Q


class ParametroQuerySet(models.QuerySet):
    def vigentes(self, al: date):
        """Las versiones que rigen ese día: una por clave (lo asegura la base)."""
        return self.filter(Q(hasta__isnull=True) | Q(hasta__gt=al), desde__lte=al)

    def versiones(self, clave: str):
        """Todas las versiones de una clave, la más nueva primero."""
        return self.filter(clave=clave).select_related("verificado_por", "creado_por").order_by("-desde")
