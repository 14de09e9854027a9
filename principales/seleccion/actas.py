"""El acta de una selección aprobada (manual 6.1.1): al momento si es corta; si no, la escribe un proceso."""

from django.template.loader import render_to_string
from django.utils.text import slugify

from config.comun.archivos import services as archivos
from config.comun.archivos.models import Archivo
from config.comun.parametros.selectors import empresa
from config.comun.pdf.services import html_a_pdf
from config.comun.procesos.choices import Estado
from config.comun.procesos.models import Proceso
from config.comun.usuarios.models import Usuario

from . import selectors
from .models import Evaluacion

TIPO = "acta_seleccion"
CORTA = 100  # filas que se escriben dentro de la petición
# Filas de cada tabla: el PDF de una primera selección enorme no cabría en memoria ni nadie lo firmaría. Las demás se
# cuentan y se suman en el acta, y se descargan enteras desde la selección.
TOPE = 2_000


def nombre_de(evaluacion: Evaluacion) -> str:
    return f"{slugify(f'seleccion {evaluacion.periodo:%Y-%m}')}.pdf"


def clave_de(evaluacion: Evaluacion) -> str:
    """Cambia cuando el acta diría otra cosa: otra aprobación en parte o la respuesta de Cartera."""
    cifras = selectors.contar_aprobados(evaluacion=evaluacion)
    ultima = selectors.solicitudes_de(evaluacion=evaluacion).first()
    return f"{evaluacion.pk}:{cifras['alta']}:{cifras['baja']}:{ultima.pk if ultima else ''}:" + (
        ultima.estado if ultima else ""
    )


def es_corta(evaluacion: Evaluacion) -> bool:
    return sum(selectors.contar_aprobados(evaluacion=evaluacion).values()) <= CORTA


def acta_guardada(*, evaluacion: Evaluacion) -> Archivo | None:
    """La que ya se escribió con lo mismo que diría hoy."""
    hechas = Proceso.objects.filter(tipo=TIPO, clave=clave_de(evaluacion), estado=Estado.TERMINADO)
    hecha = hechas.filter(archivo__isnull=False).select_related("archivo").order_by("-pk").first()
    return hecha.archivo if hecha else None


def acta_pdf(*, evaluacion: Evaluacion) -> bytes:
    """Criterio, cifras, altas y bajas con sus números y la solicitud a Cartera; hasta `TOPE` filas de cada una."""
    cifras = selectors.contar_aprobados(evaluacion=evaluacion)
    contexto = {
        "empresa": empresa(),
        "evaluacion": evaluacion,
        "cifras": cifras,
        "altas": selectors.aprobados(evaluacion=evaluacion, resultado="alta")[:TOPE],
        "bajas": selectors.aprobados(evaluacion=evaluacion, resultado="baja")[:TOPE],
        "altas_fuera": max(cifras["alta"] - TOPE, 0),
        "bajas_fuera": max(cifras["baja"] - TOPE, 0),
        "solicitudes": selectors.solicitudes_de(evaluacion=evaluacion),
    }
    return html_a_pdf(render_to_string("principales/seleccion/acta.html", contexto), titulo=str(evaluacion))


def guardar_acta(*, evaluacion: Evaluacion, por: Usuario | None) -> Archivo:
    return archivos.guardar(
        nombre=nombre_de(evaluacion),
        contenido=acta_pdf(evaluacion=evaluacion),
        tipo_mime="application/pdf",
        por=por,
    )
