"""Fundir un registro externo: quién es nuevo, quién cambió y con quién del padrón coincide (manual 6.3.4).

Por conjuntos, sobre `carga_tipada`: primero el documento, luego el nombre normalizado. Lo que queda espera como
«sin comparar» a la búsqueda de parecidos, que tiene su propio tiempo (parecidos.py).
"""

from config.comun.carga.tipos import Contexto, Totales

from .choices import Decision, Par
from .models import PerfilRegistro

# Cambió lo que una persona mira al decidir; lo escrito con otras tildes o mayúsculas no es un cambio.
FILAS = """
CREATE TEMP TABLE cruce_filas AS
SELECT t.*, cartera_normalizar(t.localidad) AS localidad_norm, r.id AS registrado_id, r.par AS par_antes,
       r.comparado_en,
       r.id IS NOT NULL AND (r.nombre_norm, r.localidad, r.giro, r.desde, r.referencia)
           IS DISTINCT FROM (t.nombre_norm, t.localidad, t.giro, t.desde, t.referencia) AS cambia,
       concat_ws('; ',
           CASE WHEN r.nombre_norm <> t.nombre_norm THEN 'nombre, antes «' || r.nombre || '»' END,
           CASE WHEN r.localidad <> t.localidad THEN 'localidad, antes «' || r.localidad || '»' END,
           CASE WHEN r.giro <> t.giro THEN 'giro, antes «' || r.giro || '»' END,
           CASE WHEN r.desde IS DISTINCT FROM t.desde THEN
               'fecha, antes ' || coalesce(to_char(r.desde, 'DD/MM/YYYY'), 'sin fecha') END,
           CASE WHEN r.referencia <> t.referencia THEN 'resolución o licencia, antes «' || r.referencia || '»' END
       ) AS cambio
FROM carga_tipada t
LEFT JOIN principales_registrado r
  ON r.perfil_id = %(perfil)s AND r.clave = t.clave AND r.direccion_norm = t.direccion_norm
"""
PARES = """
CREATE TEMP TABLE cruce_pares (linea int, cliente_id bigint, orden int, puntaje int, razones text[], par text)
"""
# «12 suministros», «1 suministro», o que ya no tiene ninguno con servicio.
CUANTOS = """
CASE WHEN {vivos} = 0 THEN 'todos sus suministros están de baja'
     WHEN {vivos} = 1 THEN '1 suministro' ELSE {vivos} || ' suministros' END
"""
POR_DOCUMENTO = f"""
INSERT INTO cruce_pares
SELECT f.linea, c.id, 1, CASE WHEN c.nombre_norm IN ('', f.nombre_norm) THEN 100 ELSE 90 END,
       array_remove(ARRAY['mismo documento',
           CASE WHEN c.nombre_norm = f.nombre_norm THEN 'mismo nombre'
                WHEN c.nombre_norm <> '' THEN 'otro nombre: «' || left(c.nombre, 150) || '»' END,
           {CUANTOS.format(vivos="s.vivos")}], NULL),
       %(documento)s
FROM cruce_filas f
JOIN cartera_cliente c ON c.clave = f.clave
CROSS JOIN LATERAL (
    SELECT count(*) AS todos, count(*) FILTER (WHERE estado <> 'BAJA') AS vivos
    FROM cartera_suministro WHERE cliente_id = c.id
) s
WHERE f.numero <> '' AND s.todos > 0
"""
POR_NOMBRE = f"""
INSERT INTO cruce_pares
SELECT linea, cliente_id, orden, CASE WHEN aqui THEN 85 ELSE 80 END,
       array_remove(ARRAY[
           CASE WHEN numero_documento = '' THEN 'mismo nombre, sin documento en el padrón'
                WHEN numero = '' THEN 'mismo nombre, ' || tipo_documento || ' ' || numero_documento
                ELSE 'mismo nombre, otro documento: ' || tipo_documento || ' ' || numero_documento END,
           CASE WHEN aqui THEN 'misma localidad' END,
           {CUANTOS.format(vivos="vivos")}], NULL),
       %(nombre)s
FROM (
    SELECT g.*, c.tipo_documento, c.numero_documento,
           row_number() OVER (PARTITION BY g.linea ORDER BY g.aqui DESC, g.vivos DESC, g.cliente_id) AS orden
    FROM (
        SELECT f.linea, f.numero, s.cliente_id, count(*) FILTER (WHERE s.estado <> 'BAJA') AS vivos,
               coalesce(bool_or(f.localidad_norm <> '' AND cartera_normalizar(s.localidad) = f.localidad_norm), false)
                   AS aqui
        FROM cruce_filas f
        JOIN cartera_suministro s ON s.nombre_norm = f.nombre_norm
        WHERE f.nombre_norm <> '' AND NOT EXISTS (SELECT FROM cruce_pares p WHERE p.linea = f.linea)
        GROUP BY f.linea, f.numero, s.cliente_id
    ) g
    JOIN cartera_cliente c ON c.id = g.cliente_id
) o
WHERE orden <= 3
"""
# De cada localidad que conocemos, su zona: la que más suministros tiene allí.
LOCALIDADES = """
CREATE TEMP TABLE cruce_localidades AS
SELECT DISTINCT ON (norma) norma, zona_id
FROM (
    SELECT cartera_normalizar(localidad) AS norma, zona_id, sum(n) AS n
    FROM (SELECT localidad, zona_id, count(*) AS n FROM cartera_suministro WHERE localidad <> '' GROUP BY 1, 2) s
    GROUP BY 1, 2
) l
ORDER BY norma, n DESC, zona_id
"""
# Lo ya comparado vale mientras ni la fila ni el padrón cambien. La clave de las nuevas se reserva aquí: buscarlas luego
# en una tabla recién llenada, aún sin estadísticas, hace elegir planes de minutos.
CON_PAR = """
CREATE TEMP TABLE cruce_con_par AS
SELECT f.*, coalesce(f.registrado_id, nextval(pg_get_serial_sequence('principales_registrado', 'id'))) AS id,
       l.zona_id, l.norma IS NOT NULL AS es_local,
       CASE WHEN p.par IS NOT NULL THEN p.par
            WHEN NOT f.cambia AND f.par_antes IN (%(parecido)s, %(ninguno)s) AND f.comparado_en >= coalesce(
                (SELECT max(terminada_en) FROM comun_carga WHERE tipo = 'padron' AND nuevas + cambiadas > 0),
                '-infinity') THEN f.par_antes
            ELSE %(sin_comparar)s END AS par
FROM cruce_filas f
LEFT JOIN cruce_pares p ON p.linea = f.linea AND p.orden = 1
LEFT JOIN cruce_localidades l ON l.norma = f.localidad_norm
"""
ACTUALIZAR = """
UPDATE principales_registrado r
SET carga_id = greatest(r.carga_id, %(carga)s), nombre = f.nombre, nombre_norm = f.nombre_norm,
    direccion = f.direccion, localidad = f.localidad, giro = f.giro, desde = f.desde, referencia = f.referencia,
    danado = f.danado, par = f.par, es_local = f.es_local OR r.vecinos > 0, zona_id = coalesce(f.zona_id, r.zona_id),
    comparado_en = CASE WHEN f.par IN (%(parecido)s, %(ninguno)s) THEN r.comparado_en END,
    cambio = CASE WHEN f.cambia THEN left(f.cambio, 500) ELSE r.cambio END,
    decision = CASE WHEN f.cambia THEN %(pendiente)s ELSE r.decision END,
    cliente_id = CASE WHEN f.cambia THEN NULL ELSE r.cliente_id END,
    solicitud_id = CASE WHEN f.cambia THEN NULL ELSE r.solicitud_id END,
    motivo = CASE WHEN f.cambia THEN '' ELSE r.motivo END,
    decidido_por_id = CASE WHEN f.cambia THEN NULL ELSE r.decidido_por_id END,
    decidido_en = CASE WHEN f.cambia THEN NULL ELSE r.decidido_en END
FROM cruce_con_par f
WHERE r.id = f.registrado_id
"""
INSERTAR = """
INSERT INTO principales_registrado (
    id, perfil_id, clave, tipo_documento, numero_documento, nombre, nombre_norm, direccion, direccion_norm, calle,
    localidad, giro, desde, referencia, danado, carga_id, par, es_local, vecinos, zona_id, cambio, decision, motivo)
SELECT id, %(perfil)s, clave, tipo, numero, nombre, nombre_norm, direccion, direccion_norm,
       coalesce(principales_calle(direccion_norm), ''), localidad, giro, desde, referencia, danado, %(carga)s, par,
       es_local, 0, zona_id, '', %(pendiente)s, ''
FROM cruce_con_par
WHERE registrado_id IS NULL
ORDER BY linea
"""
# Los candidatos de lo que se volvió a parear se reemplazan; los parecidos que siguen valiendo se quedan.
CANDIDATOS_FUERA = """
DELETE FROM principales_candidato c USING cruce_con_par f
WHERE c.registrado_id = f.registrado_id AND f.par NOT IN (%(parecido)s, %(ninguno)s)
"""
CANDIDATOS = """
INSERT INTO principales_candidato (registrado_id, cliente_id, orden, puntaje, razones)
SELECT f.id, p.cliente_id, p.orden, p.puntaje, p.razones
FROM cruce_pares p
JOIN cruce_con_par f USING (linea)
"""
TABLAS = "cruce_filas, cruce_pares, cruce_localidades, cruce_con_par"


def fusionar(ctx: Contexto) -> Totales:
    """Guarda las filas buenas con su coincidencia por documento o nombre. Las iguales conservan su decisión."""
    raiz = ctx.carga.corrige or ctx.carga
    perfil = raiz.registro.perfil
    datos = {
        "perfil": perfil.pk,
        "carga": raiz.pk,
        "documento": Par.DOCUMENTO.value,
        "nombre": Par.NOMBRE.value,
        "parecido": Par.PARECIDO.value,
        "ninguno": Par.NINGUNO.value,
        "sin_comparar": Par.SIN_COMPARAR.value,
        "pendiente": Decision.PENDIENTE.value,
    }
    ctx.hacer(f"DROP TABLE IF EXISTS {TABLAS}")
    for sentencia in (FILAS, PARES):
        ctx.hacer(sentencia, datos)
    ctx.hacer("ANALYZE cruce_filas")
    for sentencia in (POR_DOCUMENTO, POR_NOMBRE, LOCALIDADES, CON_PAR):
        ctx.hacer(sentencia, datos)
    ctx.hacer("ANALYZE cruce_pares, cruce_con_par")
    totales = _contar(ctx)
    for sentencia in (CANDIDATOS_FUERA, ACTUALIZAR, INSERTAR, CANDIDATOS):
        ctx.hacer(sentencia, datos)
    if not ctx.es_correccion:
        PerfilRegistro.objects.filter(pk=perfil.pk).update(ultima_carga=raiz)
    ctx.hacer(f"DROP TABLE {TABLAS}")
    return totales


def _contar(ctx: Contexto) -> Totales:
    ctx.cursor.execute(
        "SELECT count(*) FILTER (WHERE registrado_id IS NULL), count(*) FILTER (WHERE cambia), "
        "count(*) FILTER (WHERE registrado_id IS NOT NULL AND NOT cambia), count(*) FILTER (WHERE danado) "
        "FROM cruce_con_par"
    )
    nuevas, cambiadas, iguales, danados = ctx.cursor.fetchone()
    avisos = []
    if danados == 1:
        avisos.append("1 nombre trae letras dañadas: entró, y se lista con el filtro «Nombre dañado».")
    elif danados:
        avisos.append(f"{danados:,} nombres traen letras dañadas: entraron, y se listan con el filtro «Nombre dañado».")
    return Totales(nuevas=nuevas, cambiadas=cambiadas, iguales=iguales, avisos=avisos)
