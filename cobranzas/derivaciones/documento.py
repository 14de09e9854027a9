"""El expediente en PDF: todo lo que cartera morosa necesita, en un solo documento con índice (manual 6.3.13)."""

from __future__ import annotations

import datetime as dt

from django.template.loader import render_to_string

from cartera.bancos.models import Orientacion
from cobranzas.compromisos.models import Convenio, Promesa
from config.comun.parametros.choices import UnidadOrganica
from config.comun.parametros.models import Unidad
from config.comun.parametros.selectors import empresa
from config.comun.pdf.services import html_a_pdf, url_archivo
from principales.comunicaciones.selectors import linea_de_tiempo
from principales.directorio.selectors import contactos_de

from .models import Derivacion

TOPE = 200  # filas por sección: más no las lee nadie; el expediente dice cuántas quedan fuera
HOJA = """
h1 { font-size: 16pt; margin: 0 0 2mm } h2 { font-size: 12.5pt; margin: 8mm 0 2mm; break-after: avoid; color: #1d5fa8 }
.cabecera { display: flex; gap: 6mm; align-items: center; border-bottom: .6pt solid #6b7280; padding-bottom: 3mm }
.cabecera img { height: 16mm } .empresa { margin: 0; color: #374151 }
th, td { padding: 1mm 2mm; border-bottom: .4pt solid #d1d5db; text-align: left; font-weight: 400; vertical-align: top }
thead th { font-weight: 700; white-space: nowrap } .n { text-align: right; white-space: nowrap }
.indice { list-style: none; padding: 0 } .indice a { color: inherit; text-decoration: none }
.indice a::after { content: leader('.') target-counter(attr(href), page) }
dl { display: grid; grid-template-columns: 42mm 1fr; gap: 1mm 4mm } dt { color: #374151 } dd { margin: 0 }
.firmas { display: flex; gap: 14mm; margin-top: 26mm; break-inside: avoid }
.firmas div { flex: 1; border-top: .6pt solid #111827; padding-top: 2mm; text-align: center } .firmas p { margin: 0 }
"""


def pdf_del_expediente(caso: Derivacion, *, al: dt.date) -> bytes:
    """PDF/UA con carátula, índice con páginas, deuda, compromisos, comunicaciones y pasos del caso."""
    casa = empresa()
    cliente = caso.cliente
    comunicaciones = linea_de_tiempo(cliente=cliente)
    contexto = {
        "d": caso,
        "empresa": casa,
        "logo": url_archivo(casa.logo) if casa.logo else "",
        "unidad": Unidad.objects.filter(codigo=UnidadOrganica.COBRANZAS).first(),
        "al": al,
        "suministros": caso.suministros.select_related("suministro__zona").order_by("suministro__codigo"),
        "recibos": caso.recibos.select_related("recibo__suministro").order_by("recibo__vence_el", "recibo__numero"),
        "promesas": Promesa.objects.filter(cliente=cliente).select_related("por").order_by("-pk")[:TOPE],
        "convenios": Convenio.objects.filter(cliente=cliente).order_by("-pk")[:TOPE],
        "orientaciones": Orientacion.objects.filter(cliente=cliente)
        .select_related("cuenta__banco", "por")
        .order_by("-al", "-pk")[:TOPE],
        "contactos": contactos_de(cliente=cliente),
        "comunicaciones": comunicaciones[:TOPE],
        "fuera": max(comunicaciones.count() - TOPE, 0),
        "pasos": caso.pasos.select_related("por", "causa"),
    }
    html = render_to_string("cobranzas/derivaciones/expediente_pdf.html", contexto)
    return html_a_pdf(html, titulo=f"Expediente de derivación {caso}", hojas=(HOJA,))
