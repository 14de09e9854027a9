"""Las páginas de la cuenta: quién entra, qué ve y que cada cifra abra exactamente su lista."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from cartera.cuentas import selectors, services
from cartera.cuentas.choices import FiltroRecibos, MotivoCongelamiento
from cartera.cuentas.models import Pago, Recibo
from cartera.cuentas.views import contar_vencidos
from cartera.padron.models import Suministro
from tests.fabricas.comun import usuario
from tests.fabricas.cuentas import cargar, dia, fila_pago, fila_recibo, pago
from tests.fabricas.seleccion import cliente, suministro

pytestmark = pytest.mark.django_db
AL = dia(60)


@pytest.fixture
def casa():
    """Cliente con A001 (NORTE): R1 vencido con parte congelada, R2 por vencer, R3 pagado; y B001 (SUR): S1 vencido."""
    titular = cliente("HOTEL DEL MAR")
    suministro(titular, codigo="A001", en="NORTE")
    suministro(titular, codigo="B001", en="SUR")
    cargar(
        "recibos",
        fila_recibo("R1", "A001", "100.00", emitido=1, vence=20),
        fila_recibo("R2", "A001", "70.00", emitido=50, vence=70),
        fila_recibo("R3", "A001", "50.00", emitido=1, vence=21),
        fila_recibo("S1", "B001", "30.00", emitido=1, vence=20),
    )
    cargar(
        "pagos",
        fila_pago("1", "55.00", el=10, recibo="R3"),
        fila_pago("2", "5.00", el=11, recibo="S1"),
        fila_pago("3", "40.00", el=12, recibo="NOEXISTE"),
    )
    services.congelar(
        recibo=Recibo.objects.get(numero="R1"),
        importe=Decimal("40.00"),
        motivo=MotivoCongelamiento.RECLAMO,
        origen="reclamo:1",
        desde=dia(22),
        por=None,
    )
    return titular


def url(nombre, casa):
    de = Suministro.objects.get(codigo="A001")
    claves = {
        "cliente_cuenta": casa.pk,
        "cliente_deuda": casa.pk,
        "suministro_cuenta": de.pk,
        "recibo": Recibo.objects.get(numero="R1").pk,
        "pago": pago("1").pk,
        "identificar": pago("3").pk,
        "sugerencias": pago("3").pk,
    }
    return reverse(f"cuentas:{nombre}", args=[claves[nombre]] if nombre in claves else [])


def texto(respuesta) -> str:
    """Lo que se lee, con espacios corrientes en los importes."""
    return respuesta.content.decode().replace("\xa0", " ")


PAGINAS = ["cliente_cuenta", "suministro_cuenta", "recibo", "pago", "pagos", "por_identificar", "identificar"]
PIEZAS = ["cliente_deuda", "buscar_recibos", "sugerencias", "hoy"]
DE_CARTERA = ["por_identificar", "identificar", "sugerencias", "hoy"]


@pytest.mark.parametrize("nombre", PAGINAS + PIEZAS)
def test_sin_sesion_lleva_a_entrar(client, casa, nombre):
    respuesta = client.get(url(nombre, casa))
    assert respuesta.status_code == 302
    assert respuesta.url.startswith(reverse("usuarios:entrar"))


@pytest.mark.parametrize("nombre", PAGINAS + PIEZAS)
def test_sin_permiso_no_entra(client, casa, nombre):
    client.force_login(usuario("equipo_pc") if nombre in DE_CARTERA else usuario())
    assert client.get(url(nombre, casa)).status_code == 403


@pytest.mark.parametrize("nombre", PAGINAS + PIEZAS)
def test_cartera_entra(client, casa, nombre):
    client.force_login(usuario("cartera_clientes"))
    assert client.get(url(nombre, casa)).status_code == 200


@pytest.mark.parametrize("nombre", ["suministro_cuenta", "recibo", "pago"])
def test_lo_de_otra_zona_no_existe_para_quien_no_la_tiene(client, casa, nombre):
    client.force_login(usuario("operativa_zonal", zonas=["SUR"]))
    assert client.get(url(nombre, casa)).status_code == 404


def test_quien_ve_una_zona_ve_sus_recibos_y_lo_demas_como_una_suma(client, casa):
    client.force_login(usuario("operativa_zonal", zonas=["SUR"]))
    pagina = texto(client.get(url("cliente_cuenta", casa), {"al": AL.isoformat()}))
    assert "S1" in pagina
    assert "R1" not in pagina
    assert "En otras zonas debe S/ 170.00, de ello S/ 60.00 vencido, y tiene S/ 5.00 de crédito." in pagina


@pytest.mark.parametrize("nombre", ["cliente_cuenta", "cliente_deuda"])
def test_un_cliente_sin_suministros_en_mis_zonas_no_existe(client, casa, nombre):
    client.force_login(usuario("operativa_zonal", zonas=["ESTE"]))
    assert client.get(url(nombre, casa)).status_code == 404


def test_la_cabecera_de_la_ficha_dice_cuanto_debe_y_hace_cuanto(client, casa, time_machine_en):
    time_machine_en(AL)
    client.force_login(usuario("cartera_clientes"))
    cabecera = texto(client.get(url("cliente_deuda", casa), headers={"HX-Request": "true"}))
    assert "S/ 195.00" in cabecera
    assert "S/ 85.00" in cabecera
    assert "hace 40 días" in cabecera
    assert "S/ 40.00" in cabecera
    client.force_login(usuario("operativa_zonal", zonas=["SUR"]))
    assert "más S/ 170.00 en otras zonas" in texto(client.get(url("cliente_deuda", casa)))


def test_la_pestana_cuenta_dice_cuantos_recibos_vencidos_ve_cada_uno(client, casa, time_machine_en):
    time_machine_en(AL)
    assert contar_vencidos(usuario=usuario("cartera_clientes"), pk=casa.pk) == 2
    assert contar_vencidos(usuario=usuario("operativa_zonal", zonas=["SUR"]), pk=casa.pk) == 1
    assert contar_vencidos(usuario=usuario("operativa_zonal", zonas=["ESTE"]), pk=casa.pk) == 0


def test_la_lista_de_pagos_es_la_de_mis_zonas(client, casa):
    client.force_login(usuario("operativa_zonal", zonas=["SUR"]))
    filas = client.get(reverse("cuentas:pagos")).context["tabla"].data.data
    assert [p.operacion for p in filas] == ["2"]


@pytest.mark.parametrize(
    ("cifra", "filtro", "parte"),
    [
        ("vencido", FiltroRecibos.VENCIDO, "exigible"),
        ("por_vencer", FiltroRecibos.POR_VENCER, "exigible"),
        ("congelado", FiltroRecibos.CON_CONGELADO, "congelado"),
        ("saldo", FiltroRecibos.CON_SALDO, "saldo"),
    ],
)
def test_cada_cifra_de_la_cuenta_es_la_suma_de_la_lista_que_abre(client, casa, cifra, filtro, parte):
    client.force_login(usuario("cartera_clientes"))
    contexto = client.get(url("cliente_cuenta", casa), {"al": AL.isoformat(), "estado": filtro.value}).context
    valor = getattr(contexto["cuenta"].visible, cifra)
    assert valor > 0
    assert valor == sum(getattr(r, parte) for r in contexto["recibos"].data.data)
    assert f"estado={filtro.value}" in texto(client.get(url("cliente_cuenta", casa)))


def test_la_cuenta_a_otra_fecha_muestra_las_cifras_de_esa_fecha(client, casa):
    client.force_login(usuario("cartera_clientes"))
    contexto = client.get(url("suministro_cuenta", casa), {"al": dia(9).isoformat()}).context
    assert contexto["cuenta"].total.saldo == 150
    assert {r.numero: r.estado for r in contexto["recibos"].data.data} == {"R1": "por_vencer", "R3": "por_vencer"}


def test_una_fecha_que_no_se_entiende_muestra_la_de_hoy(client, casa):
    client.force_login(usuario("cartera_clientes"))
    respuesta = client.get(url("cliente_cuenta", casa), {"al": "ayer", "pagina": "x"})
    assert respuesta.status_code == 200
    assert respuesta.context["al"] == timezone.localdate()


def test_la_ficha_del_recibo_dice_que_pagos_lo_cubren_y_que_esta_congelado(client, casa):
    client.force_login(usuario("cartera_clientes"))
    pagina = texto(client.get(url("recibo", casa), {"al": AL.isoformat()}))
    assert "S/ 40.00 por reclamo (reclamo:1)" in pagina
    assert "Ningún pago lo cubre a esa fecha." in pagina
    antes = texto(client.get(url("recibo", casa), {"al": "2025-12-01"}))
    assert "este recibo aún no se había emitido" in antes


def test_identificar_un_pago_desde_la_bandeja_lo_aplica(client, casa):
    client.force_login(usuario("cartera_clientes"))
    bandeja = client.get(reverse("cuentas:por_identificar"))
    assert [p.operacion for p in bandeja.context["tabla"].data.data] == ["3"]
    respuesta = client.post(url("identificar", casa), {"suministro": "A001", "recibo": "R1"}, follow=True)
    assert "El pago 3 es del suministro A001." in texto(respuesta)
    assert Recibo.objects.get(numero="R1").pagado == 40
    assert not Pago.objects.por_identificar().exists()


@pytest.mark.parametrize(
    ("datos", "error"),
    [
        ({"suministro": "Z999"}, "No hay un suministro Z999 en tus zonas."),
        ({"suministro": "A001", "recibo": "R9"}, "No hay un recibo R9."),
        ({"suministro": "A001", "recibo": "S1"}, "El recibo S1 no es del suministro A001."),
        ({"suministro": ""}, "Falta este dato."),
    ],
)
def test_identificar_mal_dice_que_corregir_y_no_guarda(client, casa, datos, error):
    client.force_login(usuario("cartera_clientes"))
    respuesta = client.post(url("identificar", casa), datos)
    assert respuesta.status_code == 422
    assert error in texto(respuesta)
    assert Pago.objects.por_identificar().count() == 1


def test_dos_personas_identifican_el_mismo_pago_y_la_segunda_se_entera(client, casa):
    client.force_login(usuario("cartera_clientes"))
    client.post(url("identificar", casa), {"suministro": "A001"})
    respuesta = client.post(url("identificar", casa), {"suministro": "B001"})
    assert respuesta.status_code == 422
    assert "ya tiene suministro" in texto(respuesta)
    assert pago("3").suministro.codigo == "A001"


def test_el_buscador_halla_el_recibo_por_su_numero_sin_importar_mayusculas(client, casa):
    client.force_login(usuario("equipo_pc"))
    assert "Recibo R1" in texto(client.get(reverse("cuentas:buscar_recibos"), {"q": " r1 "}))
    assert "Recibo" not in texto(
        client.get(reverse("cuentas:buscar_recibos"), {"q": "r"}, headers={"HX-Request": "true"})
    )


@pytest.fixture
def time_machine_en(monkeypatch):
    return lambda dia: monkeypatch.setattr("cartera.cuentas.views.hoy", lambda: dia)


def test_el_inicio_muestra_lo_que_falta_identificar_y_calla_si_no_falta_nada(client, casa):
    client.force_login(usuario("cartera_clientes"))
    assert "1 pago por identificar" in texto(client.get(reverse("cuentas:hoy")))
    services.identificar(
        pago=pago("3"),
        suministro=Suministro.objects.get(codigo="A001"),
        por=usuario("cartera_clientes"),
        ahora=timezone.now(),
    )
    assert texto(client.get(reverse("cuentas:hoy"), headers={"HX-Request": "true"})).strip() == ""


@pytest.mark.parametrize("nombre", ["cliente_cuenta", "pagos", "por_identificar"])
def test_las_mismas_consultas_con_pocas_filas_y_con_muchas(
    client, casa, nombre, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(usuario("cartera_clientes"))
    with django_assert_max_num_queries(15) as pocas:
        client.get(url(nombre, casa), headers={"HX-Request": "true"})
    cargar("recibos", *(fila_recibo(f"X{n}", "A001", "10.00", emitido=2, vence=25) for n in range(60)))
    cargar(
        "pagos",
        *(fila_pago(f"9{n}", "1.00", el=30, recibo=f"X{n}") for n in range(60)),
        *(fila_pago(f"8{n}", "1.00", el=30, recibo="NADA") for n in range(60)),
    )
    with django_assert_num_queries(len(pocas)):
        client.get(url(nombre, casa), headers={"HX-Request": "true"})


def test_la_segunda_pagina_de_recibos_sigue_con_el_filtro_y_sin_repetir(client, casa):
    client.force_login(usuario("cartera_clientes"))
    cargar("recibos", *(fila_recibo(f"X{n:02}", "A001", "10.00", emitido=2, vence=25) for n in range(30)))
    vistos = []
    for pagina in (1, 2):
        consulta = {"al": AL.isoformat(), "estado": "vencido", "pagina": pagina}
        respuesta = client.get(url("cliente_cuenta", casa), consulta)
        vistos += [r.numero for r in respuesta.context["recibos"].data.data]
        assert re.search(r"estado=vencido", texto(respuesta))
    assert sorted(vistos) == sorted(["R1", "S1", *(f"X{n:02}" for n in range(30))])


def test_el_saldo_es_lo_congelado_mas_lo_vencido_mas_lo_por_vencer(casa):
    cuenta = selectors.cuenta_de_cliente(cliente=casa, al=AL).total
    assert (cuenta.saldo, cuenta.congelado, cuenta.vencido, cuenta.por_vencer) == (195, 40, 85, 70)
    assert cuenta.exigible == 155
