"""Las formas de la empresa inventada: lugares, rubros, consumos, tarifas y maneras de pagar.

Las proporciones imitan las de una empresa real de unos veinte mil suministros; ningún nombre ni documento existe.
"""

from dataclasses import dataclass

# (zona, localidad, ubigeo, latitud, longitud, peso)
LUGARES = (
    ("TUMBES", "Tumbes", "240101", -3.5669, -80.4515, 49),
    ("TUMBES", "Corrales", "240102", -3.6015, -80.4790, 12),
    ("TUMBES", "San Jacinto", "240105", -3.6430, -80.4470, 5),
    ("TUMBES", "San Juan de la Virgen", "240106", -3.6290, -80.4340, 3),
    ("CONTRALMIRANTE VILLAR", "Zorritos", "240201", -3.6800, -80.6770, 11),
    ("ZARUMILLA", "Zarumilla", "240301", -3.5030, -80.2730, 11),
    ("ZARUMILLA", "Aguas Verdes", "240302", -3.4810, -80.2470, 9),
)
VIAS = (
    "Av. Los Manglares",
    "Av. Las Conchas",
    "Jr. Los Ceibos",
    "Jr. El Hualtaco",
    "Ca. Los Algarrobos",
    "Ca. La Iguana",
    "Psje. El Langostino",
    "Psje. Las Garzas",
)
ADORNOS = ("MANGLAR", "CEIBO", "ALGARROBO", "ÑANDÚ", "HUALTACO", "PELÍCANO", "IGUANA", "ESTERO", "CORAL", "TIJERETA")
FORMAS_LEGALES = ("S.A.C.", "S.A.", "S.R.L.", "E.I.R.L.")
BANCOS = ("BCP", "BBVA", "INTERBANK", "BANCO DE LA NACION", "CAJA EPS")


@dataclass(frozen=True, slots=True)
class Clase:
    """Una clase de cliente: cómo se llama, con qué documento y cómo consume."""

    peso: float
    rubros: tuple[str, ...]
    categorias: tuple[tuple[str, float], ...]
    documento: str
    forma_legal: bool
    grupo: float  # exponente de la cola del número de suministros: más chico, grupos mayores


CLASES = (
    Clase(0.815, (), (("DOMESTICO", 0.955), ("SOCIAL", 0.03), ("COMERCIAL", 0.015)), "DNI", False, 3.9),
    Clase(
        0.13,
        ("HOTEL", "GRIFO", "MERCADO", "LAVANDERÍA", "RESTAURANTE", "CEVICHERÍA", "PANADERÍA", "PEÑA"),
        (("COMERCIAL", 0.93), ("DOMESTICO", 0.07)),
        "RUC",
        True,
        2.3,
    ),
    Clase(
        0.05,
        ("INSTITUCIÓN EDUCATIVA", "PUESTO DE SALUD", "COMPLEJO DEPORTIVO", "COMEDOR MUNICIPAL"),
        (("ESTATAL", 1.0),),
        "RUC",
        False,
        1.9,
    ),
    Clase(0.005, ("LANGOSTINERA", "EMBOTELLADORA", "FÁBRICA DE HIELO"), (("INDUSTRIAL", 1.0),), "RUC", True, 2.1),
)


@dataclass(frozen=True, slots=True)
class Uso:
    """Cómo consume una categoría: mediana mensual en m³, dispersión entre suministros y parte que no usa nada."""

    mediana: float
    sigma: float
    sin_uso: float
    asignacion: int


USOS = {
    "SOCIAL": Uso(22, 0.8, 0.03, 16),
    "DOMESTICO": Uso(34, 0.9, 0.01, 16),
    "COMERCIAL": Uso(30, 1.8, 0.05, 30),
    "INDUSTRIAL": Uso(170, 1.5, 0.02, 60),
    "ESTATAL": Uso(55, 1.7, 0.55, 50),
}
ESTACION = (1.08, 1.10, 1.07, 1.02, 0.97, 0.94, 0.92, 0.92, 0.95, 0.98, 1.0, 1.05)  # enero a diciembre

# Tramos de la tarifa de agua: (hasta m³, céntimos por m³ dentro del tramo); el último no tiene tope.
_UNICA = {"COMERCIAL": 730, "INDUSTRIAL": 790, "ESTATAL": 790}
TARIFAS = {
    "SOCIAL": ((None, 120),),
    "DOMESTICO": ((20, 200), (50, 290), (None, 730)),
    **{categoria: ((None, precio),) for categoria, precio in _UNICA.items()},
}
CARGO_FIJO = 352
ALCANTARILLADO_PCT = 45
IGV_PCT = 18


@dataclass(frozen=True, slots=True)
class Pagador:
    """Una manera de pagar: días respecto del vencimiento (de, hasta) y parte de los recibos que no paga."""

    nombre: str
    peso: float
    dias: tuple[int, int]
    impagos: float = 0.0


PAGADORES = (
    Pagador("puntual", 0.62, (-13, -1)),
    Pagador("cercano", 0.14, (-5, 20)),
    Pagador("tardio", 0.11, (10, 60)),
    Pagador("irregular", 0.055, (0, 75), impagos=0.35),
    Pagador("acumula", 0.02, (1, 12)),
    Pagador("dejo", 0.03, (-10, 10)),
    Pagador("nunca", 0.015, (0, 0), impagos=1.0),
    Pagador("adelanta", 0.01, (-13, -3)),
)
