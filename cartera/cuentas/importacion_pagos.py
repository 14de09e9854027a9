"""Qué trae el archivo de pagos y qué fila es mala (docs/contrato.md). Lo que no se sabe de quién es, entra igual."""

from cartera.padron.importacion import ANCHO_SUMINISTRO
from config.comun.carga.tipos import Columna, Importador, Regla, dice

from .fusion_pagos import fusionar
from .importacion import CANDADO, FECHA, SOLES
from .reversas import preparar

COLUMNAS = [
    Columna("operacion", obligatoria=True, largo=60),
    Columna("entidad", obligatoria=True, largo=60),
    Columna("fecha_pago", obligatoria=True, **FECHA),
    Columna("recibo", largo=30),
    Columna("suministro", largo=20, ancho=ANCHO_SUMINISTRO),
    Columna("importe", obligatoria=True, **SOLES),
    Columna("depositante", largo=120),
]
REGLAS = [
    Regla(
        "fecha_pago",
        "cartera_fecha(f.fecha_pago) > (now() AT TIME ZONE 'America/Lima')::date",
        dice("La fecha del pago todavía no llega.", "fecha_pago"),
    ),
    Regla(
        "fecha_pago",
        "cartera_fecha(f.fecha_pago) < date '2000-01-01'",
        dice("La fecha del pago es anterior al año 2000.", "fecha_pago"),
    ),
    Regla("importe", "cartera_importe(f.importe) = 0", "'El importe no puede ser cero.'"),
    Regla(
        "recibo",
        "r.suministro_id <> s.id",
        "'El recibo ' || f.recibo || ' no es del suministro ' || f.suministro || '. Corrige uno de los dos.'",
    ),
]

PAGOS = Importador(
    tipo="pagos",
    titulo="Pagos",
    columnas=COLUMNAS,
    clave=("entidad", "operacion", "fecha_pago"),
    clave_sql=("upper(f.entidad)", "f.operacion", "cartera_fecha(f.fecha_pago)", "(cartera_importe(f.importe) < 0)"),
    referencias=(
        "LEFT JOIN cartera_recibo r ON r.numero = f.recibo LEFT JOIN cartera_suministro s ON s.codigo = f.suministro"
    ),
    reglas=REGLAS,
    preparar=preparar,
    fusionar=fusionar,
    candado=CANDADO,
)
