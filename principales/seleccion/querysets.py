from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from cartera.padron.querysets import DelClienteQuerySet

from .choices import CAMBIOS, Decision, EstadoEvaluacion, Grupo, Resultado

if TYPE_CHECKING:
    pass


# Lo mismo para la cifra y para la lista que abre.
GRUPOS = {
    Grupo.QUEDAN: Q(resultado=Resultado.QUEDA),
    Grupo.ENTRAN: Q(resultado=Resultado.ALTA) & ~Q(decision=Decision.EXCLUIDA),
    Grupo.SALEN: Q(resultado=Resultado.BAJA) & ~Q(decision=Decision.EXCLUIDA),
    Grupo.EXCLUIDOS: Q(decision=Decision.EXCLUIDA),
}


class EvaluacionQuerySet(models.QuerySet):
    def aprobadas(self) -> EvaluacionQuerySet:
        return self.filter(estado=EstadoEvaluacion.APROBADA)

    def propuestas(self) -> EvaluacionQuerySet:
        return self.filter(estado=EstadoEvaluacion.PROPUESTA)


class EvaluacionClienteQuerySet(DelClienteQuerySet):
    def del_grupo(self, grupo: str) -> EvaluacionClienteQuerySet:
        return self.filter(GRUPOS[Grupo(grupo)])

    def por_aprobar(self) -> EvaluacionClienteQuerySet:
        return self.filter(resultado__in=CAMBIOS, decision=Decision.PENDIENTE)


class PrincipalQuerySet(DelClienteQuerySet):
    def vigentes(self, al: dt.date) -> PrincipalQuerySet:
        """Los que están en la cartera en esa fecha."""
        return self.filter(vigencia__contains=al)
