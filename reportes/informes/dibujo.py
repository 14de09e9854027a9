"""El PDF del informe: gráficos vectoriales, tablas con encabezado y texto que un lector de pantalla recorre."""

from __future__ import annotations

from django.template.loader import render_to_string

from config.comun.graficos import Grafico, Serie, barras, lineas
from config.comun.pantalla.templatetags.formatos import entero, porcentaje
from config.comun.pdf.services import html_a_pdf, url_archivo

from .selectors import Contenido

HOJA = """
h1 { font-size: 16pt; margin: 0 }
h2 { font-size: 12pt; margin: 7mm 0 2mm; color: #1d5fa8; break-after: avoid }
.cabecera { display: flex; gap: 6mm; align-items: center; border-bottom: .6pt solid #6b7280; padding-bottom: 3mm }
.cabecera img { height: 16mm }
.empresa { margin: 0; color: #374151 }
th, td { padding: 1.2mm 2mm; border-bottom: .4pt solid #d1d5db; text-align: left; font-weight: 400 }
thead th { font-weight: 700; border-bottom: .8pt solid #6b7280 }
.n { text-align: right; white-space: nowrap }
figure { margin: 4mm 0 } figure svg { width: 100%; height: auto }
figcaption { font-size: 8.5pt; color: #4b5563 }
"""


def dibujar(datos: Contenido) -> bytes:
    """El PDF del informe (PDF/UA-1, A4), en bytes."""
    contexto = {
        "c": datos,
        "logo": url_archivo(datos.empresa.logo) if datos.empresa.logo else "",
        "tendencia": _tendencia(datos),
        "antiguedad": _antiguedad(datos),
        "partes": [("Por zona", datos.cifras.zonas), ("Por categoría", datos.cifras.categorias)],
    }
    html = render_to_string("reportes/informes/informe.html", contexto)
    return html_a_pdf(html, titulo=f"Informe de principales consumidores, {datos.periodo.nombre}", hojas=(HOJA,))


def _tendencia(datos: Contenido) -> Grafico | None:
    """Una línea por indicador; con un solo mes no hay tendencia que dibujar."""
    meses = [str(mes) for mes, _ in datos.tendencia[0].puntos]
    if len(meses) < 2:
        return None
    return lineas(
        titulo="Indicadores por mes",
        descripcion="Los indicadores de gestión, en porcentaje, en los últimos meses cerrados.",
        etiquetas=meses,
        series=[Serie(t.indicador.nombre, [valor for _, valor in t.puntos]) for t in datos.tendencia],
        formato=lambda v: porcentaje(v, 1),
        columna="Mes",
    )


def _antiguedad(datos: Contenido) -> Grafico:
    return barras(
        titulo="Saldo vencido por antigüedad",
        descripcion="Saldo vencido exigible de los principales, en soles, según los días de atraso.",
        etiquetas=[t.nombre for t in datos.cifras.tramos],
        series=[Serie("Saldo exigible (S/)", [t.saldo for t in datos.cifras.tramos])],
        formato=entero,
        columna="Atraso",
    )
