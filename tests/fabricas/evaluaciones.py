"""Evaluaciones propuestas y aprobadas, y clientes que ya estaban en la cartera."""

import datetime as dt

from cartera.padron.models import Cliente
from config.comun.calendario.periodo import Periodo
from principales.seleccion import services
from principales.seleccion.models import Criterio, Evaluacion, Principal
from tests.fabricas.comun import usuario
from tests.fabricas.seleccion import totalizar

JUNIO, JULIO = Periodo.de_texto("2026-06"), Periodo.de_texto("2026-07")
EN = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)


def jefatura():
    """Propone, aprueba y acepta: lleva los dos roles."""
    return usuario("jefatura_cobranzas", "cartera_clientes", username="jefa", first_name="Rosa", last_name="Vera")


def proponer(periodo=JUNIO, **opciones) -> Evaluacion:
    totalizar()
    return services.proponer(periodo=periodo, por=None, en=EN, **opciones)


def aprobar(periodo=JUNIO, *, por, **opciones):
    return services.aprobar(evaluacion=proponer(periodo), por=por, en=EN, **opciones)


def resultados(evaluacion) -> dict[int, str]:
    return dict(evaluacion.detalle.values_list("cliente_id", "resultado"))


def en_cartera(al: dt.date) -> set[int]:
    return set(Principal.objects.vigentes(al).values_list("cliente_id", flat=True))


def hacer_principal(quien: Cliente, *, por, desde=dt.date(2026, 1, 1)) -> None:
    criterio = Criterio.objects.get()
    anterior, _ = Evaluacion.objects.get_or_create(
        periodo=dt.date(2025, 12, 1),
        defaults={
            "criterio": criterio,
            "medida": "promedio",
            "umbral_m3": 100,
            "meses": 6,
            "minimo_meses": 1,
            "meses_baja": 3,
            "estado": "aprobada",
            "clientes": 1,
            "califican": 1,
            "individual": 1,
            "solo_agrupados": 0,
            "creada_en": EN - dt.timedelta(days=300),
            "aprobada_en": EN - dt.timedelta(days=300),
            "aprobada_por": por,
        },
    )
    Principal.objects.create(cliente=quien, vigencia=(desde, None), alta=anterior)
