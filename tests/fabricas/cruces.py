"""Registros externos pequeños: `registro_sunat(("20990000001", "EMPRESA SAC"), …)` y su cruce con el padrón."""

import datetime as dt
from pathlib import Path

from config.comun.carga.models import Carga
from principales.cruces import services
from principales.cruces.models import PerfilRegistro, Registrado
from principales.cruces.selectors import Cuentas
from tests.fabricas.cargas import AHORA, HOY, archivo

CABECERA_SUNAT = "Ruc|Nombre/Razon|A partir del|Resolucion|"
CABECERA_LICENCIAS = "RUC,Razón social,Dirección,Distrito,Giro,Fecha,Licencia"
PESOS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def ruc(n: int) -> str:
    """Un RUC inventado con su dígito bueno: 2077…"""
    base = f"2077{n:06d}"
    return base + str((11 - sum(int(c) * p for c, p in zip(base, PESOS, strict=True)) % 11) % 10)


def fila_sunat(numero: str, nombre: str, desde: str = "01/06/2002", resolucion: str = "R-001") -> str:
    return f"{numero}|{nombre}|{desde}|{resolucion}|"


def registro_sunat(*filas: tuple | str, fin: str = "\r", codigo: str = "latin-1") -> Path:
    """El archivo como lo publica SUNAT: barras, Latin-1 y fin de línea CR. Una fila de texto va tal cual."""
    lineas = [CABECERA_SUNAT, *(f if isinstance(f, str) else fila_sunat(*f) for f in filas)]
    return archivo((fin.join(lineas) + fin).encode(codigo), "registro.txt")


def licencias(*filas: tuple[str, ...]) -> Path:
    """(ruc, nombre, dirección, distrito) por licencia."""
    lineas = [CABECERA_LICENCIAS, *(",".join([*f, "Bodega", "12/05/2026", f"LF-{i}"]) for i, f in enumerate(filas))]
    return archivo("\n".join(lineas) + "\n", "licencias.csv")


def perfil(clave: str = "sunat") -> PerfilRegistro:
    return PerfilRegistro.objects.get(clave=clave)


def cruzar(ruta: Path, *, de: str = "sunat", ahora: dt.datetime = AHORA, **opciones) -> tuple[Carga, Cuentas]:
    carga = services.crear_carga(perfil=perfil(de), nombre=ruta.name, ahora=ahora)
    cuentas = services.cruzar(carga=carga, ruta=ruta, hoy=HOY, ahora=ahora, **opciones)
    carga.refresh_from_db()
    return carga, cuentas


def registrado(nombre: str) -> Registrado:
    return Registrado.objects.get(nombre=nombre)
