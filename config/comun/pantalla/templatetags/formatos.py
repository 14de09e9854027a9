"""Formatos y piezas de pantalla. Está en los `builtins` de las plantillas: no hace falta `{% load %}`.

Filtros: soles, m3, entero, decimal, porcentaje, periodo, fecha, momento, dias, plural, insignia.
Etiquetas: icono, vacio, tarjeta, dinero, url_con, abierto_por.
"""

import datetime
from decimal import Decimal, InvalidOperation

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from config.comun.calendario.periodo import Periodo
from config.comun.dinero import soles as en_soles

register = template.Library()

NADA = "—"  # sin dato; cero se escribe 0
# tono -> (clase de Tabler, ícono): nunca solo color.
TONOS = {
    "bien": ("bg-green-lt", "circle-check"),
    "aviso": ("bg-yellow-lt", "alert-triangle"),
    "mal": ("bg-red-lt", "alert-circle"),
    "info": ("bg-blue-lt", "info-circle"),
    "espera": ("bg-azure-lt", "clock"),
    "congelado": ("bg-cyan-lt", "snowflake"),
    "neutro": ("bg-secondary-lt", "circle-dashed"),
}


def _numero(valor) -> Decimal | None:
    if valor is None or valor == "":
        return None
    try:
        return Decimal(str(valor))
    except InvalidOperation:
        return None


@register.filter
def soles(valor) -> str:
    """`S/ 1,234.50`; negativo `-S/ 50.00`; sin dato `—`. Con un espacio que no se parte en dos líneas."""
    return en_soles(_numero(valor)).replace(" ", "\u00a0")


@register.filter
def entero(valor) -> str:
    """Entero con comas de miles."""
    numero = _numero(valor)
    return NADA if numero is None else f"{numero:,.0f}"


@register.filter
def decimal(valor, lugares=2) -> str:
    """Número con comas de miles y los decimales pedidos (2 por omisión)."""
    numero = _numero(valor)
    return NADA if numero is None else f"{numero:,.{int(lugares)}f}"


@register.filter
def m3(valor) -> str:
    """`1,250 m³`: los volúmenes son enteros."""
    return NADA if _numero(valor) is None else f"{entero(valor)}\u00a0m³"


@register.filter
def porcentaje(valor, lugares=2) -> str:
    """`12.50 %` a partir de 12.5 (ya en por ciento)."""
    return NADA if _numero(valor) is None else f"{decimal(valor, lugares)}\u00a0%"


@register.filter
def periodo(valor) -> str:
    """`marzo de 2026` desde una fecha, un Periodo o `2026-03`."""
    if not valor:
        return NADA
    if isinstance(valor, datetime.date):
        return Periodo.de_fecha(valor).nombre
    anio, mes = (int(parte) for parte in str(valor).split("-")[:2])
    return Periodo(anio, mes).nombre


@register.filter
def fecha(valor) -> str:
    """`mié 2 dic 2026`."""
    return date_format(valor, "D j M Y").lower() if valor else NADA


@register.filter
def momento(valor) -> str:
    """`mié 2 dic 2026 14:05`, hora de Lima."""
    if not valor:
        return NADA
    local = timezone.localtime(valor) if timezone.is_aware(valor) else valor
    return date_format(local, "D j M Y H:i").lower()


@register.filter
def plural(cantidad, formas: str) -> str:
    """`{{ n|plural:"recibo,recibos" }}` → `1 recibo`, `1,204 recibos`, `0 recibos`."""
    singular, varios = formas.split(",")
    return f"{entero(cantidad)} {singular if _numero(cantidad) == 1 else varios}"


@register.filter
def palabra(cantidad, formas: str) -> str:
    """Como `plural`, pero solo la palabra: `{{ n|palabra:"vencido,vencidos" }}`."""
    singular, varios = formas.split(",")
    return singular if _numero(cantidad) == 1 else varios


@register.filter
def dias(cantidad) -> str:
    """`hoy`, `en 3 días`, `hace 1 día` a partir de los días que faltan."""
    numero = int(cantidad)
    if numero == 0:
        return "hoy"
    texto = "1 día" if abs(numero) == 1 else f"{abs(numero):,} días"
    return f"en {texto}" if numero > 0 else f"hace {texto}"


@register.simple_tag
def icono(nombre: str, texto: str = "", clase: str = "") -> str:
    """Ícono del sprite (`static/vendor/iconos.svg`). Sin `texto` es un adorno y el lector de pantalla lo salta."""
    destino = f"{static('vendor/iconos.svg')}#{nombre}"
    if texto:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"/></svg>', clase, texto, destino
        )
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}"/></svg>', clase, destino)


@register.filter
def insignia(texto, tono: str = "neutro") -> str:
    """Insignia de estado: `{{ recibo.get_estado_display|insignia:"mal" }}` (tonos en `TONOS`)."""
    clase, nombre_icono = TONOS.get(tono, TONOS["neutro"])
    return format_html('<span class="badge {}">{} {}</span>', clase, icono(nombre_icono), texto)


@register.simple_tag
def dinero(importe, tono: str = "") -> str:
    """Importe con cifras alineadas; `tono="mal"` para deuda vencida (con su texto al lado, nunca solo el color)."""
    clase = {"mal": "text-red", "bien": "text-green", "": ""}.get(tono, "")
    return format_html('<span class="cifra {}">{}</span>', clase, soles(importe))


@register.inclusion_tag("comun/piezas/vacio.html")
def vacio(texto: str, url: str = "", accion: str = "", nombre_icono: str = "inbox") -> dict:
    """Estado vacío: qué habría aquí y el acto que lo llena."""
    return {"texto": texto, "url": url, "accion": accion, "icono": nombre_icono}


@register.inclusion_tag("comun/piezas/tarjeta.html")
def tarjeta(titulo: str, valor, detalle: str = "", url: str = "", tono: str = "") -> dict:
    """Cifra que abre su lista: título, valor ya con formato, detalle y enlace con los mismos filtros."""
    clase, nombre_icono = TONOS.get(tono, ("", ""))
    return {"titulo": titulo, "valor": valor, "detalle": detalle, "url": url, "clase": clase, "icono": nombre_icono}


@register.simple_tag(takes_context=True)
def url_con(context, **cambios) -> str:
    """`?…` actual con los cambios dados; un valor vacío quita el parámetro."""
    consulta = context["request"].GET.copy()
    for clave, valor in cambios.items():
        consulta.pop(clave, None)
        if valor not in (None, ""):
            consulta[clave] = str(valor)
    return f"?{consulta.urlencode()}"


@register.inclusion_tag("comun/piezas/abierto_por.html")
def abierto_por(modelo: str, pk: int) -> dict:
    """Hueco «(nombre) lo tiene abierto desde 10:32»: `{% abierto_por "cliente" objeto.pk %}`."""
    return {"clave": f"{modelo}-{pk}"}


@register.simple_tag(takes_context=True)
def url_de_tabla(context, tabla, orden=None, pagina=None) -> str:
    """`?…` para ordenar o pasar de página sin perder los filtros; ordenar vuelve a la primera página."""
    consulta = context["request"].GET.copy()
    consulta.pop(tabla.prefixed_page_field, None)
    if orden is not None:
        consulta[tabla.prefixed_order_by_field] = str(orden)
    if pagina is not None:
        consulta[tabla.prefixed_page_field] = str(pagina)
    return f"?{consulta.urlencode()}"
