"""El acta de la selección aprobada, para firmar y archivar (manual 6.1.1)."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View

from config.comun.archivos.services import ArchivoPerdido, servir
from config.comun.pantalla.templatetags.formatos import plural
from config.comun.pantalla.views import Confirmar, avisar
from config.comun.procesos.services import YaCorre, pedir
from config.comun.procesos.tasks import lanzar
from config.comun.usuarios.querysets import ve_todas_las_zonas

from . import actas, selectors
from .choices import EstadoEvaluacion
from .views_propuesta import DeEvaluacion


class _DeActa(DeEvaluacion):
    """El acta es de toda la empresa: la ve quien ve todas las zonas."""

    @cached_property
    def evaluacion(self):
        evaluacion = super().evaluacion
        if evaluacion.estado != EstadoEvaluacion.APROBADA or not ve_todas_las_zonas(self.request.user):
            raise Http404
        return evaluacion


class Acta(_DeActa, View):
    """El PDF: el que ya se escribió o, si es corto, uno al momento; si no, a prepararlo."""

    def get(self, request, *args, **kwargs):
        guardada = actas.acta_guardada(evaluacion=self.evaluacion)
        if guardada:
            try:
                return servir(guardada, en_pagina=True)
            except ArchivoPerdido:
                pass  # se escribe otra vez
        if not actas.es_corta(self.evaluacion):
            return HttpResponseRedirect(reverse("seleccion:acta_preparar", args=[self.evaluacion.pk]))
        return HttpResponse(
            actas.acta_pdf(evaluacion=self.evaluacion),
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{actas.nombre_de(self.evaluacion)}"'},
        )


class PrepararActa(_DeActa, Confirmar):
    """Un acta larga se escribe en un proceso que se puede dejar corriendo."""

    boton = "Preparar el acta"
    errores = (YaCorre,)

    def get_titulo(self):
        return f"Preparar el acta de {self.periodo.nombre}"

    def get_consecuencias(self):
        filas = sum(selectors.contar_aprobados(evaluacion=self.evaluacion).values())
        return [
            f"El acta tiene {plural(filas, 'cliente,clientes')}: se escribe aparte y puedes dejar la página.",
            "Al terminar la descargas, y queda guardada para quien la pida después.",
        ]

    def ejecutar(self):
        proceso = pedir(
            tipo=actas.TIPO,
            clave=actas.clave_de(self.evaluacion),
            tarea="principales.seleccion.acta",
            por=self.request.user,
            detalle=f"Acta de la selección de {self.periodo.nombre}",
            argumentos={"evaluacion_id": self.evaluacion.pk},
        )
        lanzar(proceso)
        avisar(self.request, "Se está escribiendo el acta. Puedes dejar esta página.", tono="info")
        return HttpResponseRedirect(proceso.get_absolute_url())
