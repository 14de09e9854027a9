"""Qué trae el archivo de consumos y qué fila es mala (docs/contrato.md). Lo solo raro se acepta y se marca."""

from config.comun.carga.tipos import Columna, Importador, Regla, dice

from .choices import Modalidad
from .fusion_consumos import directo, fusionar, letra_de
from .importacion import ANCHO_SUMINISTRO, ENTERO, NO_ES, entero

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
        "cartera_periodo(f.periodo) > {hoy}",
        dice("El mes todavía no llega.", "periodo"),
    ),
    Regla(
        "periodo", "cartera_periodo(f.periodo) < date '2000-01-01'", dice("El mes es anterior al año 2000.", "periodo")
    ),
    Regla("volumen_m3", "cartera_entero(f.volumen_m3) < 0", dice("El consumo no puede ser negativo.", "volumen_m3")),
]


CONSUMOS = Importador(
    tipo="consumos",
    titulo="Consumos del mes",
    columnas=COLUMNAS,
    clave=("suministro", "periodo"),
    clave_sql=("f.suministro_id", "f.periodo"),
    # Los meses de un archivo son pocos: cada uno se lee una vez.
    referencias="""
        LEFT JOIN cartera_suministro s ON s.codigo = f.suministro
        LEFT JOIN (
            SELECT texto, cartera_periodo(texto) AS mes FROM (SELECT DISTINCT periodo AS texto FROM carga_filas) d
        ) p ON p.texto = f.periodo
    """,
    tipada={
        "suministro_id": "s.id",
        "periodo": "p.mes",
        "lectura_anterior": entero("lectura_anterior"),
        "lectura_actual": entero("lectura_actual"),
        "volumen_m3": entero("volumen_m3"),
        "modalidad": letra_de("f.modalidad"),
    },
    sospecha=f"""
        t.suministro_id IS NULL OR t.periodo IS NULL OR t.periodo > {{hoy}} OR t.periodo < date '2000-01-01'
        OR t.volumen_m3 IS NULL OR t.volumen_m3 < 0 OR t.modalidad IS NULL
        OR t.lectura_anterior = {NO_ES} OR t.lectura_actual = {NO_ES}
    """,
    reglas=REGLAS,
    directo=directo,
    fusionar=fusionar,
    candado="padron",
)
