from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from cartera.padron.querysets import DelClienteQuerySet
from config.comun.correo.choices import Estado as EstadoCorreo

from .choices import EstadoEntrante, Sentido

if TYPE_CHECKING:
    pass


class ResultadoQuerySet(models.QuerySet):
    def activos(self, canal: str) -> ResultadoQuerySet:
        """Los que se ofrecen al registrar, en su orden: el dígito de cada uno es su lugar."""
        return self.filter(canal=canal, activo=True).order_by("orden", "pk")


class PlantillaQuerySet(models.QuerySet):
    def activas(self) -> PlantillaQuerySet:
        return self.filter(activa=True).order_by("nombre")


class ComunicacionQuerySet(DelClienteQuerySet):
    def para_lista(self) -> ComunicacionQuerySet:
        """Con lo que muestran la lista y la línea de tiempo, sin una consulta por fila."""
        return self.select_related(
            "cliente", "contacto__fusionado_en", "medio", "resultado", "por", "siguiente_para", "correo"
        ).prefetch_related("adjuntos")

    def validas(self) -> ComunicacionQuerySet:
        return self.filter(anulada_en__isnull=True)

    def que_cuentan(self, desde: dt.datetime, hasta: dt.datetime) -> ComunicacionQuerySet:
        """Las que gastan presupuesto de contactos en [desde, hasta)."""
        return self.filter(cuenta_en_presupuesto=True, ocurrio_en__gte=desde, ocurrio_en__lt=hasta)

    def con_paso_pendiente(self) -> ComunicacionQuerySet:
        return self.filter(siguiente_el__isnull=False, hecho_siguiente_en__isnull=True, anulada_en__isnull=True)

    def no_llegaron(self) -> ComunicacionQuerySet:
        """Correos que rebotaron o que el servidor no quiso."""
        return self.filter(Q(rebotada_en__isnull=False) | Q(correo__estado=EstadoCorreo.FALLIDO))

    def salientes(self) -> ComunicacionQuerySet:
        return self.filter(sentido=Sentido.SALIENTE)


class EntranteQuerySet(models.QuerySet):
    def por_archivar(self) -> EntranteQuerySet:
        """Los que esperan que una persona diga de qué cliente son."""
        return self.filter(estado=EstadoEntrante.POR_ARCHIVAR)
