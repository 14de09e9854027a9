"""El estado de cuenta de un cliente en PDF, para adjuntarlo a un correo o entregarlo (manual 6.3.6 y 6.3.12)."""

import datetime as dt

from django.template.loader import render_to_string
from django.utils.text import slugify

from cartera.cuentas import selectors as cuentas
from cartera.cuentas.choices import FiltroRecibos
from cartera.padron.models import Cliente
from config.comun.archivos import services as archivos
from config.comun.archivos.models import Archivo
from config.comun.parametros.selectors import empresa
from config.comun.pdf.services import html_a_pdf
from config.comun.usuarios.models import Usuario

HOJA = """
h1 { font-size: 15pt; margin: 0 0 2pt }
h2 { font-size: 11.5pt; margin: 14pt 0 4pt }
th, td { padding: 2.5pt 4pt; text-align: left; border-bottom: .5pt solid #9ca3af; vertical-align: top }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.pie { font-size: 8.5pt; color: #374151 }
.cifras td { border: .5pt solid #9ca3af; width: 25% } .cifras strong { display: block; font-size: 12.5pt }
"""
RECIBOS = 300  # más filas no se leen en un correo y el PDF tardaría; los totales siempre son de todos


def pdf(*, cliente: Cliente, al: dt.date, de_zonas_de: Usuario | None = None) -> bytes:
    """PDF/UA con los recibos que debe en `al` y sus totales. `de_zonas_de`: solo los suministros que esa persona ve."""
    cuenta = cuentas.cuenta_de_cliente(cliente=cliente, al=al, user=de_zonas_de)
    recibos, cuantos = cuentas.recibos_de_cliente(
        cliente=cliente, al=al, user=de_zonas_de, estado=FiltroRecibos.CON_SALDO, filas=RECIBOS
    )
    contexto = {
        "empresa": empresa(),
        "cliente": cliente,
        "al": al,
        "cuenta": cuenta,
        "cifras": cuenta.visible,
        "recibos": recibos[::-1],  # el más antiguo primero
        "cuantos": cuantos,
        "faltan": cuantos - len(recibos),
    }
    html = render_to_string("principales/comunicaciones/estado_cuenta.html", contexto)
    return html_a_pdf(html, titulo=f"Estado de cuenta de {cliente} al {al:%d/%m/%Y}", hojas=(HOJA,))


def nombre(cliente: Cliente, al: dt.date) -> str:
    return f"estado-de-cuenta-{slugify(str(cliente))[:60] or cliente.pk}-{al:%Y-%m-%d}.pdf"


def guardar(*, cliente: Cliente, al: dt.date, por: Usuario | None) -> Archivo:
    """El PDF entero (todas las zonas: es para el cliente) en el almacén."""
    contenido = pdf(cliente=cliente, al=al)
    return archivos.guardar(nombre=nombre(cliente, al), contenido=contenido, tipo_mime="application/pdf", por=por)
