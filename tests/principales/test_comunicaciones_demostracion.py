"""La demostración trata a los clientes como manda la oficina: sin pasar límites y con algo por hacer."""

import datetime as dt

import pytest
from django.utils import timezone

from config.comun.correo.models import Correo
from principales.comunicaciones import selectors
from principales.comunicaciones.demostracion import conversar
from principales.comunicaciones.models import Comunicacion, CorreoEntrante
from tests.fabricas.comun import usuario
from tests.fabricas.comunicaciones import EN, cliente, contacto, medio

pytestmark = pytest.mark.django_db


def test_la_demostracion_respeta_horas_y_presupuesto_deja_pasos_y_no_se_repite():
    clientes = []
    for n in range(25):
        clientes.append(cliente(f"EMPRESA {n}"))
        persona = contacto(clientes[-1], f"Persona {n}")
        medio(persona)
        medio(persona, f"persona{n}@empresa.pe")
    quien = usuario("equipo_pc")
    hechas = conversar(clientes=clientes, por=quien, en=EN)
    assert hechas == Comunicacion.objects.count() > 20
    assert conversar(clientes=clientes, por=quien, en=EN) == 0
    maximos = [
        selectors.presupuesto_de(cliente_id=c.pk, en=EN - dt.timedelta(days=n)).usados
        for c in clientes
        for n in (0, 14)
    ]
    assert max(maximos) <= 2
    for salio in Comunicacion.objects.salientes():
        assert selectors.hora_permitida(en=salio.ocurrio_en)[0] or salio.canal in ("carta", "reunion")
        assert timezone.localdate(salio.ocurrio_en) < timezone.localdate(EN)
    assert Comunicacion.objects.con_paso_pendiente().exists()
    assert sorted(CorreoEntrante.objects.values_list("estado", flat=True)) == ["archivado"] * 3 + ["por_archivar"]
    assert not Correo.objects.exists()  # nada sale
