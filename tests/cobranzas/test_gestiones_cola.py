"""La cola de una persona: orden, toma, resultados y lo que sigue para cada cliente."""

import datetime as dt
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from uuid import uuid4

import pytest

from cobranzas.compromisos.models import Promesa
from cobranzas.control.models import Accion, Posposicion
from cobranzas.gestiones import selectors, services
from cobranzas.gestiones.models import Atencion, Gestion
from cobranzas.gestiones.reparto import cuotas, repartir
from principales.comunicaciones.models import Comunicacion
from tests.fabricas.cobranzas import AL, dia, pagar
from tests.fabricas.comun import usuario
from tests.fabricas.gestiones import EN, atender, de, poner, por_llamar, siguiente

pytestmark = pytest.mark.django_db
MINUTO = dt.timedelta(minutes=1)


@pytest.fixture
def rosa():
    return usuario("equipo_pc", first_name="Rosa")


def test_el_orden_es_importe_por_antiguedad_por_promesas(rosa):
    debe = {por_llamar(soles, dias=dias): (Decimal(soles), dias) for soles, dias in
            (("100.00", 1), ("900.55", 2), ("250.00", 2), ("899.00", 1))}  # fmt: skip
    poner()
    # A 1 y 2 días pesan 95 %; sin promesas juzgadas, 75 %.
    esperado = {c.pk: (s * 95 * 75 / 10000).quantize(Decimal("0.01"), ROUND_HALF_UP) for c, (s, _) in debe.items()}
    cola = list(selectors.cola(persona=rosa, al=AL))
    assert {g.cliente_id: g.valor for g in cola} == esperado
    assert [g.cliente_id for g in cola] == sorted(esperado, key=lambda pk: -esperado[pk])


def test_repartir_dos_veces_no_cambia_nada(rosa):
    for _ in range(3):
        por_llamar()
    assert poner().asignadas == 3
    antes = list(Gestion.objects.order_by("pk").values_list())
    hecho = repartir(al=AL, en=EN + MINUTO)
    assert (hecho.nuevas, hecho.cerradas, hecho.asignadas) == (0, 0, 0)
    assert list(Gestion.objects.order_by("pk").values_list()) == antes


def test_se_reparte_por_zona_y_parejo_entre_quienes_la_alcanzan():
    norte, sur, dos = (usuario("equipo_pc", zonas=z) for z in (["NORTE"], ["SUR"], ["NORTE", "SUR"]))
    clientes = {por_llamar(en=zona): zona for zona in ("NORTE", "SUR") * 6}
    assert poner().sin_persona == 0
    quien = {g.cliente_id: g.asignada_a_id for g in Gestion.objects.all()}
    assert {quien[c.pk] for c, z in clientes.items() if z == "NORTE"} <= {norte.pk, dos.pk}
    assert {quien[c.pk] for c, z in clientes.items() if z == "SUR"} <= {sur.pk, dos.pk}
    assert max(Counter(quien.values()).values()) - min(Counter(quien.values()).values()) <= 2


def test_lo_de_una_zona_sin_nadie_queda_sin_persona_y_no_se_pierde():
    usuario("equipo_pc", zonas=["SUR"])
    por_llamar(en="NORTE")
    assert poner().sin_persona == 1


def test_las_cuotas_van_siempre_a_la_menos_cargada():
    turnos = cuotas(por_zona={1: 5}, alcanzan={1: [10, 11]}, carga=Counter({10: 3}))
    assert Counter(p for _, _, p in turnos) == {11: 4, 10: 1}


def test_quien_descansa_no_recibe_y_lo_suyo_pasa_a_otra_persona(rosa):
    jefa, luz = usuario("jefatura_cobranzas"), usuario("equipo_pc")
    por_llamar()
    poner()
    suya = Gestion.objects.get()
    services.descansar(persona=suya.asignada_a, desde=AL, hasta=dia(5), motivo="Vacaciones", por=jefa)
    repartir(al=AL, en=EN)
    suya_antes, suya = suya.asignada_a_id, Gestion.objects.get()
    assert {suya_antes, suya.asignada_a_id} == {rosa.pk, luz.pk}


# --- dos personas ------------------------------------------------------------------------------
def test_un_cliente_tomado_no_lo_toma_nadie_mas_hasta_que_vence(rosa):
    luz = usuario("jefatura_cobranzas")
    por_llamar()
    poner()
    suya = siguiente(rosa)
    services.reasignar(gestiones=Gestion.objects.all(), a=luz, por=luz, al=AL, en=EN)
    assert Gestion.objects.get().asignada_a_id == rosa.pk  # la tiene delante: no se mueve
    tarde = EN + 11 * MINUTO
    services.reasignar(gestiones=Gestion.objects.all(), a=luz, por=luz, al=AL, en=tarde)
    assert siguiente(luz, en=tarde).pk == suya.pk
    with pytest.raises(services.TomaPerdida, match="está atendiendo"):
        atender(suya, rosa, en=tarde)
    assert Comunicacion.objects.count() == 0


def test_la_pantalla_abierta_alarga_la_toma(rosa):
    por_llamar()
    poner()
    suya = siguiente(rosa)
    assert services.renovar(gestion=suya, persona=rosa, al=AL, en=EN + 9 * MINUTO)
    suya.refresh_from_db()
    assert suya.vence_en == EN + 19 * MINUTO
    assert not services.renovar(gestion=suya, persona=usuario("equipo_pc"), al=AL, en=EN)


def test_dos_ventanas_de_la_misma_persona_muestran_al_mismo_cliente(rosa):
    por_llamar(), por_llamar("500.00")
    poner()
    assert siguiente(rosa).pk == siguiente(rosa).pk


def test_el_mismo_envio_dos_veces_cuenta_una(rosa):
    por_llamar()
    poner()
    suya, ficha = siguiente(rosa), uuid4()
    primera, segunda = (atender(suya, rosa, ficha=ficha) for _ in range(2))
    assert (primera.atencion.pk, segunda.repetida) == (segunda.atencion.pk, True)
    assert (Comunicacion.objects.count(), Atencion.objects.count()) == (1, 1)


# --- resultados ----------------------------------------------------------------------------------
def test_hablar_con_el_cliente_cierra_el_paso_y_trae_al_siguiente(rosa):
    uno, otro = por_llamar("500.00"), por_llamar("100.00")
    poner()
    atender(siguiente(rosa), rosa, texto="Pagará cuando cobre.")
    accion = Accion.objects.get(cliente=uno, peldano__canal="llamada")
    assert (accion.estado, accion.cerrada_por) == ("hecha", rosa)
    assert siguiente(rosa).cliente == otro


def test_una_promesa_se_guarda_con_la_llamada(rosa):
    por_llamar("500.00")
    poner()
    hecha = atender(siguiente(rosa), rosa, "prometio", promesa_importe=Decimal("400.00"), promesa_el=dia(4))
    promesa = Promesa.objects.get()
    assert (promesa.total, hecha.atencion.promesa) == (Decimal("400.00"), promesa)
    avance = selectors.avance(persona=rosa, al=AL)
    assert avance.resumen == "1 gestión, 1 promesa por S/ 400.00."


def test_prometer_sin_importe_no_guarda_nada(rosa):
    por_llamar()
    poner()
    with pytest.raises(services.FaltaLaPromesa):
        atender(siguiente(rosa), rosa, "prometio")


def test_quien_pide_otra_fecha_vuelve_ese_dia(rosa):
    suyo = por_llamar()
    poner()
    atender(siguiente(rosa), rosa, "volver_a_llamar", siguiente_el=dia(4))
    assert siguiente(rosa) is None
    assert Posposicion.objects.get(cliente=suyo).hasta == dia(4)
    cuatro = EN + dt.timedelta(days=4)
    assert siguiente(rosa, en=cuatro).cliente == suyo


def test_quien_no_responde_va_al_final_y_tras_dos_intentos_al_siguiente_habil(rosa):
    uno, otro = por_llamar("500.00"), por_llamar("100.00")
    poner()
    atender(siguiente(rosa), rosa, "no_contesta")
    assert siguiente(rosa).cliente == otro
    atender(de(otro), rosa)
    hecha = atender(siguiente(rosa), rosa, "no_contesta")
    assert hecha.vuelve_el == dia(4)  # el viernes 1 de mayo es feriado
    assert siguiente(rosa) is None
    assert de(uno).accion.estado == "propuesta"


def test_con_un_numero_equivocado_se_sigue_con_el_otro_del_mismo_cliente(rosa):
    suyo = por_llamar(telefonos=2)
    por_llamar("50.00")
    poner()
    malo = suyo.contactos.first().medios.first()
    hecha = atender(siguiente(rosa), rosa, "numero_equivocado", medio=malo)
    assert hecha.sigue_aqui
    assert siguiente(rosa).cliente == suyo


def test_un_pago_que_llega_mientras_se_llama_lo_dice_y_no_impide_guardar(rosa):
    suyo = por_llamar("100.00")
    poner()
    suya = siguiente(rosa)
    pagar(suyo.suministros.get().recibos.get(), "100.00")
    assert "pago" in selectors.novedad(suya, al=AL)
    with pytest.raises(services.FaltaLaPromesa):
        atender(suya, rosa, "prometio", promesa_importe=Decimal("100.00"), promesa_el=dia(1))
    atender(suya, rosa, "ya_pago")
    assert Comunicacion.objects.count() == 1


def test_saltar_pide_motivo_y_deja_para_el_final(rosa):
    por_llamar("500.00"), por_llamar("100.00")
    poner()
    suya = siguiente(rosa)
    services.saltar(gestion=suya, persona=rosa, motivo="Está en reunión", ficha=uuid4(), en=EN)
    assert siguiente(rosa).pk != suya.pk
    assert selectors.hecho_hoy(persona=rosa, al=AL).gestiones == 0


@pytest.mark.parametrize("clave", ["informado", "prometio", "volver_a_llamar", "no_contesta"])
def test_deshacer_deja_todo_como_estaba(rosa, clave):
    por_llamar("500.00")
    poner()
    suya = siguiente(rosa)
    antes = Gestion.objects.values_list("vuelta", "vuelta_el", "no_antes", "cerrada_en", "tomada_por").get()
    hecha = atender(
        suya, rosa, clave, promesa_importe=Decimal("10.00"), promesa_el=dia(4),
        siguiente_el=dia(4) if clave == "volver_a_llamar" else None,
    )  # fmt: skip
    services.deshacer(atencion=hecha.atencion, persona=rosa, en=EN + dt.timedelta(seconds=8))
    assert Gestion.objects.values_list("vuelta", "vuelta_el", "no_antes", "cerrada_en", "tomada_por").get() == antes
    assert siguiente(rosa).pk == suya.pk
    assert not Promesa.objects.abiertas().exists()
    assert selectors.hecho_hoy(persona=rosa, al=AL).gestiones == 0


def test_pasado_el_minuto_ya_no_se_deshace(rosa):
    por_llamar()
    poner()
    hecha = atender(siguiente(rosa), rosa)
    with pytest.raises(services.NoSeDeshace):
        services.deshacer(atencion=hecha.atencion, persona=rosa, en=EN + 2 * MINUTO)


def test_sin_telefono_no_entra_en_la_cola_pero_se_cuenta(rosa):
    por_llamar(telefonos=0)
    poner()
    assert siguiente(rosa) is None
    assert selectors.sin_telefono(persona=rosa, al=AL) == 1


def test_reasignar_no_pasa_clientes_que_la_persona_no_ve(rosa):
    luz = usuario("equipo_pc", zonas=["SUR"])
    por_llamar(en="NORTE"), por_llamar(en="SUR")
    poner()
    hecho = services.reasignar(gestiones=Gestion.objects.all(), a=luz, por=rosa, al=AL, en=EN)
    assert (hecho.hechas, hecho.fuera_de_zona) == (1, 1)
