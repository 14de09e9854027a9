from django.template.loader import render_to_string

from config.comun.parametros.selectors import empresa
from config.comun.pdf.services import html_a_pdf

from . import selectors
from .models import Evaluacion


def acta_pdf(*, evaluacion: Evaluacion) -> bytes:
    """El acta de una selección aprobada: criterio, cifras, altas y bajas con sus números y la solicitud a Cartera."""
    contexto = {
        "empresa": empresa(),
        "evaluacion": evaluacion,
        "cifras": selectors.contar_aprobados(evaluacion=evaluacion),
        "altas": selectors.aprobados(evaluacion=evaluacion, resultado="alta"),
        "bajas": selectors.aprobados(evaluacion=evaluacion, resultado="baja"),
        "solicitudes": selectors.solicitudes_de(evaluacion=evaluacion),
    }
    return html_a_pdf(render_to_string("principales/seleccion/acta.html", contexto), titulo=str(evaluacion))
