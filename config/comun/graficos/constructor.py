"""Barras y líneas en SVG. Sin estilos en línea (la CSP no los deja): solo atributos de presentación."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from config.comun.graficos.escala import Numero, marcas

# Se distinguen también en gris y para quien no ve algún color; las líneas, además, por trazo y marca.
COLORES = ("#1d5fa8", "#c2410c", "#2f7d4f", "#7c3aed", "#8a6d00", "#475569")
TRAZOS = ("", "7 3", "2 3", "9 3 2 3", "12 4", "4 2")
TEXTO, REJILLA, EJE = "#374151", "#e5e7eb", "#6b7280"
IZQUIERDA, DERECHA, ARRIBA, ABAJO = 64, 12, 28, 34
FUENTE = 11


@dataclass(frozen=True, slots=True)
class Serie:
    """Un nombre y un valor por etiqueta; None es «sin dato» y no se dibuja (no es cero)."""

    nombre: str
    valores: Sequence[Numero | None]


@dataclass(frozen=True, slots=True)
class Grafico:
    """El dibujo y su tabla. En una plantilla, `{{ grafico }}` pone los dos; `{{ grafico.svg }}`, solo el dibujo."""

    titulo: str
    descripcion: str
    svg: SafeString
    encabezados: tuple[str, ...]
    filas: tuple[tuple[str, ...], ...]

    def __html__(self) -> str:
        return render_to_string("comun/graficos/grafico.html", {"grafico": self})

    def __str__(self) -> str:
        return self.__html__()


@dataclass(frozen=True, slots=True)
class _Lienzo:
    ancho: int
    alto: int
    etiquetas: tuple[str, ...]
    eje: tuple[float, ...]

    @property
    def paso(self) -> float:
        return (self.ancho - IZQUIERDA - DERECHA) / max(len(self.etiquetas), 1)

    def x(self, i: int) -> float:
        """Centro de la columna i."""
        return IZQUIERDA + self.paso * (i + 0.5)

    def y(self, valor: Numero) -> float:
        parte = (float(valor) - self.eje[0]) / (self.eje[-1] - self.eje[0])
        return self.alto - ABAJO - parte * (self.alto - ABAJO - ARRIBA)


def barras(
    *,
    titulo: str,
    etiquetas: Sequence[str],
    series: Sequence[Serie],
    descripcion: str = "",
    formato: Callable[[Numero], str] = "{:,}".format,
    corte: tuple[str, Numero] | None = None,
    columna: str = "",
    ancho: int = 720,
    alto: int = 260,
) -> Grafico:
    """Barras verticales agrupadas. `corte`: línea de referencia con su nombre (el umbral, la meta).

    `columna` nombra las etiquetas en la tabla («Mes»). ValueError si una serie no tiene un valor por etiqueta.
    """
    lienzo = _preparar(etiquetas, series, corte, ancho, alto)
    grosor = min(lienzo.paso * 0.78 / max(len(series), 1), 46)
    piezas = []
    for s, serie in enumerate(series):
        for i, valor in enumerate(serie.valores):
            if valor is None:
                continue
            izquierda = lienzo.x(i) - grosor * len(series) / 2 + grosor * s
            arriba, abajo = sorted((lienzo.y(valor), lienzo.y(0)))
            nota = f"{etiquetas[i]}, {serie.nombre}: {formato(valor)}"
            piezas.append(
                format_html(
                    '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"><title>{}</title></rect>',
                    _n(izquierda + 0.5),
                    _n(arriba),
                    _n(max(grosor - 1, 1)),
                    _n(max(abajo - arriba, 0.5)),
                    COLORES[s % len(COLORES)],
                    nota,
                )
            )
    return _armar(lienzo, titulo, descripcion, series, formato, columna, corte, _juntar(piezas), False)


def lineas(
    *,
    titulo: str,
    etiquetas: Sequence[str],
    series: Sequence[Serie],
    descripcion: str = "",
    formato: Callable[[Numero], str] = "{:,}".format,
    corte: tuple[str, Numero] | None = None,
    columna: str = "",
    ancho: int = 720,
    alto: int = 260,
) -> Grafico:
    """Una línea por serie; donde falta el dato la línea se corta. Argumentos y errores, los de `barras`."""
    lienzo = _preparar(etiquetas, series, corte, ancho, alto)
    piezas = []
    for s, serie in enumerate(series):
        color, trazo = COLORES[s % len(COLORES)], TRAZOS[s % len(TRAZOS)]
        for tramo in _tramos(serie.valores):
            puntos = " ".join(f"{_n(lienzo.x(i))},{_n(lienzo.y(v))}" for i, v in tramo)
            piezas.append(
                format_html(
                    '<polyline points="{}" fill="none" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>',
                    puntos,
                    color,
                    trazo or "none",
                )
            )
        for i, valor in enumerate(serie.valores):
            if valor is not None:
                nota = f"{etiquetas[i]}, {serie.nombre}: {formato(valor)}"
                piezas.append(
                    format_html(
                        '<circle cx="{}" cy="{}" r="3" fill="{}"><title>{}</title></circle>',
                        _n(lienzo.x(i)),
                        _n(lienzo.y(valor)),
                        color,
                        nota,
                    )
                )
    return _armar(lienzo, titulo, descripcion, series, formato, columna, corte, _juntar(piezas), True)


def _preparar(etiquetas, series, corte, ancho: int, alto: int) -> _Lienzo:
    for serie in series:
        if len(serie.valores) != len(etiquetas):
            raise ValueError(f"La serie «{serie.nombre}» tiene {len(serie.valores)} valores para {len(etiquetas)}.")
    valores = [v for serie in series for v in serie.valores if v is not None]
    return _Lienzo(ancho, alto, tuple(etiquetas), tuple(marcas([*valores, *([corte[1]] if corte else [])])))


def _armar(lienzo, titulo, descripcion, series, formato, columna, corte, dibujo, con_trazos) -> Grafico:
    filas = tuple(
        (etiqueta, *("—" if s.valores[i] is None else formato(s.valores[i]) for s in series))
        for i, etiqueta in enumerate(lienzo.etiquetas)
    )
    # El mismo dibujo lleva siempre el mismo id: dos gráficos distintos en la página no se pisan.
    huella = hashlib.sha256(repr((titulo, filas)).encode()).hexdigest()[:10]
    svg = format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ancho} {alto}" width="{ancho}" height="{alto}" '
        'role="img" aria-labelledby="g{id}-t g{id}-d" class="grafico" '
        'font-family="Casa, sans-serif" font-size="{fuente}">'
        '<title id="g{id}-t">{titulo}</title><desc id="g{id}-d">{descripcion}</desc>{partes}</svg>',
        ancho=lienzo.ancho,
        alto=lienzo.alto,
        fuente=FUENTE,
        id=huella,
        titulo=titulo,
        descripcion=descripcion or titulo,
        partes=_rejilla(lienzo, formato)
        + dibujo
        + _corte(lienzo, corte, formato)
        + _leyenda(lienzo, series, con_trazos),
    )
    return Grafico(titulo, descripcion, svg, (columna, *(s.nombre for s in series)), filas)


def _rejilla(lienzo: _Lienzo, formato) -> SafeString:
    lineas_h = format_html_join(
        "",
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/><text x="{}" y="{}" text-anchor="end" fill="{}">{}</text>',
        (
            (
                IZQUIERDA,
                lienzo.ancho - DERECHA,
                _n(lienzo.y(v)),
                _n(lienzo.y(v)),
                EJE if v == 0 else REJILLA,
                IZQUIERDA - 6,
                _n(lienzo.y(v) + 4),
                TEXTO,
                formato(_entero_si_cabe(v)),
            )
            for v in lienzo.eje
        ),
    )
    # Si no caben todas las etiquetas se escribe una de cada tantas, siempre la última.
    largo = max((len(e) for e in lienzo.etiquetas), default=1) * FUENTE * 0.6 + 6
    salto = max(1, -(-int(largo) // max(int(lienzo.paso), 1)))
    ultima = len(lienzo.etiquetas) - 1
    etiquetas = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle" fill="{}">{}</text>',
        (
            (_n(lienzo.x(i)), lienzo.alto - ABAJO + 16, TEXTO, e)
            for i, e in enumerate(lienzo.etiquetas)
            if (ultima - i) % salto == 0
        ),
    )
    return lineas_h + etiquetas


def _corte(lienzo: _Lienzo, corte, formato) -> SafeString:
    if not corte:
        return SafeString("")
    nombre, valor = corte
    alto = _n(lienzo.y(valor))
    return format_html(
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}" stroke-width="1.5" stroke-dasharray="5 3"/>'
        '<text x="{}" y="{}" text-anchor="end" fill="{}">{} {}</text>',
        IZQUIERDA,
        lienzo.ancho - DERECHA,
        alto,
        alto,
        "#b91c1c",
        lienzo.ancho - DERECHA,
        _n(lienzo.y(valor) - 5),
        "#991b1b",
        nombre,
        formato(valor),
    )


def _leyenda(lienzo: _Lienzo, series, con_trazos: bool) -> SafeString:
    if len(series) < 2:
        return SafeString("")
    x, piezas = float(IZQUIERDA), []
    for s, serie in enumerate(series):
        color = COLORES[s % len(COLORES)]
        muestra = (
            format_html(
                '<line x1="{}" x2="{}" y1="12" y2="12" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>',
                _n(x),
                _n(x + 18),
                color,
                TRAZOS[s % len(TRAZOS)] or "none",
            )
            if con_trazos
            else format_html('<rect x="{}" y="6" width="12" height="12" fill="{}"/>', _n(x), color)
        )
        piezas.append(muestra + format_html('<text x="{}" y="16" fill="{}">{}</text>', _n(x + 23), TEXTO, serie.nombre))
        x += 23 + len(serie.nombre) * FUENTE * 0.58 + 18
    return _juntar(piezas)


def _tramos(valores) -> list[list[tuple[int, Numero]]]:
    tramos: list[list[tuple[int, Numero]]] = [[]]
    for i, valor in enumerate(valores):
        if valor is None:
            tramos.append([])
        else:
            tramos[-1].append((i, valor))
    return [t for t in tramos if len(t) > 1]


def _juntar(piezas: list[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((pieza,) for pieza in piezas))


def _n(numero: float) -> str:
    return f"{numero:.1f}".removesuffix(".0")


def _entero_si_cabe(valor: float) -> Decimal | int:
    return int(valor) if valor == int(valor) else Decimal(f"{valor:.10f}".rstrip("0"))
