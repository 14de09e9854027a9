"""Gráficos SVG hechos en el servidor: los mismos en la página y en el PDF, con su tabla de datos."""

from config.comun.graficos.constructor import Grafico, Serie, barras, lineas

__all__ = ["Grafico", "Serie", "barras", "lineas"]
