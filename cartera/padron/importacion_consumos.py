"""Qué trae el archivo de consumos y qué fila es mala (docs/contrato.md). Lo solo raro se acepta y se marca."""

from config.comun.carga.tipos import Columna, Importador, Regla, dice

from .choices import Modalidad
from .fusion_consumos import fusionar
from .importacion import ANCHO_SUMINISTRO, ENTERO

COLUMNAS = [
    Columna("suministro", obligatoria=True, largo=20, ancho=ANCHO_SUMINISTRO),
    Columna("periodo", obligatoria=True, lee="cartera_periodo", dice="debe ser un mes escrito AAAA-MM, como 2026-03"),
    Columna("lectura_anterior", **ENTERO),
    Columna("lectura_actual", **ENTERO),
    Columna("volumen_m3", obligatoria=True, **ENTERO),
    Columna("modalidad", obligatoria=True, opciones=Modalidad.names),
]
REGLAS = [
    Regla(
        "suministro",
        "f.suministro IS NOT NULL AND s.id IS NULL",
        dice("El suministro no está en el padrón. Carga antes el padrón o corrige el código.", "suministro"),
    ),
    Regla(
        "periodo",
        "f.periodo > to_char(now() AT TIME ZONE 'America/Lima', 'YYYY-MM') || '-99'",
        dice("El mes todavía no llega.", "periodo"),
    ),
    Regla("periodo", "f.periodo < '2000-01'", dice("El mes es anterior al año 2000.", "periodo")),
    Regla("volumen_m3", "cartera_entero(f.volumen_m3) < 0", dice("El consumo no puede ser negativo.", "volumen_m3")),
]

CONSUMOS = Importador(
    tipo="consumos",
    titulo="Consumos del mes",
    columnas=COLUMNAS,
    clave=("suministro", "periodo"),
    clave_sql=("f.suministro", "left(f.periodo, 7)"),
    referencias="LEFT JOIN cartera_suministro s ON s.codigo = f.suministro",
    reglas=REGLAS,
    fusionar=fusionar,
    candado="padron",
)
