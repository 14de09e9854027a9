"""Cómo se mide un proceso y cómo se enseña el resultado."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

RAIZ = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Corrida:
    """Un proceso terminado: segundos de reloj, pico de memoria en MB y lo que escribió."""

    segundos: float
    memoria_mb: float
    salida: str


@dataclass(frozen=True)
class Fila:
    """Una línea de la tabla. `valor` es lo que se compara con `meta` (una razón, ms, MB…)."""

    trabajo: str
    nuestro: str
    desnudo: str
    valor: float
    meta: float
    unidad: str = "×"
    nota: str = ""
    al_menos: bool = False  # la meta es un mínimo (páginas por segundo), no un máximo

    @property
    def cumple(self) -> bool:
        return self.valor >= self.meta if self.al_menos else self.valor <= self.meta


def correr(orden: list[str], entorno: dict[str, str], *, bien: tuple[int, ...] = (0,)) -> Corrida:
    """Corre la orden hasta el final y la mide; RuntimeError con su queja si termina con otro código."""
    inicio = time.perf_counter()
    with tempfile.TemporaryFile("w+") as quejas:  # un tubo lleno lo dejaría esperando
        proceso = subprocess.Popen(orden, env=entorno, cwd=RAIZ, stdout=subprocess.PIPE, stderr=quejas, text=True)
        salida = proceso.stdout.read()
        _, estado, uso = os.wait4(proceso.pid, 0)
        proceso.returncode = os.waitstatus_to_exitcode(estado)
        segundos = time.perf_counter() - inicio
        if proceso.returncode not in bien:
            quejas.seek(0)
            raise RuntimeError(
                f"{' '.join(map(str, orden))} terminó con {proceso.returncode}:\n{quejas.read()[-3000:]}"
            )
    return Corrida(segundos, uso.ru_maxrss / 1024, salida)


def manage(entorno: dict[str, str], *argumentos: str, bien: tuple[int, ...] = (0,)) -> Corrida:
    return correr([sys.executable, "manage.py", *argumentos], entorno, bien=bien)


def razon(trabajo: str, nuestro: float, desnudo: float, meta: float, nota: str = "") -> Fila:
    """Fila de tiempos: cuántas veces lo desnudo tarda lo nuestro."""
    return Fila(trabajo, f"{nuestro:.2f} s", f"{desnudo:.2f} s", nuestro / desnudo, meta, nota=nota)


def tabla(filas: list[Fila]) -> str:
    """La tabla en texto, con las notas debajo."""
    cabecera = ("trabajo", "nuestro", "desnudo", "valor", "meta", "")
    cuerpo = [
        (
            f.trabajo,
            f.nuestro,
            f.desnudo,
            f"{f.valor:,.2f} {f.unidad}",
            f"{'≥' if f.al_menos else '≤'} {f.meta:g} {f.unidad}",
            "cumple" if f.cumple else "no cumple",
        )
        for f in filas
    ]
    anchos = [max(len(linea[i]) for linea in (cabecera, *cuerpo)) for i in range(len(cabecera))]
    lineas = ["  ".join(celda.ljust(ancho) for celda, ancho in zip(linea, anchos, strict=True)) for linea in cuerpo]
    titulo = "  ".join(celda.ljust(ancho) for celda, ancho in zip(cabecera, anchos, strict=True))
    notas = [f"  {f.trabajo}: {f.nota}" for f in filas if f.nota]
    return "\n".join([titulo, "-" * len(titulo), *lineas, *(["", "Notas", *notas] if notas else [])])
