"""Qué trae el archivo del padrón y qué fila es mala (docs/contrato.md; NORMAS §4)."""

from config.comun.carga.tipos import Columna, Importador, Regla, dice

from .choices import Categoria, EstadoSuministro, TipoDocumento
from .fusion_padron import fusionar, preparar

ENTERO = {"lee": "cartera_entero", "dice": "debe ser un número entero"}
GRADOS = {"lee": "cartera_decimal", "dice": "debe ser un número en grados decimales"}

# Sin espacios, puntos ni guiones, que cada oficina pone a su modo.
DOCUMENTO = "translate(upper(coalesce(f.numero_documento, '')), ' .-', '')"
TIPO = "upper(coalesce(f.tipo_documento, ''))"
ANCHO_SUMINISTRO = (
    "(SELECT greatest((SELECT max(length(codigo)) FROM cartera_suministro),"
    " (SELECT max(length(suministro)) FROM carga_filas)))"
)

COLUMNAS = [
    Columna("suministro", obligatoria=True, largo=20, ancho=ANCHO_SUMINISTRO),
    Columna("tipo_documento", opciones=TipoDocumento.values),
    Columna(
        "numero_documento",
        largo=30,
        ancho="(CASE upper(tipo_documento) WHEN 'DNI' THEN 8 WHEN 'RUC' THEN 11 WHEN 'CE' THEN 9 ELSE 0 END)",
    ),
    Columna("razon_social", largo=200),
    Columna("categoria", obligatoria=True, opciones=Categoria.values),
    Columna("ubigeo", ancho="6"),
    Columna("localidad", largo=80),
    Columna("direccion", largo=200),
    Columna("zona", obligatoria=True, largo=40),
    Columna("sector", largo=20),
    Columna("ruta", largo=20),
    Columna("secuencia", **ENTERO),
    Columna("medidor", largo=30),
    Columna("estado", obligatoria=True, opciones=EstadoSuministro.values),
    Columna("ciclo", **ENTERO),
    Columna("unidades_uso", **ENTERO),
    Columna("asignacion_m3", **ENTERO),
    Columna("latitud", **GRADOS),
    Columna("longitud", **GRADOS),
]


def _no_negativo(columna: str, maximo: int = 0) -> Regla:
    valor = f"cartera_entero(f.{columna})"
    tope = f" OR {valor} > {maximo}" if maximo else ""
    frase = f"«{columna}» debe estar entre 0 y {maximo}." if maximo else f"«{columna}» no puede ser negativo."
    return Regla(columna, f"{valor} < 0{tope}", dice(frase, columna))


def _entre(columna: str, limite: int) -> Regla:
    frase = f"«{columna}» debe estar entre -{limite} y {limite} grados."
    return Regla(columna, f"abs(cartera_decimal(f.{columna})) > {limite}", dice(frase, columna))


REGLAS = [
    Regla(
        "numero_documento",
        f"{TIPO} <> '' AND {DOCUMENTO} = ''",
        "'Falta el número de ' || upper(f.tipo_documento) || '. Escríbelo o quita el tipo de documento.'",
    ),
    Regla(
        "tipo_documento",
        f"{TIPO} = '' AND {DOCUMENTO} <> ''",
        dice("Hay número de documento sin su tipo (RUC, DNI, CE o PAS).", "numero_documento"),
    ),
    Regla(
        "numero_documento",
        f"{TIPO} = 'RUC' AND {DOCUMENTO} <> '' AND NOT cartera_ruc_valido({DOCUMENTO})",
        f"""CASE
            WHEN {DOCUMENTO} !~ '^[0-9]+$' THEN 'El RUC lleva solo números.'
            WHEN length({DOCUMENTO}) <> 11 THEN 'El RUC tiene 11 números y este tiene ' || length({DOCUMENTO}) || '.'
            WHEN left({DOCUMENTO}, 2) NOT IN ('10', '15', '16', '17', '20')
                THEN 'El RUC empieza con 10, 15, 16, 17 o 20.'
            ELSE 'El último número del RUC no corresponde a los demás. Revísalo.'
        END || ' Dice «' || left(f.numero_documento, 60) || '».'""",
    ),
    Regla(
        "numero_documento",
        f"{TIPO} = 'DNI' AND {DOCUMENTO} <> '' AND {DOCUMENTO} !~ '^[0-9]{{8}}$'",
        dice("El DNI tiene 8 números.", "numero_documento"),
    ),
    Regla(
        "numero_documento",
        f"{TIPO} = 'CE' AND {DOCUMENTO} <> '' AND {DOCUMENTO} !~ '^[0-9A-Z]{{9,12}}$'",
        dice("El carné de extranjería tiene de 9 a 12 caracteres.", "numero_documento"),
    ),
    Regla(
        "numero_documento",
        f"{TIPO} = 'PAS' AND {DOCUMENTO} <> '' AND {DOCUMENTO} !~ '^[0-9A-Z]{{3,20}}$'",
        dice("El pasaporte tiene de 3 a 20 letras o números.", "numero_documento"),
    ),
    Regla("ubigeo", "f.ubigeo !~ '^[0-9]{6}$'", dice("El ubigeo tiene 6 números (INEI).", "ubigeo")),
    _no_negativo("secuencia"),
    _no_negativo("ciclo", 999),
    _no_negativo("unidades_uso"),
    _no_negativo("asignacion_m3"),
    _entre("latitud", 90),
    _entre("longitud", 180),
]

# Un texto que no es número se lee como este imposible, para no confundirlo con la celda vacía.
NO_ES = "-2147483648"
FUERA = "999"
ENTEROS = ("secuencia", "ciclo", "unidades_uso", "asignacion_m3")
TEXTOS = ("razon_social", "ubigeo", "localidad", "direccion", "sector", "ruta", "medidor")


def entero(columna: str) -> str:
    """Expresión SQL: el número, nulo si la celda está vacía o NO_ES si no se entiende."""
    return f"CASE WHEN f.{columna} IS NOT NULL THEN coalesce(cartera_entero(f.{columna}), {NO_ES}) END"


def _grados(columna: str) -> str:
    leido = f"least(greatest(coalesce(cartera_decimal(f.{columna}), {FUERA}), -{FUERA}), {FUERA})"
    return f"CASE WHEN f.{columna} IS NOT NULL THEN {leido} END::numeric(9, 6)"


TIPADA = {
    "codigo": "f.suministro",
    "suministro_id": "s.id",
    "cliente_antes": "s.cliente_id",
    "tipo_documento": TIPO,
    "numero_documento": DOCUMENTO,
    "clave_doc": f"cartera_clave_documento({TIPO}, {DOCUMENTO})",
    "nombre_norm": "coalesce(cartera_normalizar(f.razon_social), '')",
    "categoria": "upper(f.categoria)",
    "zona": "upper(f.zona)",
    "estado": "upper(f.estado)",
    **{c: f"coalesce(f.{c}, '')" for c in TEXTOS},
    **{c: entero(c) for c in ENTEROS},
    "latitud": _grados("latitud"),
    "longitud": _grados("longitud"),
}


def _lista(opciones) -> str:
    return ", ".join(f"'{o}'" for o in opciones)


CON_LARGO = [c for c in COLUMNAS if c.largo and c.nombre != "suministro"]
SOSPECHA = " OR ".join(
    [
        "t.codigo IS NULL OR t.zona IS NULL OR t.categoria IS NULL OR t.estado IS NULL",
        f"t.categoria NOT IN ({_lista(Categoria.values)}) OR t.estado NOT IN ({_lista(EstadoSuministro.values)})",
        "(t.tipo_documento = '') <> (t.numero_documento = '')",
        "(t.tipo_documento = 'RUC' AND NOT cartera_ruc_valido(t.numero_documento))",
        "(t.tipo_documento = 'DNI' AND t.numero_documento !~ '^[0-9]{8}$')",
        "(t.tipo_documento = 'CE' AND t.numero_documento !~ '^[0-9A-Z]{9,12}$')",
        "(t.tipo_documento = 'PAS' AND t.numero_documento !~ '^[0-9A-Z]{3,20}$')",
        f"t.tipo_documento NOT IN ({_lista(['', *TipoDocumento.values])})",
        "(t.ubigeo <> '' AND (length(t.ubigeo) <> 6 OR ltrim(t.ubigeo, '0123456789') <> ''))",
        *(f"t.{c} < 0" for c in ENTEROS),
        "t.ciclo > 999 OR abs(t.latitud) > 90 OR abs(t.longitud) > 180 OR length(t.codigo) > 20",
        # Contar letras cuesta más que contar bytes, y nunca hay más letras que bytes.
        *(f"octet_length(t.{c.nombre}) > {c.largo} AND length(t.{c.nombre}) > {c.largo}" for c in CON_LARGO),
    ]
)

PADRON = Importador(
    tipo="padron",
    titulo="Padrón de suministros",
    columnas=COLUMNAS,
    clave=("suministro",),
    clave_sql=("f.codigo",),
    referencias="LEFT JOIN cartera_suministro s ON s.codigo = f.suministro",
    tipada=TIPADA,
    sospecha=SOSPECHA,
    reglas=REGLAS,
    preparar=preparar,
    fusionar=fusionar,
    candado="padron",
    pide_vigencia=True,
)
