"""Lo acordado (AsignacionCiclo) frente a lo que exportó facturación (Suministro.ciclo)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cartera.ciclos import selectors, services
from cartera.ciclos.models import AsignacionCiclo, Ciclo
from cartera.padron.models import Titularidad
from cartera.solicitudes.models import Solicitud
from tests.fabricas.comun import usuario
from tests.fabricas.seleccion import cliente, suministro

pytestmark = pytest.mark.django_db
HOY = dt.date(2026, 11, 23)
DESDE = dt.date(2026, 7, 1)
EN = dt.datetime(2026, 7, 2, 15, 0, tzinfo=dt.UTC)


@pytest.fixture
def ana():
    return usuario("cartera_clientes")


def acordar(*codigos: str, por, desde=DESDE) -> None:
    solicitud = services.pedir_ciclo_de_principales(
        titulares=Titularidad.objects.filter(suministro__codigo__in=codigos),
        rige_desde=desde,
        origen=f"prueba:{desde}",
        asunto="Prueba",
        por=por,
        en=EN,
    )
    services.aceptar(solicitud=solicitud, por=por, en=EN)


def hallar(user, al=HOY) -> dict[str, str]:
    ciclo = selectors.ciclo_de_principales()
    return dict(selectors.diferencias(ciclo=ciclo, al=al, user=user).values_list("codigo", "diferencia"))


@pytest.fixture
def padron():
    quien = cliente()
    for codigo, ciclo, en in (
        ("A", 6, "NORTE"),
        ("B", 2, "NORTE"),
        ("C", 6, "SUR"),
        ("D", 3, "SUR"),
        ("E", None, "SUR"),
    ):
        suministro(quien, codigo=codigo, ciclo=ciclo, en=en)


def test_el_ciclo_6_viene_sembrado_como_el_de_principales():
    assert list(Ciclo.objects.values_list("numero", "de_principales")) == [(6, True)]


def test_la_base_admite_un_solo_ciclo_de_principales():
    with pytest.raises(Exception, match="ciclo_de_principales_unico"):
        Ciclo.objects.create(numero=7, nombre="Otro", de_principales=True)


def test_se_listan_los_que_faltan_y_los_que_sobran_en_facturacion(padron, ana):
    acordar("A", "B", "E", por=ana)
    assert hallar(ana) == {"B": "falta", "E": "falta", "C": "sobra"}


def test_la_comparacion_cuenta_lo_mismo_que_sus_listas(padron, ana, client):
    acordar("A", "B", "E", por=ana)
    client.force_login(ana)
    url = reverse("ciclos:lista")
    comparacion = client.get(url).context["comparacion"]
    assert (comparacion.acordados, comparacion.iguales, comparacion.falta, comparacion.sobra) == (3, 1, 2, 1)
    for diferencia in ("falta", "sobra"):
        filas = client.get(url, {"diferencia": diferencia}).context["conteo"].filas
        assert filas == getattr(comparacion, diferencia)


def test_lo_acordado_que_aun_no_rige_no_es_diferencia(padron, ana):
    acordar("B", por=ana, desde=dt.date(2026, 12, 1))
    assert hallar(ana) == {"A": "sobra", "C": "sobra"}
    assert hallar(ana, al=dt.date(2026, 12, 1))["B"] == "falta"


def test_lo_que_salio_y_sigue_en_facturacion_sobra(padron, ana):
    acordar("A", "C", por=ana)
    acordar("C", por=ana, desde=dt.date(2026, 8, 1))
    assert hallar(ana) == {"A": "sobra"}
    assert hallar(ana, al=dt.date(2026, 7, 31)) == {}


def test_cada_zona_ve_las_suyas_y_sus_cifras(padron, ana, client):
    acordar("A", "B", "E", por=ana)
    client.force_login(usuario("operativa_zonal", zonas=["SUR"]))
    contexto = client.get(reverse("ciclos:lista")).context
    assert contexto["conteo"].filas == 2
    assert (contexto["comparacion"].acordados, contexto["comparacion"].sobra) == (1, 1)


def test_la_importacion_escribe_el_ciclo_y_aceptar_no_lo_toca(padron, ana):
    acordar("B", "D", por=ana)
    ciclos = dict(Titularidad.objects.values_list("suministro__codigo", "suministro__ciclo"))
    assert ciclos == {"A": 6, "B": 2, "C": 6, "D": 3, "E": None}


def test_pedir_lo_que_ya_esta_acordado_no_crea_solicitud(padron, ana):
    acordar("A", "B", por=ana)
    otra = services.pedir_ciclo_de_principales(
        titulares=Titularidad.objects.filter(suministro__codigo__in=["A", "B"]),
        rige_desde=dt.date(2026, 8, 1),
        origen="prueba:otra",
        asunto="Prueba",
        por=ana,
        en=EN,
    )
    assert otra is None
    assert Solicitud.objects.count() == 1


def test_las_mismas_consultas_con_3_y_con_300_diferencias(padron, ana, client):
    client.force_login(ana)
    acordar("A", "B", "E", por=ana)
    con_3 = contar(client)
    quien = cliente()
    suministros = [suministro(quien, ciclo=6) for _ in range(300)]
    solicitud = Solicitud.objects.get()
    AsignacionCiclo.objects.bulk_create(
        [
            AsignacionCiclo(
                suministro=s, ciclo=Ciclo.objects.get(), vigencia=(dt.date(2030, 1, 1), None), solicitud=solicitud
            )
            for s in suministros
        ]
    )
    assert contar(client) == con_3 <= 15


def contar(client) -> int:
    client.get(reverse("ciclos:lista"))
    with CaptureQueriesContext(connection) as consultas:
        assert client.get(reverse("ciclos:lista")).status_code == 200
    return len(consultas)
