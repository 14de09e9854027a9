from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario

from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de


class ReciboQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> ReciboQuerySet:
        return self if ve_todas_las_zonas(user) else self.filter(suministro__zona__in=zonas_de(user))

    def abiertos(self) -> ReciboQuerySet:
        """Con saldo, según los pagos conocidos hoy."""
        return self.filter(pagado__lt=F("total"))

    def exigibles(self) -> ReciboQuerySet:
        """Con algo que cobrar según lo conocido hoy, venza cuando venza."""
        return self.filter(pagado__lt=F("total") - F("congelado"))

    def vencidos(self, al: dt.date) -> ReciboQuerySet:
        """Con saldo exigible (saldo menos congelado) y vencimiento anterior a `al`; el que vence ese día no."""
        return self.filter(vence_el__lt=al, pagado__lt=F("total") - F("congelado"))


class PagoQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> PagoQuerySet:
        return self if ve_todas_las_zonas(user) else self.filter(suministro__zona__in=zonas_de(user))

    def por_identificar(self) -> PagoQuerySet:
        """Pagos sin suministro conocido; sus reversas van con ellos."""
        return self.filter(suministro__isnull=True, signo=1)
