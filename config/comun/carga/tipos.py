"""Lo que cada función declara para cargar su archivo. La máquina no sabe del negocio: columnas, reglas y fusión."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.module_loading import import_string

from config.importadores import IMPORTADORES, POR_PERFIL

if TYPE_CHECKING:
    from .models import Carga


class ArchivoMalo(Exception):
    """El archivo no se puede cargar; el mensaje dice qué pasa y qué hacer. No se guardó nada."""


@dataclass(frozen=True)
class Columna:
    """Una columna del contrato (docs/contrato.md).

    `lee`: función SQL que da nulo si el texto no se entiende, y `dice` qué se esperaba («debe ser un número entero»).
    `opciones`: valores admitidos, en mayúsculas. `ancho`: expresión SQL con las cifras de un código, para reponerle los
    ceros que quita la hoja de cálculo.
    """

    nombre: str
    obligatoria: bool = False
    largo: int = 0
    lee: str = ""
    dice: str = ""
    opciones: Sequence[str] = ()
    ancho: str = ""


@dataclass(frozen=True)
class Regla:
    """`mala`: condición SQL sobre la fila `f` y las `referencias` (`{hoy}`: la fecha). `motivo`: expresión de texto."""

    columna: str
    mala: str
    motivo: str


@dataclass
class Totales:
    nuevas: int = 0
    cambiadas: int = 0
    iguales: int = 0
    avisos: list[str] = field(default_factory=list)
    extras: dict[str, Any] = field(default_factory=dict)


@dataclass
class Contexto:
    """Lo que la fusión recibe: las filas buenas están en la tabla temporal `carga_filas`, como texto y sin blancos.

    Las rechazadas, con su original, en `carga_rechazos`. `hoy` y `ahora` vienen de quien pidió la carga.
    `numeros_llanos`: consta que nada del archivo parece un número que unas versiones de PostgreSQL leen y otras no.
    """

    cursor: Any
    carga: Carga
    hoy: dt.date
    ahora: dt.datetime
    filas: int
    numeros_llanos: bool = False

    @property
    def es_correccion(self) -> bool:
        """Filas corregidas de otra carga: el archivo no está completo."""
        return self.carga.corrige_id is not None

    def uno(self, sql: str, parametros: Any = None) -> Any:
        """Primer valor de la primera fila."""
        self.cursor.execute(sql, parametros)
        return self.cursor.fetchone()[0]

    def hacer(self, sql: str, parametros: Any = None) -> int:
        """Ejecuta y devuelve cuántas filas tocó."""
        self.cursor.execute(sql, parametros)
        return self.cursor.rowcount

    def rechazar(self, sql: str, parametros: Any = None) -> int:
        """Pasa a la bandeja lo que da la consulta (linea, columna, motivo); devuelve cuántas filas salieron."""
        from .revision import rechazar

        return rechazar(self.cursor, sql, parametros)


@dataclass(frozen=True)
class Importador:
    """`preparar` puede rechazar filas que solo se juzgan juntas; `fusionar` guarda y cuenta. Misma transacción.

    Para archivos de millones: `tipada` (columna → expresión sobre `f` y las `referencias`) se lee una vez en la tabla
    temporal `carga_tipada`, y las reglas solo miran las filas que cumplen `sospecha` (condición sobre `t`, que debe ser
    cierta siempre que una regla lo sea).
    """

    tipo: str
    titulo: str
    columnas: Sequence[Columna]
    clave: Sequence[str]
    fusionar: Callable[[Contexto], Totales]
    reglas: Sequence[Regla] = ()
    referencias: str = ""
    preparar: Callable[[Contexto], None] | None = None
    tipada: Mapping[str, str] | None = None
    sospecha: str = ""
    # Filas con la misma clave (en `carga_tipada`, si la hay): la segunda se rechaza. Vacío: decide la fusión.
    clave_sql: Sequence[str] = ()
    permiso: str = "cartera.importar"
    candado: str = ""
    pide_vigencia: bool = False
    # Carga de una sola pasada un archivo sin ninguna duda; nulo (o un error de la base) si hay que revisarlo.
    directo: Callable[[Contexto], Totales | None] | None = None
    # Cómo se abre el archivo (ruta, conocidas, obligatorias), si no es como los de facturación.
    abrir: Callable[..., Any] | None = None

    @cached_property
    def por_nombre(self) -> dict[str, Columna]:
        return {c.nombre: c for c in self.columnas}

    @property
    def obligatorias(self) -> list[str]:
        return [c.nombre for c in self.columnas if c.obligatoria]


def importador(tipo: str) -> Importador:
    """El importador de ese tipo; el de «registro:3» se arma con el perfil 3. KeyError si no hay."""
    nombre, _, perfil = tipo.partition(":")
    if perfil:
        return import_string(POR_PERFIL[nombre])(perfil)
    return import_string(IMPORTADORES[tipo])


def dice(frase: str, columna: str) -> str:
    """Expresión SQL: la frase y lo que decía la celda, recortado."""
    return f"""'{frase} Dice «' || left(coalesce(f.{columna}, ''), 60) || '».'"""
