"""kill -9 al worker en medio de cada importación: no queda nada a medias, y al retomarla entra todo una sola vez."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from cartera.cuentas.models import Aplicacion, Pago, Recibo
from cartera.generador.services import Encargo, escribir, meses_hasta
from cartera.padron.models import Cliente, Consumo, ConsumoCliente, Suministro, Titularidad
from config.comun.carga.choices import EstadoCarga
from config.comun.carga.services import recibir
from config.comun.procesos.choices import Estado
from config.comun.procesos.tasks import lanzar
from config.comun.usuarios.models import Usuario
from tests.muerte import matar_en, pasa_el_plazo_del_latido

pytestmark = pytest.mark.servicios

ARCHIVOS = ("padron", "consumos", "recibos", "pagos")
# Tabla que cada importación toca cuando ya escribió otras.
A_MEDIAS = {
    "padron": "cartera_titularidad",
    "consumos": "cartera_consumocliente",
    "recibos": "cartera_recibo",
    "pagos": "cartera_aplicacion",
}
ESCRIBE = {
    "padron": (Suministro, Cliente, Titularidad),
    "consumos": (Consumo, ConsumoCliente),
    "recibos": (Recibo,),
    "pagos": (Pago, Aplicacion),
}


@pytest.fixture(scope="module")
def archivos(tmp_path_factory):
    carpeta = tmp_path_factory.mktemp("archivos")
    periodos = meses_hasta(hasta=date(2026, 4, 1), meses=3)
    encargo = Encargo(suministros=300, semilla=5, periodos=periodos, al=date(2026, 5, 30))
    return carpeta, escribir(encargo=encargo, salida=carpeta, procesos=1)


def _importar(carpeta, nombre):
    salida = io.StringIO()
    call_command("importar", nombre, str(carpeta / f"{nombre}.csv.gz"), "--json", stdout=salida)
    return salida.getvalue()


def _pedir(carpeta, nombre):
    por, _ = Usuario.objects.get_or_create(username="cartera")
    subido = SimpleUploadedFile(f"{nombre}.csv.gz", (carpeta / f"{nombre}.csv.gz").read_bytes(), "application/gzip")
    with transaction.atomic():
        carga = recibir(tipo=nombre, subido=subido, ahora=timezone.now(), por=por)
        lanzar(carga.proceso)
    return carga


@pytest.mark.parametrize("nombre", ARCHIVOS)
def test_matar_al_worker_a_media_importacion_no_deja_nada_ni_dobla_nada(worker, archivos, nombre):
    carpeta, filas = archivos
    for anterior in ARCHIVOS[: ARCHIVOS.index(nombre)]:
        _importar(carpeta, anterior)
    carga = _pedir(carpeta, nombre)

    matar_en(worker, A_MEDIAS[nombre])

    assert [modelo.objects.count() for modelo in ESCRIBE[nombre]] == [0] * len(ESCRIBE[nombre])
    carga.proceso.refresh_from_db()
    assert carga.proceso.estado == Estado.CORRIENDO  # nadie avisó: lo notará el vigilante

    pasa_el_plazo_del_latido()
    worker.arrancar()

    def terminada():
        carga.refresh_from_db()
        return carga.estado == EstadoCarga.HECHA

    worker.esperar(terminada, que="La importación retomada")
    assert (carga.filas, carga.nuevas, carga.rechazadas) == (filas[nombre], filas[nombre], 0)
    assert ESCRIBE[nombre][0].objects.count() == filas[nombre]
    carga.proceso.refresh_from_db()
    assert (carga.proceso.estado, carga.proceso.intento) == (Estado.TERMINADO, 2)
    assert f'"iguales": {filas[nombre]}' in _importar(carpeta, nombre)
