"""Promesas y convenios en pantalla: quién entra, qué ve, y que prometer y convenir funcionan de punta a punta."""

import datetime as dt
import io
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cobranzas.compromisos import selectors, services
from cobranzas.compromisos.models import Convenio, Promesa
from tests.fabricas.cobranzas import AL, dia, pagar, pagos_al_dia, principal, recibo
from tests.fabricas.compromisos import PDF, firmar, preparar, prometer
from tests.fabricas.comun import usuario
from tests.fabricas.seleccion import suministro

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hoy():
    with time_machine.travel(dt.datetime(2026, 4, 30, 15, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def casa():
    """En el norte, un cliente con una promesa y un convenio por firmar."""
    quien = principal(nombre="CAFE SAC")
    prometido, convenido, libre = (recibo(quien, vence=dia(-n), total="100.00") for n in (20, 50, 80))
    return {
        "cliente": quien,
        "promesa": prometer(prometido, pagos=[(4, "100.00")]),
        "convenio": preparar(convenido, inicial="30.00"),
        "libre": libre,
    }


def texto(respuesta) -> str:
    return respuesta.content.decode().replace("\xa0", " ")


def _paginas(casa) -> list[str]:
    pk = casa["cliente"].pk
    return [
        reverse("compromisos:promesas"),
        reverse("compromisos:convenios"),
        reverse("compromisos:promesa", args=[casa["promesa"].pk]),
        reverse("compromisos:convenio", args=[casa["convenio"].pk]),
        reverse("compromisos:documento", args=[casa["convenio"].pk]),
        reverse("compromisos:cliente_compromisos", args=[pk]),
    ]


def _de_actuar(casa) -> list[str]:
    pk = casa["cliente"].pk
    return [
        reverse("compromisos:hoy"),
        reverse("compromisos:prometer", args=[pk]),
        reverse("compromisos:anular_promesa", args=[casa["promesa"].pk]),
        reverse("compromisos:convenir", args=[pk]),
        reverse("compromisos:anular_convenio", args=[casa["convenio"].pk]),
    ]


def _de_firmar(casa) -> list[str]:
    return [reverse("compromisos:firmar", args=[casa["convenio"].pk])]


def test_sin_sesion_se_va_al_ingreso(client, casa):
    revisar = reverse("compromisos:revisar", args=[casa["cliente"].pk])
    for pagina in [*_paginas(casa), *_de_actuar(casa), *_de_firmar(casa), revisar]:
        respuesta = client.get(pagina)
        assert (respuesta.status_code, respuesta.url.split("?")[0]) == (302, reverse("usuarios:entrar")), pagina


def test_sin_rol_no_se_entra(client, casa):
    client.force_login(usuario())
    revisar = reverse("compromisos:revisar", args=[casa["cliente"].pk])
    for pagina in [*_paginas(casa), *_de_actuar(casa), *_de_firmar(casa), revisar]:
        assert client.get(pagina).status_code == 403, pagina


def test_quien_solo_lee_mira_y_no_actua(client, casa):
    client.force_login(usuario("auditoria"))
    assert {client.get(p).status_code for p in _paginas(casa)} == {200}
    assert {client.get(p).status_code for p in [*_de_actuar(casa), *_de_firmar(casa)]} == {403}


def test_el_equipo_promete_y_prepara_y_la_jefatura_ademas_firma(client, casa):
    client.force_login(usuario("equipo_pc"))
    assert {client.get(p).status_code for p in [*_paginas(casa), *_de_actuar(casa)]} == {200}
    assert client.get(_de_firmar(casa)[0]).status_code == 403
    client.force_login(usuario("jefatura_cobranzas"))
    assert {client.get(p).status_code for p in [*_de_actuar(casa), *_de_firmar(casa)]} == {200}


def test_lo_de_otra_zona_no_existe_para_mi(client, casa):
    client.force_login(usuario("jefatura_cobranzas", zonas=["SUR"]))
    pk = casa["cliente"].pk
    comunes = {reverse("compromisos:promesas"), reverse("compromisos:convenios"), reverse("compromisos:hoy")}
    suyas = [reverse("compromisos:revisar", args=[pk]), *_paginas(casa), *_de_actuar(casa), *_de_firmar(casa)]
    assert {client.get(p).status_code for p in suyas if p not in comunes} == {404}
    for lista in ("promesas", "convenios"):
        assert client.get(reverse(f"compromisos:{lista}")).context["conteo"].filas == 0
        exportado = client.get(reverse(f"compromisos:{lista}"), {"exportar": "csv"})
        assert "CAFE" not in b"".join(exportado).decode()


def test_los_recibos_de_otras_zonas_se_ven_como_una_suma_y_sin_documento(client):
    quien = principal()
    ajeno = recibo(suministro(quien, en="SUR"), vence=dia(-9), total="70.00")
    propio = recibo(quien, vence=dia(-8), total="50.00")
    convenio = preparar(ajeno, propio, inicial="30.00")
    client.force_login(usuario("jefatura_cobranzas", zonas=["NORTE"]))
    ficha = client.get(convenio.get_absolute_url())
    assert propio.numero in texto(ficha)
    assert ajeno.numero not in texto(ficha)
    assert ficha.context["otros"] == selectors.Suma(1, Decimal("70.00"))
    assert client.get(reverse("compromisos:documento", args=[convenio.pk])).status_code == 404
    formulario = client.get(reverse("compromisos:prometer", args=[quien.pk])).content.decode()
    assert propio.numero in formulario
    assert ajeno.numero not in formulario


# --- prometer -----------------------------------------------------------------------------------
def test_prometer_propone_lo_vencido_y_el_siguiente_dia_habil(client, casa):
    client.force_login(usuario("equipo_pc"))
    pagina = client.get(reverse("compromisos:prometer", args=[casa["cliente"].pk]))
    form = pagina.context["form"]
    assert form["vence_1"].value() == dt.date(2026, 5, 4)  # el viernes 1 es feriado
    assert set(form["recibos"].value()) == {casa["libre"].pk, casa["convenio"].recibos.get().recibo_id}


def test_se_promete_desde_la_ficha_y_el_mensaje_dice_cuanto_y_cuando(client, casa):
    client.force_login(usuario("equipo_pc"))
    url = reverse("compromisos:prometer", args=[casa["cliente"].pk])
    datos = {"recibos": [casa["libre"].pk], "vence_1": "2026-05-04", "importe_1": ""}
    respuesta = client.post(url, datos, follow=True)
    promesa = Promesa.objects.latest("pk")
    assert (promesa.total, promesa.estado) == (Decimal("100.00"), "abierta")
    assert "Promesa guardada: S/ 100.00 para el lun 4 may 2026." in texto(respuesta)


def test_deshacer_lo_puede_quien_la_registro_y_nadie_mas(client, casa):
    promesa = casa["promesa"]
    url = reverse("compromisos:deshacer", args=[promesa.pk])
    client.force_login(usuario("jefatura_cobranzas"))
    assert client.post(url).status_code == 404
    client.force_login(promesa.por)
    assert "Deshecho: la promesa quedó anulada." in texto(client.post(url, follow=True))
    promesa.refresh_from_db()
    assert promesa.estado == "anulada"
    assert "La promesa ya no está abierta" in texto(client.post(url, follow=True))


@pytest.mark.parametrize(
    ("cambio", "dice"),
    [
        ({"recibos": []}, "Marca al menos un recibo."),
        ({"vence_1": "2026-04-30"}, "La fecha de la promesa debe ser posterior a hoy, 30/04/2026."),
        ({"importe_1": "100.01"}, "Los recibos elegidos suman S/ 100.00 y la promesa es de S/ 100.01."),
        ({"importe_1": "-5"}, "Escribe un importe mayor que cero."),
        ({"importe_1": "nan"}, "Escribe un importe en soles, como 1250.50."),
        ({"vence_2": "2026-05-11"}, "Escribe la fecha y el importe, o deja los dos vacíos."),
        ({"vence_2": "2026-05-11", "importe_2": "10"}, "Con más de un pago, escribe cuánto es el primero."),
        ({"recibos": ["999999999"]}, "Un recibo marcado ya no se debe."),
    ],
)
def test_lo_que_falta_se_dice_y_nada_se_guarda(client, casa, cambio, dice):
    client.force_login(usuario("equipo_pc"))
    url = reverse("compromisos:prometer", args=[casa["cliente"].pk])
    antes = Promesa.objects.count()
    respuesta = client.post(url, {"recibos": [casa["libre"].pk], "vence_1": "2026-05-04", "importe_1": ""} | cambio)
    assert respuesta.status_code == 422
    assert dice in respuesta.content.decode()
    assert Promesa.objects.count() == antes


def test_con_mas_de_cincuenta_recibos_se_prometen_todos_los_vencidos_sin_listarlos(client):
    quien = principal()
    for n in range(60):
        recibo(quien, vence=dia(-n - 1), total="10.00")
    client.force_login(usuario("equipo_pc"))
    url = reverse("compromisos:prometer", args=[quien.pk])
    pagina = client.get(url).content.decode()
    assert pagina.count('name="recibos"') == 50
    assert "Todos los vencidos (60), no solo los marcados" in pagina
    client.post(url, {"todos": "on", "vence_1": "2026-05-04", "importe_1": ""})
    assert Promesa.objects.get().total == Decimal("600.00")


# --- cifras que abren su lista ------------------------------------------------------------------
def test_cada_situacion_abre_exactamente_sus_promesas(client):
    for n, cuanto in ((2, "10.00"), (2, "20.00"), (8, "30.00"), (20, "40.00")):
        prometer(recibo(principal(), vence=dia(-5)), pagos=[(n, cuanto)], el=AL)
    with time_machine.travel(dt.datetime(2026, 5, 2, 15, tzinfo=dt.UTC), tick=False):
        client.force_login(usuario("equipo_pc"))
        pagina = client.get(reverse("compromisos:promesas"))
        grupos = {clave: suma for _, clave, suma in pagina.context["grupos"]}
        assert grupos["hoy"] == selectors.Suma(2, Decimal("30.00"))
        assert grupos["proximas"] == selectors.Suma(1, Decimal("30.00"))
        for clave, suma in grupos.items():
            abierta = client.get(reverse("compromisos:promesas"), {"situacion": clave})
            assert abierta.context["conteo"].filas == suma.cuantos, clave
        assert "2 promesas que vencen hoy por S/ 30.00" in texto(client.get(reverse("compromisos:hoy")))


def test_el_inicio_dice_los_convenios_con_cuota_vencida_y_abre_exactamente_esos(client):
    atrasado = firmar(preparar(recibo(principal(), vence=dia(-9)), inicial="30.00"))
    al_dia = firmar(preparar(recibo(principal(), vence=dia(-9)), inicial="30.00"))
    pagar(al_dia.recibos.get().recibo, "30.00")
    services.juzgar(al=AL)
    with time_machine.travel(dt.datetime(2026, 5, 2, 15, tzinfo=dt.UTC), tick=False):
        client.force_login(usuario("equipo_pc"))
        assert "1 convenio con cuotas vencidas por S/ 30.00" in texto(client.get(reverse("compromisos:hoy")))
        abierta = client.get(reverse("compromisos:convenios"), {"situacion": "vencida"})
        assert [c.pk for c in abierta.context["tabla"].data.data] == [atrasado.pk]


def test_el_numero_de_consultas_no_crece_con_las_filas(client):
    client.force_login(usuario("equipo_pc"))

    def consultas(url) -> int:
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as vistas:
            assert client.get(url).status_code == 200
        return len(vistas)

    def llenar(cuantos):
        for _ in range(cuantos):
            quien = principal()
            prometer(recibo(quien, vence=dia(-5)), pagos=[(4, "50.00")])
            firmar(preparar(recibo(quien, vence=dia(-9)), inicial="30.00"))
        return quien

    urls = [reverse("compromisos:promesas"), reverse("compromisos:convenios"), reverse("compromisos:hoy")]
    quien = llenar(3)
    urls.append(reverse("compromisos:cliente_compromisos", args=[quien.pk]))
    pocas = [consultas(u) for u in urls]
    llenar(20)
    for _ in range(10):
        prometer(recibo(quien, vence=dia(-6)), pagos=[(4, "50.00")])
    assert [consultas(u) for u in urls] == pocas
    assert max(pocas) <= 15


# --- convenir -----------------------------------------------------------------------------------
def _simulacion(casa) -> dict:
    return {
        "recibos": casa["libre"].pk,
        "inicial": "25.00",
        "inicial_el": "2026-04-30",
        "cuotas": "2",
        "primera_el": "2026-05-29",
    }


def test_el_convenio_se_simula_se_revisa_se_firma_y_sale_de_cobranza(client, casa):
    client.force_login(usuario("jefatura_cobranzas"))
    pk = casa["cliente"].pk
    antes = Convenio.objects.count()
    simulado = client.get(reverse("compromisos:convenir", args=[pk]), _simulacion(casa))
    assert [(c.nombre, c.importe) for c in simulado.context["plan"].data.data] == [
        ("Inicial", Decimal("25.00")),
        ("Cuota 1", Decimal("37.50")),
        ("Cuota 2", Decimal("37.50")),
    ]
    revisar = simulado.context["revisar"]
    assert client.get(revisar).status_code == 200
    assert Convenio.objects.count() == antes  # hasta aquí nada se guardó
    preparado = client.post(revisar, {"firmante": "ROSA QUISPE", "firmante_documento": "45678912"})
    convenio = Convenio.objects.latest("pk")
    assert preparado.url == convenio.get_absolute_url()
    assert convenio.capital == Decimal("100.00")

    documento = client.get(reverse("compromisos:documento", args=[convenio.pk]))
    assert documento.content.startswith(b"%PDF")
    firmado = SimpleUploadedFile("firmado.pdf", PDF, content_type="application/pdf")
    respuesta = client.post(reverse("compromisos:firmar", args=[convenio.pk]), {"documento": firmado}, follow=True)
    assert "1 recibo sale de cobranza: S/ 100.00." in texto(respuesta)
    casa["libre"].refresh_from_db()
    assert casa["libre"].exigible == 0
    guardado = client.get(reverse("compromisos:firmado", args=[convenio.pk]))
    assert b"".join(guardado) == PDF


def test_un_plan_imposible_dice_por_que_y_no_deja_seguir(client, casa):
    client.force_login(usuario("equipo_pc"))
    pk = casa["cliente"].pk
    pagina = client.get(reverse("compromisos:convenir", args=[pk]), _simulacion(casa) | {"inicial": "5"})
    assert pagina.status_code == 422
    assert "La inicial va de S/ 20.00 (20 % de la deuda)" in pagina.content.decode()
    directo = client.get(reverse("compromisos:revisar", args=[pk]), _simulacion(casa) | {"cuotas": "40"})
    assert directo.url.startswith(reverse("compromisos:convenir", args=[pk]))


@pytest.mark.parametrize(
    ("nombre", "contenido", "dice"),
    [
        ("firmado.pdf", b"<html><script>alert(1)</script></html>", "no es un PDF ni una foto"),
        ("firmado.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "no es un PDF ni una foto"),
        ("firmado.pdf", b"%PDF-" + b"0" * (10 << 20), "El máximo es 10 MB"),
    ],
)
def test_solo_se_sube_un_pdf_o_una_foto_de_verdad(client, casa, nombre, contenido, dice):
    client.force_login(usuario("jefatura_cobranzas"))
    archivo = io.BytesIO(contenido)
    archivo.name = nombre
    respuesta = client.post(_de_firmar(casa)[0], {"documento": archivo})
    assert respuesta.status_code == 422
    assert dice in respuesta.content.decode()
    assert Convenio.objects.get(pk=casa["convenio"].pk).estado == "borrador"


def test_el_html_en_un_nombre_es_texto(client):
    quien = principal(nombre='<img src=x onerror="alert(1)">')
    convenio = preparar(recibo(quien, vence=dia(-9)), inicial="30.00")
    promesa = prometer(recibo(quien, vence=dia(-8)), pagos=[(4, "50.00")])
    client.force_login(usuario("jefatura_cobranzas"))
    for url in (convenio.get_absolute_url(), promesa.get_absolute_url(), reverse("compromisos:promesas")):
        assert "<img src=x" not in client.get(url).content.decode()


def test_la_ficha_del_convenio_cuenta_el_pago_de_esta_manana_sin_esperar_a_la_noche(client, casa):
    convenio = firmar(casa["convenio"])
    pagar(convenio.recibos.get().recibo, "30.00")
    client.force_login(usuario("equipo_pc"))
    pagina = client.get(convenio.get_absolute_url())
    assert (pagina.context["pagado"], pagina.context["falta"]) == (Decimal("30.00"), Decimal("70.00"))


def test_la_pestana_cuenta_lo_vivo_y_dice_como_cumple(client, casa):
    client.force_login(usuario("equipo_pc"))
    quien = casa["cliente"]
    assert selectors.contar_vivos(usuario=usuario("equipo_pc"), pk=quien.pk) == 2
    assert selectors.contar_vivos(usuario=usuario("equipo_pc", zonas=["SUR"]), pk=quien.pk) == 0
    url = reverse("compromisos:cliente_compromisos", args=[quien.pk])
    assert "Aún no se le juzga ninguna promesa." in client.get(url).content.decode()
    pagos_al_dia(dia(7))
    services.juzgar(al=dia(8))
    assert "Promesas juzgadas: 0 cumplidas, 0 en parte y 1 incumplida." in texto(client.get(url))
