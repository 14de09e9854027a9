"""Consumos mensuales de un suministro: estación, ceros, huecos, promedios, asignados y lecturas que retroceden."""

from random import Random

from cartera.generador.clientes import Suministro
from cartera.generador.formas import ESTACION, USOS

COLUMNAS = "suministro,periodo,lectura_anterior,lectura_actual,volumen_m3,modalidad"

# Variación de un mes a otro: una tabla fija sale mucho más barata que un sorteo lognormal por fila.
_sorteo = Random(1)  # noqa: S311 datos inventados, no secretos
_VARIACION = tuple(_sorteo.lognormvariate(0.0, 0.22) for _ in range(4096))


def _ventana(azar: Random, suministro: Suministro, meses: int) -> tuple[int, int, float]:
    """(primer mes, mes siguiente al último, probabilidad de hueco) en que el suministro tiene filas."""
    suerte = azar.random()
    desde, hasta = 0, meses
    if suerte < 0.09:  # conexión nueva
        desde = azar.randrange(meses)
    elif suerte < 0.11:  # dejó de medirse
        hasta = azar.randrange(meses) + 1
    if suministro.de_baja:
        hasta = min(hasta, max(1, meses // 2))
    return desde, hasta, 0.25 if suerte > 0.975 else 0.008


def filas(azar: Random, suministro: Suministro, periodos: list[str], escribir) -> list[int | None]:
    """Escribe las filas del contrato con `escribir(texto)` y devuelve el volumen de cada mes (None: no hay fila)."""
    r = azar.random
    codigo, base = suministro.codigo, suministro.base
    asignacion = USOS[suministro.categoria].asignacion
    fijo_en_cien = base == 100.0
    primer_mes = int(periodos[0][5:]) - 1
    desde, hasta, hueco = _ventana(azar, suministro, len(periodos))
    lectura = int(r() * 3000)
    volumenes: list[int | None] = [None] * len(periodos)
    for mes in range(desde, hasta):
        suerte = r()
        if suerte < hueco:
            continue
        if not suministro.con_medidor:
            volumen = asignacion if base < 400 else int(base)
            escribir(f"{codigo},{periodos[mes]},,,{volumen},ASIGNADO\n")
            volumenes[mes] = volumen
            continue
        if fijo_en_cien:
            volumen = 100
        else:
            volumen = int(base * ESTACION[(primer_mes + mes) % 12] * _VARIACION[int(r() * 4096)] + 0.5)
            if suerte > 0.955:
                volumen = 0 if suerte > 0.958 else 100 if suerte > 0.9572 else volumen * 3
        if 0.90 < suerte < 0.93:  # no se pudo leer: se factura el promedio y el medidor queda donde estaba
            escribir(f"{codigo},{periodos[mes]},{lectura},{lectura},{volumen},PROMEDIO\n")
        elif 0.93 < suerte < 0.9304:  # medidor nuevo: la lectura retrocede
            escribir(
                f"{codigo},{periodos[mes]},{lectura},{volumen},{volumen},LECTURA\n"
                if volumen < lectura
                else f"{codigo},{periodos[mes]},{lectura},0,{volumen},LECTURA\n"
            )
            lectura = volumen if volumen < lectura else 0
        else:
            escribir(f"{codigo},{periodos[mes]},{lectura},{lectura + volumen},{volumen},LECTURA\n")
            lectura += volumen
        volumenes[mes] = volumen
    return volumenes
