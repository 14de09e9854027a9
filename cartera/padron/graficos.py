"""Los 13 meses de consumo, dibujados en el servidor con su tabla."""

import datetime as dt

from config.comun.graficos import Grafico, Serie, barras
from config.comun.pantalla.templatetags.formatos import m3
from config.comun.parametros.selectors import valor

from .selectors import LecturaDelMes, MesDeConsumo


def consumo_de_cliente(meses: list[MesDeConsumo], *, titulo: str, al: dt.date) -> Grafico:
    """Barras por mes con el corte de alto consumo (manual 3); las otras zonas, como una suma aparte."""
    series = [Serie("Consumo", [m.m3 for m in meses])]
    if any(m.otras is not None for m in meses):
        series = [Serie("En tus zonas", [m.m3 for m in meses]), Serie("En otras zonas", [m.otras for m in meses])]
    umbral = valor("umbral_alto_consumo_m3", al=al)
    return barras(
        titulo=titulo,
        descripcion="Metros cúbicos por mes. Un mes sin barra no tiene ninguna fila cargada.",
        etiquetas=[str(m.periodo) for m in meses],
        series=series,
        formato=m3,
        corte=(f"Alto consumo: más de {m3(umbral)}", umbral),
        columna="Mes",
    )


def consumo_de_suministro(lecturas: list[LecturaDelMes], *, titulo: str) -> Grafico:
    return barras(
        titulo=titulo,
        descripcion="Metros cúbicos facturados por mes. Un mes sin barra no tiene fila cargada.",
        etiquetas=[str(x.periodo) for x in lecturas],
        series=[Serie("Consumo", [x.consumo.volumen_m3 if x.consumo else None for x in lecturas])],
        formato=m3,
        columna="Mes",
    )
