"""Dos personas editan lo mismo: lo cambiado en campos distintos se junta; si es el mismo campo, se ven ambas versiones.

El formulario lleva firmado lo que decía al abrirse (`_antes`). Al guardar se compara con lo que dice la base.
"""

from dataclasses import dataclass

from django.core import signing
from django.forms import BaseForm, BoundField, CheckboxInput, FileField

CAMPO_ANTES = "_antes"
SAL = "edicion"

Valor = str | list[str]


@dataclass(frozen=True)
class Choque:
    """Un campo que cambiaron los dos: lo que dice la base y lo que escribió quien guarda."""

    campo: str
    etiqueta: str
    ahora: str
    escrito: str


@dataclass(frozen=True)
class Fusion:
    """`ajenos`: lo que cambió otra persona y quien guarda no tocó; `choques`: lo que cambiaron los dos."""

    ajenos: dict[str, Valor]
    choques: list[Choque]


def foto(form: BaseForm) -> dict[str, Valor]:
    """Lo que muestra cada campo de un formulario sin enviar; los archivos no cuentan."""
    return {campo.name: _mostrado(campo) for campo in form if not isinstance(campo.field, FileField)}


def firmar(valores: dict[str, Valor]) -> str:
    """El texto que viaja en el formulario: igual para lo mismo, y nadie puede hacer pasar otro por lo que había."""
    return signing.Signer(salt=SAL).sign_object(valores, compress=True)


def comparar(*, form: BaseForm, firmado: str, ahora: dict[str, Valor]) -> Fusion:
    """Qué cambió en la base desde que se abrió `form` (ya enviado). Sin firma, o con una que no es nuestra, nada."""
    try:
        antes = signing.Signer(salt=SAL).unsign_object(firmado)
    except signing.BadSignature:
        return Fusion({}, [])
    ajenos, choques = {}, []
    for nombre, actual in ahora.items():
        escrito, habia = _comparable(form[nombre].data), antes.get(nombre, actual)
        if actual in (habia, escrito):
            continue
        if escrito == habia:
            ajenos[nombre] = actual
        else:
            campo = form[nombre]
            choques.append(Choque(nombre, str(campo.label), _leido(campo, actual), _leido(campo, escrito)))
    return Fusion(ajenos, choques)


def _mostrado(campo: BoundField) -> Valor:
    valor = campo.value()
    if not isinstance(valor, bool):
        valor = campo.field.widget.format_value(valor)
    if isinstance(valor, list) and not getattr(campo.field.widget, "allow_multiple_selected", False):
        valor = valor[0] if valor else ""  # un Select sencillo da su valor dentro de una lista
    return _comparable(valor)


def _comparable(valor) -> Valor:
    """Igual para lo que se muestra y para lo que vuelve en el envío."""
    if isinstance(valor, list | tuple | set):
        return sorted(str(v) for v in valor)
    return "" if valor is None or valor is False else str(valor).replace("\r\n", "\n").strip()


def _leido(campo: BoundField, valor: Valor) -> str:
    """El valor como lo lee una persona."""
    if isinstance(campo.field.widget, CheckboxInput):
        return "sí" if valor else "no"
    nombres = {str(clave): str(texto) for clave, texto in getattr(campo.field, "choices", ())}
    partes = valor if isinstance(valor, list) else [valor]
    return ", ".join(nombres.get(v, v) for v in partes if v) or "vacío"
