"""Cada página con N suministros y con 10 N: percentil 95 y consultas, que no deben crecer con el tamaño.

También cada orden, filtro y búsqueda de cada lista, para quien ve toda la empresa y para quien ve una zona.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from tests.banco.instalacion import con_administrador, nueva
from tests.banco.medida import Fila, correr, manage

META_MS = 300.0
META_CONSULTAS = 15.0
MESES = 6


def _navegar(carpeta: Path, suministros: int, generar: Callable[[int, int, Path], list[str]]) -> dict:
    datos = carpeta / f"datos_{suministros}"
    periodos = generar(suministros, MESES, datos)
    with nueva(carpeta / f"paginas_{suministros}") as instalacion:
        entorno = instalacion.entorno
        manage(entorno, "collectstatic", "--noinput", "--verbosity=0")
        for nombre in ("padron", "consumos", "recibos", "pagos"):
            manage(entorno, "importar", nombre, str(datos / f"{nombre}.csv.gz"), "--json")
        usuario = con_administrador(instalacion)
        manage(entorno, "seleccionar", "--periodo", periodos[-2], "--aprobar", "--usuario", usuario, "--json")
        manage(entorno, "seleccionar", "--periodo", periodos[-1], "--json")
        manage(entorno, "cerrar_mes", "--periodo", periodos[-1], "--json")
        manage(entorno, "barrer", "--al", "2026-07-31", "--json")
        con = instalacion.conexion()
        with con.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        con.close()
        ajustes = {**entorno, "DJANGO_SETTINGS_MODULE": "config.settings"}
        salida = correr([sys.executable, "-m", "tests.banco.navegar"], ajustes).salida
    *paginas, aparte = [json.loads(linea) for linea in salida.splitlines()]
    return {"paginas": paginas, **aparte}


def medir(carpeta: Path, suministros: int, generar: Callable[[int, int, Path], list[str]]) -> list[Fila]:
    """La página más lenta y la de más consultas, con `suministros` y con diez veces más."""
    filas, consultas = [], {}
    for cuantos in (suministros, suministros * 10):
        medido = _navegar(carpeta, cuantos, generar)
        paginas = sorted(medido["paginas"], key=lambda p: -p["p95_ms"])
        lentas = [p for p in paginas if p["p95_ms"] > META_MS]
        muchas = max(paginas, key=lambda p: p["consultas"])
        consultas[cuantos] = {(p["pagina"], p["quien"]): p["consultas"] for p in paginas}
        peores = "; ".join(f"{_nombre(p)} {p['p95_ms']:.0f} ms" for p in (lentas or paginas[:5])[:20])
        aparte = f"; sin medir: {medido['sin_medir']}" if medido["sin_medir"] else ""
        filas += [
            Fila(
                f"página más lenta, {cuantos:,} suministros (p95)",
                f"{paginas[0]['p95_ms']:.0f} ms",
                "",
                paginas[0]["p95_ms"],
                META_MS,
                "ms",
                f"{len(lentas)} de {len(paginas)} pasan de {META_MS:.0f} ms; {peores}{aparte}",
            ),
            Fila(
                f"más consultas en una página, {cuantos:,} suministros",
                str(muchas["consultas"]),
                "",
                muchas["consultas"],
                META_CONSULTAS,
                "",
                _nombre(muchas),
            ),
        ]
    menor, mayor = consultas.values()
    crecen = {" ".join(p): (menor[p], mayor[p]) for p in menor.keys() & mayor.keys() if mayor[p] > menor[p]}
    trabajo = "páginas con más consultas al crecer diez veces"
    filas.append(Fila(trabajo, str(len(crecen)), "", len(crecen), 0, "", str(crecen or "")))
    return filas


def _nombre(pagina: dict) -> str:
    return f"{pagina['pagina']} ({pagina['quien']})"
