"""Registros de otras entidades: comillas y separadores dentro de los nombres, y letras que ya vienen dañadas."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from .lectura import Fila, TablaTexto, limpiar

DANADO = "\ufffd"


class TablaLlana(TablaTexto):
    """Como TablaTexto, con tres licencias.

    Sin `con_comillas`, las comillas son letras y cada línea es una fila. Un separador de más es de la columna
    `elastica` (el nombre). Lo que no se puede leer queda como «�» para que quien carga lo cuente, sin perder la fila.
    """

    def __init__(
        self,
        ruta: Path,
        conocidas: Collection[str],
        obligatorias: Collection[str],
        *,
        elastica: str,
        con_comillas: bool,
        comprimido: bool = False,
    ):
        self.con_comillas = con_comillas
        super().__init__(ruta, conocidas, obligatorias, comprimido=comprimido)
        self._elastica = self.columnas.index(elastica)
        # Un separador al final de la cabecera deja columnas sin nombre que las filas pueden no traer.
        self._cola = len(self.columnas) - max(i for i, c in enumerate(self.columnas, 1) if c)

    def _limpio(self, bloque: bytes) -> bool:
        return (self.con_comillas or b'"' not in bloque) and super()._limpio(bloque)

    def _separar(self, lineas: list[str], primera: int, *, final: bool) -> tuple[list[Fila], int]:
        if self.con_comillas:
            return super()._separar(lineas, primera, final=final)
        ancho = len(self.columnas)
        filas = (self._fila(primera + i, x.split(self.delimitador), ancho) for i, x in enumerate(lineas))
        return [f for f in filas if f], len(lineas)

    def _fila(self, linea: int, crudos: list[str], ancho: int, error: str = "") -> Fila | None:
        valores = [limpiar(v.replace("\0", DANADO)) for v in crudos]
        if not any(valores):
            return None
        while len(valores) > ancho and not any(valores[-1 - self._cola :]):
            valores.pop()
        if (sobran := len(valores) - ancho) > 0:
            desde, hasta = self._elastica, self._elastica + sobran + 1
            nombre = f" {self.delimitador} ".join(v for v in valores[desde:hasta] if v)
            valores[desde:hasta] = [nombre or None]
        elif -sobran <= self._cola:
            valores += [None] * -sobran
        elif not error:
            error = f"La fila tiene {len(valores)} columnas y deben ser {ancho}. Revisa los separadores."
        return Fila(linea, valores, error)
