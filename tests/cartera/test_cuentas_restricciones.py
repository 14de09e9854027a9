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
APLICAR = IDS + "INSERT INTO cartera_aplicacion (pago_id, recibo_id, importe) SELECT {} FROM i"
PAGAR = """
INSERT INTO cartera_pago (entidad, operacion, pagado_el, signo, importe, numero_recibo, codigo_suministro,
                          suministro_id, aplicado, revertido, revierte_id)
SELECT entidad, {}, pagado_el, {}, {}, '', '', {}, 0, 0, {} FROM cartera_pago WHERE operacion = '{}'
"""
CONGELAR = """
INSERT INTO cartera_congelamiento (recibo_id, importe, motivo, origen, desde)
SELECT r1, -1, 'reclamo', 'x', '2026-01-01' FROM i
"""
# Qué se intenta: (SQL, con qué se topa).
PROHIBIDO = {
    "pagar de más un recibo": (APLICAR.format("p2, r1, 60"), "recibo_saldo_entre_0_y_total"),
    "aplicar más que el pago": (APLICAR.format("p1, r2, 1"), "pago_aplicado_hasta_importe"),
    "aplicar dos veces un pago a un recibo": (APLICAR.format("p1, r1, 1"), "cartera_aplicacion_pkey"),
    "aplicar cero": (APLICAR.format("p2, r2, 0"), "aplicacion_positiva"),
    "aplicar en negativo": (APLICAR.format("p2, r2, -5"), "aplicacion_positiva"),
    "aplicar un pago que no existe": (APLICAR.format("0, r2, 5"), "que no existe"),
    "aplicar a un recibo que no existe": (APLICAR.format("p2, 0, 5"), "que no existe"),
    "corregir una aplicación": ("UPDATE cartera_aplicacion SET importe = 1", "no se edita a mano"),
    "tocar lo pagado de un recibo": ("UPDATE cartera_recibo SET pagado = 0", "no se edita a mano"),
    "tocar lo congelado de un recibo": ("UPDATE cartera_recibo SET congelado_pedido = 5", "no se edita a mano"),
    "tocar lo aplicado de un pago": ("UPDATE cartera_pago SET aplicado = 0", "no se edita a mano"),
    "tocar lo revertido de un pago": ("UPDATE cartera_pago SET revertido = 1", "no se edita a mano"),
    "bajar un recibo por debajo de lo pagado": (
        "UPDATE cartera_recibo SET total = 59.99 WHERE numero = 'R1'",
        "recibo_saldo_entre_0_y_total",
    ),
    "bajar un pago por debajo de lo aplicado": (
        "UPDATE cartera_pago SET importe = 59.99 WHERE operacion = '1'",
        "pago_aplicado_hasta_importe",
    ),
    "borrar un pago aplicado": ("DELETE FROM cartera_pago WHERE operacion = '1'", "tiene pagos"),
    "borrar un recibo pagado": ("DELETE FROM cartera_recibo WHERE numero = 'R1'", "tiene pagos"),
    "borrar un suministro con pagos": ("DELETE FROM cartera_suministro WHERE codigo = 'B001'", "tiene pagos"),
    "borrar un suministro con recibos": (
        "DELETE FROM cartera_pago WHERE operacion = '2'; DELETE FROM cartera_titularidad; "
        "DELETE FROM cartera_suministro WHERE codigo = 'B001'",
        "tiene recibos",
    ),
    "un recibo de un suministro que no existe": (
        "INSERT INTO cartera_recibo (numero, suministro_id, periodo, emitido_el, vence_el, agua, alcantarillado,"
        " cargo_fijo, igv, total, pagado, congelado_pedido) "
        "VALUES ('R9', 0, '2026-01-01', '2026-01-01', '2026-01-02', 0, 0, 0, 0, 0, 0, 0)",
        "un suministro que no existe",
    ),
    "mudar un recibo a un suministro que no existe": (
        "UPDATE cartera_recibo SET suministro_id = 0 WHERE numero = 'R2'",
        "un suministro que no existe",
    ),
    "vencer antes de emitirse": ("UPDATE cartera_recibo SET vence_el = emitido_el - 1", "recibo_vence_despues"),
    "dos pagos con la misma clave": (PAGAR.format("operacion", 1, 5, "NULL", "NULL", "1"), "pago_clave"),
    "una reversa sin original": (PAGAR.format("'9'", -1, -5, "NULL", "NULL", "1"), "pago_reversa_con_original"),
    "una reversa de otra operación": (PAGAR.format("'9'", -1, -5, "NULL", "id", "2"), "no tiene su pago original"),
    "una reversa mayor que el pago": (
        PAGAR.format("operacion", -1, -60.01, "NULL", "id", "2"),
        "pago_aplicado_hasta_importe",
    ),
    "un pago de un recibo que no es de su suministro": (
        IDS + "UPDATE cartera_pago SET recibo_id = (SELECT r1 FROM i) WHERE operacion = '2'",
        "de un recibo que no es suyo",
    ),
    "un pago de un suministro que no existe": (PAGAR.format("'9'", 1, 5, 0, "NULL", "1"), "suministro que no existe"),
    "congelar en negativo": (IDS + CONGELAR, "congelamiento_positivo"),
}


@pytest.mark.parametrize(("sql", "tope"), PROHIBIDO.values(), ids=PROHIBIDO.keys())
def test_la_base_no_deja(sql, tope):
    with pytest.raises(IntegrityError, match=tope), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_los_contadores_siguen_a_las_aplicaciones():
    Aplicacion.objects.all().delete()
    assert Recibo.objects.get(numero="R1").pagado == 0
    assert Pago.objects.get(operacion="1").credito == 60
