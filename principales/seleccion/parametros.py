from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parametros:
    """Con qué se mide: m³ enteros, meses calendario. Sin categorías valen todas."""

    medida: str
    umbral_m3: int
    meses: int
    minimo_meses: int
    meses_baja: int
    categorias: tuple[str, ...] = ()
