"""kill -9 al worker mientras carga un archivo de banco: o entra todo una vez, o no entra nada y se retoma."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from cartera.bancos import services
from cartera.bancos.choices import EstadoArchivo
from cartera.bancos.models_archivo import ArchivoBanco
from cartera.cuentas.models import Aplicacion, Pago
from config.comun.procesos.tasks import lanzar
from tests.fabricas.bancos import Abono, fijo, perfil_fijo
from tests.fabricas.comun import usuario
from tests.fabricas.cuentas import hotel_del_mar
from tests.muerte import matar_en, pasa_el_plazo_del_latido

pytestmark = pytest.mark.servicios


def estado(archivo: ArchivoBanco) -> str:
    archivo.refresh_from_db()
    return archivo.estado


def test_matar_al_worker_a_media_carga_no_deja_nada_ni_dobla_nada(worker):
    hotel_del_mar()
    quien, contenido = usuario("cartera_clientes"), fijo(*(Abono(str(n), "1.00", recibo="R1") for n in range(50)))
    with transaction.atomic():
        subido = SimpleUploadedFile("bcp.txt", contenido)
        archivo = services.recibir(perfil=perfil_fijo(), subido=subido, ahora=timezone.now(), por=quien)
        lanzar(archivo.proceso)
    worker.esperar(lambda: estado(archivo) == EstadoArchivo.POR_CONFIRMAR)
    with transaction.atomic():
        services.confirmar(archivo=archivo, por=quien, ahora=timezone.now())
        archivo.refresh_from_db()
        lanzar(archivo.proceso)

    matar_en(worker, "cartera_aplicacion")

    assert (Pago.objects.count(), Aplicacion.objects.count()) == (0, 0)
    pasa_el_plazo_del_latido()
    worker.arrancar()
    worker.esperar(lambda: estado(archivo) == EstadoArchivo.CARGADO)
    assert (Pago.objects.count(), Aplicacion.objects.count()) == (50, 50)
    assert archivo.nuevas == 50
