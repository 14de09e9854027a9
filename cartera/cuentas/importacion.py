"""Qué trae el archivo de recibos y qué fila es mala (docs/contrato.md)."""

from cartera.padron.importacion import ANCHO_SUMINISTRO, ENTERO
from config.comun.carga.tipos import Columna, Importador, Regla, dice

from .fusion_recibos import fusionar

FECHA = {"lee": "cartera_fecha", "dice": "debe ser una fecha que exista, como 2026-03-31 o 31/03/2026"}
SOLES = {"lee": "cartera_importe", "dice": "debe ser un importe en soles con dos decimales, como 1234.50"}
CONCEPTOS = ("agua", "alcantarillado", "cargo_fijo", "igv")
CANDADO = "cuentas"  # recibos y pagos se aplican entre sí: una carga a la vez

COLUMNAS = [
    Columna("numero", obligatoria=True, largo=30),
    Columna("suministro", obligatoria=True, largo=20, ancho=ANCHO_SUMINISTRO),
    Columna("periodo", obligatoria=True, lee="cartera_periodo", dice="debe ser un mes escrito AAAA-MM, como 2026-03"),
    Columna("fecha_emision", obligatoria=True, **FECHA),
    Columna("fecha_vencimiento", obligatoria=True, **FECHA),
    Columna("volumen_m3", **ENTERO),
    *(Columna(c, **SOLES) for c in CONCEPTOS),
    Columna("total", obligatoria=True, **SOLES),
]

SUMA = " + ".join(f"COALESCE(cartera_importe(f.{c}), 0)" for c in CONCEPTOS)
CON_CONCEPTOS = f"COALESCE({', '.join(f'f.{c}' for c in CONCEPTOS)}) IS NOT NULL"
# Que se entiendan todos: si no, el motivo es ese y no la suma.
LEGIBLES = " AND ".join(f"(f.{c} IS NULL OR cartera_importe(f.{c}) IS NOT NULL)" for c in CONCEPTOS)

REGLAS = [
    Regla(
        "suministro",
        "f.suministro IS NOT NULL AND s.id IS NULL",
        dice("El suministro no está en el padrón. Carga antes el padrón o corrige el código.", "suministro"),
    ),
    Regla(
        "fecha_emision",
        "cartera_fecha(f.fecha_emision) < date '2000-01-01'"
        " OR cartera_fecha(f.fecha_emision) > (now() AT TIME ZONE 'America/Lima')::date + 31",
        dice("La emisión debe estar entre el año 2000 y un mes después de hoy.", "fecha_emision"),
    ),
    Regla(
        "fecha_vencimiento",
        "cartera_fecha(f.fecha_vencimiento) < cartera_fecha(f.fecha_emision)",
        "'El recibo vence (' || f.fecha_vencimiento || ') antes de emitirse (' || f.fecha_emision || ').'",
    ),
    Regla("volumen_m3", "cartera_entero(f.volumen_m3) < 0", dice("El consumo no puede ser negativo.", "volumen_m3")),
    Regla("total", "cartera_importe(f.total) < 0", dice("El total no puede ser negativo.", "total")),
    Regla(
        "total",
        f"{CON_CONCEPTOS} AND {LEGIBLES} AND cartera_importe(f.total) <> {SUMA}",
        f"'El total dice ' || f.total || ' y sus partes suman ' || ({SUMA})::text || '.'",
    ),
]

RECIBOS = Importador(
    tipo="recibos",
    titulo="Recibos emitidos",
    columnas=COLUMNAS,
    clave=("numero",),
    clave_sql=("f.numero",),
    referencias="LEFT JOIN cartera_suministro s ON s.codigo = f.suministro",
    reglas=REGLAS,
    fusionar=fusionar,
    candado=CANDADO,
)
