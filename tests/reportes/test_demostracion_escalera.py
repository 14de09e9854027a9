"""La demostración deja una escalera por regir y clientes pospuestos, y repetirla no suma."""

import pytest

from cobranzas.control.models import Escalera, Posposicion
from reportes.demostracion.escalera import decidir
from tests.fabricas.cobranzas import AHORA, AL, barrer, dia, pagos_al_dia, principal, recibo
from tests.fabricas.comun import usuario

pytestmark = pytest.mark.django_db


def test_deja_lo_que_una_oficina_ya_decidio_y_repetirla_no_suma():
    pagos_al_dia(AL)
    for n in range(5):
        recibo(principal(), vence=dia(-10), total=f"{100 + n}.00")
    barrer()
    jefatura, equipo = usuario("jefatura_cobranzas"), usuario("equipo_pc")
    for _ in range(2):
        decidir(hoy=AL, ahora=AHORA, jefatura=jefatura, equipo=equipo)
    futura = Escalera.objects.vigente(dia(1)).get()
    assert (futura.version, futura.peldanos.get(clave="visita").dias) == (2, 5)
    assert Posposicion.objects.vivas(AL).count() == 3
