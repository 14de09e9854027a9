"""Guardar los contactos de un archivo: los nuevos entran; a los que ya están se les añade, nada se les quita."""

from config.comun.carga.tipos import Contexto, Totales

# Quién es cada fila: la persona del cliente con ese documento; si no, la del mismo nombre sin otro documento.
FILAS = """
CREATE TEMP TABLE directorio_filas AS
SELECT f.linea, d.cliente_id, f.nombre, cartera_normalizar(f.nombre) AS nombre_norm, lower(f.rol) AS rol, f.cargo,
       coalesce(upper(f.tipo_documento), '') AS tipo_documento, coalesce(f.documento, '') AS documento,
       lower(f.canal) AS canal, lower(f.fuente) AS fuente, lower(f.finalidad) AS finalidad,
       upper(f.acepta_campanas) IN ('SI', 'SÍ') AS acepta, f.nota, c.id AS contacto_id, c.id IS NULL AS nueva,
       false AS cambia
FROM carga_filas f
JOIN directorio_clientes d USING (linea)
LEFT JOIN LATERAL (
    SELECT x.id FROM principales_contacto x
    WHERE x.cliente_id = d.cliente_id AND x.cerrado_el IS NULL
      AND CASE WHEN f.documento IS NOT NULL AND x.documento <> ''
               THEN (x.tipo_documento, x.documento) = (upper(f.tipo_documento), f.documento)
               ELSE x.nombre_norm = cartera_normalizar(f.nombre) END
    ORDER BY (x.documento <> '') DESC, x.id LIMIT 1
) c ON true
"""
INSERTAR = """
INSERT INTO principales_contacto (
    id, cliente_id, nombre, rol, cargo, tipo_documento, documento, canal_preferido, nota, motivo_cierre, retenido,
    motivo_retencion, creado_por_id, creado_en)
SELECT contacto_id, cliente_id, nombre, coalesce(rol, 'otro'), coalesce(cargo, ''), tipo_documento, documento,
       coalesce(canal, ''), coalesce(nota, ''), '', false, '', %s, %s
FROM directorio_filas WHERE nueva
"""
# Lo vacío del archivo no borra lo que se sabe.
COMPLETAR = """
UPDATE principales_contacto c
SET rol = coalesce(f.rol, c.rol), cargo = coalesce(f.cargo, c.cargo),
    canal_preferido = coalesce(f.canal, c.canal_preferido), nota = coalesce(f.nota, c.nota),
    tipo_documento = CASE WHEN c.documento = '' THEN f.tipo_documento ELSE c.tipo_documento END,
    documento = CASE WHEN c.documento = '' THEN f.documento ELSE c.documento END
FROM directorio_filas f
WHERE f.contacto_id = c.id AND NOT f.nueva
  AND (f.rol <> c.rol OR f.cargo <> c.cargo OR f.canal <> c.canal_preferido OR f.nota <> c.nota
       OR (c.documento = '' AND f.documento <> ''))
RETURNING f.linea
"""
MEDIOS = """
INSERT INTO principales_mediocontacto (
    contacto_id, tipo, valor, anexo, fuente, finalidad, whatsapp, preferido, consiente_campanas, consentido_el, estado,
    motivo_estado, estado_desde)
SELECT f.contacto_id, m.tipo, m.valor, m.anexo, coalesce(f.fuente, 'carga'), coalesce(f.finalidad, 'servicio'), false,
       false, coalesce(f.acepta, false), CASE WHEN f.acepta THEN %s::date END, 'vigente', '', %s
FROM directorio_medios m JOIN directorio_filas f USING (linea)
ON CONFLICT (contacto_id, valor, anexo) DO NOTHING
RETURNING contacto_id
"""
# Quien ahora dice que no, es que no; un «sí» de un archivo no revive lo que la persona retiró.
NO_ACEPTAN = """
UPDATE principales_mediocontacto m SET consiente_campanas = false
FROM directorio_filas f
WHERE m.contacto_id = f.contacto_id AND f.acepta IS FALSE AND m.consiente_campanas
RETURNING f.contacto_id
"""
RECIBEN = """
INSERT INTO principales_recepcion (contacto_id, asunto)
SELECT f.contacto_id, r.asunto FROM directorio_recibe r JOIN directorio_filas f USING (linea)
ON CONFLICT (contacto_id, asunto) DO NOTHING
RETURNING contacto_id
"""


MARCAR_LINEA = "UPDATE directorio_filas SET cambia = true WHERE linea IN (SELECT linea FROM hechas)"
MARCAR_CONTACTO = "UPDATE directorio_filas SET cambia = true WHERE contacto_id IN (SELECT contacto_id FROM hechas)"


def fusionar(ctx: Contexto) -> Totales:
    """Nuevas: personas que no estaban. Cambiadas: las que ganaron un dato, un medio o algo que reciben."""
    ctx.hacer("DROP TABLE IF EXISTS directorio_filas")
    ctx.hacer(FILAS)
    total = ctx.uno("SELECT count(*) FROM directorio_filas")
    nuevas = ctx.hacer(
        "UPDATE directorio_filas SET contacto_id = nextval(pg_get_serial_sequence('principales_contacto', 'id')) "
        "WHERE nueva"
    )
    ctx.hacer(INSERTAR, [ctx.carga.por_id, ctx.ahora])
    ctx.hacer(f"WITH hechas AS ({COMPLETAR}) {MARCAR_LINEA}")
    ctx.hacer(f"WITH hechas AS ({MEDIOS}) {MARCAR_CONTACTO}", [ctx.hoy, ctx.ahora])
    ctx.hacer(f"WITH hechas AS ({NO_ACEPTAN}) {MARCAR_CONTACTO}")
    ctx.hacer(f"WITH hechas AS ({RECIBEN}) {MARCAR_CONTACTO}")
    cambiadas = ctx.uno("SELECT count(*) FROM directorio_filas WHERE cambia AND NOT nueva")
    return Totales(nuevas=nuevas, cambiadas=cambiadas, iguales=total - nuevas - cambiadas)
