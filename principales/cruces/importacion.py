"""Un registro externo como archivo que se carga: sus columnas las dice el perfil; la fila mala, estas reglas.

El perfil es dato de la oficina: sus nombres de columna entran en SQL y por eso se comprueban aquí otra vez.
"""

from __future__ import annotations

import re
from functools import partial

from cartera.padron.choices import TipoDocumento
from cartera.padron.importacion import REGLAS as REGLAS_PADRON
from config.comun.carga.lectura import abrir_tabla
from config.comun.carga.llana import TablaLlana
from config.comun.carga.tipos import Columna, Importador, Regla

from .choices import Dato
from .fusion import fusionar
from .models import PerfilRegistro

COLUMNA = re.compile(r"[a-z_][a-z0-9_]{0,39}")
RESERVADAS = {"linea", "error_", "_resto", "motivo"}
LARGOS = {
    Dato.NUMERO: 30,
    Dato.TIPO: 30,
    Dato.NOMBRE: 200,
    Dato.DIRECCION: 200,
    Dato.LOCALIDAD: 80,
    Dato.GIRO: 200,
    Dato.REFERENCIA: 200,
}
# Letras que ya venían dañadas: lo ilegible, controles, «COMPA?IA» y UTF-8 leído como Latin-1. Casi ningún nombre tiene
# de qué dudar, y la expresión regular cuesta más que todo lo demás: primero se mira si hace falta.
DANADO = r"""CASE WHEN position('?' IN {0}) > 0 OR octet_length({0}) <> char_length({0}) THEN
    {0} ~ '[\u0080-\u009f\ufffd]|[[:alpha:]]\?[[:alpha:]]|Ã[^A-Za-z ]' ELSE false END"""


def importador_de(clave: str) -> Importador:
    """El importador del registro con ese perfil. KeyError si no existe."""
    perfil = PerfilRegistro.objects.filter(pk=clave).first() if clave.isdecimal() else None
    if perfil is None:
        raise KeyError(f"registro:{clave}")
    return armar(perfil)


def armar(perfil: PerfilRegistro) -> Importador:
    """Columnas, reglas y lectura tipada de ese perfil. ValueError si una columna no sirve de nombre."""
    de = {Dato(dato): _columna(nombre) for dato, nombre in perfil.columnas.items() if nombre}
    numero = f"translate(upper(coalesce({_celda(de, Dato.NUMERO)}, '')), ' .-', '')"
    tipo = _tipo(perfil, de, numero)
    reglas = _reglas(de, numero, tipo)
    nombre = f"left(coalesce(cartera_normalizar({_celda(de, Dato.NOMBRE)}), ''), 200)"
    clave = f"coalesce(cartera_clave_documento({tipo}, {numero}), 'N:' || {nombre})"
    direccion = f"left(coalesce(principales_direccion({_celda(de, Dato.DIRECCION)}), ''), 200)"
    claves = [de.get(Dato.NUMERO, de[Dato.NOMBRE])]
    if Dato.DIRECCION in de:
        claves.append(de[Dato.DIRECCION])
    return Importador(
        tipo=perfil.tipo_de_carga,
        titulo=perfil.nombre,
        columnas=_columnas(perfil, de),
        clave=claves,
        fusionar=fusionar,
        reglas=reglas,
        tipada={
            "clave": clave,
            "tipo": f"CASE WHEN {numero} = '' THEN '' ELSE {tipo} END",
            "numero": numero,
            "nombre": f"coalesce({_celda(de, Dato.NOMBRE)}, '')",
            "nombre_norm": nombre,
            "danado": f"coalesce({DANADO.format(_celda(de, Dato.NOMBRE))}, false)",
            "direccion_norm": direccion,
            **{d.value: f"coalesce({_celda(de, d)}, '')" for d in (Dato.DIRECCION, Dato.LOCALIDAD, Dato.GIRO)},
            "referencia": f"coalesce({_celda(de, Dato.REFERENCIA)}, '')",
            "desde": f"cartera_fecha({_celda(de, Dato.DESDE)})",
            "mala": " OR ".join(f"coalesce({r.mala}, false)" for r in [*reglas, *_largos(de)]),
        },
        sospecha="t.mala",
        clave_sql=("clave", "direccion_norm"),
        permiso="principales.cruzar",
        candado="cruces",
        abrir=partial(
            abrir_tabla,
            texto=partial(TablaLlana, elastica=de[Dato.NOMBRE], con_comillas=perfil.con_comillas),
        ),
    )


def _columna(nombre: str) -> str:
    if not COLUMNA.fullmatch(nombre) or nombre in RESERVADAS:
        raise ValueError(f"«{nombre}» no sirve como nombre de columna. Usa letras, números y guion bajo.")
    return nombre


def _celda(de: dict[Dato, str], dato: Dato) -> str:
    return f"f.{de[dato]}" if dato in de else "NULL::text"


def _tipo(perfil: PerfilRegistro, de: dict[Dato, str], numero: str) -> str:
    """El tipo que dice la fila; si no, el del perfil; si no, el que dicen sus cifras."""
    dicho = f"upper({_celda(de, Dato.TIPO)})"
    if perfil.tipo_documento:
        return f"coalesce({dicho}, '{TipoDocumento(perfil.tipo_documento).value}')"
    return (
        f"coalesce({dicho}, CASE length({numero}) WHEN 11 THEN 'RUC' WHEN 8 THEN 'DNI' WHEN 0 THEN '' ELSE 'RUC' END)"
    )


def _columnas(perfil: PerfilRegistro, de: dict[Dato, str]) -> list[Columna]:
    cifras = {TipoDocumento.RUC.value: "11", TipoDocumento.DNI.value: "8", TipoDocumento.CE.value: "9"}
    columnas = []
    for dato, nombre in de.items():
        es_numero = dato == Dato.NUMERO
        columnas.append(
            Columna(
                nombre,
                # En un registro por documento, sin documento la fila no dice de quién es.
                obligatoria=dato == Dato.NOMBRE or (es_numero and bool(perfil.tipo_documento)),
                largo=LARGOS.get(dato, 0),
                ancho=cifras.get(perfil.tipo_documento, "") if es_numero else "",
                opciones=TipoDocumento.values if dato == Dato.TIPO else (),
                lee="cartera_fecha" if dato == Dato.DESDE else "",
                dice="debe ser una fecha, como 31/12/2026" if dato == Dato.DESDE else "",
            )
        )
    return columnas


def _reglas(de: dict[Dato, str], numero: str, tipo: str) -> list[Regla]:
    """Las del documento son las mismas del padrón (NORMAS §4), sobre la columna de este archivo."""
    reglas = []
    if Dato.NUMERO in de:
        columna = de[Dato.NUMERO]
        for regla in REGLAS_PADRON:
            if regla.columna == "numero_documento" and not regla.motivo.startswith("'Falta"):
                reglas.append(Regla(columna, _ajena(regla.mala, columna, tipo), _ajena(regla.motivo, columna, tipo)))
    nombre = _celda(de, Dato.NOMBRE)
    reglas.append(
        Regla(
            de[Dato.NOMBRE],
            f"{nombre} IS NOT NULL AND {nombre} !~ '[A-Za-z0-9\\u00c0-\\u017f]'",
            f"'El nombre no tiene letras ni números. Dice «' || left({nombre}, 60) || '».'",
        )
    )
    return reglas


def _ajena(sql: str, columna: str, tipo: str) -> str:
    """La regla del padrón con la columna y el tipo de este archivo."""
    for suyo in ("upper(coalesce(f.tipo_documento, ''))", "upper(f.tipo_documento)"):
        sql = sql.replace(suyo, tipo)
    return sql.replace("f.numero_documento", f"f.{columna}")


def _largos(de: dict[Dato, str]) -> list[Regla]:
    """Lo que la máquina revisa sola por columna, para señalar las filas que debe mirar."""
    malas = [f"f.{nombre} IS NULL" for dato, nombre in de.items() if dato in (Dato.NOMBRE, Dato.NUMERO)]
    malas += [f"length(f.{nombre}) > {LARGOS[dato]}" for dato, nombre in de.items() if dato in LARGOS]
    if Dato.DESDE in de:
        fecha = f"f.{de[Dato.DESDE]}"
        malas.append(f"({fecha} IS NOT NULL AND cartera_fecha({fecha}) IS NULL)")
    if Dato.TIPO in de:
        malas.append(f"upper(f.{de[Dato.TIPO]}) NOT IN ({', '.join(repr(t) for t in TipoDocumento.values)})")
    return [Regla("", mala, "''") for mala in malas]
