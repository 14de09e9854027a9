"""El ciclo de principales: aceptar lo pedido y ver si facturación ya lo hizo (manual 6.2.1.1)."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from cartera.solicitudes.choices import TipoSolicitud
from cartera.solicitudes.services import YaResuelta
from cartera.solicitudes.views import ACEPTAR, DeSolicitud
from config.comun.calendario.reloj import hoy
from config.comun.pantalla.templatetags.formatos import plural
from config.comun.pantalla.views import Confirmar, Lista

from . import selectors, services
from .filters import FiltrosDiferencias
from .tables import TablaDiferencias


class ListaDiferencias(Lista):
    """Suministros en que lo acordado y lo que exportó facturación no coinciden."""

    permission_required = "cartera.view_asignacionciclo"
    nombres = "diferencia,diferencias"
    tabla, filtros = TablaDiferencias, FiltrosDiferencias
    template_name = "cartera/ciclos/diferencias.html"
    por_claves = True
    orden_total = ("diferencia", "codigo")
    vacio = "Facturación tiene en el ciclo exactamente lo acordado."

    @cached_property
    def ciclo(self):
        return selectors.ciclo_de_principales()

    @cached_property
    def al(self) -> dt.date:
        return hoy()

    def get_titulo(self):
        return f"{self.ciclo}: lo acordado y lo facturado"

    def get_queryset(self):
        return selectors.diferencias(ciclo=self.ciclo, al=self.al, user=self.request.user)

    def get_context_data(self, **kwargs):
        comparacion = selectors.comparar(ciclo=self.ciclo, al=self.al, user=self.request.user)
        return super().get_context_data(comparacion=comparacion, al=self.al, **kwargs)


class Aceptar(DeSolicitud, Confirmar):
    """Cartera acepta: los suministros quedan en el ciclo desde el día que rige la solicitud."""

    permission_required = ACEPTAR
    errores = (YaResuelta,)
    tipo = TipoSolicitud.CICLO

    def get_titulo(self):
        return f"Aceptar {self.solicitud.numero}"

    def get_boton(self):
        return f"Aceptar {self.solicitud.numero}"

    def get_vuelta(self):
        return self.solicitud.get_absolute_url()

    def get_ruta(self):
        return [*super().get_ruta(), (self.solicitud.numero, self.solicitud.get_absolute_url())]

    def get_consecuencias(self):
        s = self.solicitud
        return [
            f"Desde el {s.rige_desde:%d/%m/%Y} entran al ciclo {plural(s.entran, 'suministro,suministros')} "
            f"y salen {plural(s.salen, 'suministro,suministros')}.",
            "El acuerdo queda registrado con tu nombre. Facturación lo verá en su próximo padrón.",
        ]

    def ejecutar(self):
        services.aceptar(solicitud=self.solicitud, por=self.request.user, en=timezone.now())
        return f"Aceptaste {self.solicitud.numero}. Facturación debe mover los suministros."

    def get_destino(self):
        return reverse("ciclos:lista")
