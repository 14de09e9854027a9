from django.db import models
from django.db.models import Exists, OuterRef, Q


class AvisoQuerySet(models.QuerySet):
    def para(self, user):
        """Los dirigidos a la persona o a uno de sus roles."""
        return self.filter(Q(usuario=user) | Q(rol__in=user.groups.all()))

    def con_lectura(self, user):
        """Anota `leido` para esa persona."""
        lecturas = self.model._meta.get_field("lecturas").related_model.objects
        return self.annotate(leido=Exists(lecturas.filter(aviso=OuterRef("pk"), usuario=user)))

    def sin_leer(self, user):
        return self.para(user).con_lectura(user).filter(leido=False)
