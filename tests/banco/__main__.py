"""python -m tests.banco [--suministros N] [--solo importacion,seleccion,…]: corre los trabajos y enseña la tabla."""

import argparse
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from cartera.generador.services import Encargo, escribir, meses_hasta
from tests.banco import arranque, bancos, barrido, contactos, cruce, importacion, paginas, pdf, seleccion
from tests.banco.instalacion import nueva
from tests.banco.medida import Fila, tabla

ULTIMO_MES = date(2026, 6, 1)
AL = date(2026, 7, 31)
TRABAJOS = ("importacion", "seleccion", "contactos", "cruce", "barrido", "paginas", "pdf", "banco", "arranque")


def _argumentos() -> argparse.Namespace:
    lector = argparse.ArgumentParser(prog="make bench", description=__doc__)
    lector.add_argument("--suministros", type=int, default=2_000_000, help="para importar y seleccionar")
    lector.add_argument("--meses", type=int, default=6)
    lector.add_argument("--principales", type=int, default=50_000, help="clientes del barrido")
    lector.add_argument("--recibos", type=int, default=12, help="recibos de cada uno en el barrido")
    lector.add_argument(
        "--paginas", type=int, default=20_000, help="suministros de las páginas; también se mide con diez veces más"
    )
    lector.add_argument("--pagos", type=int, default=200_000, help="pagos del archivo de banco")
    lector.add_argument("--solo", default=",".join(TRABAJOS), help=f"trabajos, entre {', '.join(TRABAJOS)}")
    opciones = lector.parse_args()
    opciones.solo = [t for t in opciones.solo.split(",") if t]
    if sobran := set(opciones.solo) - set(TRABAJOS):
        lector.error(f"No hay trabajo «{', '.join(sobran)}». Son: {', '.join(TRABAJOS)}")
    return opciones


def _generar(suministros: int, meses: int, salida: Path) -> list[str]:
    periodos = meses_hasta(hasta=ULTIMO_MES, meses=meses)
    _decir(f"Generando {suministros:,} suministros × {meses} meses…")
    escribir(encargo=Encargo(suministros=suministros, semilla=1, periodos=periodos, al=AL), salida=salida)
    return [f"{p:%Y-%m}" for p in periodos]


def _decir(texto: str) -> None:
    print(texto, file=sys.stderr, flush=True)


def _cargas(opciones: argparse.Namespace, carpeta: Path) -> list[Fila]:
    """Importación, selección, contactos y cruce comparten datos e instalación: necesitan lo de la primera."""
    if not {"importacion", "seleccion", "contactos", "cruce"} & set(opciones.solo):
        return []
    periodos = _generar(opciones.suministros, opciones.meses, carpeta / "datos")
    with nueva(carpeta / "cargas") as instalacion:
        _decir("Importación…")
        filas = importacion.medir(instalacion, carpeta / "datos", periodos)
        if "seleccion" in opciones.solo:
            _decir("Selección…")
            filas += seleccion.medir(instalacion, carpeta / "datos", periodos[-1])
        if "contactos" in opciones.solo:
            _decir("Contactos…")
            filas += contactos.medir(instalacion)
        if "cruce" in opciones.solo:
            _decir("Cruce…")
            filas += cruce.medir(instalacion, carpeta / "datos")
    return filas


def principal() -> int:
    opciones = _argumentos()
    inicio = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="banco-") as ruta:
        carpeta = Path(ruta)
        filas = _cargas(opciones, carpeta)
        if "barrido" in opciones.solo:
            _decir("Barrido…")
            with nueva(carpeta / "barrido") as instalacion:
                filas += barrido.medir(instalacion, opciones.principales, opciones.recibos)
        if "paginas" in opciones.solo:
            filas += paginas.medir(carpeta, opciones.paginas, _generar)
        if "pdf" in opciones.solo:
            _decir("PDF…")
            with nueva(carpeta / "pdf") as instalacion:
                filas += pdf.medir(instalacion)
        if "banco" in opciones.solo:
            _decir("Archivo de banco…")
            with nueva(carpeta / "banco") as instalacion:
                filas += bancos.medir(instalacion, opciones.pagos)
        if "arranque" in opciones.solo:
            _decir("Arranque…")
            filas += arranque.medir(carpeta / "arranque")
    print(tabla(filas))
    _decir(f"{time.perf_counter() - inicio:.0f} s en total")
    return 0 if all(f.cumple for f in filas) else 1


if __name__ == "__main__":
    sys.exit(principal())
