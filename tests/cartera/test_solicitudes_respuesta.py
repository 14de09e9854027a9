"""Lo que se pide a Cartera: número sin huecos, una sola respuesta y la más nueva reemplaza a la que nadie miró."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.urls import reverse

from cartera.ciclos import services as ciclos
from cartera.ciclos.models import AsignacionCiclo
from cartera.padron.models import Suministro
from cartera.solicitudes import services
from cartera.solicitudes.models import Solicitud
from config.comun.avisos.models import Aviso
from tests.fabricas.comun import usuario
from tests.fabricas.seleccion import cliente, suministro

pytestmark = pytest.mark.django_db
EN = dt.datetime(2026, 11, 23, 15, 2, tzinfo=dt.UTC)  # 10:02 en Lima
DESDE = dt.date(2026, 12, 1)
NADIE = Suministro.objects.none().values_list("pk", "cliente_id", "ciclo")


@pytest.fixture
def cartera():
    return usuario("cartera_clientes", username="cartera", first_name="Ana", last_name="Rojas")


def pedir(*entran: Suministro, salen: tuple[Suministro, ...] = (), por, en=EN, desde=DESDE) -> Solicitud | None:
    def filas(cuales):
        return Suministro.objects.filter(pk__in=[s.pk for s in cuales]).values_list("pk", "cliente_id", "ciclo")

    return services.crear(
        origen=f"prueba:{Solicitud.objects.count() + 1}",
        rige_desde=desde,
        asunto="Selección de prueba",
        entran=filas(entran),
        salen=filas(salen),
        por=por,
        en=en,
    )


def locales(n: int) -> list[Suministro]:
    quien = cliente()
    return [suministro(quien) for _ in range(n)]


# --- Número -----------------------------------------------------------------------------------------
def test_los_numeros_son_consecutivos_y_empiezan_de_nuevo_cada_ano(cartera):
    a, b, c = locales(3)
    numeros = [
        pedir(a, por=cartera).numero,
        pedir(b, por=cartera).numero,
        pedir(c, por=cartera, en=dt.datetime(2027, 1, 1, 5, 0, tzinfo=dt.UTC)).numero,
    ]
    assert numeros == ["C6-2026-001", "C6-2026-002", "C6-2027-001"]


def test_el_ano_es_el_de_lima(cartera):
    (a,) = locales(1)
    assert pedir(a, por=cartera, en=dt.datetime(2027, 1, 1, 4, 59, tzinfo=dt.UTC)).numero == "C6-2026-001"


def test_despues_del_999_sigue_el_1000(cartera):
    a, b = locales(2)
    Solicitud.objects.filter(pk=pedir(a, por=cartera).pk).update(numero="C6-2026-999")
    assert pedir(b, por=cartera).numero == "C6-2026-1000"


def test_una_solicitud_sin_suministros_no_se_crea_ni_gasta_numero(cartera):
    (a,) = locales(1)
    assert pedir(por=cartera) is None
    assert pedir(a, por=cartera).numero == "C6-2026-001"


def test_un_pedido_que_se_deshace_no_deja_hueco(cartera):
    a, b = locales(2)
    with transaction.atomic():
        pedir(a, por=cartera)
        transaction.set_rollback(True)
    assert pedir(b, por=cartera).numero == "C6-2026-001"


@pytest.mark.django_db(transaction=True)
def test_varias_a_la_vez_toman_numeros_seguidos_sin_repetir():
    quien = usuario("jefatura_cobranzas")
    cuales, listos, fallos = locales(6), threading.Barrier(6), []

    def correr(n, local):
        try:
            listos.wait(timeout=20)
            services.crear(
                origen=f"hilo:{n}",
                rige_desde=DESDE,
                asunto="A la vez",
                entran=Suministro.objects.filter(pk=local.pk).values_list("pk", "cliente_id", "ciclo"),
                salen=NADIE,
                por=quien,
                en=EN,
            )
        except Exception as fallo:
            fallos.append(fallo)
        finally:
            connection.close()

    hilos = [threading.Thread(target=correr, args=par) for par in enumerate(cuales)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(timeout=60)
    assert fallos == []
    numeros = sorted(Solicitud.objects.values_list("numero", flat=True))
    assert numeros == [f"C6-2026-{n:03}" for n in range(1, 7)]
    assert Solicitud.objects.pendientes().count() == 1, "solo la última queda por responder"


def test_la_base_no_admite_el_mismo_pedido_dos_veces(cartera):
    a, b = locales(2)
    primera = pedir(a, por=cartera)
    Solicitud.objects.filter(pk=primera.pk).update(origen="prueba:2")
    with pytest.raises(IntegrityError, match="origen"), transaction.atomic():
        pedir(b, por=cartera)


# --- Responder --------------------------------------------------------------------------------------
def test_aceptar_pone_los_suministros_en_el_ciclo_desde_la_fecha_que_rige(cartera):
    a, b = locales(2)
    aceptada = ciclos.aceptar(solicitud=pedir(a, b, por=cartera), por=cartera, en=EN)
    assert (aceptada.estado, aceptada.resuelto_por, aceptada.resuelto_en) == ("aceptada", cartera, EN)
    asignadas = AsignacionCiclo.objects.values_list("suministro", "ciclo__numero", "vigencia")
    assert {(s, n, v.lower, v.upper) for s, n, v in asignadas} == {(a.pk, 6, DESDE, None), (b.pk, 6, DESDE, None)}


def test_los_que_salen_se_cierran_ese_dia_y_consta_la_solicitud_que_los_saco(cartera):
    (a,) = locales(1)
    ciclos.aceptar(solicitud=pedir(a, por=cartera), por=cartera, en=EN)
    salida = pedir(salen=(a,), por=cartera, desde=dt.date(2027, 3, 1))
    ciclos.aceptar(solicitud=salida, por=cartera, en=EN)
    asignacion = AsignacionCiclo.objects.get()
    assert (asignacion.vigencia.upper, asignacion.retiro) == (dt.date(2027, 3, 1), salida)


def test_lo_que_entra_y_sale_el_mismo_dia_no_deja_un_intervalo_vacio(cartera):
    (a,) = locales(1)
    ciclos.aceptar(solicitud=pedir(a, por=cartera), por=cartera, en=EN)
    ciclos.aceptar(solicitud=pedir(salen=(a,), por=cartera), por=cartera, en=EN)
    assert not AsignacionCiclo.objects.exists()


def test_la_base_no_admite_un_suministro_en_dos_ciclos_a_la_vez(cartera):
    (a,) = locales(1)
    ciclos.aceptar(solicitud=pedir(a, por=cartera), por=cartera, en=EN)
    repetida = AsignacionCiclo.objects.get()
    repetida.pk = None
    with pytest.raises(IntegrityError, match="asignacionciclo_sin_solape"), transaction.atomic():
        repetida.save(force_insert=True)


def test_la_segunda_persona_sabe_quien_respondio_y_a_que_hora(cartera):
    (a,) = locales(1)
    solicitud = pedir(a, por=cartera)
    ciclos.aceptar(solicitud=solicitud, por=cartera, en=EN)
    otra = usuario("cartera_clientes")
    with pytest.raises(services.YaResuelta, match=r"Ana Rojas ya la aceptó a las 10:02 del 23/11/2026\."):
        ciclos.aceptar(solicitud=solicitud, por=otra, en=EN)
    with pytest.raises(services.YaResuelta, match="ya la aceptó"):
        services.devolver(solicitud=solicitud, motivo="Tarde", por=otra, en=EN)
    assert AsignacionCiclo.objects.count() == 1


def test_devolver_exige_el_motivo_y_no_asigna_nada(cartera):
    (a,) = locales(1)
    solicitud = pedir(a, por=cartera)
    with pytest.raises(services.FaltaMotivo):
        services.devolver(solicitud=solicitud, motivo="  ", por=cartera, en=EN)
    devuelta = services.devolver(solicitud=solicitud, motivo="Medidor sin código", por=cartera, en=EN)
    assert (devuelta.estado, devuelta.motivo) == ("devuelta", "Medidor sin código")
    assert not AsignacionCiclo.objects.exists()


def test_se_avisa_a_cartera_al_pedir_y_a_quien_pidio_al_devolver(cartera):
    jefa = usuario("jefatura_cobranzas")
    (a,) = locales(1)
    solicitud = pedir(a, por=jefa)
    assert [aviso.texto for aviso in Aviso.objects.sin_leer(cartera)] == [
        f"{solicitud.numero} espera respuesta: Selección de prueba"
    ]
    services.devolver(solicitud=solicitud, motivo="Falta el medidor", por=cartera, en=EN)
    assert [aviso.texto for aviso in Aviso.objects.sin_leer(jefa)] == [
        f"Cartera devolvió {solicitud.numero}: Falta el medidor"
    ]


def test_la_que_reemplaza_deja_sin_efecto_a_la_que_nadie_respondio(cartera):
    a, b = locales(2)
    primera, segunda = pedir(a, por=cartera), pedir(a, b, por=cartera)
    primera.refresh_from_db()
    assert (primera.estado, primera.motivo) == ("sin_efecto", f"La reemplaza {segunda.numero}.")
    with pytest.raises(services.YaResuelta, match="sin efecto"):
        ciclos.aceptar(solicitud=primera, por=cartera, en=EN)


@pytest.mark.django_db(transaction=True)
def test_dos_personas_que_aceptan_a_la_vez_asignan_una_sola_vez():
    personas = [usuario("cartera_clientes") for _ in range(4)]
    solicitud = pedir(*locales(3), por=personas[0])
    listos, hechos, tarde = threading.Barrier(4), [], []

    def correr(persona):
        try:
            listos.wait(timeout=20)
            hechos.append(ciclos.aceptar(solicitud=solicitud, por=persona, en=EN))
        except services.YaResuelta as fallo:
            tarde.append(fallo)
        finally:
            connection.close()

    hilos = [threading.Thread(target=correr, args=(p,)) for p in personas]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(timeout=60)
    assert (len(hechos), len(tarde), AsignacionCiclo.objects.count()) == (1, 3, 3)


# --- Páginas ----------------------------------------------------------------------------------------
LEEN = ("gerencia", "jefatura_cobranzas", "cartera_clientes", "equipo_pc", "operativa_zonal", "auditoria")
PAGINAS = {"solicitudes:lista": LEEN, "solicitudes:ficha": LEEN, "ciclos:lista": LEEN}
SOLO_CARTERA = {"solicitudes:hoy": (), "solicitudes:devolver": (), "ciclos:aceptar": ()}
CON_CLAVE = {"solicitudes:ficha", "solicitudes:devolver", "ciclos:aceptar"}


@pytest.mark.parametrize("nombre", [*PAGINAS, *SOLO_CARTERA])
def test_cada_pagina_abre_solo_a_quien_debe(client, cartera, nombre):
    solicitud = pedir(*locales(1), por=cartera)
    url = reverse(nombre, args=[solicitud.pk] if nombre in CON_CLAVE else [])
    assert client.get(url).status_code == 302
    for rol in LEEN:
        client.force_login(usuario(rol))
        puede = rol == "cartera_clientes" or nombre in PAGINAS
        assert client.get(url).status_code == (200 if puede else 403), rol


@pytest.mark.parametrize("nombre", ["solicitudes:devolver", "ciclos:aceptar"])
def test_quien_no_es_de_cartera_tampoco_responde_con_post(client, cartera, nombre):
    solicitud = pedir(*locales(1), por=cartera)
    client.force_login(usuario("jefatura_cobranzas"))
    assert client.post(reverse(nombre, args=[solicitud.pk]), {"motivo": "No"}).status_code == 403
    solicitud.refresh_from_db()
    assert solicitud.estado == "pendiente"


def test_cada_zona_ve_solo_sus_suministros_de_la_solicitud(client, cartera):
    quien = cliente()
    norte, sur = suministro(quien, en="NORTE"), suministro(quien, en="SUR")
    solicitud = pedir(norte, sur, por=cartera)
    client.force_login(usuario("operativa_zonal", zonas=["SUR"]))
    respuesta = client.get(solicitud.get_absolute_url())
    assert [fila.record.suministro for fila in respuesta.context["tabla"].page.object_list] == [sur]


def test_cartera_acepta_desde_la_ficha_y_el_boton_dice_que_acepta(client, cartera):
    solicitud = pedir(*locales(2), por=cartera)
    client.force_login(cartera)
    ficha = client.get(solicitud.get_absolute_url())
    assert ficha.context["primario"].texto == "Aceptar 2 entradas"
    final = client.post(reverse("ciclos:aceptar", args=[solicitud.pk]), follow=True)
    assert f"Aceptaste {solicitud.numero}" in final.content.decode()
    assert client.get(solicitud.get_absolute_url()).context["primario"] is None


def test_aceptar_lo_ya_respondido_lo_dice_con_409_y_no_cambia_nada(client, cartera):
    solicitud = pedir(*locales(1), por=cartera)
    services.devolver(solicitud=solicitud, motivo="Falta", por=cartera, en=EN)
    client.force_login(cartera)
    respuesta = client.post(reverse("ciclos:aceptar", args=[solicitud.pk]))
    assert respuesta.status_code == 409
    assert "Ana Rojas ya la devolvió a las 10:02" in respuesta.content.decode()


def test_devolver_desde_la_pagina_guarda_el_motivo(client, cartera):
    solicitud = pedir(*locales(1), por=cartera)
    client.force_login(cartera)
    url = reverse("solicitudes:devolver", args=[solicitud.pk])
    assert client.post(url, {"motivo": ""}).status_code == 422
    client.post(url, {"motivo": "Medidor sin código"})
    solicitud.refresh_from_db()
    assert (solicitud.estado, solicitud.motivo) == ("devuelta", "Medidor sin código")


def test_lo_pendiente_sale_en_el_inicio_de_cartera(client, cartera):
    client.force_login(cartera)
    assert client.get(reverse("solicitudes:hoy")).context["pendientes"] == []
    solicitud = pedir(*locales(1), por=cartera)
    (pendiente,) = client.get(reverse("solicitudes:hoy")).context["pendientes"]
    assert pendiente.boton == f"Responder {solicitud.numero}"
