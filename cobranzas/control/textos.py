"""El texto de un paso: el correo que se envía o el guion de quien llama. Sus `{campos}` son una lista cerrada."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from config.comun.dinero import soles
from principales.comunicaciones import campos
from principales.comunicaciones.selectors import valores_de_campos

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario
    from principales.directorio.models import Contacto

    from .models import Accion

# Los que dependen de la acción; los demás son los de cualquier correo al cliente.
PROPIOS = {
    "recibos": "cuántos recibos abarca la acción",
    "importe": "cuánto suman",
    "vence": "vencimiento del más antiguo",
    "detalle": "un renglón por recibo, hasta veinte",
}
CAMPOS = {**campos.CAMPOS, **PROPIOS}
RENGLONES = 20


def validar(texto: str) -> None:
    """ValidationError si hay una llave suelta o un campo que no es de la lista."""
    campos.validar(campos.llenar(texto, dict.fromkeys(PROPIOS, "")))


def llenar(*, accion: Accion, contacto: Contacto | None, por: Usuario | None, al: dt.date) -> tuple[str, str]:
    """(asunto, texto) del paso de esa acción para ese cliente en esa fecha, con sus campos puestos."""
    recibos = list(
        accion.estados.filter(al=accion.estados.order_by("-al").values("al")[:1])
        .select_related("recibo__suministro")
        .order_by("-dias", "recibo_id")
    )
    renglones = [
        f"- Recibo {e.recibo.numero}, suministro {e.recibo.suministro}: {soles(e.exigible)}, "
        f"vence el {e.recibo.vence_el:%d/%m/%Y}"
        for e in recibos[:RENGLONES]
    ]
    if len(recibos) > RENGLONES:
        renglones.append(f"- y {len(recibos) - RENGLONES} recibos más")
    propios = {
        "recibos": "1 recibo" if len(recibos) == 1 else f"{len(recibos)} recibos",
        "importe": soles(accion.importe),
        "vence": f"{accion.ancla.vence_el:%d/%m/%Y}",
        "detalle": "\n".join(renglones),
    }
    valores = valores_de_campos(cliente=accion.cliente, contacto=contacto, por=por, al=al) | propios
    return campos.llenar(accion.peldano.asunto, valores), campos.llenar(accion.peldano.plantilla, valores)
