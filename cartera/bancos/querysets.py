from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from cartera.padron.models import Suministro
from config.comun.procesos.choices import Estado
from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

from .choices import EN_MARCHA, EstadoArchivo

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


class VigentesQuerySet(models.QuerySet):
    """Lo que se ofrece al cliente con fecha de inicio y, si la hay, de fin: [desde, hasta)."""

    def vigentes(self, al: dt.date) -> VigentesQuerySet:
        return self.filter(Q(hasta__isnull=True) | Q(hasta__gt=al), desde__lte=al)


class OfrecidosQuerySet(VigentesQuerySet):
    def para(self, *, zonas: list[int], categorias: list[str]) -> OfrecidosQuerySet:
        """Lo que vale para alguna de esas zonas y de esas categorías; sin zonas o sin categorías, vale para todas."""
        por_zona = Q(zonas__isnull=True) | Q(zonas__in=zonas)
        por_categoria = Q(categorias=[]) | Q(categorias__overlap=categorias)
        return self.filter(por_zona, por_categoria).distinct()


class ArchivoBancoQuerySet(models.QuerySet):
    def cargados(self) -> ArchivoBancoQuerySet:
        return self.filter(estado=EstadoArchivo.CARGADO)

    def esperan(self) -> ArchivoBancoQuerySet:
        """Los que esperan que una persona decida."""
        return self.filter(estado__in=[EstadoArchivo.POR_CONFIRMAR, EstadoArchivo.CON_ERRORES])

    def descartables(self) -> ArchivoBancoQuerySet:
        """Los que esperan decisión y los que se quedaron a medias porque su trabajo falló."""
        a_medias = Q(estado__in=EN_MARCHA, proceso__estado=Estado.FALLIDO)
        return self.filter(Q(pk__in=self.esperan().values("pk")) | Q(pk__in=self.filter(a_medias).values("pk")))


class OrientacionQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> OrientacionQuerySet:
        """Las de clientes con algún suministro en las zonas de la persona."""
        if ve_todas_las_zonas(user):
            return self
        suyos = Suministro.objects.filter(cliente=OuterRef("cliente"), zona__in=zonas_de(user))
        return self.filter(Exists(suyos))
