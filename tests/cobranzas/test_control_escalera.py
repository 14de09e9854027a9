"""La escalera: pasos por categoría y por cuotas, publicar otra que rige después, y ensayarla sin escribir nada."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from cobranzas.compromisos.models import Convenio
from cobranzas.control.ensayo import ensayar
from cobranzas.control.escaleras import EscaleraImposible, PasoNuevo, publicar, retirar
from cobranzas.control.models import Accion, Barrido, ControlCliente, Escalera, EstadoDiario, Peldano
from tests.fabricas.cobranzas import (
    AHORA,
    AL,
    abierta,
    barrer,
    barrer_dias,
    dia,
    pagar,
    pagos_al_dia,
    principal,
    recibo,
)
from tests.fabricas.compromisos import firmar, preparar
from tests.fabricas.comun import usuario
from tests.fabricas.seleccion import suministro

pytestmark = pytest.mark.django_db
CORREO = {"asunto": "Su recibo vence el {vence}", "plantilla": "Señores {cliente}: {recibos} por {importe}."}
PASOS = (
    PasoNuevo("Correo antes de vencer", "correo", "recordatorio", dias=-3, **CORREO),
    PasoNuevo("Llamada", "llamada", "llamada", dias=1),
    PasoNuevo("Visita", "visita", "visita", dias=3, unidad="habiles"),
    PasoNuevo("Derivación", "derivacion", "derivacion", recibos_vencidos=2, cuotas_vencidas=1),
)


@pytest.fixture(autouse=True)
def _pagos_cargados():
    pagos_al_dia(*(dia(n) for n in range(-70, 101, 2)))


@pytest.fixture
def jefa():
    return usuario("jefatura_cobranzas")


def nueva(jefa, *pasos, desde=None, hoy=AL) -> Escalera:
    return publicar(
        nombre="Otra",
        motivo="Acuerdo del comité",
        desde=desde or dia(1),
        pasos=pasos or PASOS,
        por=jefa,
        hoy=hoy,
        ahora=AHORA,
    )


# --- Publicar ---------------------------------------------------------------------------------
def test_la_version_nueva_rige_desde_su_dia_y_la_de_antes_hasta_ese_dia(jefa):
    publicada = nueva(jefa, desde=dia(10))
    assert [e.version for d in (9, 10) for e in Escalera.objects.vigente(dia(d))] == [1, 2]
    assert [p.clave for p in publicada.peldanos.order_by("orden")] == [
        "recordatorio",
        "llamada",
        "visita",
        "derivacion",
    ]


@pytest.mark.parametrize("cuando", [AL, dia(-1)])
def test_no_se_publica_para_hoy_ni_para_un_dia_pasado(jefa, cuando):
    with pytest.raises(EscaleraImposible, match="posterior a hoy, 30/04/2026"):
        nueva(jefa, desde=cuando)


def test_publicar_otra_reemplaza_a_la_que_aun_no_rige(jefa):
    nueva(jefa, desde=dia(10))
    otra = nueva(jefa, desde=dia(5))
    assert list(Escalera.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert Escalera.objects.vigente(dia(30)).get() == otra
    assert Escalera.objects.get(version=1).vigencia.upper == dia(5)


def test_retirarla_devuelve_la_vigencia_a_la_de_antes(jefa):
    retirar(escalera=nueva(jefa), hoy=AL)
    assert Escalera.objects.get().vigencia.upper is None
    assert not Peldano.objects.exclude(escalera__version=1).exists()


def test_la_que_ya_rige_no_se_retira(jefa):
    publicada = nueva(jefa)
    with pytest.raises(EscaleraImposible, match="Ya empezó a regir"):
        retirar(escalera=publicada, hoy=dia(1))


@pytest.mark.parametrize(
    ("pasos", "motivo"),
    [
        ([PasoNuevo("Nada", "llamada")], "escribe los días"),
        ([PasoNuevo("Las dos", "llamada", dias=1, recibos_vencidos=2)], "escribe los días"),
        ([PasoNuevo("Correo", "correo", dias=-3)], "un correo necesita asunto y texto"),
        ([PasoNuevo("Antes", "llamada", dias=-3, unidad="habiles")], "se cuentan de calendario"),
        ([PASOS[1], PASOS[1]], "Hay dos pasos llamados «Llamada»"),
        ([PasoNuevo("Diez", "visita", dias=10), PasoNuevo("Tres", "llamada", dias=3)], "«Tres» toca antes que «Diez»"),
        ([PASOS[3], PASOS[1]], "Después de «Derivación» no va otro paso"),
        ([replace(PASOS[0], plantilla="{settings.SECRET_KEY}")], "no es un campo"),
        ([replace(PASOS[0], plantilla="{{ cliente }}")], "no es un campo"),
        ([PasoNuevo("«»", "llamada", dias=1)], "necesita letras"),
        ([], "no tiene pasos"),
        ([PasoNuevo(f"Paso {n}", "llamada", dias=n) for n in range(1, 15)], "admite 12 pasos"),
    ],
)
def test_una_escalera_mal_hecha_dice_que_corregir_y_no_se_guarda(jefa, pasos, motivo):
    with pytest.raises(EscaleraImposible, match=motivo):
        publicar(nombre="x", motivo="x", desde=dia(1), pasos=pasos, por=jefa, hoy=AL, ahora=AHORA)
    assert Escalera.objects.count() == 1


def test_la_base_no_admite_un_paso_sin_cuando_ni_un_correo_sin_texto(jefa):
    escalera = Escalera.objects.get()
    for malo in ({"canal": "llamada"}, {"canal": "correo", "dias": 9}, {"canal": "visita", "recibos_vencidos": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Peldano.objects.create(escalera=escalera, orden=9, clave="malo", nombre="Malo", **malo)


def test_cambiar_la_escalera_no_vuelve_a_hacer_lo_del_pasado(jefa):
    quien = principal()
    recibo(quien, vence=dia(-1))
    barrer()
    accion = Accion.objects.abiertas().get()
    nueva(jefa, *PASOS[:2], replace(PASOS[2], dias=20), PASOS[3])
    assert barrer(dia(1)).acciones == 0
    assert Accion.objects.abiertas().get() == accion


# --- Por cuotas y por categoría ---------------------------------------------------------------
def test_una_cuota_de_convenio_vencida_propone_derivar(jefa):
    quien = principal()
    suyo = recibo(quien, vence=dia(-40))
    firmar(preparar(suyo, inicial="20.00", cuotas=2, primera=5))
    pagar(suyo, "20.00", el=AL)
    barrer()
    assert (abierta(quien), ControlCliente.objects.get(al=AL).razon) == (None, "convenio_vivo")
    barrer_dias(dia(n) for n in range(1, 7))
    # La primera cuota venció el día 5: un solo recibo, pero la cuota basta (art. 113.1).
    assert abierta(quien) == ("derivacion", suyo.numero)
    assert ControlCliente.objects.get(al=dia(6)).cuotas_vencidas == 1


def test_roto_el_convenio_la_cuota_sigue_bastando(jefa):
    quien = principal()
    suyo = recibo(quien, vence=dia(-40))
    firmar(preparar(suyo, inicial="20.00", cuotas=2, primera=5))
    pagar(suyo, "20.00", el=AL)
    barrer_dias(dia(n) for n in range(0, 20))
    assert Convenio.objects.get().estado == "roto"
    assert abierta(quien) == ("derivacion", suyo.numero)


def test_doscientos_suministros_no_se_derivan_al_dia_siguiente_de_un_vencimiento():
    quien = principal()
    for _ in range(20):
        recibo(suministro(quien), vence=dia(-1))
    barrer()
    assert abierta(quien)[0] == "llamada"


def test_un_paso_de_una_categoria_no_toca_a_las_demas(jefa):
    comercio, hogar = principal(categoria="COMERCIAL"), principal(categoria="DOMESTICO")
    for quien in (comercio, hogar):
        recibo(quien, vence=dia(-1))
    nueva(jefa, *PASOS[:2], replace(PASOS[2], dias=1, unidad="calendario", categorias=("COMERCIAL",)), PASOS[3])
    barrer(dia(1))
    assert (abierta(comercio)[0], abierta(hogar)[0]) == ("visita", "llamada")


# --- Ensayo -----------------------------------------------------------------------------------
@pytest.fixture
def mes(jefa):
    """Treinta días controlados con ocho deudores escalonados."""
    for n in range(8):
        quien = principal()
        recibo(quien, vence=dia(-4 * n), total=f"{100 + n}.00")
        if n % 3 == 0:
            recibo(quien, vence=dia(-4 * n - 25), total="50.00")
        if n == 5:
            pagar(recibo(quien, vence=dia(-20)), "100.00", el=dia(-12))
    barrer_dias(dia(n) for n in range(-30, 1))
    return dia(-29), AL


def _veces(ensayo) -> dict[str, tuple[int, int]]:
    return {p.nombre: (p.antes, p.despues) for p in ensayo.pasos}


def test_ensayar_la_escalera_que_regia_da_lo_que_de_verdad_se_propuso(mes):
    desde, hasta = mes
    visto = ensayar(escalera=Escalera.objects.get(), desde=desde, hasta=hasta)
    reales = Accion.objects.filter(propuesta_el__range=mes).exclude(
        estado="omitida", cerrada_el=desde - dt.timedelta(1)
    )
    propuestas = [a for a in reales.select_related("peldano") if a.estados.exists()]
    contadas = {p.nombre: sum(a.peldano.nombre == p.nombre for a in propuestas) for p in visto.pasos}
    assert _veces(visto) == {nombre: (n, n) for nombre, n in contadas.items()}
    assert (visto.dias, visto.cambian) == (30, 0)
    assert sum(contadas.values()) > 8


def test_ensayar_otra_dice_cuanto_mas_y_a_quienes(mes, jefa):
    cambiada = nueva(jefa, *PASOS[:2], replace(PASOS[2], dias=30), PASOS[3])
    visto = ensayar(escalera=cambiada, desde=mes[0], hasta=mes[1])
    antes, despues = next(cifras for nombre, cifras in _veces(visto).items() if nombre.startswith("Visita"))
    assert antes > despues == 0
    assert visto.cambian == len(visto.cambios) > 0
    assert all(c.antes != c.despues for c in visto.cambios)


def test_ensayar_no_escribe_nada(mes, jefa):
    tablas = (Accion, EstadoDiario, ControlCliente, Barrido)
    antes = [m.objects.count() for m in tablas]
    ensayar(escalera=nueva(jefa, PASOS[1]), desde=mes[0], hasta=mes[1])
    assert [m.objects.count() for m in tablas] == antes


def test_ensayar_respeta_el_minimo_y_los_bloqueos(mes, jefa):
    cambiada = nueva(jefa, replace(PASOS[1], importe_minimo=Decimal("999999.00")))
    assert all(p.despues == 0 for p in ensayar(escalera=cambiada, desde=mes[0], hasta=mes[1]).pasos)


def test_sin_dias_controlados_no_hay_ensayo(jefa):
    assert ensayar(escalera=Escalera.objects.get(), desde=dia(-29), hasta=AL).dias == 0


# --- Páginas ----------------------------------------------------------------------------------
@pytest.fixture
def _hoy():
    with time_machine.travel(dt.datetime(2026, 4, 30, 15, tzinfo=dt.UTC), tick=False):
        yield


def _formulario(pagina, **cambios) -> dict:
    """Lo que el navegador enviaría de la página tal como se abrió."""
    datos = {"nombre": "Nueva", "motivo": "Acuerdo del comité", "desde": dia(5).isoformat()}
    pasos = pagina.context["pasos"]
    datos |= {f"pasos-{k}": v for k, v in pasos.management_form.initial.items() if v is not None}
    for n, fila in enumerate(pasos):
        for campo, valor in fila.initial.items():
            if valor not in (None, ""):
                datos[f"pasos-{n}-{campo}"] = valor
        datos.setdefault(f"pasos-{n}-canal", "llamada")
        datos.setdefault(f"pasos-{n}-unidad", "calendario")
        datos.setdefault(f"pasos-{n}-importe_minimo", "0.00")
    return datos | cambios


@pytest.mark.usefixtures("_hoy")
def test_la_jefatura_cambia_la_escalera_y_ve_su_ensayo(client, jefa, mes):
    client.force_login(jefa)
    pagina = client.get(reverse("control:escalera_nueva"))
    assert pagina.status_code == 200
    hecho = client.post(reverse("control:escalera_nueva"), _formulario(pagina, **{"pasos-2-dias": "10"}))
    publicada = Escalera.objects.get(version=2)
    assert (hecho.status_code, hecho.url) == (302, publicada.get_absolute_url())
    assert publicada.peldanos.get(clave="visita").dias == 10
    ficha = client.get(publicada.get_absolute_url()).content.decode()
    assert reverse("control:ensayo", args=[publicada.pk]) in ficha
    ensayo = client.get(reverse("control:ensayo", args=[publicada.pk]))
    assert ensayo.context["ensayo"].cambian > 0
    client.post(reverse("control:escalera_retirar", args=[publicada.pk]))
    assert not Escalera.objects.filter(version=2).exists()


@pytest.mark.usefixtures("_hoy")
@pytest.mark.parametrize(
    ("cambio", "dice"),
    [
        ({"desde": AL.isoformat()}, "posterior a hoy"),
        ({"pasos-0-plantilla": "{secreto}"}, "no es un campo"),
        ({"pasos-1-dias": ""}, "escribe los días"),
        ({"pasos-1-importe_minimo": "-1"}, "pasos-1-importe_minimo"),
        ({"pasos-1-nombre": ""}, "Corrige los pasos"),
    ],
)
def test_lo_mal_escrito_se_dice_y_no_se_pierde(client, jefa, cambio, dice):
    client.force_login(jefa)
    pagina = client.get(reverse("control:escalera_nueva"))
    devuelta = client.post(reverse("control:escalera_nueva"), _formulario(pagina, **cambio))
    assert devuelta.status_code == 422
    assert dice in devuelta.content.decode()
    assert "Acuerdo del comité" in devuelta.content.decode()
    assert Escalera.objects.count() == 1


@pytest.mark.usefixtures("_hoy")
def test_quien_no_es_jefatura_ve_la_escalera_y_no_la_cambia(client, jefa):
    publicada = nueva(jefa)
    ver = [reverse("control:escaleras"), publicada.get_absolute_url(), reverse("control:ensayo", args=[publicada.pk])]
    cambiar = [reverse("control:escalera_nueva"), reverse("control:escalera_retirar", args=[publicada.pk])]
    assert {client.get(p).status_code for p in ver + cambiar} == {302}
    client.force_login(usuario())
    assert {client.get(p).status_code for p in ver + cambiar} == {403}
    client.force_login(usuario("equipo_pc"))
    assert [client.get(p).status_code for p in ver + cambiar] == [200, 200, 200, 403, 403]
