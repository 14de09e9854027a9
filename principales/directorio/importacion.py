"""Cargar el directorio de un archivo: una persona por fila, con sus teléfonos y correos separados por «;» (6.3.1)."""

from config.comun.carga.tipos import Columna, Contexto, Importador, Regla, dice
from config.comun.parametros.selectors import valor

from .choices import Asunto, CanalPreferido, Finalidad, Fuente, RolContacto
from .fusion_carga import fusionar
from .medios import DocumentoMalo, MedioMalo, leer_correo, leer_documento, leer_telefono
from .models import Contacto

SEPARADOR = ";"
SI = ("SI", "SÍ", "NO")
TIPO = "coalesce(upper(f.tipo_documento), '')"

COLUMNAS = [
    Columna("documento_cliente", largo=20),
    Columna("suministro", largo=20),
    Columna("cliente", largo=200),
    Columna("nombre", obligatoria=True, largo=150),
    Columna("rol", opciones=[r.upper() for r in RolContacto.values]),
    Columna("cargo", largo=100),
    Columna("tipo_documento", opciones=("DNI", "CE", "PAS", "RUC")),
    Columna("documento", largo=20),
    Columna("telefonos", largo=500),
    Columna("correos", largo=1000),
    Columna("recibe", largo=100),
    Columna("canal", opciones=[c.upper() for c in CanalPreferido.values]),
    Columna("fuente", opciones=[f.upper() for f in Fuente.values]),
    Columna("finalidad", opciones=[f.upper() for f in Finalidad.values]),
    Columna("acepta_campanas", opciones=SI),
    Columna("nota", largo=500),
]

REGLAS = [
    Regla(
        "documento_cliente",
        "coalesce(f.documento_cliente, f.suministro, f.cliente) IS NULL",
        "'Falta de qué cliente es: escribe su documento, un suministro suyo o su razón social.'",
    ),
    Regla(
        "telefonos",
        "f.telefonos IS NULL AND f.correos IS NULL",
        "'Falta por dónde llamarlo o escribirle: un teléfono o un correo.'",
    ),
    Regla(
        "documento",
        f"({TIPO} = '') <> (f.documento IS NULL)",
        dice("El documento va con su tipo (DNI, CE, PAS o RUC), o los dos vacíos.", "documento"),
    ),
]

# El cliente: por documento, por un suministro suyo o por su razón social si es de uno solo.
CLIENTES = """
CREATE TEMP TABLE directorio_clientes AS
SELECT f.linea, d.cliente_id, d.cuantos
FROM carga_filas f
CROSS JOIN LATERAL (
    SELECT min(c.id) AS cliente_id, count(DISTINCT c.id) AS cuantos
    FROM cartera_cliente c
    WHERE CASE
        WHEN f.documento_cliente IS NOT NULL THEN c.clave IN (
            'DNI:' || {documento}, 'RUC:' || {documento}, 'CE:' || {documento}, 'PAS:' || {documento},
            CASE WHEN {documento} ~ '^10[0-9]{{9}}$' THEN 'DNI:' || substr({documento}, 3, 8) END)
        WHEN f.suministro IS NOT NULL
            THEN c.id = (SELECT s.cliente_id FROM cartera_suministro s WHERE s.codigo = f.suministro)
        ELSE c.nombre_norm = cartera_normalizar(f.cliente)
    END
) d
"""
DOCUMENTO_CLIENTE = r"upper(regexp_replace(f.documento_cliente, '[\s.-]', '', 'g'))"


def preparar(ctx: Contexto) -> None:
    """Halla el cliente de cada fila y lee sus teléfonos y correos; lo que no se entiende va a la bandeja."""
    tope = valor("directorio_tope_filas", al=ctx.hoy)
    if ctx.filas > tope:
        ctx.rechazar(
            "SELECT linea, '', %s FROM carga_filas",
            [f"El archivo trae {ctx.filas:,} contactos y el máximo es {tope:,}. Divídelo y carga cada parte."],
        )
        return
    ctx.hacer(
        "DROP TABLE IF EXISTS directorio_clientes, directorio_medios, directorio_recibe, directorio_documentos, "
        "directorio_malas"
    )
    _hallar_clientes(ctx)
    _leer_medios(ctx)
    _leer_recibe(ctx)
    # La segunda vez que viene la misma persona no se adivina con cuál de las dos filas quedarse.
    ctx.rechazar(
        """
        SELECT linea, 'nombre', 'La misma persona está en la línea ' || primera
               || '. Junta sus teléfonos y correos en una sola fila.'
        FROM (SELECT f.linea, min(f.linea) OVER (PARTITION BY d.cliente_id,
                     coalesce(f.documento, cartera_normalizar(f.nombre))) AS primera
              FROM carga_filas f JOIN directorio_clientes d USING (linea)) r
        WHERE linea > primera
        """
    )


def _hallar_clientes(ctx: Contexto) -> None:
    ctx.hacer(CLIENTES.format(documento=DOCUMENTO_CLIENTE))
    ctx.rechazar(
        """
        SELECT f.linea,
               CASE WHEN f.documento_cliente IS NOT NULL THEN 'documento_cliente'
                    WHEN f.suministro IS NOT NULL THEN 'suministro' ELSE 'cliente' END,
               CASE WHEN d.cuantos > 1 THEN 'Hay ' || d.cuantos || ' clientes con ese nombre. Escribe el documento del '
                                            'cliente o un suministro suyo.'
                    ELSE 'No hay en el padrón un cliente así. Dice «'
                         || left(coalesce(f.documento_cliente, f.suministro, f.cliente), 60) || '».' END
        FROM carga_filas f JOIN directorio_clientes d USING (linea) WHERE d.cuantos <> 1
        """
    )
    if ctx.carga.por is None:
        return
    # Como si no existiera: fuera de sus zonas no ve a ese cliente.
    visibles, datos = (
        Contacto._meta.get_field("cliente").related_model.objects.visibles_para(ctx.carga.por).values("pk")
    ).query.sql_with_params()
    ctx.rechazar(
        "SELECT d.linea, 'documento_cliente', 'Ese cliente no es de tus zonas. Pide que lo cargue quien lo atiende.' "
        "FROM directorio_clientes d JOIN carga_filas f USING (linea) "
        "WHERE d.cliente_id NOT IN (" + visibles + ")",
        datos,
    )


def _leer_medios(ctx: Contexto) -> None:
    """Con la misma norma que el formulario: de 20,000 filas a lo más, y en memoria solo sus medios."""
    ctx.cursor.execute(
        "SELECT linea, coalesce(telefonos, ''), coalesce(correos, ''), coalesce(upper(tipo_documento), ''), "
        "coalesce(documento, '') FROM carga_filas ORDER BY linea"
    )
    medios, malas, documentos = {}, [], []
    for linea, telefonos, correos, tipo, documento in ctx.cursor.fetchall():
        for columna, celda, leer in (("telefonos", telefonos, leer_telefono), ("correos", correos, leer_correo)):
            for pieza in filter(None, (p.strip() for p in celda.split(SEPARADOR))):
                try:
                    medio = leer(pieza)
                except MedioMalo as error:
                    malas.append((linea, columna, str(error)))
                else:
                    medios[linea, medio.valor, medio.anexo] = (linea, medio.tipo, medio.valor, medio.anexo)
        if tipo and documento:
            try:
                documentos.append((linea, leer_documento(tipo, documento)))
            except DocumentoMalo as error:
                malas.append((linea, "documento", f"{error} Dice «{documento[:60]}»."))
    ctx.hacer("CREATE TEMP TABLE directorio_medios (linea int, tipo text, valor text, anexo text)")
    _insertar(ctx, "INSERT INTO directorio_medios VALUES", list(medios.values()))
    ctx.hacer("CREATE TEMP TABLE directorio_documentos (linea int, documento text)")
    _insertar(ctx, "INSERT INTO directorio_documentos VALUES", documentos)
    ctx.hacer("UPDATE carga_filas f SET documento = d.documento FROM directorio_documentos d WHERE d.linea = f.linea")
    _rechazar_malas(ctx, malas)


def _leer_recibe(ctx: Contexto) -> None:
    ctx.cursor.execute("SELECT linea, recibe FROM carga_filas WHERE recibe IS NOT NULL")
    llanos = {_llano(a.label): a.value for a in Asunto} | {a.value: a.value for a in Asunto}
    filas, malas = [], []
    for linea, celda in ctx.cursor.fetchall():
        for pieza in filter(None, (_llano(p) for p in celda.replace(",", SEPARADOR).split(SEPARADOR))):
            if pieza in llanos:
                filas.append((linea, llanos[pieza]))
            else:
                malas.append((linea, "recibe", f"Escribe recibo, cobranza, reclamos o campanas. Dice «{celda[:60]}»."))
    ctx.hacer("CREATE TEMP TABLE directorio_recibe (linea int, asunto text)")
    _insertar(ctx, "INSERT INTO directorio_recibe VALUES", sorted(set(filas)))
    _rechazar_malas(ctx, malas)


def _llano(texto: str) -> str:
    return texto.strip().lower().replace("ñ", "n")


def _insertar(ctx: Contexto, orden: str, filas: list[tuple]) -> None:
    for desde in range(0, len(filas), 1000):
        tanda = filas[desde : desde + 1000]
        valores = ", ".join(f"({', '.join(['%s'] * len(tanda[0]))})" for _ in tanda)
        ctx.hacer(f"{orden} {valores}", [dato for fila in tanda for dato in fila])


def _rechazar_malas(ctx: Contexto, malas: list[tuple[int, str, str]]) -> None:
    if not malas:
        return
    ctx.hacer("CREATE TEMP TABLE IF NOT EXISTS directorio_malas (linea int, columna text, motivo text)")
    ctx.hacer("DELETE FROM directorio_malas")
    _insertar(ctx, "INSERT INTO directorio_malas VALUES", malas)
    ctx.rechazar(
        "SELECT linea, min(columna), left(string_agg(motivo, ' '), 500) FROM directorio_malas m "
        "WHERE linea IN (SELECT linea FROM carga_filas) GROUP BY linea"
    )


DIRECTORIO = Importador(
    tipo="directorio",
    titulo="Contactos del directorio",
    columnas=COLUMNAS,
    clave=("cliente", "nombre"),
    reglas=REGLAS,
    preparar=preparar,
    fusionar=fusionar,
    permiso="principales.importar_directorio",
    candado="directorio",
)
