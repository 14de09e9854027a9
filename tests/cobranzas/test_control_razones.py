"""Por qué toca y por qué no: cada razón con su nombre estable, en la página, en la orden y en el barrido."""

import datetime as dt
import io
import json
from decimal import Decimal

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from cobranzas.control import services
from cobranzas.control.choices import Pausa, Razon
from cobranzas.control.explicacion import NO_ES_PRINCIPAL, TOCA, explicar
from cobranzas.control.models import Accion, Barrido, Peldano
from cobranzas.control.razones import PAUSAS, RAZONES
from cobranzas.control.selectors import acciones_abiertas
from tests.fabricas.cobranzas import (
    AHORA,
    AL,
    abierta,
    barrer,
    congelar,
    control,
    dia,
    estado,
    pagar,
    pagos_al_dia,
    principal,
    recibo,
)
from tests.fabricas.compromisos import prometer
from tests.fabricas.comun import usuario
from tests.fabricas.comunicaciones import llamada
from tests.fabricas.directorio import contacto
from tests.fabricas.seleccion import cliente, suministro

pytestmark = pytest.mark.django_db
MANANA = dt.datetime(2026, 4, 30, 15, tzinfo=dt.UTC)  # 10:00 en Lima


@pytest.fixture(autouse=True)
def _pagos_cargados():
    pagos_al_dia(*(dia(n) for n in range(-10, 11, 2)))


def posponer(quien, hasta, **mas):
    return services.posponer(
        cliente=quien, hasta=hasta, motivo="Cambian de tesorero", por=usuario("equipo_pc"), hoy=AL, en=AHORA, **mas
    )


def _orden(*argumentos) -> dict:
    salida = io.StringIO()
    call_command("explicar", *argumentos, "--json", stdout=salida)
    return json.loads(salida.getvalue())


# --- Una prueba por razón ---------------------------------------------------------------------
def test_quien_pago_todo_esta_pagado():
    quien = principal()
    pagar(recibo(quien, vence=dia(-10)), "100.00", el=dia(-1))
    assert explicar(cliente=quien, al=AL).razon == Razon.PAGADO == "pagado"


def test_lo_congelado_por_reclamo_se_distingue_de_lo_que_congela_un_convenio():
    reclama, conviene = principal(), principal()
    congelar(recibo(reclama, vence=dia(-10)), "100.00")
    from cartera.cuentas.models import Congelamiento

    suyo = recibo(conviene, vence=dia(-10))
    Congelamiento.objects.create(recibo=suyo, importe=Decimal(100), motivo="convenio", origen="x", desde=dia(-5))
    barrer()
    assert [explicar(cliente=c, al=AL).razon for c in (reclama, conviene)] == ["congelado", "convenio_vivo"]
    assert [control(c).razon for c in (reclama, conviene)] == ["congelado", "convenio_vivo"]
    assert estado(suyo).razon == Razon.CONVENIO_VIVO


def test_una_promesa_que_no_vence_detiene_lo_que_nombra():
    quien = principal()
    suyo = recibo(quien, vence=dia(-10))
    prometer(suyo, pagos=[(4, "100.00")])
    barrer()
    dicho = explicar(cliente=quien, al=AL)
    assert (dicho.razon, control(quien).razon, estado(suyo).razon) == ("promesa_viva",) * 3
    assert "Prometió pagar S/ 100.00 hasta el" in dicho.detalle
    assert control(quien).vencido == Decimal("100.00")  # sigue debiendo: la promesa no es un pago


def test_debe_menos_que_el_minimo():
    Peldano.objects.update(importe_minimo=Decimal("100.01"))
    quien = principal()
    recibo(quien, vence=dia(-5))
    dicho = explicar(cliente=quien, al=AL)
    assert (dicho.razon, "el paso empieza en S/ 100.01" in dicho.detalle) == (Razon.BAJO_MINIMO, True)


def test_un_pago_sin_aplicar_que_lo_cubre():
    quien = principal()
    pagar(quien.suministros.get(), "150.00", el=dia(-30))
    recibo(quien, vence=dia(-5))
    dicho = explicar(cliente=quien, al=AL)
    assert (dicho.razon, "S/ 150.00 en pagos sin aplicar" in dicho.detalle) == (Razon.PAGO_SIN_APLICAR, True)


def test_con_los_pagos_de_banco_atrasados_lo_dice_con_su_fecha():
    quien = principal()
    recibo(quien, vence=dia(-5))
    dicho = explicar(cliente=quien, al=dia(20))
    assert (dicho.razon, "llegan hasta el 10/05/2026" in dicho.detalle) == (Razon.PAGOS_ATRASADOS, True)


def test_sin_telefono_en_el_directorio_la_llamada_toca_pero_no_se_puede():
    quien = principal()
    recibo(quien, vence=dia(-1))
    barrer()
    assert explicar(cliente=quien, al=AL).razon == control(quien).pausa == Pausa.SIN_CONTACTO == "sin_contacto"
    assert abierta(quien)[0] == "llamada"  # sigue propuesta: falta completar el directorio
    contacto(quien, "Ana", "987 654 321")
    barrer()
    assert (explicar(cliente=quien, al=AL).razon, control(quien).pausa) == (TOCA, "")


def test_contactado_lo_que_permite_el_presupuesto():
    quien = principal()
    contacto(quien, "Ana", "987 654 321")
    recibo(quien, vence=dia(-1))
    for n in (-2, -1):
        llamada(quien, en=MANANA + dt.timedelta(days=n))
    barrer()
    dicho = explicar(cliente=quien, al=AL, en=MANANA)
    assert dicho.razon == control(quien).pausa == Pausa.CONTACTADO == "contactado"
    assert "Se puede otra vez desde el" in dicho.detalle


def test_en_feriado_no_se_llama_y_la_accion_espera():
    quien = principal()
    contacto(quien, "Ana", "987 654 321")
    recibo(quien, vence=AL)
    barrer(dia(1))  # 1 de mayo
    assert explicar(cliente=quien, al=dia(1)).razon == control(quien, dia(1)).pausa == Pausa.FERIADO == "feriado"
    assert abierta(quien)[0] == "llamada"


def test_fuera_de_hora_no_se_llama_aunque_el_dia_sea_habil():
    quien = principal()
    contacto(quien, "Ana", "987 654 321")
    recibo(quien, vence=dia(-1))
    noche = dt.datetime(2026, 5, 1, 4, tzinfo=dt.UTC)  # 23:00 del 30 en Lima
    assert explicar(cliente=quien, al=AL, en=noche).razon == Pausa.FERIADO
    assert explicar(cliente=quien, al=AL, en=MANANA).razon == TOCA


def test_pospuesto_dice_hasta_cuando_quien_y_por_que():
    quien = principal()
    recibo(quien, vence=dia(-10))
    posponer(quien, dia(6))
    dicho = explicar(cliente=quien, al=AL)
    assert dicho.razon == Razon.POSPUESTO == "pospuesto"
    assert "hasta el 06/05/2026: «Cambian de tesorero»" in dicho.detalle


def test_lo_hecho_dice_quien_lo_hizo_y_lo_que_anoto():
    quien = principal()
    recibo(quien, vence=dia(-10))
    barrer()
    ana = usuario("equipo_pc", first_name="Ana")
    services.marcar_hecha(accion=Accion.objects.abiertas().get(), el=AL, nota="Pagará el martes.", por=ana)
    dicho = explicar(cliente=quien, al=AL)
    assert (dicho.razon, "ya se hizo el 30/04/2026 por Ana: «Pagará el martes.»" in dicho.detalle) == ("ya_hecha", True)


def test_cuando_toca_dice_que_paso_por_que_recibo_y_cuanto():
    quien = principal()
    suyo = recibo(quien, vence=dia(-10))
    barrer()
    dicho = explicar(cliente=quien, al=AL, en=MANANA)
    assert (dicho.razon, dicho.paso.clave, dicho.ancla, dicho.importe) == (TOCA, "visita", suyo, Decimal("100.00"))
    assert dicho.detalle == (
        f"Toca: Visita de coordinación, propuesta el 30/04/2026. Por el recibo {suyo.numero}. "
        "Debe S/ 100.00 de 1 recibo vencido; el más antiguo venció hace 10 días."
    )


def test_quien_no_es_principal_no_lo_mira_el_control():
    otro = cliente()
    recibo(suministro(otro), vence=dia(-10))
    assert explicar(cliente=otro, al=AL).razon == NO_ES_PRINCIPAL


def test_las_revisiones_van_en_orden_y_solo_una_decide():
    quien = principal()
    recibo(quien, vence=dia(-10))
    posponer(quien, dia(6))
    revisiones = explicar(cliente=quien, al=AL).revisiones
    assert [r.razon for r in revisiones] == [clave.value for clave, _ in (*RAZONES, *PAUSAS)]
    assert [r.razon for r in revisiones if r.decide] == ["pospuesto"]


def test_explicar_no_escribe_nada():
    quien = principal()
    recibo(quien, vence=dia(-10))
    explicar(cliente=quien, al=AL)
    assert (Accion.objects.count(), Barrido.objects.count()) == (0, 0)


def test_lo_que_explica_de_cada_cliente_es_lo_que_guardo_el_barrido():
    casos = [principal() for _ in range(6)]
    for n, quien in enumerate(casos):
        for m in range(n % 3 + 1):
            recibo(quien, vence=dia(-20 * m + n - 3))
    posponer(casos[4], dia(9))
    pagar(casos[5].suministros.get(), "900.00", el=dia(-9))
    barrer()
    for quien in casos:
        guardado, dicho = control(quien), explicar(cliente=quien, al=AL)
        assert dicho.razon == (guardado.razon or guardado.pausa or TOCA)
        assert (dicho.vencido, dicho.por_vencer) == (guardado.vencido, guardado.por_vencer)


# --- La orden ---------------------------------------------------------------------------------
def test_la_orden_acepta_documento_o_suministro_y_da_cuatro_datos():
    quien = principal(codigo="70001234")
    recibo(quien, vence=dia(-10))
    por_suministro = _orden("70001234", "--al", "2026-04-30")
    assert list(por_suministro) == ["cliente", "al", "razon", "detalle"]
    assert (por_suministro["al"], por_suministro["razon"]) == ("2026-04-30", "toca")
    if quien.numero_documento:
        assert _orden(quien.numero_documento, "--al", "2026-04-30") == por_suministro


def test_sin_fecha_es_hoy_en_lima():
    principal(codigo="70001234")
    with time_machine.travel("2026-05-01 03:00:00+00:00", tick=False):  # en Lima todavía es 30 de abril
        assert _orden("70001234")["al"] == "2026-04-30"


@pytest.mark.parametrize(
    ("argumentos", "mensaje"),
    [(["00000000"], "Ningún cliente tiene"), (["70001234", "--al", "30/04/2026"], "como 2026-04-30")],
)
def test_un_cliente_o_fecha_que_no_hay_se_dice_con_su_codigo(argumentos, mensaje):
    principal(codigo="70001234")
    with pytest.raises(CommandError, match=mensaje) as error:
        _orden(*argumentos)
    assert error.value.returncode == 2


# --- La página --------------------------------------------------------------------------------
@pytest.fixture
def _hoy():
    with time_machine.travel(MANANA, tick=False):
        yield


@pytest.mark.usefixtures("_hoy")
def test_la_pagina_dice_la_razon_y_cualquier_fecha_se_puede_pedir(client):
    quien = principal()
    recibo(quien, vence=dia(-10))
    client.force_login(usuario("equipo_pc"))
    pagina = reverse("control:explicar", args=[quien.pk])
    assert client.get(pagina).context["dicho"].razon == TOCA
    antes = client.get(pagina, {"al": dia(-9).isoformat()})
    assert antes.context["dicho"].paso.clave == "llamada"
    assert client.get(pagina, {"al": "ayer"}).status_code == 200


@pytest.mark.usefixtures("_hoy")
def test_la_cabecera_del_cliente_sabe_lo_de_esta_manana(client):
    quien = principal()
    suyo = recibo(quien, vence=dia(-10))
    barrer()
    client.force_login(usuario("equipo_pc"))
    pagina = reverse("control:por_que", args=[quien.pk])
    assert "Toca: Visita de coordinación" in client.get(pagina).content.decode()
    prometer(suyo, pagos=[(4, "100.00")])
    assert "Prometió pagar" in client.get(pagina).content.decode()


@pytest.mark.usefixtures("_hoy")
def test_las_paginas_de_razones_cuestan_lo_mismo_con_3_recibos_que_con_300(client, django_assert_max_num_queries):
    quien = principal()
    client.force_login(usuario("jefatura_cobranzas"))
    paginas = [
        reverse("control:explicar", args=[quien.pk]),
        reverse("control:posponer", args=[quien.pk]),
        reverse("control:pospuestos"),
    ]
    cuentas = []
    for cuantos in (3, 40):
        for n in range(cuantos):
            recibo(quien, vence=dia(-n - 1))
        barrer()
        for pagina in paginas:
            client.get(pagina)
            with django_assert_max_num_queries(15) as hechas:
                assert client.get(pagina).status_code == 200
            cuentas.append(len(hechas))
    assert cuentas[:3] == cuentas[3:]


def test_las_acciones_abiertas_son_las_que_se_pueden_hacer_ahora():
    hacer, pago, pospone, promete = (principal() for _ in range(4))
    suyos = [recibo(c, vence=dia(-10)) for c in (hacer, pago, pospone, promete)]
    barrer()
    pagar(suyos[1], "100.00", el=AL)
    posponer(pospone, dia(3))
    prometer(suyos[3], pagos=[(4, "100.00")])
    assert [a.cliente for a in acciones_abiertas(al=AL)] == [hacer]
    assert acciones_abiertas(al=dia(3)).filter(cliente=pospone).exists()


@pytest.mark.usefixtures("_hoy")
def test_lo_que_toca_y_no_se_puede_tiene_su_grupo_y_abre_su_lista(client):
    con, sin = principal(), principal()
    contacto(con, "Ana", "987 654 321")
    for quien in (con, sin):
        recibo(quien, vence=dia(-1))
    barrer()
    client.force_login(usuario("jefatura_cobranzas"))
    pagina = client.get(reverse("control:lista"))
    assert [(c.clave, c.cuantos) for c in pagina.context["en_pausa"]] == [("sin_contacto", 1)]
    assert "No se puede ese día: sin contacto válido" in pagina.content.decode()
    abierta_ = client.get(reverse("control:lista"), {"al": AL.isoformat(), "pausa": "sin_contacto"})
    assert [c.cliente for c in abierta_.context["tabla"].data.data] == [sin]
    assert "Llamada de coordinación (sin contacto válido)" in abierta_.content.decode()


def test_al_mismo_cliente_no_se_le_persigue_dos_veces_en_un_dia():
    quien = principal()
    contacto(quien, "Ana", "987 654 321")
    primero, segundo = recibo(quien, vence=dia(-2)), recibo(suministro(quien), vence=dia(-1))
    barrer()
    yo = usuario("equipo_pc")
    services.marcar_hecha(accion=Accion.objects.abiertas().get(), el=AL, nota="Pagan el primero hoy.", por=yo)
    pagar(primero, "100.00", el=AL)
    barrer()  # el ancla pasa al segundo recibo: la llamada toca otra vez, pero no hoy
    assert abierta(quien) == ("llamada", segundo.numero)
    assert (control(quien).pausa, acciones_abiertas(al=AL).count()) == (Pausa.CONTACTADO, 0)
    assert "ya se hizo otro paso con este cliente" in explicar(cliente=quien, al=AL, en=MANANA).detalle
    assert acciones_abiertas(al=dia(1)).count() == 1


def test_cuando_valen_varias_se_dice_la_mas_severa():
    quien = principal()
    congelar(recibo(quien, vence=dia(-10)), "100.00")
    posponer(quien, dia(6))
    barrer()
    dicho = explicar(cliente=quien, al=AL)
    assert dicho.razon == control(quien).razon == Razon.POSPUESTO
    assert [r.razon for r in dicho.revisiones if r.mirada] == ["pagado", "derivado", "pospuesto"]


def test_lo_derivado_no_se_persigue_y_lo_demas_del_cliente_si(monkeypatch):
    """Derivar va por recibo: los del suministro que pasó a cartera morosa."""
    from django.db.models import DecimalField, Value

    from cartera.cuentas.models import Recibo
    from cobranzas.control import hechos

    quien, todo = principal(), principal()
    pasado, propio = recibo(quien, vence=dia(-40)), recibo(suministro(quien), vence=dia(-2))
    recibo(todo, vence=dia(-40))
    derivados = Recibo.objects.exclude(pk=propio.pk)
    filas = derivados.values_list("pk", Value("derivado"), Value(None, DecimalField(max_digits=12, decimal_places=2)))
    monkeypatch.setattr(hechos, "recibos_pospuestos", lambda al: filas)
    barrer()
    assert abierta(quien) == ("llamada", propio.numero)
    assert estado(pasado).razon == control(todo).razon == explicar(cliente=todo, al=AL).razon == Razon.DERIVADO
