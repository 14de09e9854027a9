"""El trozo que coincide con lo buscado, en negrita, aunque se escriba con tildes, espacios o guiones distintos."""

from collections.abc import Callable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cartera.padron.nombres import normalizar

from .choices import TipoMedio
from .medios import cifras_para_buscar
from .models import Contacto


def resaltar(texto: str, buscado: str) -> SafeString | str:
    """`texto` con cada palabra de `buscado` en negrita donde aparece; escapado."""
    return _marcar(texto, [t for t in map(normalizar, buscado.split()) if t], normalizar)


def trozo_hallado(contacto: Contacto, buscado: str) -> tuple[str, SafeString | str]:
    """(«tel.», número), («correo», dirección) o («documento», número) por el que se halló; vacíos si fue el nombre."""
    cifras = cifras_para_buscar(buscado)
    for medio in contacto.medios.all():
        if medio.tipo == TipoMedio.CORREO:
            if not cifras and " " not in buscado and buscado.lower() in medio.valor:
                return "correo", _marcar(medio.valor, [buscado.lower()], str.lower)
        elif cifras and cifras in medio.valor:
            # El código del país no se escribe en pantalla: lo que se marca son las cifras que se ven.
            return "tel.", _marcar(medio.escrito, [cifras, cifras.removeprefix("51")], _solo_cifras)
    if cifras and contacto.documento and contacto.documento == _solo_cifras(buscado):
        return "documento", _marcar(contacto.documento, [contacto.documento], str)
    return "", ""


def _solo_cifras(texto: str) -> str:
    return "".join(c for c in texto if c.isdecimal())


def _marcar(texto: str, piezas: list[str], clave: Callable[[str], str]) -> SafeString | str:
    """Marca en `texto` los caracteres cuya forma llana (`clave`) coincide con alguna pieza."""
    llano, lugares = "", []
    for lugar, letra in enumerate(texto):
        forma = " " if letra == " " and clave is normalizar else clave(letra)
        llano += forma
        lugares += [lugar] * len(forma)
    marcados: set[int] = set()
    for pieza in piezas:
        desde = llano.find(pieza) if pieza else -1
        if desde >= 0:
            marcados |= set(range(lugares[desde], lugares[desde + len(pieza) - 1] + 1))
    if not marcados:
        return texto
    tramos: list[tuple[bool, str]] = []
    for lugar, letra in enumerate(texto):
        si = lugar in marcados
        if tramos and tramos[-1][0] is si:
            tramos[-1] = (si, tramos[-1][1] + letra)
        else:
            tramos.append((si, letra))
    return format_html_join("", "{}", ((format_html("<strong>{}</strong>", t) if si else t,) for si, t in tramos))
