"""Días hábiles: lunes a viernes que no estén en `DiaNoHabil`; la cuenta empieza al día siguiente (NORMAS 3)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from config.comun.calendario.models import DiaNoHabil
from config.comun.calendario.periodo import Periodo

Tipo = Literal["habil", "calendario"]
SEMANA = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
TOPE_DIAS = 3650


@dataclass(frozen=True, slots=True)
class DiaContado:
    """Un día de la cuenta: `cuenta` es su número de orden, o None si no cuenta."""

    fecha: date
    cuenta: int | None
    motivo: str


@dataclass(frozen=True, slots=True)
class Plazo:
    vence: date
    dias: tuple[DiaContado, ...]


def es_habil(fecha: date) -> bool:
    """Verdadero si es de lunes a viernes y no está en la lista de días no hábiles."""
    return fecha.weekday() < 5 and not DiaNoHabil.objects.filter(fecha=fecha).exists()


def sumar_habiles(*, desde: date, dias: int) -> date:
    """El día hábil número `dias` contado desde el siguiente a `desde`. Con 0, el mismo `desde`.

    ValueError si `dias` es negativo o mayor que 3650.
    """
    return contar_plazo(desde=desde, dias=dias, tipo="habil").vence


def explicar_habiles(*, desde: date, dias: int) -> tuple[DiaContado, ...]:
    """Los días que llevan de `desde` al vencimiento, cada uno con su motivo."""
    return contar_plazo(desde=desde, dias=dias, tipo="habil").dias


def contar_plazo(*, desde: date, dias: int, tipo: Tipo = "habil") -> Plazo:
    """Cuándo vence un plazo y cómo se contó, día por día, con el nombre y la norma de cada feriado.

    Hábiles: solo cuentan los hábiles. Calendario: cuentan todos y, si el último no es hábil, rueda al siguiente
    hábil. El primer día es el siguiente a `desde`. Una consulta.
    """
    if not 0 <= dias <= TOPE_DIAS:
        raise ValueError(f"Los días van de 0 a {TOPE_DIAS}. Escribiste {dias}.")
    if tipo not in ("habil", "calendario"):
        raise ValueError(f"El tipo es habil o calendario. Escribiste «{tipo}».")
    feriados = _feriados(desde, dias)
    camino: list[DiaContado] = []
    fecha, cuenta = desde, 0
    while cuenta < dias or (tipo == "calendario" and dias and _motivo(fecha, feriados)):
        fecha += timedelta(days=1)
        motivo = _motivo(fecha, feriados)
        if cuenta == dias:
            camino.append(DiaContado(fecha, None, motivo or "primer día hábil: aquí vence"))
        elif tipo == "habil" and motivo:
            camino.append(DiaContado(fecha, None, motivo))
        else:
            cuenta += 1
            camino.append(DiaContado(fecha, cuenta, motivo or "hábil"))
    return Plazo(fecha, tuple(camino))


def primer_dia_habil(periodo: Periodo) -> date:
    """El primer día hábil del mes."""
    return sumar_habiles(desde=periodo.anterior().fin, dias=1)


def dias_no_habiles(*, desde: date, hasta: date) -> set[date]:
    """Fechas de la lista entre dos días, ambos incluidos (sin sábados ni domingos que no estén en ella)."""
    return set(DiaNoHabil.objects.filter(fecha__range=(desde, hasta)).values_list("fecha", flat=True))


def _feriados(desde: date, dias: int) -> dict[date, str]:
    # Alcanza aun con varias semanas seguidas de feriados: 5 hábiles cada 7 días y holgura de un mes por año.
    hasta = desde + timedelta(days=dias * 2 + 60)
    filas = DiaNoHabil.objects.filter(fecha__gt=desde, fecha__lte=hasta).values_list("fecha", "nombre", "norma")
    return {fecha: f"{nombre} ({norma})" if norma else nombre for fecha, nombre, norma in filas}


def _motivo(fecha: date, feriados: dict[date, str]) -> str:
    """Por qué no es hábil; vacío si lo es."""
    return feriados.get(fecha) or (SEMANA[fecha.weekday()] if fecha.weekday() > 4 else "")
