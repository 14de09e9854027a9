from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When

from cartera.padron.querysets import DelClienteQuerySet
from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de

from .choices import EstadoConvenio, EstadoPromesa, SituacionConvenio, SituacionPromesa

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario


class _ConProxima(DelClienteQuerySet):
    def _con_proxima(self, padre: str, importe: str, vivos: list[str]):
        cuotas = self.model._meta.get_field("cuotas").related_model.objects
        debidas = cuotas.filter(**{padre: OuterRef("pk"), f"{padre}__estado__in": vivos, "pagado__lt": F(importe)})
        return self.annotate(proxima=Subquery(debidas.order_by("vence_el").values("vence_el")[:1]))


class PromesaQuerySet(_ConProxima):
    def abiertas(self) -> PromesaQuerySet:
        return self.filter(estado=EstadoPromesa.ABIERTA)

    def con_situacion(self, al: dt.date) -> PromesaQuerySet:
        """Anota `proxima` (la fecha más antigua sin pagar entera) y, en las abiertas, su `situacion` en esa fecha."""
        semana = al + dt.timedelta(days=7)
        return self.con_proxima().annotate(
            situacion=Case(
                When(~Q(estado=EstadoPromesa.ABIERTA), then=Value("")),
                When(proxima__lt=al, then=Value(SituacionPromesa.VENCIDAS.value)),
                When(proxima=al, then=Value(SituacionPromesa.HOY.value)),
                When(proxima__lte=semana, then=Value(SituacionPromesa.PROXIMAS.value)),
                default=Value(""),
            )
        )

    def con_proxima(self) -> PromesaQuerySet:
        """Anota `proxima`: en las abiertas, la fecha más antigua que aún no está pagada entera."""
        return self._con_proxima("promesa", "importe", [EstadoPromesa.ABIERTA])

    def para_lista(self) -> PromesaQuerySet:
        """Lo que muestra la lista, sin una consulta por fila."""
        return self.select_related("cliente", "por")


class ConvenioQuerySet(_ConProxima):
    def vigentes(self) -> ConvenioQuerySet:
        return self.filter(estado=EstadoConvenio.VIGENTE)

    def con_proxima(self) -> ConvenioQuerySet:
        """Anota `proxima`: en los vigentes y borradores, cuándo vence la cuota más antigua con capital por pagar."""
        return self._con_proxima("convenio", "capital", [EstadoConvenio.VIGENTE, EstadoConvenio.BORRADOR])

    def con_situacion(self, al: dt.date) -> ConvenioQuerySet:
        """Anota `proxima` y la `situacion` del vigente cuya cuota más antigua ya venció en esa fecha."""
        vencida = When(estado=EstadoConvenio.VIGENTE, proxima__lt=al, then=Value(SituacionConvenio.VENCIDA.value))
        return self.con_proxima().annotate(situacion=Case(vencida, default=Value("")))

    def para_lista(self) -> ConvenioQuerySet:
        """Lo que muestra la lista, sin una consulta por fila."""
        return self.select_related("cliente", "preparado_por")


class ReciboComprometidoQuerySet(models.QuerySet):
    """Recibos nombrados en una promesa o cubiertos por un convenio."""

    def visibles_para(self, user: Usuario) -> ReciboComprometidoQuerySet:
        """Los de suministros de sus zonas; los demás del mismo cliente se ven como una suma."""
        return self if ve_todas_las_zonas(user) else self.filter(recibo__suministro__zona__in=zonas_de(user))
