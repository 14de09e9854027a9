from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, F, Q, Value, When

from cartera.padron.querysets import DelClienteQuerySet

from .choices import SituacionGestion

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


class GestionQuerySet(DelClienteQuerySet):
    def abiertas(self) -> GestionQuerySet:
        return self.filter(cerrada_en__isnull=True)

    def de(self, persona: Usuario) -> GestionQuerySet:
        return self.filter(asignada_a=persona)

    def libres_para(self, persona: Usuario, en: dt.datetime) -> GestionQuerySet:
        """Las que nadie más tiene delante en ese momento."""
        return self.filter(Q(tomada_por__isnull=True) | Q(tomada_por=persona) | Q(vence_en__lte=en))

    def tomadas(self, en: dt.datetime) -> GestionQuerySet:
        """Las que alguien tiene delante: su toma no ha vencido."""
        return self.filter(tomada_por__isnull=False, vence_en__gt=en)

    def en_orden(self, al: dt.date) -> GestionQuerySet:
        """Del mayor recupero esperado al menor; lo saltado o sin respuesta hoy, después, por vueltas."""
        vuelta = Case(When(vuelta_el=al, then=F("vuelta")), default=Value(0))
        return self.annotate(vuelta_de_hoy=vuelta).order_by("vuelta_de_hoy", "-valor", "pk")

    def con_situacion(self, al: dt.date, en: dt.datetime) -> GestionQuerySet:
        """Anota `situacion` (SituacionGestion) en ese momento."""
        return self.annotate(
            situacion=Case(
                When(tomada_por__isnull=False, vence_en__gt=en, then=Value(SituacionGestion.ATENDIENDO.value)),
                When(no_antes__gt=al, then=Value(SituacionGestion.DESPUES.value)),
                default=Value(SituacionGestion.POR_HACER.value),
                output_field=models.CharField(),
            )
        )

    def para_lista(self) -> GestionQuerySet:
        """Lo que muestra el tablero, sin una consulta por fila."""
        return self.select_related("cliente", "accion__peldano", "accion__ancla__suministro__zona", "asignada_a")


class AtencionQuerySet(models.QuerySet):
    def validas(self) -> AtencionQuerySet:
        return self.filter(deshecha_en__isnull=True)

    def del_dia(self, al: dt.date) -> AtencionQuerySet:
        return self.validas().filter(el=al)


class DescansoQuerySet(models.QuerySet):
    def vigentes(self, al: dt.date) -> DescansoQuerySet:
        """Los que ese día no reciben gestiones, contando el último."""
        return self.filter(desde__lte=al, hasta__gte=al)
