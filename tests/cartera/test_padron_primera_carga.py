"""El primer padrón grande hace sus índices al final: lo que queda es lo mismo que cargándolo como siempre."""

import pytest
from django.db import connection, transaction

from cartera.padron import fusion_padron
from cartera.padron.models import Cliente, Suministro, Titularidad
from tests.fabricas.cargas import RUC, cargar, empresa, fila_padron, totales

pytestmark = pytest.mark.django_db
FILAS = [
    fila_padron("A1"),
    fila_padron("A2"),
    empresa("B1", RUC, "HOTEL  «EL FARO» S.A.C."),
    fila_padron("C1", tipo_documento="", numero_documento="", razon_social="Hotel El Faro SAC"),
    fila_padron("C2", tipo_documento="", numero_documento="", razon_social=""),
    fila_padron("C3", tipo_documento="", numero_documento="", razon_social="Ñandú peña N° 3"),
]


def guardado():
    return (
        sorted(Cliente.objects.values_list("clave", "nombre", "nombre_norm", "numero_documento")),
        sorted(Suministro.objects.values_list("codigo", "cliente__clave", "zona__codigo", "nombre_norm")),
        sorted(
            Titularidad.objects.filter(vigencia__startswith=None, vigencia__endswith=None).values_list(
                "suministro__codigo", "cliente__clave"
            )
        ),
    )


def test_con_los_indices_al_final_queda_lo_mismo(monkeypatch):
    with transaction.atomic():
        assert totales(cargar("padron", *FILAS)) == (6, 0, 0, 0)
        de_siempre = guardado()
        transaction.set_rollback(True)
    monkeypatch.setattr(fusion_padron, "PRIMERO_GRANDE", 1)
    assert totales(cargar("padron", *FILAS)) == (6, 0, 0, 0)
    assert guardado() == de_siempre
    assert len(de_siempre[2]) == 6
    assert totales(cargar("padron", *FILAS, fila_padron("D1"))) == (1, 0, 6, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE tablename = 'cartera_titularidad'")
        assert cursor.fetchone()[0] == 6


def test_los_blancos_dentro_de_las_comillas_no_llegan_al_nombre():
    cargar("padron", fila_padron("A1", razon_social='" PEÑA ""EL FARO"" "'), empresa("B1", RUC, "HOTEL"))
    assert Suministro.objects.get(codigo="A1").razon_social == 'PEÑA "EL FARO"'
