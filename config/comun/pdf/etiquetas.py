"""Lo que a WeasyPrint le falta para PDF/UA: decir de qué es cada encabezado de tabla."""

import pydyf


def poner_alcances(_documento, pdf: pydyf.PDF) -> None:
    """Pone `Scope` a cada TH: de fila si en su fila hay datos, de columna si no.

    WeasyPrint solo enlaza encabezados con celdas de datos; el de la primera columna, que encabeza otros encabezados,
    quedaba suelto (ISO 14289-1, 7.5).
    """
    elementos = {o.reference: o for o in pdf.objects if isinstance(o, pydyf.Dictionary) and "S" in o}
    for fila in elementos.values():
        if fila["S"] != "/TR":
            continue
        celdas = [elementos[clave] for clave in fila["K"] if clave in elementos]
        alcance = "/Row" if any(c["S"] == "/TD" for c in celdas) else "/Column"
        for celda in celdas:
            if celda["S"] == "/TH":
                celda["A"]["Scope"] = alcance
