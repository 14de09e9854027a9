"""Hasta qué vencimiento alcanza cada paso de la escalera en una fecha."""

import datetime as dt
from dataclasses import dataclass

from config.comun.calendario.selectors import dias_no_habiles

from .choices import UnidadDias
from .models import Escalera, Peldano


@dataclass(frozen=True)
class Pasos:
    """La escalera que rige un día; `limites` es paralelo a `peldanos`: el último vencimiento al que ya le toca."""

    escalera: Escalera | None
    peldanos: tuple[Peldano, ...]
    limites: tuple[dt.date | None, ...]
    cerrado: bool = False  # ese día la oficina no trabaja

    @property
    def por_categoria(self) -> bool:
        return any(p.categorias for p in self.peldanos)

    def como_parametros(self) -> dict:
        """Los arreglos con que los pasos entran a las sentencias del barrido."""
        previos = [limite for p, limite in zip(self.peldanos, self.limites, strict=True) if p.previo]
        return {
            "ids": [p.pk for p in self.peldanos],
            "ordenes": [p.orden for p in self.peldanos],
            "claves": [p.clave for p in self.peldanos],
            "canales": [p.canal for p in self.peldanos],
            "limites": list(self.limites),
            "previos": [p.previo for p in self.peldanos],
            "recibos": [p.recibos_vencidos for p in self.peldanos],
            "cuotas": [p.cuotas_vencidas for p in self.peldanos],
            "categorias": [",".join(p.categorias) for p in self.peldanos],
            "minimos": [p.importe_minimo for p in self.peldanos],
            "previo_hasta": max((p for p in previos if p is not None), default=None),
        }


def pasos_al(al: dt.date) -> Pasos:
    """La escalera vigente ese día con sus límites, o una vacía si ninguna rige. Dos consultas."""
    peldanos = list(Peldano.objects.filter(escalera__vigencia__contains=al).select_related("escalera"))
    return _con_limites(peldanos[0].escalera if peldanos else None, peldanos, al)


def pasos_de(escalera: Escalera, al: dt.date) -> Pasos:
    """Esa escalera con sus límites de ese día, rija o no."""
    return _con_limites(escalera, list(escalera.peldanos.all()), al)


def _con_limites(escalera: Escalera | None, peldanos: list[Peldano], al: dt.date) -> Pasos:
    peldanos.sort(key=lambda p: p.orden)
    habiles = [p.dias for p in peldanos if p.dias is not None and p.unidad == UnidadDias.HABILES]
    cerrados = dias_no_habiles(desde=al - dt.timedelta(days=max(habiles, default=0) * 2 + 60), hasta=al)
    limites = tuple(_limite(p, al, cerrados) for p in peldanos)
    return Pasos(escalera, tuple(peldanos), limites, cerrado=al.weekday() > 4 or al in cerrados)


def _limite(peldano: Peldano, al: dt.date, cerrados: set[dt.date]) -> dt.date | None:
    if peldano.dias is None:
        return None
    if peldano.unidad == UnidadDias.CALENDARIO:
        return al - dt.timedelta(days=peldano.dias)
    # El plazo cuenta desde el día siguiente al vencimiento: se desandan los hábiles desde `al` y uno más.
    dia, faltan = al + dt.timedelta(days=1), peldano.dias
    while faltan:
        dia -= dt.timedelta(days=1)
        faltan -= dia.weekday() < 5 and dia not in cerrados
    return dia - dt.timedelta(days=1)
