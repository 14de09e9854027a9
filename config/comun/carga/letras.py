"""De bytes a texto, en el código en que lo guardó cada oficina."""

from __future__ import annotations


def parece_utf8(bloque: bytes) -> bool:
    """Si la mayoría de las líneas con tildes se leen como UTF-8."""
    con_tildes = [linea for linea in bloque.split(b"\n") if not linea.isascii()]
    buenas = 0
    for linea in con_tildes:
        try:
            linea.decode()
            buenas += 1
        except UnicodeDecodeError:
            pass
    return buenas * 2 > len(con_tildes)


def partir(texto: str) -> list[str]:
    lineas = texto.replace("\r", "\n").split("\n")
    if lineas and not lineas[-1]:
        lineas.pop()
    return lineas


def como_texto(datos: bytes, *, utf8: bool = True) -> str:
    for codigo in ("utf-8", "cp1252") if utf8 else ("cp1252",):
        try:
            return datos.decode(codigo)
        except UnicodeDecodeError:
            continue
    return datos.decode("latin-1")
