"""PDF del producto frente a WeasyPrint desnudo con el mismo HTML, y páginas llanas por segundo en un núcleo."""

import json
import sys

from tests.banco.instalacion import Instalacion
from tests.banco.medida import Fila, correr

META_RAZON = 1.3
META_PAGINAS = 20.0

# En un proceso aparte, con una vuelta de calentamiento: lo que se compara es el documento, no el arranque.
_MEDIR = """
import json, time, django
django.setup()
from weasyprint import HTML
from config.comun.pdf.services import ESTILO, FUENTES, html_a_pdf

fila = "<tr><td>S001-{0:08d}</td><td>HOTEL MANGLAR N° {0:06d} S.A.C.</td><td>{1} m³</td><td>S/ {2}.50</td></tr>"
def documento(paginas):
    bloques = "".join(
        "<h2>Zona {}</h2><table><thead><tr><th>Recibo</th><th>Cliente</th><th>Consumo</th><th>Saldo</th></tr></thead>"
        "<tbody>{}</tbody></table>".format(p, "".join(fila.format(p * 40 + n, n * 7, n * 31) for n in range(38)))
        for p in range(paginas))
    return ('<!doctype html><html lang="es-PE"><head><title>Recibos vencidos</title></head>'
            '<body><h1>Recibos vencidos</h1>' + bloques + '</body></html>')

html = documento(12)
estilo = "<style>" + ESTILO.replace("interno:/fuente/", FUENTES.as_uri() + "/") + "</style>"
desnudo_html = html.replace("</head>", estilo + "</head>")
def desnudo(): return HTML(string=desnudo_html).write_pdf()
def nuestro(): return html_a_pdf(html, titulo="Recibos vencidos")
def mejor(hacer, veces=5):
    hacer()
    tiempos = []
    for _ in range(veces):
        inicio = time.process_time()
        pdf = hacer()
        tiempos.append(time.process_time() - inicio)
    return min(tiempos), pdf

t_desnudo, _ = mejor(desnudo)
t_nuestro, pdf = mejor(nuestro)

aviso = "<h1>Aviso de deuda</h1>" + (
    "<p>Señores: a la fecha su cuenta tiene recibos vencidos. Acérquese a regularizar su pago.</p>" * 12)
paginas = 40
juntas = ('<!doctype html><html lang="es-PE"><head><title>Avisos</title></head><body>'
          + "".join('<section style="break-after: page">' + aviso + "</section>" for _ in range(paginas))
          + "</body></html>")
t_llanas, _ = mejor(lambda: html_a_pdf(juntas, titulo="Avisos"), 3)
print(json.dumps({"nuestro": t_nuestro, "desnudo": t_desnudo, "por_segundo": paginas / t_llanas}))
"""


def medir(instalacion: Instalacion) -> list[Fila]:
    """Informe de una docena de páginas con tablas, y avisos de texto llano, en segundos de procesador."""
    entorno = {**instalacion.entorno, "DJANGO_SETTINGS_MODULE": "config.settings"}
    m = json.loads(correr([sys.executable, "-c", _MEDIR], entorno).salida)
    return [
        Fila(
            "PDF de tablas",
            f"{m['nuestro']:.2f} s",
            f"{m['desnudo']:.2f} s",
            m["nuestro"] / m["desnudo"],
            META_RAZON,
            nota="el desnudo no lleva etiquetas de accesibilidad (PDF/UA); el nuestro sí",
        ),
        Fila(
            "páginas llanas por núcleo",
            f"{m['por_segundo']:.0f}/s",
            "",
            m["por_segundo"],
            META_PAGINAS,
            "pág/s",
            al_menos=True,
        ),
    ]
