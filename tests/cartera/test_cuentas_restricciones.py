"""Lo que la base no deja hacer aunque alguien escriba SQL a mano."""

import pytest
from django.db import IntegrityError, connection, transaction

from cartera.cuentas.models import Aplicacion, Pago, Recibo
from tests.fabricas.cuentas import cargar, fila_pago, fila_recibo
from tests.fabricas.seleccion import cliente, suministro

pytestmark = [pytest.mark.django_db, pytest.mark.dueno]


@pytest.fixture(autouse=True)
def cuenta():
    """R1 de 100 con un pago «1» de 60 aplicado; R2 de otro suministro; pago «2» de 60 sin recibo que cubrir."""
    suministro(cliente(), codigo="A001")
    suministro(cliente(), codigo="B001")
    cargar("recibos", fila_recibo("R1", "A001", "100.00"), fila_recibo("R2", "B001", "100.00", emitido=20, vence=30))
    cargar("pagos", fila_pago("1", "60.00", recibo="R1"), fila_pago("2", "60.00", el=6, suministro="B001"))


IDS = """
WITH i AS (SELECT (SELECT id FROM cartera_recibo WHERE numero = 'R1') AS r1,
                  (SELECT id FROM cartera_recibo WHERE numero = 'R2') AS r2,
                  (SELECT id FROM cartera_pago WHERE operacion = '1') AS p1,
                  (SELECT id FROM cartera_pago WHERE operacion = '2') AS p2)
"""
PROHIBIDO = {
    "pagar de más un recibo": IDS + "INSERT INTO cartera_aplicacion (pago_id, recibo_id, importe) SELECT p2, r1, 60 FROM i",
    "aplicar más que el pago": IDS + "INSERT INTO cartera_aplicacion (pago_id, recibo_id, importe) SELECT p1, r2, 1 FROM i",
    "aplicar dos veces el mismo pago al mismo recibo": IDS
    + "INSERT INTO cartera_aplicacion (pago_id, recibo_id, importe) SELECT p1, r1, 1 FROM i",
    "aplicar cero": IDS + "INSERT INTO cartera_aplicacion (pago_id, recibo_id, importe) SELECT p2, r2, 0 FROM i",
    "aplicar en negativo": IDS + "INSERT INTO cartera_aplicacion (pago_id, recibo_id, importe) SELECT p2, r2, -5 FROM i",
    "aplicar un pago que no existe": IDS
    + "INSERT INTO cartera_aplicacion (pago_id, recibo_id, importe) SELECT 0, r2, 5 FROM i",
    "aplicar a un recibo que no existe": IDS
    + "INSERT INTO cartera_aplicacion (pago_id, recibo_id, importe) SELECT p2, 0, 5 FROM i",
    "corregir una aplicación": "UPDATE cartera_aplicacion SET importe = 1",
    "tocar lo pagado de un recibo": "UPDATE cartera_recibo SET pagado = 0",
    "tocar lo congelado de un recibo": "UPDATE cartera_recibo SET congelado_pedido = 5",
    "tocar lo aplicado de un pago": "UPDATE cartera_pago SET aplicado = 0",
    "tocar lo revertido de un pago": "UPDATE cartera_pago SET revertido = 1",
    "bajar un recibo por debajo de lo pagado": "UPDATE cartera_recibo SET total = 59.99 WHERE numero = 'R1'",
    "bajar un pago por debajo de lo aplicado": "UPDATE cartera_pago SET importe = 59.99 WHERE operacion = '1'",
    "borrar un pago aplicado": "DELETE FROM cartera_pago WHERE operacion = '1'",
    "borrar un recibo pagado": "DELETE FROM cartera_recibo WHERE numero = 'R1'",
    "borrar un suministro con pagos": "DELETE FROM cartera_suministro WHERE codigo = 'B001'",
    "vencer antes de emitirse": "UPDATE cartera_recibo SET vence_el = emitido_el - 1",
    "dos pagos con la misma clave": "INSERT INTO cartera_pago (entidad, operacion, pagado_el, signo, importe, "
    "numero_recibo, codigo_suministro, aplicado, revertido) "
    "SELECT entidad, operacion, pagado_el, 1, 5, '', '', 0, 0 FROM cartera_pago WHERE operacion = '1'",
    "una reversa sin original": "INSERT INTO cartera_pago (entidad, operacion, pagado_el, signo, importe, "
    "numero_recibo, codigo_suministro, aplicado, revertido) VALUES ('BCP', '9', '2026-02-01', -1, -5, '', '', 0, 0)",
    "una reversa de otra operación": "INSERT INTO cartera_pago (entidad, operacion, pagado_el, signo, importe, "
    "numero_recibo, codigo_suministro, aplicado, revertido, revierte_id) "
    "SELECT entidad, 'OTRA', pagado_el, -1, -5, '', '', 0, 0, id FROM cartera_pago WHERE operacion = '2'",
    "una reversa mayor que el pago": "INSERT INTO cartera_pago (entidad, operacion, pagado_el, signo, importe, "
    "numero_recibo, codigo_suministro, aplicado, revertido, revierte_id) "
    "SELECT entidad, operacion, pagado_el, -1, -60.01, '', '', 0, 0, id FROM cartera_pago WHERE operacion = '2'",
    "un pago de un recibo que no es de su suministro": IDS
    + "UPDATE cartera_pago SET recibo_id = (SELECT r1 FROM i) WHERE operacion = '2'",
    "un pago nuevo de un suministro que no existe": "INSERT INTO cartera_pago (entidad, operacion, pagado_el, signo, "
    "importe, numero_recibo, codigo_suministro, suministro_id, aplicado, revertido) "
    "VALUES ('BCP', '9', '2026-02-01', 1, 5, '', '', 0, 0, 0)",
    "congelar en negativo": IDS + "INSERT INTO cartera_congelamiento (recibo_id, importe, motivo, origen, desde) "
    "SELECT r1, -1, 'reclamo', 'x', '2026-01-01' FROM i",
}


@pytest.mark.parametrize("sql", PROHIBIDO.values(), ids=PROHIBIDO.keys())
def test_la_base_no_deja(sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_los_contadores_siguen_a_las_aplicaciones():
    Aplicacion.objects.all().delete()
    assert Recibo.objects.get(numero="R1").pagado == 0
    assert Pago.objects.get(operacion="1").credito == 60
