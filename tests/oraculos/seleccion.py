"""Quién pasa el umbral en un mes, medido de cada manera, y quién lo dejó de pasar."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.oraculos import clientes


@dataclass(frozen=True)
class Seleccion:
    """`individual` y `solo_agrupados` parten `califican`; las tres guardan claves de cliente."""

    clientes: int
    califican: frozenset[str]
    individual: frozenset[str]
    solo_agrupados: frozenset[str]


def preparar(carpeta: Path) -> duckdb.DuckDBPyConnection:
    """Agrupa los clientes y deja `mes_suministro` y `mes_cliente`, con los meses como año × 12 + mes."""
    con = clientes.abrir(carpeta, "padron", "consumos")
    clientes.agrupar(con)
    con.execute(
        """
        CREATE TABLE mes_suministro AS
        SELECT t.cliente, c.suministro, c.volumen_m3::BIGINT AS m3,
               substr(c.periodo, 1, 4)::INT * 12 + substr(c.periodo, 6, 2)::INT AS mes
        FROM consumos c JOIN titular t USING (suministro);
        CREATE TABLE mes_cliente AS SELECT cliente, mes, sum(m3) AS m3 FROM mes_suministro GROUP BY ALL;
        CREATE TABLE vivo AS SELECT DISTINCT cliente FROM titular WHERE vivo;
        """
    )
    return con


def _mes(periodo: str) -> int:
    return int(periodo[:4]) * 12 + int(periodo[5:7])


def _sobre(con, tabla, clave, medida, periodo, umbral, n, m) -> set[str]:
    """Clientes con alguna `clave` (él mismo o un suministro) cuya medida pasa del umbral."""
    condicion = {
        "ultimo_mes": "sum(m3) FILTER (mes = $fin) > $umbral",
        "promedio": "sum(m3) > $umbral * count(DISTINCT mes)",
        "n_de_m": "count(*) FILTER (m3 > $umbral) >= $n",
    }[medida]
    parametros = {"fin": _mes(periodo), "meses": 1 if medida == "ultimo_mes" else m, "umbral": umbral}
    if medida == "n_de_m":
        parametros["n"] = n
    filas = con.execute(
        f"SELECT DISTINCT cliente FROM (SELECT cliente FROM {tabla}"
        f" WHERE mes <= $fin AND mes > $fin - $meses GROUP BY cliente, {clave} HAVING {condicion})"
        " SEMI JOIN vivo USING (cliente)",
        parametros,
    ).fetchall()
    return {cliente for (cliente,) in filas}


def seleccionar(con, *, periodo: str, medida: str = "promedio", umbral: int = 100, n: int = 3, m: int = 6) -> Seleccion:
    """Los que califican en `periodo`. `m`: meses que miran promedio y n_de_m; `n`: cuántos sobre el umbral."""
    juntos = _sobre(con, "mes_cliente", "cliente", medida, periodo, umbral, n, m)
    solos = _sobre(con, "mes_suministro", "suministro", medida, periodo, umbral, n, m)
    return Seleccion(
        clientes=clientes.cuantos(con),
        califican=frozenset(juntos | solos),
        individual=frozenset(solos),
        solo_agrupados=frozenset(juntos - solos),
    )


def dejaron_de_pasar(con, *, periodo: str, umbral: int = 100, meses: int = 3) -> frozenset[str]:
    """Clientes con cada uno de los últimos `meses` meses en el umbral o menos, o sin fila."""
    filas = con.execute(
        "SELECT cliente FROM (SELECT DISTINCT cliente FROM titular) ANTI JOIN ("
        " SELECT cliente FROM mes_cliente WHERE mes <= $fin AND mes > $fin - $meses AND m3 > $umbral"
        ") USING (cliente)",
        {"fin": _mes(periodo), "meses": meses, "umbral": umbral},
    ).fetchall()
    return frozenset(cliente for (cliente,) in filas)
