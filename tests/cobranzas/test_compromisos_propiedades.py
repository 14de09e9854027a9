"""Propiedades de promesas y convenios: el dinero no se crea ni se pierde y el orden de pagos y juicios no importa."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartera.cuentas.models import Congelamiento, Pago, Recibo
from cobranzas.compromisos import services
from cobranzas.compromisos.models import Convenio, Promesa
from cobranzas.compromisos.plan import habil_desde, mas_habiles, mas_meses, planear
from tests.fabricas.cobranzas import AL, dia, pagar, pagos_al_dia, principal, recibo, revertir
from tests.fabricas.compromisos import estado, firmar, preparar, prometer
from tests.fabricas.comun import usuario
from tests.oraculos import compromisos as oraculo

CERO = Decimal("0.00")
centimos = st.integers(1, 40_000).map(lambda n: Decimal(n) / 100)
ULTIMO = 100  # días después de AL en que se mira el final

# (recibo 0 o 1, soles, día del pago, día en que se devuelve o nada)
pago = st.tuples(st.integers(0, 1), centimos, st.integers(0, 90), st.one_of(st.none(), st.integers(0, 8)))
# El juicio corre entre medio en cualquiera de estos días; los pagos se cargan todos antes, después o a la mitad.
dias_de_juicio = st.lists(st.integers(1, ULTIMO - 1), max_size=6)

con_base = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


class _Vuelve(Exception):
    pass


def aislado(prueba):
    """Cada ejemplo deja la base como estaba."""
    try:
        with transaction.atomic():
            prueba()
            raise _Vuelve
    except _Vuelve:
        pass


def cargar(recibos, pagos) -> list[oraculo.Movimiento]:
    movimientos = []
    for cual, soles, el, devuelto in pagos:
        hecho = pagar(recibos[cual], str(soles), el=dia(el))
        vuelve = None if devuelto is None else dia(el + devuelto)
        if vuelve:
            revertir(hecho, el=vuelve)
        movimientos.append(oraculo.Movimiento(recibos[cual].numero, dia(el), soles, vuelve))
    return movimientos


def dos_recibos() -> list[Recibo]:
    quien = principal()
    return [recibo(quien, vence=dia(-60), total="300.00"), recibo(quien, vence=dia(-30), total="200.00")]


def describir(compromiso, nombre: str, importe: str) -> oraculo.Compromiso:
    suyos = compromiso.recibos.select_related("recibo")
    return oraculo.Compromiso(
        {n.recibo.numero: n.importe for n in suyos},
        {n.recibo.numero: n.pagado_antes for n in suyos},
        [(c.limite_el, getattr(c, importe)) for c in compromiso.cuotas.order_by("vence_el")],
    )


def cuenta_de(recibos, movimientos) -> oraculo.Cuenta:
    return oraculo.Cuenta({r.numero: r.total for r in recibos}, movimientos)


@pytest.mark.django_db
@con_base
@given(
    pagos=st.lists(pago, max_size=6),
    cargados_antes=st.integers(0, 6),
    juicios=dias_de_juicio,
    fechas=st.lists(st.integers(1, 30), min_size=1, max_size=3, unique=True),
    importes=st.lists(st.integers(1, 16_000).map(lambda n: Decimal(n) / 100), min_size=3, max_size=3),
)
def test_la_promesa_queda_como_dicen_los_pagos_sin_importar_cuando_se_cargaron_ni_se_juzgo(
    pagos, cargados_antes, juicios, fechas, importes
):
    def prueba():
        recibos = dos_recibos()
        pagos_al_dia(*(dia(n) for n in range(ULTIMO + 1)))
        hecha = prometer(*recibos, pagos=[(f, str(i)) for f, i in zip(sorted(fechas), importes, strict=False)])
        movimientos = cargar(recibos, pagos[:cargados_antes])
        for n in sorted(juicios):
            services.juzgar(al=dia(n))
        movimientos += cargar(recibos, pagos[cargados_antes:])
        services.juzgar(al=dia(ULTIMO))
        visto = estado(hecha)
        assert visto == oraculo.promesa(
            describir(hecha, "promesa", "importe"), cuenta_de(recibos, movimientos), dia(ULTIMO)
        )
        assert sum(c.pagado for c in hecha.cuotas.all()) == visto[1] <= hecha.total
        assert services.juzgar(al=dia(ULTIMO)) == services.Juicio({}, {})
        assert set(hecha.recibos.values_list("viva", flat=True)) == {visto[0] == "abierta"}

    aislado(prueba)


@pytest.mark.django_db
@con_base
@given(
    pagos=st.lists(pago, max_size=6),
    cargados_antes=st.integers(0, 6),
    juicios=dias_de_juicio,
    inicial=st.integers(10_000, 49_000).map(lambda n: Decimal(n) / 100),
    cuotas=st.integers(1, 4),
)
def test_el_convenio_no_crea_ni_pierde_dinero_y_queda_como_dicen_los_pagos(
    pagos, cargados_antes, juicios, inicial, cuotas
):
    def prueba():
        recibos = dos_recibos()
        pagos_al_dia(*(dia(n) for n in range(ULTIMO + 1)))
        convenio = firmar(preparar(*recibos, inicial=str(inicial), cuotas=cuotas))
        movimientos = cargar(recibos, pagos[:cargados_antes])
        for n in sorted(juicios):
            services.juzgar(al=dia(n))
        movimientos += cargar(recibos, pagos[cargados_antes:])
        services.juzgar(al=dia(ULTIMO))

        quedo, pagado = estado(convenio)
        hoy = list(Recibo.objects.filter(pk__in=[r.pk for r in recibos]))
        esperado = oraculo.convenio(
            describir(convenio, "convenio", "capital"), cuenta_de(recibos, movimientos), dia(ULTIMO)
        )
        assert (quedo, pagado) == esperado
        # Ni un céntimo de más ni de menos: la deuda, las cuotas y los recibos dicen lo mismo.
        assert sum(c.capital for c in convenio.cuotas.all()) == convenio.capital == Decimal("500.00")
        assert sum(c.pagado for c in convenio.cuotas.all()) == pagado == sum(r.pagado for r in hoy)
        assert convenio.capital - pagado == sum(r.saldo for r in hoy)
        # Vigente: nada es exigible. Si no: es exigible exactamente lo que queda.
        abiertos = Congelamiento.objects.filter(recibo__in=hoy, hasta__isnull=True)
        assert abiertos.exists() == (quedo == "vigente")
        assert sum(r.exigible for r in hoy) == (CERO if quedo == "vigente" else sum(r.saldo for r in hoy))
        # Cada pago está aplicado, es crédito o fue devuelto.
        for p in Pago.objects.filter(suministro=recibos[0].suministro, signo=1):
            assert p.aplicado + p.credito + p.revertido == p.importe

    aislado(prueba)


@pytest.mark.django_db
@con_base
@given(
    actos=st.lists(st.sampled_from(["convenir", "anular", "romper", "prometer", "pagar", "revertir"]), max_size=8),
    soles=st.lists(centimos, min_size=8, max_size=8),
)
def test_convenir_romper_anular_y_prometer_nunca_cambian_lo_que_se_debe(actos, soles):
    def prueba():
        recibos = dos_recibos()
        jefa, pagos, hecho = usuario("jefatura_cobranzas"), [], CERO
        for n, (acto, cuanto) in enumerate(zip(actos, soles, strict=False)):
            abiertos = list(Recibo.objects.filter(pk__in=[r.pk for r in recibos]).exigibles())
            vigente = Convenio.objects.vigentes().filter(cliente=recibos[0].suministro.cliente).first()
            debe = sum(r.exigible for r in abiertos)
            if acto == "convenir" and debe >= 1:
                firmar(
                    preparar(
                        *abiertos, inicial=str((debe / 2).quantize(Decimal("0.01"))), cuotas=1, el=dia(n), por=jefa
                    ),
                    el=dia(n),
                    por=jefa,
                )
            elif acto == "anular" and vigente:
                services.anular_convenio(convenio=vigente, motivo="Prueba.", por=jefa, el=dia(n))
            elif acto == "romper":
                services.romper_vencidos(al=dia(n))
            elif acto == "prometer" and debe and not Promesa.objects.abiertas().filter(recibos__recibo__in=abiertos):
                prometer(*abiertos, pagos=[(n + 5, str(min(cuanto, debe)))], el=dia(n), por=jefa)
            elif acto == "pagar":
                pagos.append(pagar(recibos[0].suministro, str(cuanto), el=dia(n)))
                hecho += cuanto
            elif acto == "revertir" and pagos:
                devuelto = pagos.pop()
                revertir(devuelto, el=dia(n))
                hecho -= devuelto.importe
        hoy = list(Recibo.objects.filter(pk__in=[r.pk for r in recibos]))
        assert sum(r.saldo for r in hoy) == Decimal("500.00") - min(hecho, Decimal("500.00"))
        assert all(r.congelado + r.exigible == r.saldo and r.exigible >= 0 for r in hoy)

    aislado(prueba)


# --- el plan, sin base --------------------------------------------------------------------------
@given(
    capital=st.integers(100, 10_000_000).map(lambda n: Decimal(n) / 100),
    parte=st.integers(0, 99),
    cuotas=st.integers(1, 24),
    tasa=st.integers(0, 500).map(lambda n: Decimal(n) / 100),
    desde=st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31)),
)
def test_el_plan_suma_la_deuda_al_centimo_y_sus_fechas_son_habiles_y_suben(capital, parte, cuotas, tasa, desde):
    inicial = (capital * parte / 100).quantize(Decimal("0.01"))
    feriados = {desde + dt.timedelta(days=n) for n in range(0, 800, 17)}
    if capital - inicial < cuotas * Decimal("0.01"):
        return
    plan = planear(
        capital=capital,
        inicial=inicial,
        inicial_el=desde,
        cuotas=cuotas,
        primera_el=mas_meses(desde, 1),
        interes_mensual=tasa,
        no_habiles=feriados,
    )
    assert sum(c.capital for c in plan) == capital
    assert plan[-1].saldo == 0
    iguales = [c.capital for c in plan if c.numero]
    assert max(iguales) - min(iguales) <= Decimal("0.01")
    assert all(c.vence_el.weekday() < 5 and c.vence_el not in feriados for c in plan)
    assert [c.vence_el for c in plan] == sorted(c.vence_el for c in plan)
    # Interés contado aparte: la tasa sobre lo que quedaba antes de cada cuota.
    queda = capital - inicial
    for c in plan:
        if c.numero:
            assert abs(c.interes - queda * tasa / 100) <= Decimal("0.005")
            queda -= c.capital
    assert all(c.interes == 0 for c in plan) or tasa > 0


@pytest.mark.parametrize(
    ("desde", "meses", "queda"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2028, 1, 31), 1, dt.date(2028, 2, 29)),
        (dt.date(2026, 1, 31), 2, dt.date(2026, 3, 31)),  # el fin de mes no se arrastra: cuenta desde el día original
        (dt.date(2026, 8, 31), 13, dt.date(2027, 9, 30)),
        (dt.date(2026, 12, 15), 1, dt.date(2027, 1, 15)),
    ],
)
def test_fin_de_mes(desde, meses, queda):
    assert mas_meses(desde, meses) == queda


def test_los_habiles_saltan_feriados_y_fines_de_semana():
    feriado = {dt.date(2026, 5, 1)}
    assert habil_desde(dt.date(2026, 5, 1), feriado) == dt.date(2026, 5, 4)
    assert mas_habiles(AL, 1, feriado) == dt.date(2026, 5, 4)
    assert mas_habiles(AL, 0, feriado) == AL
