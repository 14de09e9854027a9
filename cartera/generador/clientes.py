"""Clientes inventados y las filas del padrón de sus suministros."""

import unicodedata
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from cartera.generador import documentos
from cartera.generador.formas import ADORNOS, CLASES, FORMAS_LEGALES, LUGARES, PAGADORES, USOS, VIAS, Pagador

COLUMNAS = (
    "suministro,tipo_documento,numero_documento,razon_social,categoria,ubigeo,localidad,direccion,zona,sector,ruta,"
    "secuencia,medidor,estado,ciclo,unidades_uso,asignacion_m3,latitud,longitud"
)
GRUPO_MAYOR = 250

_pesos_clase = list(accumulate(c.peso for c in CLASES))
_pesos_lugar = list(accumulate(lugar[5] for lugar in LUGARES))
_pesos_pagador = list(accumulate(p.peso for p in PAGADORES))


@dataclass(slots=True)
class Suministro:
    """Lo que el resto del generador necesita saber de un suministro."""

    indice: int
    codigo: str
    categoria: str
    ciclo: int
    con_medidor: bool
    de_baja: bool
    base: float  # consumo mensual medio en m³; 0 si nadie usa el agua
    pagador: Pagador
    padron: str  # su fila del padrón, sin salto de línea


@dataclass(slots=True)
class _Cliente:
    numero: int
    nombre: str
    tipo: str
    documento: str
    clase: int
    pagador: Pagador
    lugar: tuple


def _sin_tildes(texto: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", texto) if not unicodedata.combining(c))


def _tecleado_por_otro(azar: Random, nombre: str) -> str:
    """El mismo nombre como lo escribió otro empleado; al compararlos deben ser iguales."""
    manera = azar.randrange(5)
    if manera == 0:
        return nombre.lower()
    if manera == 1:
        return _sin_tildes(nombre).replace("N°", "Nº")
    if manera == 2:
        return nombre.replace(" ", "  ")
    if manera == 3:
        return nombre.replace(".", "") if nombre.endswith(FORMAS_LEGALES) else nombre.title()
    return f" {nombre} "


def _con_errata(azar: Random, nombre: str) -> str:
    """Un nombre sólo parecido: le falta una letra. Lo debe resolver una persona."""
    lugar = azar.randrange(1, max(2, nombre.find(" ")))
    return nombre[:lugar] + nombre[lugar + 1 :]


def _csv(texto: str) -> str:
    if '"' in texto or "," in texto:
        return '"' + texto.replace('"', '""') + '"'
    return texto


def _nuevo_cliente(azar: Random, numero: int, anterior: _Cliente | None) -> _Cliente:
    clase_n = azar.choices(range(len(CLASES)), cum_weights=_pesos_clase)[0]
    clase = CLASES[clase_n]
    if clase.rubros:
        nombre = f"{azar.choice(clase.rubros)} {azar.choice(ADORNOS)} N° {numero:06d}"
        if azar.random() < 0.01:
            nombre = f'{azar.choice(clase.rubros)} "{azar.choice(ADORNOS)}" N° {numero:06d}'
        if clase.forma_legal:
            nombre = f"{nombre} {azar.choice(FORMAS_LEGALES)}"
        tipo, documento = "RUC", documentos.ruc(numero)
    else:
        nombre = f"USUARIO {numero:06d} DE PRUEBA"
        tipo, documento = "DNI", documentos.dni(numero)
        if azar.random() < 0.008:
            tipo, documento = "CE", documentos.carne_extranjeria(numero)
    suerte = azar.random()
    if suerte < 0.012:  # nadie le pidió el documento
        tipo, documento = "", ""
        if suerte < 0.0008:
            nombre = ""
    elif suerte < 0.0145 and anterior and anterior.nombre:  # homónimo: otro documento, el mismo nombre
        nombre = anterior.nombre
    pagador = azar.choices(PAGADORES, cum_weights=_pesos_pagador)[0]
    lugar = azar.choices(LUGARES, cum_weights=_pesos_lugar)[0]
    return _Cliente(numero, nombre, tipo, documento, clase_n, pagador, lugar)


def _cuantos(azar: Random, cliente: _Cliente) -> int:
    if not cliente.nombre:
        return 1
    return min(GRUPO_MAYOR, int(azar.paretovariate(CLASES[cliente.clase].grupo)))


def _base(azar: Random, categoria: str) -> float:
    """Consumo mensual medio: lognormal con una cola más pesada de uno en cien y algunos exactamente en 100."""
    uso = USOS[categoria]
    suerte = azar.random()
    if suerte < uso.sin_uso:
        return 0.0
    if suerte > 0.998:
        return 100.0
    base = azar.lognormvariate(0.0, uso.sigma) * uso.mediana
    if suerte > 0.988:
        base *= azar.paretovariate(1.1)
    return min(base, 25_000.0)


def _identidad(azar: Random, cliente: _Cliente, orden: int) -> tuple[str, str, str]:
    """(tipo, número, nombre) con que se registró el suministro número `orden` del cliente."""
    tipo, numero, nombre = cliente.tipo, cliente.documento, cliente.nombre
    if orden == 0 or not nombre:
        return tipo, numero, nombre
    suerte = azar.random()
    if suerte < 0.30:
        nombre = _tecleado_por_otro(azar, nombre)
    if suerte < 0.06:
        tipo = numero = ""
    elif suerte > 0.995:
        return "", "", _con_errata(azar, nombre)
    elif suerte > 0.93 and tipo == "DNI":
        return "RUC", documentos.ruc_de_persona(numero), nombre
    return tipo, numero, nombre


def _suministro(azar: Random, cliente: _Cliente, indice: int, orden: int) -> Suministro:
    clase = CLASES[cliente.clase]
    categoria = azar.choices([c for c, _ in clase.categorias], weights=[p for _, p in clase.categorias])[0]
    base = _base(azar, categoria)
    zona, localidad, ubigeo, latitud, longitud, _ = (
        azar.choices(LUGARES, cum_weights=_pesos_lugar)[0] if orden > 2 else cliente.lugar
    )
    suerte = azar.random()
    estado = "BAJA" if suerte < 0.003 else "CORTADO" if suerte < 0.021 else "ACTIVO"
    con_medidor = azar.random() > 0.06
    # Facturación ya tenía en el ciclo 6 a parte de los grandes.
    ciclo = 6 if base > 400 and azar.random() < 0.5 else 1 + indice % 5
    codigo = f"{indice + 1:010d}"
    tipo, numero, nombre = _identidad(azar, cliente, orden)
    sector = 1 + (cliente.numero * 7) % 12
    manzana, lote = azar.randrange(1, 90), azar.randrange(1, 45)
    direccion = f"{azar.choice(VIAS)} Mz {manzana:03d} Lt {lote:02d}"
    unidades = 1 if categoria in ("DOMESTICO", "SOCIAL") else azar.choice((1, 1, 1, 2, 3))
    norte, este = latitud + azar.uniform(-0.015, 0.015), longitud + azar.uniform(-0.015, 0.015)
    posicion = f"{norte:.6f},{este:.6f}" if azar.random() > 0.02 else ","
    padron = (
        f"{codigo},{tipo},{numero},{_csv(nombre)},{categoria},{ubigeo},{localidad},{direccion},{zona},{sector},"
        f"{10 + manzana // 2},{lote * 100 + orden + 1},{'M' + codigo if con_medidor else ''},{estado},{ciclo},"
        f"{unidades},{USOS[categoria].asignacion},{posicion}"
    )
    # Cada local de un grupo puede pagar a su manera.
    pagador = cliente.pagador if azar.random() < 0.9 else azar.choices(PAGADORES, cum_weights=_pesos_pagador)[0]
    return Suministro(indice, codigo, categoria, ciclo, con_medidor, estado == "BAJA", base, pagador, padron)


def suministros_del_bloque(azar: Random, desde: int, hasta: int, grupo_inicial: int = 0):
    """Genera los suministros de índice `desde` a `hasta` - 1, agrupados por cliente.

    `grupo_inicial`: tamaño forzado del primer cliente de empresa (el mayor de la empresa), 0 para ninguno.
    """
    anterior = None
    indice = desde
    while indice < hasta:
        cliente = _nuevo_cliente(azar, indice + 1, anterior)
        cuantos = _cuantos(azar, cliente)
        if grupo_inicial and cliente.tipo == "RUC":
            cuantos, grupo_inicial = grupo_inicial, 0
        for orden in range(min(cuantos, hasta - indice)):
            yield _suministro(azar, cliente, indice, orden)
            indice += 1
        anterior = cliente
