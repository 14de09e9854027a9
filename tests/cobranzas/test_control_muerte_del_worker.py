"""kill -9 al worker en medio del barrido diario: ese día no queda a medias, y al retomarlo cada acción nace una vez."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from cartera.generador.services import Encargo, escribir, meses_hasta
from cobranzas.control.models import Accion, Barrido, ControlCliente, EstadoDiario
from cobranzas.control.tasks import barrer_pendiente
from config.comun.calendario.periodo import Periodo
from config.comun.calendario.reloj import hoy
from config.comun.usuarios.models import Usuario
from principales.seleccion.models import Principal
from principales.seleccion.services import aprobar, proponer
from tests.muerte import matar_en, pasa_el_plazo_del_latido

pytestmark = pytest.mark.servicios


@pytest.fixture
def cartera(transactional_db, tmp_path):
    """Principales de una empresa inventada, con pagos hasta hoy."""
    ultimo = Periodo.de_fecha(hoy()).anterior(2)
    periodos = meses_hasta(hasta=ultimo.siguiente().inicio, meses=6)
    escribir(encargo=Encargo(suministros=300, semilla=5, periodos=periodos, al=hoy()), salida=tmp_path, procesos=1)
    for nombre in ("padron", "consumos", "recibos", "pagos"):
        call_command("importar", nombre, str(tmp_path / f"{nombre}.csv.gz"), "--json", stdout=io.StringIO())
    jefe = Usuario.objects.create_superuser("jefatura", "jefatura@eps.invalid", "una-clave-larga")
    aprobar(evaluacion=proponer(periodo=ultimo, por=jefe, en=timezone.now()), por=jefe, en=timezone.now())


def _barrer(*argumentos):
    salida = io.StringIO()
    call_command("barrer", *argumentos, "--json", stdout=salida)
    return json.loads(salida.getvalue())


@pytest.mark.usefixtures("cartera")
def test_matar_al_worker_a_medio_barrido_no_deja_nada_ni_dobla_acciones(worker):
    _barrer("--al", (hoy() - timedelta(days=1)).isoformat())  # ayer sí se barrió
    acciones, estados = Accion.objects.count(), EstadoDiario.objects.count()
    barrer_pendiente.delay()

    matar_en(worker, "cobranzas_controlcliente")

    assert not Barrido.objects.filter(al=hoy()).exists()
    assert (Accion.objects.count(), EstadoDiario.objects.count()) == (acciones, estados)

    pasa_el_plazo_del_latido()
    worker.arrancar()
    barrer_pendiente.delay()  # la siguiente vuelta del reloj
    worker.esperar(Barrido.objects.filter(al=hoy(), actuo=True).exists, que="El barrido de hoy")

    assert ControlCliente.objects.filter(al=hoy()).count() == Principal.objects.vigentes(hoy()).count()
    assert EstadoDiario.objects.filter(al=hoy()).exists()
    otra_vez = _barrer()
    assert otra_vez["acciones"] == 0
    barrido = Barrido.objects.get(al=hoy())
    assert (barrido.clientes, barrido.recibos_vencidos) == (otra_vez["clientes"], otra_vez["recibos_vencidos"])
