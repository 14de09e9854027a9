from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cartera.padron.models import Cliente
from cartera.padron.nombres import normalizar
from cartera.padron.querysets import DelClienteQuerySet
from config.comun.usuarios.querysets import ve_todas_las_zonas

from .choices import EstadoMedio, EstadoOposicion
from .medios import cifras_para_buscar

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


class ContactoQuerySet(DelClienteQuerySet):
    def vigentes(self) -> ContactoQuerySet:
        """Los que siguen en el cliente: ni cerrados, ni fusionados, ni anonimizados."""
        return self.filter(cerrado_el__isnull=True)

    def para_lista(self) -> ContactoQuerySet:
        """Con su cliente y sus medios, sin una consulta por fila."""
        return self.select_related("cliente").prefetch_related("medios", "recepciones")

    def con_texto(self, texto: str) -> ContactoQuerySet:
        """Por nombre, teléfono, correo, documento o el documento de su cliente; cada rama por su índice."""
        ramas = self.ramas(texto)
        if not ramas:
            return self.none()
        condicion = Q()
        for rama in ramas:
            condicion |= Q(pk__in=rama.order_by().values("pk"))
        return self.filter(condicion)

    def ramas(self, texto: str) -> list[ContactoQuerySet]:
        """Las búsquedas que pide ese texto: letras, el nombre o un correo; cifras, un teléfono o un documento."""
        plano = texto.strip()
        todos = self.model._default_manager.all()
        medios = self.model._meta.get_field("medios").related_model.objects
        ramas = []
        if cifras := cifras_para_buscar(plano):
            if len(cifras) >= 3:
                con_cifras = medios.filter(valor__contains=cifras).exclude(tipo="correo")
                ramas.append(todos.filter(pk__in=con_cifras.values("contacto")))
            documento = "".join(c for c in plano if c.isdecimal())
            if len(documento) >= 8:
                ramas.append(todos.filter(documento=documento))
                ramas.append(todos.filter(cliente__in=Cliente.objects.con_documento(documento)))
            return ramas
        palabras = normalizar(plano).split()
        if palabras and "@" not in plano:
            por_nombre = todos
            for palabra in palabras:
                por_nombre = por_nombre.filter(nombre_norm__contains=palabra)
            ramas.append(por_nombre)
        if len(plano) >= 3 and " " not in plano:
            con_correo = medios.filter(tipo="correo", valor__contains=plano.lower())
            ramas.append(todos.filter(pk__in=con_correo.values("contacto")))
        return ramas


class MedioContactoQuerySet(models.QuerySet):
    def visibles_para(self, user: Usuario) -> MedioContactoQuerySet:
        if ve_todas_las_zonas(user):
            return self
        return self.filter(contacto__cliente__in=Cliente.objects.visibles_para(user))

    def utiles(self) -> MedioContactoQuerySet:
        """Los que se pueden usar: vigentes y de un contacto que sigue en el cliente."""
        return self.filter(estado=EstadoMedio.VIGENTE, contacto__cerrado_el__isnull=True)

    def por_verificar(self, *, limite: dt.date) -> MedioContactoQuerySet:
        """De contactos vigentes: sin verificar, verificados antes de `limite`, y los que rebotaron o eran de otro."""
        viejos = Q(verificado_el__isnull=True) | Q(verificado_el__lt=limite)
        fallan = Q(estado__in=[EstadoMedio.REBOTADO, EstadoMedio.EQUIVOCADO])
        return self.filter(Q(estado=EstadoMedio.VIGENTE) & viejos | fallan, contacto__cerrado_el__isnull=True)

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
