"""Qué trae el archivo de recibos y qué fila es mala (docs/contrato.md)."""

from cartera.padron.importacion import ANCHO_SUMINISTRO, ENTERO, entero
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

# Un importe que no se entiende se lee como este, que no cabe en la columna, para no confundirlo con la celda vacía.
NO_ES_IMPORTE = "-99999999999"


def _importe(columna: str) -> str:
    return f"CASE WHEN f.{columna} IS NOT NULL THEN coalesce(cartera_importe(f.{columna}), {NO_ES_IMPORTE}) END"


DE_CONCEPTOS = ", ".join(f"t.{c}" for c in CONCEPTOS)
SOSPECHA = f"""
    t.suministro_id IS NULL OR t.numero IS NULL OR length(t.numero) > 30 OR t.periodo IS NULL
    OR t.emitido_el IS NULL OR t.vence_el IS NULL OR t.vence_el < t.emitido_el
    OR t.emitido_el < date '2000-01-01' OR t.emitido_el > (now() AT TIME ZONE 'America/Lima')::date + 31
    OR t.volumen_m3 < 0 OR t.total IS NULL OR t.total < 0 OR least({DE_CONCEPTOS}) = {NO_ES_IMPORTE}
    OR (coalesce({DE_CONCEPTOS}) IS NOT NULL
        AND t.total <> {" + ".join(f"coalesce(t.{c}, 0)" for c in CONCEPTOS)})
"""

RECIBOS = Importador(
    tipo="recibos",
    titulo="Recibos emitidos",
    columnas=COLUMNAS,
    clave=("numero",),
    clave_sql=("f.numero",),
    referencias=(
        "LEFT JOIN cartera_suministro s ON s.codigo = f.suministro LEFT JOIN cartera_recibo r ON r.numero = f.numero"
    ),
    tipada={
        "numero": "f.numero",
        "recibo_id": "r.id",
        "suministro_id": "s.id",
        "periodo": "cartera_periodo(f.periodo)",
        "emitido_el": "cartera_fecha(f.fecha_emision)",
        "vence_el": "cartera_fecha(f.fecha_vencimiento)",
        "volumen_m3": entero("volumen_m3"),
        **{c: _importe(c) for c in (*CONCEPTOS, "total")},
    },
    sospecha=SOSPECHA,
    reglas=REGLAS,
    fusionar=fusionar,
    candado=CANDADO,
)
