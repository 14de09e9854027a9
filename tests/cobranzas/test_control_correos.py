"""Los pasos por correo: salen solos, una vez, dentro de hora, presupuesto y consentimiento; y dicen lo que deben."""

import datetime as dt

import pytest
import time_machine

from cobranzas.control.envios import enviar_correos
from cobranzas.control.models import Accion, Peldano
from cobranzas.control.tasks import enviar_correos_pendientes
from config.comun.correo.models import Correo
from principales.comunicaciones.models import Comunicacion
from principales.directorio.models import MedioContacto
from tests.fabricas.cobranzas import AL, abierta, acciones, barrer, dia, pagar, pagos_al_dia, principal, recibo
from tests.fabricas.comunicaciones import llamada
from tests.fabricas.directorio import contacto
from tests.fabricas.seleccion import suministro

pytestmark = pytest.mark.django_db
MANANA = dt.datetime(2026, 4, 30, 15, tzinfo=dt.UTC)  # 10:00 en Lima


@pytest.fixture(autouse=True)
def _pagos_cargados():
    pagos_al_dia(AL)


def con_correo(direccion: str = "ana@empresa.pe", *, vence: int = 2):
    quien = principal(nombre="HOTEL CORAL SAC")
    contacto(quien, "Ana", direccion)
    return quien, recibo(quien, vence=dia(vence), total="1234.50")


def test_el_correo_dice_cuanto_cuando_y_de_que_recibo():
    quien, suyo = con_correo()
    otro = recibo(suministro(quien), vence=dia(3), total="10.00")
    barrer()
    assert enviar_correos(en=MANANA).enviados == 1
    correo = Correo.objects.get()
    assert (correo.para, correo.asunto) == (["ana@empresa.pe"], "Su recibo de agua vence el 02/05/2026")
    for dicho in ("HOTEL CORAL SAC", "2 recibos por S/ 1,244.50", suyo.numero, otro.numero, "S/ 10.00"):
        assert dicho in correo.texto
    assert "{" not in correo.texto


def test_queda_hecha_por_el_sistema_y_en_la_linea_de_tiempo_del_cliente():
    quien, _ = con_correo()
    barrer()
    enviar_correos(en=MANANA)
    accion = Accion.objects.get(cliente=quien)
    assert (accion.estado, accion.automatica, accion.cerrada_el, accion.cerrada_por) == ("hecha", True, AL, None)
    hablado = Comunicacion.objects.get(cliente=quien)
    assert (hablado.origen_tipo, hablado.origen_id) == ("cobranzas.accion", str(accion.pk))


def test_una_vez_por_cliente_paso_y_recibo_aunque_la_accion_vuelva_a_abrirse():
    quien, _ = con_correo()
    barrer()
    enviar_correos(en=MANANA)
    Accion.objects.filter(cliente=quien).update(estado="propuesta", cerrada_el=None, automatica=False)
    enviar_correos(en=MANANA + dt.timedelta(minutes=5))
    assert Correo.objects.count() == 1


def test_sin_correo_util_no_sale_y_la_accion_espera():
    quien, _ = con_correo()
    MedioContacto.objects.update(estado="rebotado", motivo_estado="Buzón lleno")
    barrer()
    assert enviar_correos(en=MANANA).enviados == 0
    assert abierta(quien)[0] == "recordatorio"
    barrer(dia(3))
    assert acciones(quien)["recordatorio"] == "omitida"


def test_con_el_presupuesto_de_contactos_gastado_no_sale():
    quien, _ = con_correo()
    for n in (1, 2):
        llamada(quien, en=MANANA - dt.timedelta(days=n))
    barrer()
    assert (enviar_correos(en=MANANA).enviados, Correo.objects.count()) == (0, 0)


@pytest.mark.parametrize("en", [dt.datetime(2026, 5, 1, 15, tzinfo=dt.UTC), dt.datetime(2026, 4, 30, 8, tzinfo=dt.UTC)])
def test_ni_en_feriado_ni_de_madrugada(en):
    con_correo()
    barrer()
    vuelta = enviar_correos(en=en)
    assert (vuelta.enviados, bool(vuelta.motivo)) == (0, True)


def test_con_los_pagos_atrasados_no_sale_nada():
    con_correo(vence=12)
    assert "atrasados" in enviar_correos(en=MANANA + dt.timedelta(days=11)).motivo


def test_quien_pago_esta_manana_no_recibe_el_recordatorio():
    quien, suyo = con_correo()
    barrer()
    pagar(suyo, "1234.50", el=AL)
    assert enviar_correos(en=MANANA).enviados == 0
    assert not Comunicacion.objects.filter(cliente=quien).exists()


def test_un_nombre_con_saltos_de_linea_o_llaves_no_rompe_la_cabecera_ni_el_texto():
    quien = principal(nombre="ACME {deuda}\r\nBcc: otro@x.pe")
    contacto(quien, "Ana", "ana@empresa.pe")
    recibo(quien, vence=dia(2))
    Peldano.objects.filter(clave="recordatorio").update(asunto="Aviso para {cliente}")
    barrer()
    enviar_correos(en=MANANA)
    correo = Correo.objects.get()
    assert "\n" not in correo.asunto
    assert "{deuda}" in correo.texto  # el nombre sale tal cual: no se vuelve a llenar


def test_la_tarea_se_repite_sin_efecto():
    con_correo()
    barrer()
    with time_machine.travel(MANANA, tick=False):
        enviar_correos_pendientes()
        enviar_correos_pendientes()
    assert Correo.objects.count() == 1
