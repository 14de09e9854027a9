from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cartera.padron.models import Cliente
from config.comun.usuarios.querysets import ve_todas_las_zonas

from .choices import EstadoMedio, EstadoOposicion

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


class ContactoQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> ContactoQuerySet:
        """Los de los clientes que la persona ve: con algún suministro en sus zonas (NORMAS §1)."""
        if ve_todas_las_zonas(user):
            return self
        return self.filter(cliente__in=Cliente.objects.visibles_para(user))

    def vigentes(self) -> ContactoQuerySet:
        """Los que siguen en el cliente: ni cerrados, ni fusionados, ni anonimizados."""
        return self.filter(cerrado_el__isnull=True)

    def para_lista(self) -> ContactoQuerySet:
        """Con su cliente y sus medios, sin una consulta por fila."""
        return self.select_related("cliente").prefetch_related("medios", "recepciones")


class MedioContactoQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> MedioContactoQuerySet:
        if ve_todas_las_zonas(user):
            return self
        return self.filter(contacto__cliente__in=Cliente.objects.visibles_para(user))

    def utiles(self) -> MedioContactoQuerySet:
        """Los que se pueden usar: vigentes y de un contacto que sigue en el cliente."""
        return self.filter(estado=EstadoMedio.VIGENTE, contacto__cerrado_el__isnull=True)

    def por_verificar(self, *, limite: dt.date) -> MedioContactoQuerySet:
        """Los útiles que nadie verificó, o cuya verificación es anterior a `limite`."""
        return self.utiles().filter(Q(verificado_el__isnull=True) | Q(verificado_el__lt=limite))

    def que_reciben(self, asunto: str) -> MedioContactoQuerySet:
        """Los de personas que reciben ese asunto por cualquier medio o justo por este."""
        recepciones = self.model._meta.get_field("contacto").related_model._meta.get_field("recepciones").related_model
        suyas = recepciones.objects.filter(contacto=OuterRef("contacto"), asunto=asunto)
        return self.filter(Exists(suyas.filter(Q(medio__isnull=True) | Q(medio=OuterRef("pk")))))

    def en_orden(self) -> MedioContactoQuerySet:
        """El preferido primero, después el verificado más tarde y el más antiguo."""
        return self.order_by("-preferido", F("verificado_el").desc(nulls_last=True), "pk")


class OposicionQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> OposicionQuerySet:
        if ve_todas_las_zonas(user):
            return self
        return self.filter(contacto__cliente__in=Cliente.objects.visibles_para(user))

    def pendientes(self) -> OposicionQuerySet:
        return self.filter(estado=EstadoOposicion.PENDIENTE)

    def vencidas(self, al: dt.date) -> OposicionQuerySet:
        """Sin responder y con el plazo ya pasado: el último día todavía está en plazo."""
        return self.pendientes().filter(vence_el__lt=al)
