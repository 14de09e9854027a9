"""Con quién coincide cada fila de un registro, en Python llano y desde los archivos: documento y, si no, nombre."""

import csv
import gzip
import io
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

PESOS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
FORMAS = (("E.I.R.L.", "EIRL"), ("S.A.C.", "SAC"), ("S.R.L.", "SRL"), ("S.A.", "SA"))


def digito(diez: str) -> str:
    return str((11 - sum(int(c) * p for c, p in zip(diez, PESOS, strict=True)) % 11) % 10)


def ruc_bueno(numero: str) -> bool:
    """11 números, prefijo de los que existen y su dígito (NORMAS §4)."""
    return bool(re.fullmatch(r"(10|15|16|17|20)\d{9}", numero)) and numero[10] == digito(numero[:10])


def normalizar(nombre: str) -> str:
    """Mayúsculas sin tildes ni signos, con las formas legales juntas (NORMAS §1)."""
    plano = nombre.upper().replace("N°", "N").replace("Nº", "N")
    plano = "".join(c for c in unicodedata.normalize("NFKD", plano) if not unicodedata.combining(c))
    for escrita, junta in FORMAS:
        plano = plano.replace(escrita, junta)
    return " ".join(re.sub(r"[^A-Z0-9 ]", "", plano).split())


def clave(tipo: str, numero: str) -> str:
    """El documento; un RUC 10 y su DNI son la misma persona."""
    return f"DNI {numero[2:10]}" if tipo == "RUC" and numero.startswith("10") else f"{tipo} {numero}"


@dataclass
class Cruce:
    """RUC de las filas que entran, según con quién coinciden; y cuántas no entran."""

    por_documento: set[str] = field(default_factory=set)
    por_nombre: set[str] = field(default_factory=set)
    resto: set[str] = field(default_factory=set)
    rechazadas: int = 0


def padron(ruta: Path) -> tuple[set[str], set[str]]:
    """Los documentos y los nombres normalizados que hay escritos en el padrón."""
    documentos, nombres = set(), set()
    with gzip.open(ruta, "rt", encoding="utf-8", newline="") as texto:
        for fila in csv.DictReader(texto):
            numero = re.sub(r"[ .-]", "", fila["numero_documento"] or "")
            if numero:
                documentos.add(clave(fila["tipo_documento"], numero))
            if nombre := normalizar(fila["razon_social"] or ""):
                nombres.add(nombre)
    return documentos, nombres


def cruzar(registro: bytes, documentos: set[str], nombres: set[str]) -> Cruce:
    """El registro de SUNAT (Latin-1, fin de línea CR, sin barras dentro de los nombres) contra ese padrón."""
    hecho = Cruce()
    for linea in io.StringIO(registro.decode("latin-1"), newline="\r"):
        partes = linea.rstrip("\r").split("|")
        if partes[0] == "Ruc" or not any(partes):
            continue
        if len(partes) not in (4, 5) or not ruc_bueno(partes[0].strip()) or not normalizar(partes[1]):
            hecho.rechazadas += 1
            continue
        numero, nombre = partes[0].strip(), normalizar(partes[1])
        if clave("RUC", numero) in documentos:
            hecho.por_documento.add(numero)
        elif nombre in nombres:
            hecho.por_nombre.add(numero)
        else:
            hecho.resto.add(numero)
    return hecho
