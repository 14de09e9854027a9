"""El control diario en pantalla: quién entra, qué ve, y que cada cifra abre exactamente su lista."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cobranzas.control.models import Accion, ControlCliente
from config.comun.procesos.models import Proceso
from tests.fabricas.cobranzas import (
    AL,
    barrer,
    congelar,
    dia,
    pagar,
    pagos_al_dia,
    principal,
    recibo,
)
from tests.fabricas.comun import usuario
from tests.fabricas.seleccion import suministro

pytestmark = pytest.mark.django_db
DIA = AL.isoformat()


@pytest.fixture(autouse=True)
def _hoy():
    with time_machine.travel(dt.datetime(2026, 4, 30, 15, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def cartera():
    """En el norte, uno a visitar; otro con suministros en las dos zonas, a derivar; y uno del sur al día."""
    pagos_al_dia(AL)
    norte, dos, sur = (
        principal(nombre="CAFE SAC"),
        principal(nombre="HOTEL SA"),
        principal(en="SUR", nombre="LINO EIRL"),
    )
    recibo(norte, vence=dia(-20), total="100.10")
    del_sur = suministro(dos, en="SUR")
    recibo(del_sur, vence=dia(-100), total="1000.00")
    recibo(del_sur, vence=dia(-70), total="2000.00")
    recibo(dos, vence=dia(-10), total="30.00")
    recibo(sur, vence=dia(20), total="55.00", emitido=dia(-1))
    barrer()
    return {"norte": norte, "dos": dos, "sur": sur}


@pytest.fixture
def jefa(client):
    client.force_login(usuario("jefatura_cobranzas"))
    return client


def _paginas(cartera) -> list[str]:
    accion = Accion.objects.abiertas().get(cliente=cartera["norte"])
    pk = cartera["norte"].pk
    return [
        reverse("control:lista"),
        reverse("control:recibos"),
        reverse("control:acciones"),
        reverse("control:accion", args=[accion.pk]),
        reverse("control:barridos"),
        reverse("control:cliente", args=[pk, DIA]),
        reverse("control:cliente_control", args=[pk]),
        reverse("control:por_que", args=[pk]),
        reverse("control:hoy"),
    ]


def _de_actuar(cartera) -> list[str]:
    accion = Accion.objects.abiertas().get(cliente=cartera["norte"])
    return [reverse("control:barrer"), reverse("control:hecha", args=[accion.pk])]


def test_sin_sesion_se_va_al_ingreso(client, cartera):
    for pagina in _paginas(cartera) + _de_actuar(cartera):
        respuesta = client.get(pagina)
        assert (respuesta.status_code, respuesta.url.split("?")[0]) == (302, reverse("usuarios:entrar")), pagina


def test_sin_rol_no_se_entra(client, cartera):
    client.force_login(usuario())
    for pagina in _paginas(cartera) + _de_actuar(cartera):
        assert client.get(pagina).status_code == 403, pagina


def test_quien_solo_lee_no_puede_barrer_ni_marcar(client, cartera):
    client.force_login(usuario("auditoria"))
    assert [client.get(p).status_code for p in _paginas(cartera)] == [200] * 9
    assert [client.get(p).status_code for p in _de_actuar(cartera)] == [403, 403]


def test_la_jefatura_abre_todas(jefa, cartera):
    for pagina in _paginas(cartera) + _de_actuar(cartera):
        assert jefa.get(pagina).status_code == 200, pagina


def test_lo_de_un_cliente_de_otra_zona_no_existe_para_mi(client, cartera):
    client.force_login(usuario("equipo_pc", zonas=["SUR"]))
    accion = Accion.objects.abiertas().get(cliente=cartera["norte"])
    pk = cartera["norte"].pk
    for pagina in (
        reverse("control:accion", args=[accion.pk]),
        reverse("control:hecha", args=[accion.pk]),
        reverse("control:cliente", args=[pk, DIA]),
        reverse("control:cliente_control", args=[pk]),
        reverse("control:por_que", args=[pk]),
    ):
        assert client.get(pagina).status_code == 404, pagina


# --- Cifras que abren su lista ----------------------------------------------------------------
def test_cada_tramo_de_la_tira_abre_exactamente_sus_recibos(jefa, cartera):
    pagina = jefa.get(reverse("control:lista"))
    tira = pagina.context["tira"]
    assert [(c.clave, c.cuantos) for c in tira] == [("1-30", 2), ("31-60", 0), ("61-90", 1), ("91-180", 1), (">180", 0)]
    enlaces = re.findall(r'href="(/control/recibos/\?[^"]+)"', pagina.content.decode())
    assert len(enlaces) == 5
    for cifra, enlace in zip(tira, enlaces, strict=True):
        abierta = jefa.get(enlace.replace("&amp;", "&"))
        assert abierta.context["conteo"].filas == cifra.cuantos, enlace
        assert sum(e.exigible for e in abierta.context["tabla"].data.data) == cifra.soles


def test_cada_grupo_abre_exactamente_sus_clientes(jefa, cartera):
    congelar(recibo(principal(), vence=dia(-5)), "100.00")
    hecha = Accion.objects.abiertas().get(cliente=cartera["norte"])
    jefa.post(reverse("control:hecha", args=[hecha.pk]), {"nota": "Pagará mañana."})
    barrer()
    pagina = jefa.get(reverse("control:lista"))
    grupos = pagina.context["con_accion"] + pagina.context["sin_accion"]
    assert [(c.nombre, c.cuantos) for c in grupos] == [
        ("Derivación a cartera morosa", 1),
        ("El paso que toca ya se hizo", 1),
    ]
    enlaces = re.findall(r'href="(/control/\?al=[^"]+(?:peldano|razon)=[^"]+)"', pagina.content.decode())
    assert len(enlaces) == 2
    for grupo, enlace in zip(grupos, enlaces, strict=True):
        assert jefa.get(enlace.replace("&amp;", "&")).context["conteo"].filas == grupo.cuantos


def test_quien_tiene_una_zona_ve_lo_suyo_y_lo_demas_como_una_suma(client, cartera):
    client.force_login(usuario("operativa_zonal", zonas=["NORTE"]))
    pagina = client.get(reverse("control:lista"))
    texto = pagina.content.decode()
    assert [c.cuantos for c in pagina.context["tira"]] == [2, 0, 0, 0, 0]
    assert "En otras zonas: 2 recibos vencidos por S/\u00a03,000.00." in texto
    assert "LINO EIRL" not in texto
    assert client.get(reverse("control:recibos")).context["conteo"].filas == 2
    detalle = client.get(reverse("control:cliente", args=[cartera["dos"].pk, DIA])).content.decode()
    assert "En otras zonas: 2 recibos por S/\u00a03,000.00." in detalle


def test_la_fila_dice_vencido_dias_recibos_y_accion_o_razon(jefa, cartera):
    texto = jefa.get(reverse("control:lista")).content.decode()
    assert "S/\u00a03,030.00" in texto
    assert "Derivación a cartera morosa" in texto
    assert "Todavía no vence" in texto


def test_la_lista_se_ordena_por_lo_vencido_y_se_exporta_lo_filtrado(jefa, cartera):
    lista = reverse("control:lista")
    assert [c.cliente for c in jefa.get(lista).context["tabla"].data.data] == [
        cartera["dos"],
        cartera["norte"],
        cartera["sur"],
    ]
    exportado = b"".join(jefa.get(lista, {"estado": "vencido", "q": "cafe", "exportar": "csv"})).decode("utf-8-sig")
    filas = exportado.splitlines()
    assert len(filas) == 2
    assert "CAFE SAC" in filas[1]
    assert "100.10" in filas[1]
    assert "Visita de coordinación" in filas[1]


# --- Fecha, frescura y barrido ----------------------------------------------------------------
def test_la_fecha_va_en_la_url_y_un_dia_sin_barrer_lo_dice(jefa, cartera):
    barrer(dia(1))
    assert jefa.get(reverse("control:lista")).context["barrido"].al == dia(1)
    assert jefa.get(reverse("control:lista"), {"al": DIA}).context["barrido"].al == AL
    vacia = jefa.get(reverse("control:lista"), {"al": dia(40).isoformat()})
    assert "no se controlaron las cuentas" in vacia.content.decode()
    assert vacia.context["cercano"].al == dia(1)


def test_una_fecha_que_no_es_fecha_no_rompe_la_pagina(jefa, cartera):
    assert jefa.get(reverse("control:lista"), {"al": "ayer"}).status_code == 200
    assert jefa.get(reverse("control:cliente", args=[cartera["norte"].pk, "ayer"])).status_code == 404


def test_lo_primero_es_hasta_donde_llegan_los_pagos_de_cada_banco(jefa, cartera):
    pagos_al_dia(dia(-10), entidad="BBVA")
    pagina = jefa.get(reverse("control:lista"))
    assert [(f.entidad, f.dias, f.atrasada) for f in pagina.context["frescura"]] == [
        ("BBVA", 10, True),
        ("BCP", 0, False),
    ]
    texto = pagina.content.decode()
    assert texto.index("Pagos cargados hasta") < texto.index("Recibos vencidos por antigüedad")


def test_con_pagos_atrasados_se_avisa_y_no_hay_acto_en_bloque(jefa, cartera):
    assert jefa.get(reverse("control:acciones")).context["acciones_lote"]
    barrer(dia(9))
    pagina = jefa.get(reverse("control:acciones"))
    assert pagina.context["acciones_lote"] == []
    assert "Marcar hechas: apagado por pagos atrasados" in pagina.content.decode()
    assert jefa.post(reverse("control:acciones"), {"accion": "hechas", "alcance": "todas"}).status_code == 400
    assert "No se proponen acciones hasta cargarlos." in jefa.get(reverse("control:lista")).content.decode()


def test_pedir_el_control_deja_un_proceso_y_dos_clics_no_piden_dos(jefa, cartera):
    pedido = jefa.post(reverse("control:barrer"), {"al": DIA})
    assert pedido.url == Proceso.objects.get().get_absolute_url()
    assert f"/control/?al={DIA}" in jefa.get(pedido.url).content.decode()
    otra = jefa.post(reverse("control:barrer"), {"al": DIA})
    assert otra.status_code == 422
    assert "Ya hay uno igual en marcha" in otra.content.decode()
    assert Proceso.objects.get().argumentos["al"] == DIA


def test_no_se_controla_un_dia_que_no_llega(jefa, cartera):
    respuesta = jefa.post(reverse("control:barrer"), {"al": dia(1).isoformat()})
    assert respuesta.status_code == 422
    assert "Ese día todavía no llega" in respuesta.content.decode()


# --- Acciones ---------------------------------------------------------------------------------
def test_marcar_hecha_pide_que_se_hizo_y_vuelve_a_la_lista(jefa, cartera):
    accion = Accion.objects.abiertas().get(cliente=cartera["norte"])
    url = reverse("control:hecha", args=[accion.pk])
    assert jefa.post(url, {"nota": ""}).status_code == 422
    assert jefa.post(url, {"nota": "Hablé con el dueño."}).url == reverse("control:acciones")
    accion.refresh_from_db()
    assert (accion.estado, accion.nota, accion.cerrada_el) == ("hecha", "Hablé con el dueño.", AL)
    tarde = jefa.post(url, {"nota": "Otra vez."})
    assert tarde.status_code == 422
    assert "la marcó hecha" in tarde.content.decode()


def test_en_bloque_se_marca_todo_lo_filtrado_y_nada_mas(jefa, cartera):
    paso = Accion.objects.abiertas().get(cliente=cartera["norte"]).peldano_id
    url = f"{reverse('control:acciones')}?peldano={paso}"
    pregunta = jefa.post(url, {"accion": "hechas", "alcance": "todas"})
    assert "1 acción" in pregunta.content.decode()
    jefa.post(url, {"accion": "hechas", "alcance": "todas", "cuantas": "1"})
    assert [a.cliente for a in Accion.objects.abiertas()] == [cartera["dos"]]


def test_un_pago_de_la_manana_quita_la_accion_de_lo_que_toca_hoy(jefa, cartera):
    antes = jefa.get(reverse("control:hoy")).content.decode()
    assert "Visita de coordinación: 1 cliente por S/\u00a0100.10" in antes
    pagar(cartera["norte"].suministros.get().recibos.get(), "100.10")
    assert "Visita" not in jefa.get(reverse("control:hoy")).content.decode()


def test_lo_de_hoy_dice_cuanto_quedo_de_antes_y_abre_su_lista(jefa, cartera):
    with time_machine.travel(dt.datetime(2026, 5, 4, 15, tzinfo=dt.UTC), tick=False):
        jefa.force_login(usuario("jefatura_cobranzas"))  # la sesión de abril ya venció
        pagina = jefa.get(reverse("control:hoy")).content.decode()
        assert "1 quedó de antes" in pagina
        enlaces = re.findall(r'href="(/control/acciones/\?peldano=\d+)"', pagina)
        assert [jefa.get(e).context["conteo"].filas for e in enlaces] == [1, 1]


def test_lo_de_hoy_es_de_mis_zonas(client, cartera):
    client.force_login(usuario("operativa_zonal", zonas=["SUR"]))
    texto = client.get(reverse("control:hoy")).content.decode()
    assert "Derivación" in texto
    assert "Visita" not in texto


def test_la_ficha_del_cliente_dice_por_que_en_una_frase(jefa, cartera):
    frase = jefa.get(reverse("control:por_que", args=[cartera["dos"].pk]), headers={"HX-Request": "true"})
    assert "Toca: Derivación a cartera morosa, propuesta el 30/04/2026." in frase.content.decode()
    assert "Debe S/ 3,030.00 de 3 recibos; el más antiguo venció hace 100 días." in frase.content.decode()
    sur = jefa.get(reverse("control:por_que", args=[cartera["sur"].pk])).content.decode()
    assert "No toca nada: todavía no vence. Tiene S/ 55.00 por vencer." in sur


def test_con_pagos_atrasados_la_frase_lo_dice(jefa, cartera):
    barrer(dia(9))
    with time_machine.travel(dt.datetime(2026, 5, 9, 15, tzinfo=dt.UTC), tick=False):
        jefa.force_login(usuario("jefatura_cobranzas"))  # la sesión de abril ya venció
        texto = jefa.get(reverse("control:por_que", args=[cartera["norte"].pk])).content.decode()
    assert "No se actúa: los pagos cargados están atrasados." in texto


def test_quien_no_es_principal_lo_dice_en_su_pestana(jefa, cartera):
    from tests.fabricas.seleccion import cliente

    otro = cliente()
    suministro(otro)
    texto = jefa.get(reverse("control:cliente_control", args=[otro.pk])).content.decode()
    assert "No está en la cartera de principales consumidores" in texto


def test_sin_ningun_barrido_la_pagina_ofrece_hacerlo(jefa):
    texto = jefa.get(reverse("control:lista")).content.decode()
    assert "Aún no se controlan las cuentas." in texto
    assert reverse("control:barrer") in texto


# --- Consultas --------------------------------------------------------------------------------
def _consultas(client, url) -> int:
    with CaptureQueriesContext(
        connection,
    ) as capturadas:
        assert client.get(url).status_code == 200
    return len(capturadas)


def test_las_mismas_consultas_con_3_clientes_que_con_300(jefa, cartera):
    paginas = _paginas(cartera)
    antes = [_consultas(jefa, p) for p in paginas]
    quienes = [principal() for _ in range(297)]
    for n, quien in enumerate(quienes):
        recibo(quien, vence=dia(-(n % 200)))
    barrer()
    assert ControlCliente.objects.filter(al=AL).count() == 300
    assert [_consultas(jefa, p) for p in paginas] == antes
    assert max(antes) <= 15
