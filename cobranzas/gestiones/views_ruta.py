"""Las visitas del día: en orden de distancia, en el teléfono y en papel."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from config.comun.calendario.reloj import hoy
from config.comun.pantalla.templatetags.formatos import fecha
from config.comun.pantalla.views import Boton, Pantalla, avisar
from config.comun.parametros.selectors import empresa, valor
from config.comun.pdf.services import html_a_pdf

from . import selectors, services
from .models import Gestion
from .recorrido import Punto, ordenar
from .views import GESTIONAR, Cola

HOJA = """
h1 { font-size: 15pt; margin: 0 } .empresa { margin: 0; color: #374151 }
th, td { padding: 1.5mm 2mm; border-bottom: .4pt solid #6b7280; text-align: left; vertical-align: top }
td { font-weight: 400 }
thead th { font-weight: 700 } .n { text-align: right; white-space: nowrap } .anotar { width: 45mm }
"""


@dataclass(frozen=True, slots=True)
class Parada:
    """Un destino de la ruta: `km` desde el anterior en línea recta, o None."""

    lugar: int
    gestion: Gestion
    km: float | None


def ruta_de(persona, al) -> tuple[list[Parada], int]:
    """(las visitas de hoy en orden de recorrido, cuántas quedan para otro día por pasar de las que caben)."""
    tope = valor("cola_visitas_por_dia", al=al)
    suyas = list(selectors.visitas(persona=persona, al=al).para_lista()[: tope + 200])
    # Entran las de más recupero esperado; dentro del día, se camina lo menos posible.
    puntos = []
    for gestion in suyas[:tope]:
        s = gestion.accion.ancla.suministro
        lugar = (float(s.latitud), float(s.longitud)) if s.latitud is not None and s.longitud is not None else None
        puntos.append(Punto(gestion, lugar, (s.zona_id, s.ruta, s.secuencia or 0, s.direccion, gestion.pk)))
    paradas = [Parada(n, p.que, km) for n, (p, km) in enumerate(ordenar(puntos), start=1)]
    return paradas, len(suyas) - len(paradas)


class Ruta(Pantalla, TemplateView):
    """En el teléfono, el siguiente destino; debajo, los demás."""

    permission_required = GESTIONAR
    template_name = "cobranzas/gestiones/ruta.html"
    titulo = "Mi ruta de hoy"

    def get_context_data(self, **kwargs):
        paradas, quedan = ruta_de(self.request.user, hoy())
        boton = Boton("Imprimir ruta", reverse("gestiones:ruta_pdf"), "printer")
        return super().get_context_data(
            siguiente=paradas[0] if paradas else None,
            paradas=paradas[1:],
            quedan=quedan,
            total=sum((p.km or 0) for p in paradas),
            hecho=selectors.hecho_hoy(persona=self.request.user, al=hoy()),
            mas=[boton] if paradas else [],
            **kwargs,
        )


class RutaPdf(Pantalla, View):
    """La misma ruta en papel, con espacio para anotar."""

    permission_required = GESTIONAR

    def get(self, request):
        paradas, _ = ruta_de(request.user, hoy())
        if not paradas:
            raise Http404
        contexto = {"paradas": paradas, "persona": request.user, "al": hoy(), "empresa": empresa()}
        html = render_to_string("cobranzas/gestiones/ruta_pdf.html", contexto)
        pdf = html_a_pdf(html, titulo=f"Ruta de visitas del {fecha(hoy())}", hojas=(HOJA,))
        nombre = f"ruta-{hoy():%Y-%m-%d}.pdf"
        return HttpResponse(
            pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{nombre}"'}
        )


class Visita(Cola):
    """Registrar una visita de la ruta: la misma pantalla, con los resultados de una visita."""

    boton = "Guardar y seguir la ruta"

    def get_vuelta(self):
        return reverse("gestiones:ruta")

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except services.TomaPerdida as perdida:
            avisar(request, str(perdida), tono="aviso")
            return HttpResponseRedirect(self.get_vuelta())

    def tomar(self):
        suyas = Gestion.objects.abiertas().visibles_para(self.request.user).filter(canal="visita")
        pedida = get_object_or_404(suyas, pk=self.kwargs["pk"])
        return services.tomar(gestion=pedida, persona=self.request.user, en=timezone.now())
