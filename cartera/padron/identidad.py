"""De quién es cada suministro que llega (NORMAS §1 «Who is a client»), todo por conjuntos.

Trabaja sobre `carga_tipada` (las filas del archivo ya leídas) y deja `padron_nombres`:
cada nombre sin documento y su cliente.
"""

from config.comun.carga.tipos import Contexto

from .choices import DecisionNombre, MotivoCaso

# Con documento manda el documento; sin él, su nombre; sin nada, él mismo.
CLAVE = "coalesce(n.clave_doc, m.clave, 'S:' || n.codigo)"
CON_CLAVE = "LEFT JOIN padron_nombres m ON n.clave_doc IS NULL AND m.nombre_norm = n.nombre_norm"


def resolver_nombres(ctx: Contexto) -> None:
    """Crea `padron_nombres` (nombre_norm, clave, documentos) y `padron_otros`.

    `padron_otros`: suministros sin documento que no vienen en el archivo y cuyo nombre sí importa por lo que trae.
    """
    ctx.hacer("DROP TABLE IF EXISTS padron_nombres, padron_otros")
    ctx.hacer("""
        CREATE TEMP TABLE padron_otros AS
        SELECT s.id AS suministro_id, s.codigo, s.nombre_norm, s.cliente_id
        FROM cartera_suministro s
        WHERE s.numero_documento = '' AND s.nombre_norm <> ''
          AND EXISTS (SELECT FROM carga_tipada n WHERE n.nombre_norm = s.nombre_norm)
          AND NOT EXISTS (SELECT FROM carga_tipada n WHERE n.suministro_id = s.id)
    """)
    ctx.hacer(
        """
        CREATE TEMP TABLE padron_nombres AS
        WITH nombres AS (
            SELECT nombre_norm FROM carga_tipada WHERE clave_doc IS NULL AND nombre_norm <> ''
            UNION SELECT nombre_norm FROM padron_otros
        ), pares AS (
            SELECT n.nombre_norm, n.clave_doc FROM carga_tipada n JOIN nombres USING (nombre_norm)
            WHERE n.clave_doc IS NOT NULL
            UNION
            SELECT s.nombre_norm, cartera_clave_documento(s.tipo_documento, s.numero_documento)
            FROM cartera_suministro s JOIN nombres USING (nombre_norm)
            WHERE s.numero_documento <> '' AND NOT EXISTS (SELECT FROM carga_tipada n WHERE n.suministro_id = s.id)
        ), cuenta AS (
            SELECT nombre_norm, count(*) AS documentos, min(clave_doc) AS clave_doc FROM pares GROUP BY 1
        )
        SELECT nombres.nombre_norm, coalesce(c.documentos, 0) AS documentos, k.decision,
               CASE WHEN k.decision = %(unir)s THEN d.clave
                    WHEN k.decision = %(separar)s THEN 'N:' || nombres.nombre_norm
                    WHEN c.documentos = 1 THEN c.clave_doc
                    ELSE 'N:' || nombres.nombre_norm END AS clave
        FROM nombres
        LEFT JOIN cuenta c ON c.nombre_norm = nombres.nombre_norm
        LEFT JOIN cartera_casonombre k ON k.nombre_norm = nombres.nombre_norm
        LEFT JOIN cartera_cliente d ON d.id = k.cliente_id
        """,
        {"unir": DecisionNombre.UNIR, "separar": DecisionNombre.SEPARAR},
    )
    ctx.hacer("ANALYZE padron_nombres")


def anotar_casos(ctx: Contexto) -> int:
    """Deja para una persona los nombres que son de varios documentos. Devuelve cuántos casos nuevos."""
    # Los que dejaron de ser dudosos y nadie decidió ya no son un caso.
    resueltos = (
        "SELECT k.id FROM cartera_casonombre k JOIN padron_nombres m USING (nombre_norm) "
        "WHERE k.decision = %(pendiente)s AND m.documentos = 1"
    )
    datos = {"pendiente": DecisionNombre.PENDIENTE, "varios": MotivoCaso.VARIOS}
    ctx.hacer(f"DELETE FROM cartera_casonombre_candidatos WHERE casonombre_id IN ({resueltos})", datos)
    ctx.hacer(f"DELETE FROM cartera_casonombre WHERE id IN ({resueltos})", datos)
    nuevos = ctx.hacer(
        """
        INSERT INTO cartera_casonombre (nombre_norm, nombre, motivo, decision)
        SELECT DISTINCT ON (m.nombre_norm) m.nombre_norm, s.razon_social, %(varios)s, %(pendiente)s
        FROM padron_nombres m JOIN cartera_suministro s USING (nombre_norm)
        WHERE m.documentos > 1 AND m.decision IS NULL AND s.numero_documento = ''
        ORDER BY m.nombre_norm, s.codigo
        ON CONFLICT (nombre_norm) DO UPDATE SET motivo = excluded.motivo
        WHERE cartera_casonombre.motivo <> excluded.motivo
        """,
        datos,
    )
    ctx.hacer("""
        INSERT INTO cartera_casonombre_candidatos (casonombre_id, cliente_id)
        SELECT DISTINCT k.id, s.cliente_id
        FROM padron_nombres m
        JOIN cartera_casonombre k USING (nombre_norm)
        JOIN cartera_suministro s USING (nombre_norm)
        WHERE m.documentos > 1 AND s.numero_documento <> ''
        ON CONFLICT DO NOTHING
    """)
    return nuevos
