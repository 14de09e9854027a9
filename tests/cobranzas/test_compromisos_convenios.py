"""El convenio de facilidades: congela lo que cubre, lo pagan las cuotas por vencimiento y se rompe solo (6.3.12)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cartera.cuentas.models import Congelamiento, Recibo
from cobranzas.compromisos import errores, selectors, services
from cobranzas.compromisos.models import Convenio, ConvenioRecibo
from config.comun.archivos.models import Archivo
from config.comun.avisos.models import Aviso
from tests.fabricas.cobranzas import AL, congelar, dia, pagar, pagos_al_dia, principal, recibo, revertir
from tests.fabricas.compromisos import estado, firmar, preparar, prometer
from tests.fabricas.comun import usuario

pytestmark = pytest.mark.django_db
CERO = Decimal("0.00")


def juzgar(n: int) -> services.Juicio:
    pagos_al_dia(dia(n - 1))
    return services.juzgar(al=dia(n))


def exigible(*cuales: Recibo) -> Decimal:
    return sum((r.exigible for r in Recibo.objects.filter(pk__in=[c.pk for c in cuales])), CERO)


@pytest.fixture
def deuda():
    """Dos recibos vencidos de un cliente: S/ 700.00 el más antiguo y S/ 300.01."""
    quien = principal()
    return recibo(quien, vence=dia(-60), total="700.00"), recibo(quien, vence=dia(-30), total="300.01")


# --- preparar -----------------------------------------------------------------------------------
def test_las_cuotas_suman_la_deuda_al_centimo_y_caen_en_dia_habil(deuda):
    convenio = preparar(*deuda, inicial="200.01", cuotas=3)
    cuotas = list(convenio.cuotas.all())
    assert [c.capital for c in cuotas] == [Decimal(s) for s in ("200.01", "266.67", "266.67", "266.66")]
    assert sum(c.capital for c in cuotas) == convenio.capital == Decimal("1000.01")
    # 30 de mayo y 30 de agosto son sábado y domingo; la tolerancia son tres hábiles.
    assert [f"{c.vence_el:%d/%m}" for c in cuotas] == ["30/04", "01/06", "30/06", "30/07"]
    assert [f"{c.limite_el:%d/%m}" for c in cuotas[:2]] == ["06/05", "04/06"]
    assert (convenio.numero, convenio.estado) == ("CV-2026-001", "borrador")
    assert preparar(*deuda, inicial="200.01").numero == "CV-2026-002"


def test_preparar_no_congela_nada(deuda):
    preparar(*deuda, inicial="300.00")
    assert exigible(*deuda) == Decimal("1000.01")
    assert not Congelamiento.objects.exists()


@pytest.mark.parametrize(
    ("datos", "error", "dice"),
    [
        ({"inicial": "200.00"}, errores.ImporteNoValido, r"va de S/ 200\.00 \(20 % de la deuda\)|va de S/ 200\.01"),
        ({"inicial": "1000.01"}, errores.ImporteNoValido, "a menos de"),
        ({"inicial": "300.00", "cuotas": 13}, errores.ImporteNoValido, "de 1 a 12"),
        ({"inicial": "300.00", "cuotas": 0}, errores.ImporteNoValido, "de 1 a 12"),
        ({"inicial": "300.00", "primera": 0}, errores.FechaNoValida, "después de la inicial"),
        ({"inicial": "300.00", "primera": 70}, errores.FechaNoValida, "dos meses"),
        ({"inicial": "1000.00", "cuotas": 2}, errores.ImporteNoValido, "tantas cuotas"),
    ],
)
def test_lo_que_no_cabe_en_las_reglas_dice_cual(deuda, datos, error, dice):
    if datos["inicial"] == "200.00":
        datos = {**datos, "inicial": "199.99"}
    with pytest.raises(error, match=dice):
        preparar(*deuda, **datos)


# --- firmar -------------------------------------------------------------------------------------
def test_firmar_congela_lo_cubierto_y_guarda_el_documento(deuda):
    convenio = firmar(preparar(*deuda, inicial="300.00"))
    assert estado(convenio) == ("vigente", CERO)
    assert exigible(*deuda) == CERO
    assert {c.recibo: (c.importe, c.motivo, c.desde) for c in Congelamiento.objects.all()} == {
        deuda[0]: (Decimal("700.00"), "convenio", AL),
        deuda[1]: (Decimal("300.01"), "convenio", AL),
    }
    assert Archivo.objects.get(pk=convenio.firmado_id).tipo_mime == "application/pdf"


def test_congela_hasta_lo_acordado_y_no_lo_que_se_reclama(deuda):
    congelar(deuda[0], "200.00")
    convenio = firmar(preparar(*deuda, inicial="300.00"))
    assert convenio.capital == Decimal("800.01")
    assert exigible(*deuda) == CERO
    services.anular_convenio(convenio=convenio, motivo="Se retracta.", por=usuario(), el=dia(1))
    assert exigible(*deuda) == Decimal("800.01")


def test_firmar_retira_la_promesa_sobre_lo_mismo(deuda):
    promesa = prometer(deuda[0], pagos=[(4, "100.00")])
    firmar(preparar(*deuda, inicial="300.00"))
    assert estado(promesa)[0] == "anulada"
    assert promesa.motivo == "La reemplaza el convenio CV-2026-001."


def test_si_un_pago_cambio_la_deuda_no_se_firma(deuda):
    convenio = preparar(*deuda, inicial="300.00")
    pagar(deuda[1], "100.00")
    with pytest.raises(errores.YaCambio, match=r"se preparó por S/ 300\.01 y hoy debe S/ 200\.01"):
        firmar(convenio)
    assert estado(convenio)[0] == "borrador"
    assert not Congelamiento.objects.exists()


def test_el_borrador_de_ayer_cuya_inicial_ya_paso_no_se_firma(deuda):
    convenio = preparar(*deuda, inicial="300.00")
    with pytest.raises(errores.YaCambio, match="ya pasó"):
        firmar(convenio, el=dia(1))


def test_dos_convenios_sobre_el_mismo_recibo_no_rigen_a_la_vez(deuda):
    primero, segundo = preparar(*deuda, inicial="300.00"), preparar(*deuda, inicial="300.00")
    firmar(primero)
    with pytest.raises(errores.YaCambio, match=r"hoy debe S/ 0\.00"):
        firmar(segundo)
    with pytest.raises(IntegrityError, match="conveniorecibo_uno_vivo"), transaction.atomic():
        ConvenioRecibo.objects.filter(convenio=segundo).update(vivo=True)


def test_firmar_dos_veces_dice_que_ya_esta(deuda):
    convenio = preparar(*deuda, inicial="300.00")
    firmar(convenio)
    with pytest.raises(errores.YaCambio, match="ya está vigente"):
        firmar(convenio)


# --- pagar --------------------------------------------------------------------------------------
def test_los_pagos_van_a_las_cuotas_por_vencimiento_y_al_recibo_mas_antiguo(deuda):
    convenio = firmar(preparar(*deuda, inicial="300.01", cuotas=2))
    pagar(deuda[0].suministro, "450.00", el=dia(1))
    juzgar(2)
    assert [c.pagado for c in convenio.cuotas.all()] == [Decimal("300.01"), Decimal("149.99"), CERO]
    assert [Recibo.objects.get(pk=r.pk).pagado for r in deuda] == [Decimal("450.00"), CERO]
    assert exigible(*deuda) == CERO


def test_pagado_entero_se_cumple_y_suelta_lo_congelado(deuda):
    convenio = firmar(preparar(*deuda, inicial="300.01", cuotas=1))
    pagar(deuda[0].suministro, "1000.01", el=dia(1))
    juzgar(2)
    assert estado(convenio) == ("cumplido", Decimal("1000.01"))
    assert not Congelamiento.objects.filter(hasta__isnull=True).exists()
    assert not selectors.convenios_vivos(al=dia(2)).exists()


# --- romper -------------------------------------------------------------------------------------
def test_la_primera_cuota_vencida_lo_rompe_pasada_la_tolerancia_y_devuelve_solo_lo_que_queda(deuda):
    convenio = firmar(preparar(*deuda, inicial="300.01", cuotas=2))  # la inicial vence hoy; hasta el mié 6
    pagar(deuda[0].suministro, "300.00", el=dia(3))  # falta un céntimo
    juzgar(6)
    assert estado(convenio)[0] == "vigente"
    assert [c.numero for c in selectors.cuotas_vencidas(al=dia(6))] == [0]
    assert juzgar(7).convenios == {"roto": 1}
    assert estado(convenio) == ("roto", Decimal("300.00"))
    assert convenio.cerrado_el == dia(7)
    assert exigible(*deuda) == Decimal("700.01")
    assert list(selectors.suministros_con_cuota_vencida(al=dia(7))) == [
        {"suministro_id": deuda[0].suministro_id, "cliente_id": convenio.cliente_id}
    ]
    assert services.romper_vencidos(al=dia(8)) == 0
    aviso = Aviso.objects.get(usuario=convenio.preparado_por)
    assert aviso.texto.endswith(": roto. Faltan S/ 700.01, que vuelven a cobranza.")


def test_un_pago_a_tiempo_que_llega_tarde_en_el_archivo_lo_vuelve_a_poner_en_vigor(deuda):
    convenio = firmar(preparar(*deuda, inicial="300.01", cuotas=2))
    juzgar(7)
    assert estado(convenio)[0] == "roto"
    pagar(deuda[0].suministro, "300.01", el=dia(4))
    juzgar(8)
    assert estado(convenio) == ("vigente", Decimal("300.01"))
    assert exigible(*deuda) == CERO
    juzgar(60)  # la primera de las dos venció el 1 de junio
    assert estado(convenio)[0] == "roto"
    assert exigible(*deuda) == Decimal("700.00")


def test_un_pago_revertido_rompe_el_convenio_que_lo_contaba(deuda):
    convenio = firmar(preparar(*deuda, inicial="300.01", cuotas=2))
    pago = pagar(deuda[0].suministro, "300.01", el=dia(1))
    juzgar(7)
    assert estado(convenio)[0] == "vigente"
    revertir(pago, el=dia(8))
    juzgar(9)
    assert estado(convenio) == ("roto", CERO)
    assert exigible(*deuda) == Decimal("1000.01")


def test_roto_y_vuelto_a_comprometer_ya_no_revive(deuda):
    convenio = firmar(preparar(*deuda, inicial="300.01", cuotas=2))
    juzgar(7)
    promesa = prometer(*deuda, pagos=[(15, "1000.01")], el=dia(7))
    pagar(deuda[0].suministro, "300.01", el=dia(4))
    juzgar(8)
    assert (estado(convenio)[0], estado(promesa)[0]) == ("roto", "abierta")


def test_anular_descongela_y_lo_anulado_no_se_vuelve_a_juzgar(deuda):
    convenio = firmar(preparar(*deuda, inicial="300.01", cuotas=2))
    with pytest.raises(errores.CompromisoNoValido, match="por qué"):
        services.anular_convenio(convenio=convenio, motivo=" ", por=usuario(), el=AL)
    services.anular_convenio(convenio=convenio, motivo="Pagó en ventanilla.", por=usuario(), el=dia(1))
    assert exigible(*deuda) == Decimal("1000.01")
    juzgar(30)
    assert estado(convenio)[0] == "anulado"
    with pytest.raises(errores.YaCambio, match="ya está anulado"):
        services.anular_convenio(convenio=convenio, motivo="Otra vez.", por=usuario(), el=dia(2))


def test_un_recibo_nuevo_no_entra_en_el_convenio(deuda):
    convenio = firmar(preparar(*deuda, inicial="300.01"))
    nuevo = recibo(deuda[0].suministro, vence=dia(10), emitido=dia(1))
    assert exigible(nuevo) == Decimal("100.00")
    assert nuevo.pk not in set(selectors.convenios_vivos(al=dia(11)).values_list("recibo_id", flat=True))
    assert Convenio.objects.get(pk=convenio.pk).capital == Decimal("1000.01")
