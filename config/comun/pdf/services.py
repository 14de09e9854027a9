"""HTML a PDF/UA con WeasyPrint. Solo lee archivos estáticos, los documentos guardados y la fuente de la casa."""

import mimetypes
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.html import escape
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from config.comun.archivos.models import Archivo
from config.comun.archivos.services import ruta
from config.comun.pdf.etiquetas import poner_alcances

BASE = "interno:/"
FUENTES = Path(__file__).parent / "fuentes"
ESTILO = """
@font-face { font-family: Casa; font-weight: 400; src: url(interno:/fuente/Casa-Regular.ttf) }
@font-face { font-family: Casa; font-weight: 700; src: url(interno:/fuente/Casa-Bold.ttf) }
@page {
  size: A4; margin: 18mm 16mm 20mm;
  @bottom-right { content: "Página " counter(page) " de " counter(pages); font: 8pt Casa, sans-serif; color: #4b5563 }
}
html { font-family: Casa, sans-serif; font-size: 10pt; line-height: 1.4; color: #111827 }
svg.grafico { max-width: 100%; height: auto }
table { border-collapse: collapse; width: 100% }
thead { display: table-header-group }
tr, figure { break-inside: avoid }
"""


class RecursoNegado(ValueError):
    """El documento pidió algo que no es un estático ni un archivo guardado."""


class Recursos(URLFetcher):
    """Sirve `interno:/archivo/<id>`, los estáticos y la fuente; nada de la red ni del disco."""

    def fetch(self, url, headers=None):
        if url.startswith("data:"):
            return super().fetch(url, headers)
        camino = _camino(url)
        tipo = mimetypes.guess_type(camino.name)[0] or "application/octet-stream"
        if url.startswith(f"{BASE}archivo/"):
            tipo = Archivo.objects.values_list("tipo_mime", flat=True).get(pk=int(_partes(url)[1]))
        return URLFetcherResponse(url, camino.read_bytes(), {"Content-Type": tipo})


def url_archivo(archivo: Archivo) -> str:
    """La dirección con la que el HTML de un PDF nombra un documento guardado (el logo, una foto)."""
    return f"{BASE}archivo/{archivo.pk}"


def html_a_pdf(html: str, *, titulo: str, hojas: tuple[str, ...] = ()) -> bytes:
    """PDF/UA-1 en A4, con páginas numeradas y el título puesto. `hojas`: CSS propio del documento.

    El HTML debe traer `<html lang="es-PE">`, `<head>` (sin él, ValueError), encabezados en orden y `alt` en las
    imágenes. Lo que no se puede leer se omite, como hace WeasyPrint con una imagen que falta.
    """
    fuentes, recursos = FontConfiguration(), Recursos(allowed_protocols=("data",))
    estilos = [CSS(string=texto, font_config=fuentes, url_fetcher=recursos) for texto in (ESTILO, *hojas)]
    documento = HTML(string=_con_titulo(html, titulo), base_url=BASE, url_fetcher=recursos)
    return documento.write_pdf(
        stylesheets=estilos,
        font_config=fuentes,
        pdf_variant="pdf/ua-1",
        optimize_images=True,
        finisher=poner_alcances,
    )


def _con_titulo(html: str, titulo: str) -> str:
    """El título va en la cabecera; los `<title>` del cuerpo son de los gráficos y no se tocan."""
    cabeza, cierre, cuerpo = html.partition("</head>")
    if not cierre:
        raise ValueError("El HTML de un PDF lleva <head>: ahí van el título y el idioma.")
    sin_titulo = re.sub(r"<title>.*?</title>", "", cabeza, flags=re.S)
    return f"{sin_titulo}<title>{escape(titulo)}</title>{cierre}{cuerpo}"


def _partes(url: str) -> list[str]:
    return unquote(urlsplit(url).path).lstrip("/").split("/")


def _camino(url: str) -> Path:
    partes = _partes(url)
    if not url.startswith(BASE):
        raise RecursoNegado(f"Un PDF no lee direcciones de fuera: {url}")
    if partes[0] == "archivo" and len(partes) == 2 and partes[1].isdecimal():
        return ruta(Archivo.objects.get(pk=int(partes[1])))
    if partes[0] == "fuente" and len(partes) == 2 and Path(partes[1]).name == partes[1]:
        return FUENTES / partes[1]
    prefijo = settings.STATIC_URL.strip("/")
    hallado = finders.find("/".join(partes[1:])) if partes[0] == prefijo else None
    if not hallado:
        raise RecursoNegado(f"Un PDF solo lee estáticos y archivos guardados: {url}")
    return Path(hallado)
