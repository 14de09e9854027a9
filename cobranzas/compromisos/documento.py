"""El convenio en papel: lo que se imprime para firmar (manual 6.3.12). No toca la base más que para leer."""

import datetime as dt
from typing import Any

from django.template.loader import render_to_string

from config.comun.dinero import en_letras
from config.comun.parametros.choices import UnidadOrganica
from config.comun.parametros.models import Unidad
from config.comun.parametros.selectors import empresa
from config.comun.pdf.services import html_a_pdf, url_archivo

from .models import Convenio, ConvenioRecibo

# Con más, una fila por suministro con los números de sus recibos: 2,400 filas tardarían once segundos.
TOPE_FILAS = 300
HOJA = """
h1 { font-size: 15pt; margin: 0 0 1mm } h2 { font-size: 11.5pt; margin: 6mm 0 2mm; break-after: avoid }
.cabecera { display: flex; gap: 6mm; align-items: center; border-bottom: .6pt solid #6b7280; padding-bottom: 3mm }
.cabecera img { height: 16mm } .empresa { margin: 0; color: #374151 }
th, td { padding: 1mm 2mm; border-bottom: .4pt solid #d1d5db; text-align: left; font-weight: 400 }
thead th, tfoot th, tfoot td { font-weight: 700 } .n { text-align: right; white-space: nowrap }
.firmas { display: flex; gap: 14mm; margin-top: 26mm; break-inside: avoid }
.firmas div { flex: 1; border-top: .6pt solid #111827; padding-top: 2mm; text-align: center }
.firmas p { margin: 0 } li { margin-bottom: 1mm }
"""


def pdf_del_convenio(convenio: Convenio, *, al: dt.date) -> bytes:
    """PDF/UA con las partes, los recibos que cubre, las cuotas, las condiciones y las firmas."""
    casa = empresa()
    cuotas = list(convenio.cuotas.all())
    recibos = list(convenio.recibos.select_related("recibo__suministro").order_by("recibo__vence_el", "recibo__numero"))
    contexto = {
        "c": convenio,
        "empresa": casa,
        "logo": url_archivo(casa.logo) if casa.logo else "",
        "unidad": Unidad.objects.filter(codigo=UnidadOrganica.COBRANZAS).first(),
        "recibos": recibos if len(recibos) <= TOPE_FILAS else None,
        "suministros": _por_suministro(recibos) if len(recibos) > TOPE_FILAS else None,
        "cuotas": cuotas,
        "total": sum(c.importe for c in cuotas),
        "interes": sum(c.interes for c in cuotas),
        "capital_en_letras": en_letras(convenio.capital),
        "al": al,
    }
    html = render_to_string("cobranzas/compromisos/convenio_pdf.html", contexto)
    return html_a_pdf(html, titulo=f"Convenio de facilidades de pago {convenio.numero}", hojas=(HOJA,))


def _por_suministro(recibos: list[ConvenioRecibo]) -> list[dict[str, Any]]:
    """Por suministro, en orden de código: los números de sus recibos, del más antiguo al más nuevo, y cuánto suman."""
    grupos: dict[str, list[ConvenioRecibo]] = {}
    for r in recibos:
        grupos.setdefault(r.recibo.suministro.codigo, []).append(r)
    return [
        {
            "codigo": codigo,
            "direccion": suyos[0].recibo.suministro.direccion,
            "numeros": ", ".join(r.recibo.numero for r in suyos),
            "importe": sum(r.importe for r in suyos),
        }
        for codigo, suyos in sorted(grupos.items())
    ]
