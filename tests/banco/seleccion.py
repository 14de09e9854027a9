"""Selección ya importado frente a DuckDB en memoria desde los archivos, con la misma respuesta."""

import json
import sys
from pathlib import Path

from tests.banco.instalacion import Instalacion
from tests.banco.medida import Fila, correr, manage, razon

META = 1.0
_DUCKDB = """
import json, sys
from pathlib import Path
from tests.oraculos import seleccion
s = seleccion.seleccionar(seleccion.preparar(Path(sys.argv[1])), periodo=sys.argv[2])
print(json.dumps({"clientes": s.clientes, "califican": len(s.califican), "individual": len(s.individual),
                  "solo_agrupados": len(s.solo_agrupados)}))
"""


def medir(instalacion: Instalacion, datos: Path, periodo: str) -> list[Fila]:
    """Una propuesta del último mes, proceso entero contra proceso entero; RuntimeError si no coinciden."""
    duckdb = correr([sys.executable, "-c", _DUCKDB, str(datos), periodo], instalacion.entorno)
    nuestra = manage(instalacion.entorno, "seleccionar", "--periodo", periodo, "--medida", "promedio", "--json")
    # En corridas largas DuckDB dibuja antes su barra de avance: su respuesta es lo último.
    respuesta = duckdb.salida[duckdb.salida.rindex("{") :].strip()
    esperado, dicho = json.loads(respuesta), json.loads(nuestra.salida)
    if any(dicho[clave] != cifra for clave, cifra in esperado.items()):
        raise RuntimeError(f"La selección no da lo mismo: {dicho} en vez de {esperado}")
    return [
        razon("selección", nuestra.segundos, duckdb.segundos, META, f"misma respuesta: {respuesta}"),
    ]
