"""La guía de pago como texto, código QR y PDF (manual 6.3.12). No toca la base."""

from __future__ import annotations

import segno
from django.template.loader import render_to_string

from config.comun.dinero import soles
from config.comun.pdf.services import html_a_pdf, url_archivo

from .models import CuentaBancaria
from .selectors import GuiaDePago

HOJA = """
h1 { font-size: 16pt; margin: 0 }
h2 { font-size: 12pt; margin: 6mm 0 2mm; color: #1d5fa8; break-after: avoid }
h3 { font-size: 10pt; margin: 3mm 0 0; break-after: avoid } h3 + p { margin: 0 }
.cabecera { display: flex; gap: 6mm; align-items: center; border-bottom: .6pt solid #6b7280; padding-bottom: 3mm }
.cabecera img { height: 16mm }
.empresa { margin: 0; color: #374151 }
.pagar { display: flex; gap: 6mm; align-items: center; border: .6pt solid #6b7280; padding: 4mm; break-inside: avoid }
.pagar h2 { margin-top: 0 } .pagar > div { flex: 1 }
.qr { width: 42mm; height: 42mm }
th, td { padding: 1.2mm 2mm; border-bottom: .4pt solid #d1d5db; text-align: left; font-weight: 400 }
thead th { font-weight: 700; border-bottom: .8pt solid #6b7280 }
.n { text-align: right; white-space: nowrap }
"""


def texto_del_qr(guia: GuiaDePago, cuenta: CuentaBancaria) -> str:
    """Lo que el cliente copia al leer el código: a quién, en qué cuenta, con qué referencia y cuánto."""
    empresa = guia.empresa
    lineas = [
        f"{cuenta.titular or empresa.nombre}{f' RUC {empresa.ruc}' if empresa.ruc else ''}",
        f"{cuenta.banco} {cuenta.get_moneda_display()} {cuenta.numero}",
        f"CCI {cuenta.cci}" if cuenta.cci else "",
        f"Código de recaudación {cuenta.convenio}" if cuenta.convenio else "",
        f"Suministro {guia.referencia}" if guia.referencia else f"Cliente {guia.cliente.documento or guia.cliente}",
        f"Importe {soles(guia.cuenta.visible.exigible)} al {guia.al:%d/%m/%Y}",
    ]
    return "\n".join(linea for linea in lineas if linea)


def qr(texto: str) -> str:
    """El código como imagen SVG en una dirección `data:`."""
    return segno.make(texto, error="m", micro=False).svg_data_uri(scale=4, border=4)


def texto_de_guia(guia: GuiaDePago) -> str:
    """La guía en texto llano, para el cuerpo de un correo o un mensaje."""
    return render_to_string("cartera/bancos/guia.txt", {"g": guia}).strip() + "\n"


def pdf_de_guia(guia: GuiaDePago) -> bytes:
    """La guía en PDF, con el código QR de la cuenta elegida."""
    leido = texto_del_qr(guia, guia.elegida) if guia.elegida else ""
    contexto = {
        "g": guia,
        "logo": url_archivo(guia.empresa.logo) if guia.empresa.logo else "",
        "qr": qr(leido) if leido else "",
    }
    html = render_to_string("cartera/bancos/guia.html", contexto)
    return html_a_pdf(html, titulo=f"Guía de pago de {guia.cliente}", hojas=(HOJA,))
