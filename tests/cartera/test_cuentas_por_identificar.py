"""De quién puede ser un pago sin suministro, decirlo de un toque y deshacerlo con constancia."""

from decimal import Decimal

import pytest
from django.urls import reverse

from cartera.cuentas import services
from cartera.cuentas.models import Identificacion, Pago
from cartera.cuentas.sugerencias import sugerencias
from cartera.padron.models import Suministro
from tests.fabricas.comun import usuario
from tests.fabricas.cuentas import AHORA, cargar, fila_pago, fila_recibo, pagado, pago
from tests.fabricas.seleccion import cliente, suministro

pytestmark = pytest.mark.django_db


@pytest.fixture
def casa():
    """HOTEL debe R1 de 100 en NORTE; BODEGA debe S1 de 100 en SUR; un pago de 100 de HOTEL sin suministro."""
    suministro(cliente("HOTEL COSTA DEL SOL SAC"), codigo="A001", en="NORTE")
    suministro(cliente("BODEGA LUCHITA"), codigo="B001", en="SUR")
    cargar("recibos", fila_recibo("R1", "A001", "100.00"), fila_recibo("S1", "B001", "100.00"))
    cargar("pagos", fila_pago("1", "100.00"))
    Pago.objects.filter(operacion="1").update(depositante="HOTEL COSTA DEL S")
    return pago("1")


def test_primero_quien_cuadra_en_importe_y_en_nombre_y_despues_en_importe(casa):
    primera, segunda = sugerencias(pago=casa, user=usuario("cartera_clientes"))
    assert (primera.suministro, primera.recibo, primera.por_importe) == ("A001", "R1", True)
    assert primera.parecido > 60
    assert (segunda.suministro, segunda.recibo, segunda.parecido) == ("B001", "S1", 0)


def test_solo_se_sugiere_lo_de_las_zonas_de_quien_mira(casa):
    assert [s.suministro for s in sugerencias(pago=casa, user=usuario("cartera_clientes", zonas=["SUR"]))] == ["B001"]


def test_asignar_una_sugerencia_cubre_su_recibo_y_se_puede_deshacer(client, casa):
    persona = usuario("cartera_clientes")
    client.force_login(persona)
    client.post(reverse("cuentas:identificar", args=[casa.pk]), {"suministro": "A001", "recibo": "R1"})
    assert pagado("R1") == Decimal("100.00")

    client.post(reverse("cuentas:deshacer", args=[casa.pk]))

    casa.refresh_from_db()
    assert (casa.suministro_id, casa.recibo_id, casa.aplicado) == (None, None, 0)
    assert pagado("R1") == 0
    queda = Identificacion.objects.get()
    assert (queda.por, queda.deshecha_por, queda.suministro.codigo) == (persona, persona, "A001")


def test_lo_deshecho_se_puede_identificar_otra_vez_y_deshacer_dos_veces_no_cambia_nada(casa):
    persona = usuario("cartera_clientes")
    for codigo in ("A001", "B001"):
        de = Suministro.objects.get(codigo=codigo)
        services.identificar(pago=casa, suministro=de, por=persona, ahora=AHORA)
        services.deshacer_identificacion(pago=casa, por=persona, ahora=AHORA)
    with pytest.raises(services.NoIdentificadoPorPersona):
        services.deshacer_identificacion(pago=casa, por=persona, ahora=AHORA)
    assert Identificacion.objects.filter(deshecha_en__isnull=False).count() == 2
    assert pagado("R1") == pagado("S1") == 0


def test_lo_que_identifico_el_archivo_no_se_deshace(casa):
    cargar("pagos", fila_pago("9", "10.00", suministro="A001"))
    with pytest.raises(services.NoIdentificadoPorPersona):
        services.deshacer_identificacion(pago=pago("9"), por=usuario("cartera_clientes"), ahora=AHORA)
    assert pago("9").suministro.codigo == "A001"
