"""Las sentencias con que un archivo de banco se cruza con lo cargado. Las filas van por conjuntos."""

CREAR_LEIDAS = """
CREATE TEMP TABLE banco_leidas (
    linea int, operacion text, pagado_el date, importe numeric(12, 2), suministro text, recibo text, depositante text,
    motivo text, original text
)
"""
COPIAR = "COPY banco_leidas FROM STDIN (ENCODING 'UTF8')"
PONER = """
INSERT INTO cartera_filabanco (archivo_id, linea, situacion, operacion, pagado_el, importe, suministro, recibo,
                               depositante, motivo, original)
SELECT %(archivo)s, linea, CASE WHEN motivo = '' THEN 'nueva' ELSE 'error' END, operacion, pagado_el, importe,
       suministro, recibo, depositante, motivo, original
FROM banco_leidas
"""
# Volver a cruzar parte de cero, salvo lo que no se pudo leer.
REPONER = """
UPDATE cartera_filabanco SET situacion = 'nueva', motivo = ''
WHERE archivo_id = %(archivo)s AND (situacion IN ('ya_estaba', 'conflicto', 'fuera')
                                    OR (situacion = 'error' AND original = ''))
"""
REPETIDAS = """
UPDATE cartera_filabanco f
SET situacion = 'conflicto',
    motivo = 'La operación ' || f.operacion || ' está también en la línea ' || d.primera
             || CASE WHEN f.importe <> d.importe THEN ', con otro importe' ELSE '' END || '. Consulta al banco.'
FROM (
    SELECT linea, first_value(linea) OVER w AS primera, first_value(importe) OVER w AS importe
    FROM cartera_filabanco WHERE archivo_id = %(archivo)s AND situacion = 'nueva'
    WINDOW w AS (PARTITION BY operacion, pagado_el, sign(importe) ORDER BY linea)
) d
WHERE f.archivo_id = %(archivo)s AND f.linea = d.linea AND d.linea > d.primera
"""
PAGOS = """
SELECT linea, operacion, pagado_el, recibo, suministro, importe, depositante
FROM cartera_filabanco WHERE archivo_id = %(archivo)s AND situacion = 'nueva'
"""
# Una fecha que no puede ser es un error del archivo; lo demás no cuadra con lo cargado.
ANOTAR_RECHAZOS = """
UPDATE cartera_filabanco f
SET situacion = CASE WHEN r.columna = 'fecha_pago' THEN 'error' ELSE 'conflicto' END, motivo = r.motivo
FROM carga_rechazos r WHERE f.archivo_id = %(archivo)s AND f.linea = r.linea
"""
ANOTAR_CONOCIDAS = """
UPDATE cartera_filabanco f SET situacion = 'ya_estaba'
FROM pagos_ya_estaban p WHERE f.archivo_id = %(archivo)s AND f.linea = p.linea
"""
DEJAR_FUERA = """
UPDATE cartera_filabanco SET situacion = 'fuera' WHERE archivo_id = %(archivo)s AND situacion = 'conflicto'
"""
CONTAR = "SELECT situacion, count(*) FROM cartera_filabanco WHERE archivo_id = %(archivo)s GROUP BY situacion"
CONFLICTOS = "SELECT linea FROM cartera_filabanco WHERE archivo_id = %(archivo)s AND situacion = 'conflicto'"
