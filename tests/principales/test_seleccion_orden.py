"""`manage.py seleccionar`: lo que imprime, con qué código sale y que repetirla no dobla nada."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from cartera.ciclos.models import AsignacionCiclo
from cartera.solicitudes.models import Solicitud
from principales.seleccion.models import Evaluacion, EvaluacionCliente, Principal
from tests.fabricas.comun import usuario
from tests.fabricas.seleccion import cliente, cliente_que_consume, consumir, recibo, suministro, totalizar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def padron():
    """Dos individuales, uno solo agrupado y uno que no califica."""
    for m3 in (130, 500, 20):
        cliente_que_consume(*[m3] * 6)
    grupo = cliente()
    for _ in range(2):
        consumir(suministro(grupo), "2026-01", *[60] * 6)
    totalizar()


def seleccionar(*opciones: str) -> dict:
    salida = io.StringIO()
    call_command("seleccionar", *opciones, "--json", stdout=salida)
    assert salida.getvalue().count("\n") == 1, "un objeto JSON y nada más"
    return json.loads(salida.getvalue())


CIFRAS = {
    "periodo": "2026-06",
    "clientes": 4,
    "califican": 3,
    "individual": 2,
    "solo_agrupados": 1,
    "altas": 3,
    "bajas": 0,
}


def test_propone_e_imprime_las_siete_cifras_sin_tocar_la_cartera():
    assert seleccionar("--periodo", "2026-06") == CIFRAS
    assert Evaluacion.objects.get().estado == "propuesta"
    assert not Principal.objects.exists()


def test_aprobar_con_permiso_de_cartera_acepta_ademas_la_solicitud():
    usuario("jefatura_cobranzas", "cartera_clientes", username="ambas")
    assert seleccionar("--periodo", "2026-06", "--aprobar", "--usuario", "ambas") == CIFRAS
    assert Principal.objects.count() == 3
    assert Solicitud.objects.get().estado == "aceptada"
    assert AsignacionCiclo.objects.count() == 4


def test_aprobar_sin_permiso_de_cartera_deja_la_solicitud_por_responder():
    usuario("jefatura_cobranzas", username="jefa")
    seleccionar("--periodo", "2026-06", "--aprobar", "--usuario", "jefa")
    assert Solicitud.objects.get().estado == "pendiente"
    assert not AsignacionCiclo.objects.exists()


def test_repetir_la_orden_da_las_mismas_cifras_y_no_dobla_nada():
    usuario("jefatura_cobranzas", "cartera_clientes", username="ambas")
    aprobar = ("--periodo", "2026-06", "--aprobar", "--usuario", "ambas")
    assert [seleccionar(*aprobar) for _ in range(3)] == [CIFRAS] * 3
    assert seleccionar("--periodo", "2026-06") == CIFRAS
    contadas = [m.objects.count() for m in (Evaluacion, EvaluacionCliente, Principal, Solicitud, AsignacionCiclo)]
    assert contadas == [1, 3, 3, 1, 4]


def test_la_orden_puede_medir_solo_el_ultimo_mes():
    nuevo = cliente_que_consume(300, desde="2026-06")
    sube = cliente_que_consume(1, 1, 1, 1, 1, 101)
    totalizar()
    promedio = seleccionar("--periodo", "2026-06")
    ultimo = seleccionar("--periodo", "2026-06", "--medida", "ultimo_mes")
    assert (promedio["califican"], ultimo["califican"]) == (4, 5)
    assert set(EvaluacionCliente.objects.values_list("cliente", flat=True)) >= {nuevo.pk, sube.pk}


def test_las_bajas_con_deuda_pasan_a_cartera_morosa_y_asi_consta():
    jefa = usuario("jefatura_cobranzas", username="jefa")
    seleccionar("--periodo", "2026-06", "--aprobar", "--usuario", "jefa")
    quien = Principal.objects.order_by("pk").first().cliente
    consumir(quien.suministros.get(), "2026-07", 1, 1, 1, 1, 1, 1)
    recibo(quien, vence=dt.date(2026, 9, 1))
    totalizar()
    dicho = seleccionar("--periodo", "2026-12", "--aprobar", "--usuario", "jefa")
    assert dicho["bajas"] == 3, "los otros dos ya no tienen consumo"
    fila = EvaluacionCliente.objects.get(evaluacion__periodo="2026-12-01", cliente=quien)
    assert fila.traspaso.startswith("Pasa al responsable de la cartera morosa")
    assert (fila.decision, fila.decidido_por) == ("aprobada", jefa)


@pytest.mark.parametrize(
    ("opciones", "mensaje"),
    [
        (("--periodo", "2026-13"), "AAAA-MM"),
        (("--periodo", "2026-07"), "Falta el consumo de julio de 2026"),
        (("--periodo", "2026-06", "--aprobar"), "--usuario"),
        (("--periodo", "2026-06", "--aprobar", "--usuario", "nadie"), "nadie"),
        (("--periodo", "2026-06", "--aprobar", "--usuario", "equipo"), "no puede aprobar"),
        (("--periodo", "2026-06", "--aprobar", "--usuario", "inactiva"), "usuario activo"),
    ],
)
def test_lo_que_no_se_puede_sale_con_2_y_lo_dice_en_espanol(opciones, mensaje):
    usuario("equipo_pc", username="equipo")
    usuario("jefatura_cobranzas", username="inactiva", is_active=False)
    with pytest.raises(CommandError, match=mensaje) as fallo:
        seleccionar(*opciones)
    assert fallo.value.returncode == 2
    assert not Principal.objects.exists()


def test_un_mes_anterior_al_ultimo_aprobado_se_muestra_y_no_se_aprueba():
    usuario("jefatura_cobranzas", username="jefa")
    seleccionar("--periodo", "2026-06", "--aprobar", "--usuario", "jefa")
    assert seleccionar("--periodo", "2026-05")["califican"] == 3
    with pytest.raises(CommandError, match="se muestra, pero no se puede aprobar"):
        seleccionar("--periodo", "2026-05", "--aprobar", "--usuario", "jefa")
    assert Principal.objects.count() == 3


def test_sin_json_lo_cuenta_en_palabras():
    salida = io.StringIO()
    call_command("seleccionar", "--periodo", "2026-06", stdout=salida)
    assert salida.getvalue().startswith("Selección de junio de 2026: propuesta.")
    assert "altas: 3" in salida.getvalue()
