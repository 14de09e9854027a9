from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cartera.padron.models import Suministro
from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de
from principales.seleccion.models import Principal

from .choices import Decision, Par

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


class RegistradoQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> RegistradoQuerySet:
        """Los de las zonas del usuario: por su localidad o por un candidato con suministro en ellas."""
        if ve_todas_las_zonas(user):
            return self
        candidatos = self.model._meta.get_field("candidatos").related_model.objects
        suyos = Suministro.objects.filter(cliente=OuterRef("cliente_id"), zona__in=zonas_de(user))
        con_candidato = candidatos.filter(Exists(suyos), registrado=OuterRef("pk"))
        return self.filter(Q(zona__in=zonas_de(user)) | Exists(con_candidato))

    def por_decidir(self, al: dt.date) -> RegistradoQuerySet:
        """Lo que espera a una persona: pendientes de la última carga de su registro con algo que resolver.

        No se pregunta por quien ya está en la cartera ese día ni por quien no tiene par y es de otra localidad.
        """
        candidatos = self.model._meta.get_field("candidatos").related_model.objects
        ya = candidatos.filter(registrado=OuterRef("pk"), cliente__in=Principal.objects.vigentes(al).values("cliente"))
        return self.filter(
            Q(par__in=(Par.NOMBRE, Par.PARECIDO))
            | Q(par=Par.NINGUNO, es_local=True)
            | (Q(par=Par.DOCUMENTO) & ~Exists(ya)),
            decision=Decision.PENDIENTE,
            carga=F("perfil__ultima_carga"),
        )


class PedidoInspeccionQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> PedidoInspeccionQuerySet:
        """Los de las zonas del usuario."""
        return self if ve_todas_las_zonas(user) else self.filter(registrado__zona__in=zonas_de(user))

    def pendientes(self) -> PedidoInspeccionQuerySet:
        """Los que nadie recogió todavía para una orden de inspección."""
        return self.filter(recogido_en__isnull=True)
