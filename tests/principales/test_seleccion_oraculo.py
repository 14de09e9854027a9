"""La medición contra un oráculo ingenuo, en Python puro, que lee NORMAS §1 al pie de la letra."""

import datetime as dt
from fractions import Fraction

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartera.padron.models import Cliente
from config.comun.calendario.periodo import Periodo
from principales.seleccion import medicion
from principales.seleccion.models import Criterio, Evaluacion, Principal
from principales.seleccion.parametros import Parametros
from tests.fabricas.comun import usuario
from tests.fabricas.seleccion import cliente, consumir, suministro, totalizar, traspasar

pytestmark = pytest.mark.django_db
P = Periodo.de_texto("2026-08")
INICIO = P.anterior(7)
MESES = [INICIO.siguiente(n) for n in range(8)]

consumo = st.lists(st.sampled_from([None, 0, 20, 50, 99, 100, 101, 150, 400]), min_size=8, max_size=8)
local = st.fixed_dictionaries(
    {
        "titular": st.integers(0, 2),
        "estado": st.sampled_from(["ACTIVO", "ACTIVO", "CORTADO", "BAJA"]),
        "categoria": st.sampled_from(["SOCIAL", "COMERCIAL"]),
        "m3": consumo,
        # A quién pasa y el primer día de qué mes (o nadie): el mes en que cambia ya es del nuevo.
        "pasa": st.one_of(st.none(), st.tuples(st.integers(0, 2), st.integers(1, 9))),
    }
)
parametros = st.builds(
    lambda medida, umbral, meses, n, baja, solo: Parametros(medida, umbral, meses, min(n, meses), baja, solo),
    st.sampled_from(["promedio", "ultimo_mes", "n_de_m"]),
    st.sampled_from([50, 99, 100, 101]),
    st.integers(1, 6),
    st.integers(1, 4),
    st.integers(1, 4),
    st.sampled_from([(), ("COMERCIAL",)]),
)


def titular_en(local: dict, fecha: dt.date) -> int:
    if local["pasa"] and fecha >= INICIO.siguiente(local["pasa"][1]).inicio:
        return local["pasa"][0]
    return local["titular"]


def supera(m3: list[int | None], p: Parametros) -> bool:
    """`m3` son los meses de la ventana, el último es P; None: sin fila."""
    validos = [m for m in m3 if m is not None]
    if p.medida == "ultimo_mes":
        return m3[-1] is not None and m3[-1] > p.umbral_m3
    if p.medida == "n_de_m":
        return sum(m > p.umbral_m3 for m in validos) >= p.minimo_meses
    return bool(validos) and Fraction(sum(validos), len(validos)) > p.umbral_m3


def medir_a_mano(locales: list[dict], quien: int, p: Parametros, principal: bool) -> tuple[bool, bool, str | None]:
    """(califica, individual, resultado) de un cliente."""
    meses = MESES[-(1 if p.medida == "ultimo_mes" else p.meses) :]
    suyos = [[_de(loc, quien, mes) for mes in meses] for loc in locales]
    juntos = [_sumar([suyo[n] for suyo in suyos]) for n in range(len(meses))]
    al_fin = [loc for loc in locales if titular_en(loc, P.fin) == quien]
    es_cliente = any(loc["estado"] != "BAJA" for loc in al_fin)
    orden = sorted(
        range(len(locales)), key=lambda n: (-(-1 if locales[n]["m3"][-1] is None else locales[n]["m3"][-1]), n)
    )
    lugar = next((locales[n] for n in orden if locales[n] in al_fin and titular_en(locales[n], P.fin) == quien), None)
    entra = es_cliente and (not p.categorias or lugar["categoria"] in p.categorias)
    individual = entra and any(supera(suyo, p) for suyo in suyos)
    califica = entra and (individual or supera(juntos, p))
    if not principal:
        return califica, individual, "alta" if califica else None
    ultimos = [_sumar([_de(loc, quien, mes) for loc in locales]) for mes in MESES[-p.meses_baja :]]
    sale = not es_cliente or all(m is None or m <= p.umbral_m3 for m in ultimos)
    return califica, individual, "baja" if sale else "queda"


def _de(local: dict, quien: int, mes: Periodo) -> int | None:
    return local["m3"][MESES.index(mes)] if titular_en(local, mes.fin) == quien else None


def _sumar(valores: list[int | None]) -> int | None:
    con_fila = [v for v in valores if v is not None]
    return sum(con_fila) if con_fila else None


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(locales=st.lists(local, min_size=1, max_size=5), p=parametros, principales=st.sets(st.integers(0, 2)))
def test_cualquier_padron_da_lo_mismo_que_contar_a_mano(locales, p, principales):
    punto = transaction.savepoint()
    try:
        clientes = [cliente() for _ in range(3)]
        for n, datos in enumerate(locales):
            nuevo = suministro(
                clientes[datos["titular"]],
                codigo=f"{n:04}",
                estado=datos["estado"],
                categoria=datos["categoria"],
            )
            consumir(nuevo, str(INICIO), *datos["m3"])
            if datos["pasa"]:
                traspasar(nuevo, clientes[datos["pasa"][0]], el=INICIO.siguiente(datos["pasa"][1]).inicio)
        hacer_principales([clientes[n] for n in principales])
        totalizar()
        with transaction.atomic():
            cifras = medicion.medir(periodo=P, parametros=p)
            with connection.cursor() as cursor:
                cursor.execute("SELECT cliente_id, califica, individual, resultado FROM seleccion_resultado")
                medido = {fila[0]: fila[1:] for fila in cursor.fetchall()}
        esperado = {c.pk: medir_a_mano(locales, n, p, n in principales) for n, c in enumerate(clientes)}
        assert {pk: medido.get(pk, (False, False, None)) for pk in esperado} == esperado
        vivos = {titular_en(loc, P.fin) for loc in locales if loc["estado"] != "BAJA"}
        assert cifras.clientes == len(vivos)
        assert cifras.califican == sum(e[0] for e in esperado.values())
        assert cifras.individual == sum(e[1] for e in esperado.values())
    finally:
        transaction.savepoint_rollback(punto)


def hacer_principales(quienes: list[Cliente]) -> None:
    por = usuario("jefatura_cobranzas")
    evaluacion = Evaluacion.objects.create(
        periodo=dt.date(2025, 12, 1),
        criterio=Criterio.objects.get(),
        medida="promedio",
        umbral_m3=100,
        meses=6,
        minimo_meses=1,
        meses_baja=3,
        estado="aprobada",
        clientes=3,
        califican=0,
        individual=0,
        solo_agrupados=0,
        creada_en=dt.datetime(2026, 1, 5, tzinfo=dt.UTC),
        aprobada_en=dt.datetime(2026, 1, 5, tzinfo=dt.UTC),
        aprobada_por=por,
    )
    for quien in quienes:
        Principal.objects.create(cliente=quien, vigencia=(dt.date(2026, 1, 1), None), alta=evaluacion)
