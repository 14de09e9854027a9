"""Quién es cliente (NORMAS §1): documento, nombre normalizado, bandeja de nombres y titularidades con fecha."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from cartera.padron import services
from cartera.padron.choices import DecisionAusencia, DecisionNombre, EstadoSuministro, MotivoCaso
from cartera.padron.models import Ausencia, CasoNombre, Cliente, ConsumoCliente, Suministro, Titularidad
from cartera.padron.nombres import normalizar
from cartera.padron.parecidos import anotar_parecidos
from tests.fabricas.cargas import (
    AHORA,
    DNI,
    OTRO_RUC,
    RUC,
    RUC_PERSONA,
    cargar,
    empresa,
    fila_consumo,
    fila_padron,
    motivos,
    sin_documento,
    totales,
)
from tests.fabricas.comun import usuario

pytestmark = pytest.mark.django_db
JULIO = dt.date(2026, 7, 1)


def clave_de(codigo: str) -> str:
    return Suministro.objects.get(codigo=codigo).cliente.clave


def titulares(codigo: str) -> list[tuple]:
    filas = Titularidad.objects.filter(suministro__codigo=codigo).select_related("cliente")
    return sorted(
        ((t.vigencia.lower, t.vigencia.upper, t.cliente.clave) for t in filas), key=lambda f: f[0] or dt.date.min
    )


def consumo(clave: str) -> dict[str, int]:
    filas = ConsumoCliente.objects.filter(cliente__clave=clave).order_by("periodo")
    return {str(c.periodo)[:7]: c.m3 for c in filas}


# --- normalizar -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("escrito", "normal"),
    [
        ("fábrica de  hielo n° 010281 s.a.c.", "FABRICA DE HIELO N 010281 SAC"),
        ("  FABRICA  DE HIELO Nº 010281 SAC ", "FABRICA DE HIELO N 010281 SAC"),
        ("Hotel Ñandú S. A. C.", "HOTEL NANDU SAC"),
        ("MOLINO S.A.", "MOLINO SA"),
        ("Pesca E. I. R. L", "PESCA EIRL"),
        ("AGRO S.R.L. (SUCURSAL)", "AGRO SRL SUCURSAL"),
        ("O'Higgins & Cía.-Tumbes", "OHIGGINS CIATUMBES"),
        ("PEÑA «CORAL»", "PENA CORAL"),
        ("Ünïvërsïtätš Žagreb", "UNIVERSITATS ZAGREB"),
        ("...", ""),
    ],
)
def test_un_nombre_se_normaliza_como_dice_la_norma(escrito, normal):
    with connection.cursor() as cursor:
        cursor.execute("SELECT cartera_normalizar(%s)", [escrito])
        assert cursor.fetchone()[0] == normal
    assert normalizar(escrito) == normal


LETRAS = st.text(st.sampled_from("aAzZñÑáÉüç.SACREIL 0°º-&'ŸšßÆ日\u0301\t\u00a0\""), max_size=40)


@given(LETRAS | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
def test_python_y_la_base_normalizan_igual(texto):
    with connection.cursor() as cursor:
        cursor.execute("SELECT cartera_normalizar(%s)", [texto])
        assert cursor.fetchone()[0] == normalizar(texto)


# --- agrupar ----------------------------------------------------------------------------------
def test_el_dni_y_el_ruc_10_de_una_persona_son_el_mismo_cliente():
    cargar("padron", fila_padron("A1"), empresa("A2", RUC_PERSONA, "OTRO NOMBRE"))
    assert clave_de("A1") == clave_de("A2") == f"DNI:{DNI}"


def test_el_documento_se_lee_sin_espacios_puntos_ni_guiones():
    cargar("padron", empresa("A1", "20-990.000 001", "HOTEL"))
    assert clave_de("A1") == f"RUC:{RUC}"


def test_un_nombre_sin_documento_igual_al_de_un_solo_documento_es_de_el():
    cargar("padron", empresa("A1", RUC, "HOTEL ÑANDÚ S.A.C."), sin_documento("A2", "  hotel  nandu SAC"))
    assert clave_de("A2") == f"RUC:{RUC}"
    assert not CasoNombre.objects.exists()


def test_vale_cualquier_nombre_escrito_en_un_suministro_del_documento():
    cargar(
        "padron",
        empresa("A1", RUC, "HOTEL SOL"),
        empresa("A2", RUC, "HOSPEDAJE LUNA"),
        sin_documento("A3", "Hospedaje Luna"),
    )
    assert clave_de("A3") == f"RUC:{RUC}"


def test_un_nombre_de_dos_documentos_va_a_la_bandeja_y_mientras_es_su_propio_grupo():
    cargar(
        "padron",
        empresa("A1", RUC, "HOTEL SOL"),
        empresa("A2", OTRO_RUC, "HOTEL SOL"),
        sin_documento("A3", "Hotel Sol"),
        sin_documento("A4", "HOTEL SOL"),
    )
    assert clave_de("A3") == clave_de("A4") == "N:HOTEL SOL"
    caso = CasoNombre.objects.get()
    assert (caso.motivo, caso.decision) == (MotivoCaso.VARIOS, DecisionNombre.PENDIENTE)
    assert set(caso.candidatos.values_list("clave", flat=True)) == {f"RUC:{RUC}", f"RUC:{OTRO_RUC}"}


def test_sin_documento_ni_nombre_cada_suministro_es_su_propio_cliente():
    cargar("padron", sin_documento("A1", ""), sin_documento("A2", "..."))
    assert {clave_de("A1"), clave_de("A2")} == {"S:A1", "S:A2"}


def test_los_nombres_iguales_sin_documento_son_un_solo_cliente():
    cargar("padron", sin_documento("A1", "Bodega Rosa"), sin_documento("A2", "BODEGA  ROSÁ"))
    assert clave_de("A1") == clave_de("A2") == "N:BODEGA ROSA"


def test_un_nombre_solo_parecido_espera_decision_y_no_cambia_de_cliente():
    cargar(
        "padron", empresa("A1", RUC, "PESQUERA MANGLAR DEL NORTE SAC"), sin_documento("A2", "PESQUERA MANGLAR NORTE")
    )
    assert anotar_parecidos() == 1
    assert clave_de("A2") == "N:PESQUERA MANGLAR NORTE"
    caso = CasoNombre.objects.get()
    assert (caso.motivo, [c.clave for c in caso.candidatos.all()]) == (MotivoCaso.PARECIDO, [f"RUC:{RUC}"])
    assert anotar_parecidos() == 0


# --- decidir ----------------------------------------------------------------------------------
@pytest.fixture
def dudoso():
    filas = [
        empresa("A1", RUC, "HOTEL SOL"),
        empresa("A2", OTRO_RUC, "HOTEL SOL"),
        sin_documento("A3", "Hotel Sol"),
    ]
    cargar("padron", *filas)
    cargar("consumos", *(fila_consumo(c, "2026-01", v) for c, v in (("A1", 10), ("A2", 20), ("A3", 5))))
    return filas


def test_unir_un_nombre_mueve_toda_su_historia_y_la_recarga_lo_recuerda(dudoso):
    caso, destino, ana = CasoNombre.objects.get(), Cliente.objects.get(clave=f"RUC:{RUC}"), usuario("cartera_clientes")
    services.unir_nombre(caso=caso, cliente=destino, por=ana, en=AHORA)
    assert consumo(f"RUC:{RUC}") == {"2026-01": 15}
    assert consumo("N:HOTEL SOL") == {}
    assert titulares("A3") == [(None, None, f"RUC:{RUC}")]
    assert totales(cargar("padron", *dudoso)) == (0, 0, 3, 0)
    assert clave_de("A3") == f"RUC:{RUC}"
    with pytest.raises(services.YaDecidido):
        services.separar_nombre(caso=caso, por=ana, en=AHORA)

    services.reabrir_nombre(caso=caso, en=AHORA)
    assert consumo(f"RUC:{RUC}") == {"2026-01": 10}
    assert consumo("N:HOTEL SOL") == {"2026-01": 5}


def test_separar_un_nombre_lo_deja_aparte_aunque_luego_quede_un_solo_documento(dudoso):
    services.separar_nombre(caso=CasoNombre.objects.get(), por=usuario("cartera_clientes"), en=AHORA)
    cargar("padron", dudoso[0], dudoso[1] | {"razon_social": "HOTEL LUNA"}, dudoso[2])
    assert clave_de("A3") == "N:HOTEL SOL"


def test_un_nombre_que_deja_de_ser_dudoso_sale_de_la_bandeja_y_se_une(dudoso):
    cargar("padron", dudoso[0], dudoso[1] | {"razon_social": "HOTEL LUNA"}, dudoso[2])
    assert clave_de("A3") == f"RUC:{RUC}"
    assert not CasoNombre.objects.exists()


def test_solo_se_une_con_un_candidato(dudoso):
    otro = Cliente.objects.create(clave="RUC:1", nombre="AJENO")
    with pytest.raises(services.NoEsCandidato):
        services.unir_nombre(caso=CasoNombre.objects.get(), cliente=otro, por=usuario(), en=AHORA)


# --- titularidades ----------------------------------------------------------------------------
def test_la_primera_carga_cuenta_desde_el_comienzo():
    cargar("padron", fila_padron("A1"), vigente_desde=JULIO)
    assert titulares("A1") == [(None, None, f"DNI:{DNI}")]


def test_un_suministro_que_llega_despues_tambien_es_suyo_desde_el_comienzo():
    cargar("padron", fila_padron("A1"))
    cargar("padron", fila_padron("A1"), fila_padron("A2"), vigente_desde=JULIO)
    assert titulares("A2") == [(None, None, f"DNI:{DNI}")]


def test_un_cambio_de_titular_cierra_y_abre_y_recalcula_solo_desde_su_fecha():
    cargar("padron", fila_padron("A1"), fila_padron("A2"))
    cargar("consumos", *(fila_consumo(c, f"2026-0{m}", 10) for c in ("A1", "A2") for m in (5, 6, 7)))
    carga = cargar("padron", empresa("A1", RUC, "HOTEL"), fila_padron("A2"), vigente_desde=dt.date(2026, 6, 30))
    assert totales(carga) == (0, 1, 1, 0)
    assert carga.extras["titulares_cambiados"] == 1
    cambio = dt.date(2026, 6, 30)
    assert titulares("A1") == [(None, cambio, f"DNI:{DNI}"), (cambio, None, f"RUC:{RUC}")]
    assert consumo(f"DNI:{DNI}") == {"2026-05": 20, "2026-06": 10, "2026-07": 10}
    assert consumo(f"RUC:{RUC}") == {"2026-06": 10, "2026-07": 10}


def test_recargar_con_la_misma_fecha_no_duplica_y_corregir_ese_dia_reemplaza():
    cargar("padron", fila_padron("A1"))
    cargar("padron", empresa("A1", RUC, "HOTEL"), vigente_desde=JULIO)
    assert totales(cargar("padron", empresa("A1", RUC, "HOTEL"), vigente_desde=JULIO)) == (0, 0, 1, 0)
    cargar("padron", empresa("A1", OTRO_RUC, "HOTEL"), vigente_desde=JULIO)
    assert titulares("A1") == [(None, JULIO, f"DNI:{DNI}"), (JULIO, None, f"RUC:{OTRO_RUC}")]


def test_un_cambio_anterior_al_ultimo_se_rechaza_con_las_dos_fechas():
    cargar("padron", fila_padron("A1"), fila_padron("A2"))
    cargar("padron", empresa("A1", RUC, "HOTEL"), fila_padron("A2"), vigente_desde=JULIO)
    carga = cargar("padron", empresa("A1", OTRO_RUC, "BAR"), fila_padron("A2"), vigente_desde=dt.date(2026, 6, 1))
    assert totales(carga) == (0, 0, 1, 1)
    assert "desde el 01/06/2026" in motivos(carga)[2][1]
    assert "01/07/2026" in motivos(carga)[2][1]
    assert clave_de("A1") == f"RUC:{RUC}"


@pytest.mark.parametrize(
    ("una", "otra"),
    [
        ((None, None), (dt.date(2026, 1, 1), dt.date(2026, 2, 1))),
        ((None, None), (None, dt.date(2026, 2, 1))),
        ((None, None), (dt.date(2026, 1, 1), None)),
        ((None, dt.date(2026, 2, 1)), (dt.date(2026, 1, 1), None)),
        ((dt.date(2026, 1, 1), dt.date(2026, 3, 1)), (dt.date(2026, 2, 1), dt.date(2026, 4, 1))),
        ((dt.date(2026, 1, 1), dt.date(2026, 3, 1)), (None, None)),
    ],
)
def test_la_base_no_deja_dos_titulares_a_la_vez(una, otra):
    cargar("padron", fila_padron("A1"))
    suministro, cliente = Suministro.objects.get(), Cliente.objects.get()
    Titularidad.objects.all().delete()
    Titularidad.objects.create(suministro=suministro, cliente=cliente, vigencia=una)
    with pytest.raises(IntegrityError), transaction.atomic():
        Titularidad.objects.create(suministro=suministro, cliente=cliente, vigencia=otra)


# --- ausencias --------------------------------------------------------------------------------
def test_el_que_no_viene_se_lista_y_volver_a_venir_lo_cierra():
    cargar("padron", fila_padron("A1"), fila_padron("A2"), fila_padron("A3"))
    carga = cargar("padron", fila_padron("A1"), fila_padron("A3", zona=""))
    assert carga.extras["ausentes"] == 1  # el rechazado sí vino
    ausencia = Ausencia.objects.get()
    assert (ausencia.suministro.codigo, ausencia.decision) == ("A2", DecisionAusencia.PENDIENTE)
    cargar("padron", fila_padron("A1"), fila_padron("A3"))
    assert Ausencia.objects.count() == 1
    cargar("padron", fila_padron("A1"), fila_padron("A2"), fila_padron("A3"))
    assert Ausencia.objects.get().decision == DecisionAusencia.VOLVIO


def test_lo_decidido_sobre_una_ausencia_no_se_vuelve_a_preguntar():
    cargar("padron", fila_padron("A1"), fila_padron("A2"))
    cargar("padron", fila_padron("A1"))
    hechas = services.decidir_ausencias(
        ausencias=Ausencia.objects.all(), decision=DecisionAusencia.RETIRAR, por=usuario(), en=AHORA
    )
    assert hechas == 1
    assert Suministro.objects.get(codigo="A2").estado == EstadoSuministro.BAJA
    cargar("padron", fila_padron("A1"))
    assert Ausencia.objects.count() == 1
    carga = cargar("padron", fila_padron("A1"), fila_padron("A2"))
    assert totales(carga) == (0, 1, 1, 0)
    assert Suministro.objects.get(codigo="A2").estado == EstadoSuministro.ACTIVO


def test_corregir_una_fila_no_da_por_ausentes_a_los_demas():
    from config.comun.carga.services import corregir

    carga = cargar("padron", fila_padron("A1"), fila_padron("A2", zona=""))
    corregir(carga=carga, valores={3: {"zona": "SUR"}}, hoy=AHORA.date(), ahora=AHORA, por=None)
    assert not Ausencia.objects.exists()
    assert Suministro.objects.count() == 2
