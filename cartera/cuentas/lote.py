"""Pagos que otra función ya leyó (el archivo de un banco): entran por el mismo camino que el archivo de facturación.

Se llama dentro de una transacción: `revisar` deja `carga_filas` con lo que entra, `carga_rechazos` con lo que no cuadra
y `pagos_ya_estaban` con lo conocido; `guardar`, después, aplica lo que entra.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from config.comun.carga.models import Carga
from config.comun.carga.puesta import crear_tablas
from config.comun.carga.revision import rechazar
from config.comun.carga.revision import revisar as revisar_filas
from config.comun.carga.tipos import Contexto, Totales

from .fusion_pagos import fusionar
from .importacion_pagos import PAGOS
from .reversas import preparar

# `consulta`: (linea, operacion, pagado_el, recibo, suministro, importe, depositante).
PONER = """
INSERT INTO carga_filas (linea, operacion, entidad, fecha_pago, recibo, suministro, importe, depositante)
SELECT linea, operacion, %(entidad)s, to_char(pagado_el, 'YYYY-MM-DD'),
       nullif(recibo, ''), CASE WHEN suministro !~ '^0*$' THEN suministro END, importe::text, nullif(depositante, '')
FROM ({consulta}) q
"""
# Los bancos rellenan con ceros hasta el ancho de su campo, o quitan los que el código tiene.
ANCHO = "SELECT max(length(codigo)) FROM cartera_suministro"
SUMINISTROS = """
UPDATE carga_filas f SET suministro = s.codigo
FROM cartera_suministro s
WHERE s.codigo = lpad(ltrim(f.suministro, '0'), %s, '0') AND length(ltrim(f.suministro, '0')) <= %s
  AND NOT EXISTS (SELECT FROM cartera_suministro x WHERE x.codigo = f.suministro)
"""
RECIBOS = """
UPDATE carga_filas f SET recibo = nullif(ltrim(f.recibo, '0'), '')
WHERE f.recibo LIKE '0%%' AND NOT EXISTS (SELECT FROM cartera_recibo x WHERE x.numero = f.recibo)
"""
# Lo que ya se cargó, por la clave del pago. Con el mismo importe se deja como está: facturación sabe más que el banco.
CONOCIDOS = """
CREATE TEMP TABLE pagos_ya_estaban AS
SELECT f.linea, p.importe, p.importe = f.importe::numeric AS igual
FROM carga_filas f
JOIN cartera_pago p ON p.operacion = f.operacion AND p.entidad = %s AND p.pagado_el = f.fecha_pago::date
    AND p.signo = sign(f.importe::numeric)
"""
OTRO_IMPORTE = """
SELECT linea, 'importe', 'Esta operación ya está cargada con otro importe, S/ ' || importe || '. Consulta al banco.'
FROM pagos_ya_estaban WHERE NOT igual
"""
DESCONOCIDOS = """
SELECT count(*) FROM carga_filas f
LEFT JOIN cartera_recibo r ON r.numero = f.recibo
LEFT JOIN cartera_suministro s ON s.codigo = f.suministro
WHERE f.importe NOT LIKE '-%%'
  AND ((r.id IS NULL AND s.id IS NULL) OR (f.recibo IS NOT NULL AND r.id IS NULL)
       OR (f.suministro IS NOT NULL AND s.id IS NULL))
"""


def revisar(
    *, cursor: Any, entidad: str, consulta: str, parametros: Mapping[str, Any], hoy: dt.date, ahora: dt.datetime
) -> Contexto:
    """Juzga los pagos que da la consulta contra lo cargado, sin guardar nada. El contexto es para `guardar`.

    Un pago ya cargado con el mismo importe no se toca aunque diga otra cosa; con otro importe, se rechaza.
    """
    cursor.execute("SET LOCAL work_mem = '96MB'")
    cursor.execute("SET LOCAL jit = off")
    crear_tablas(cursor, PAGOS)
    cursor.execute(PONER.format(consulta=consulta), {**parametros, "entidad": entidad})
    cursor.execute("ANALYZE carga_filas")
    cursor.execute(ANCHO)
    ancho = cursor.fetchone()[0]
    if ancho:
        cursor.execute(SUMINISTROS, [ancho, ancho])
    cursor.execute(RECIBOS)
    cursor.execute("DROP TABLE IF EXISTS pagos_ya_estaban")
    cursor.execute(CONOCIDOS, [entidad])
    rechazar(cursor, OTRO_IMPORTE)
    cursor.execute("DELETE FROM pagos_ya_estaban WHERE NOT igual")
    cursor.execute("DELETE FROM carga_filas f USING pagos_ya_estaban p WHERE p.linea = f.linea")
    revisar_filas(cursor, PAGOS, hoy)
    # Nada de lo ya cargado cambia: no hay carga a la que anotar los cambios.
    contexto = Contexto(cursor, Carga(tipo=PAGOS.tipo), hoy, ahora, 0)
    preparar(contexto)
    contexto.filas = contexto.uno("SELECT count(*) FROM carga_filas")
    return contexto


def sin_cuenta_conocida(contexto: Contexto) -> int:
    """Cuántos de los pagos revisados quedarían por identificar."""
    return contexto.uno(DESCONOCIDOS)


def guardar(contexto: Contexto) -> Totales:
    """Guarda y aplica lo revisado, con el candado ya tomado (services.bloquear). `extras` trae `por_identificar`."""
    contexto.hacer("SET CONSTRAINTS ALL IMMEDIATE")
    return fusionar(contexto) if contexto.filas else Totales(extras={"por_identificar": 0})
