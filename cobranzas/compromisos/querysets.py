from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Min, Q

from cartera.padron.models import Cliente
from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

from .choices import EstadoConvenio, EstadoPromesa, SituacionPromesa

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


class _DelCliente(models.QuerySet):
    def visibles_para(self, user: Usuario):
        """Los de clientes con algún suministro en las zonas del usuario (NORMAS §1)."""
        if ve_todas_las_zonas(user):
            return self
        return self.filter(cliente__in=Cliente.objects.visibles_para(user))


class PromesaQuerySet(_DelCliente):
    def abiertas(self) -> PromesaQuerySet:
        return self.filter(estado=EstadoPromesa.ABIERTA)

    def con_proxima(self) -> PromesaQuerySet:
        """Anota `proxima`: el vencimiento más antiguo que aún no está pagado entero; vacío si todos lo están."""
        return self.annotate(proxima=Min("cuotas__vence_el", filter=Q(cuotas__pagado__lt=F("cuotas__importe"))))

    def en_situacion(self, situacion: str, al: dt.date) -> PromesaQuerySet:
        """Las abiertas cuya próxima fecha cae hoy, ya pasó o llega en la semana."""
        rango = {
            SituacionPromesa.HOY: Q(proxima=al),
            SituacionPromesa.VENCIDAS: Q(proxima__lt=al),
            SituacionPromesa.PROXIMAS: Q(proxima__gt=al, proxima__lte=al + dt.timedelta(days=7)),
        }
        return self.abiertas().con_proxima().filter(rango[SituacionPromesa(situacion)])

    def para_lista(self) -> PromesaQuerySet:
        """Lo que muestra la lista, sin una consulta por fila."""
        return self.con_proxima().select_related("cliente", "por")


class ConvenioQuerySet(_DelCliente):
    def vigentes(self) -> ConvenioQuerySet:
        return self.filter(estado=EstadoConvenio.VIGENTE)

    def con_proxima(self) -> ConvenioQuerySet:
        """Anota `proxima`: el vencimiento de la cuota más antigua con capital por pagar."""
        return self.annotate(proxima=Min("cuotas__vence_el", filter=Q(cuotas__pagado__lt=F("cuotas__capital"))))

    def para_lista(self) -> ConvenioQuerySet:
        return self.con_proxima().select_related("cliente", "preparado_por")


class ReciboComprometidoQuerySet(models.QuerySet):
    """Recibos nombrados en una promesa o cubiertos por un convenio."""

    def visibles_para(self, user: Usuario) -> ReciboComprometidoQuerySet:
        """Los de suministros de sus zonas; los demás del mismo cliente se ven como una suma."""
        return self if ve_todas_las_zonas(user) else self.filter(recibo__suministro__zona__in=zonas_de(user))
