"""Los archivos de recibos y pagos: qué entra, qué va a la bandeja y por qué (docs/contrato.md)."""

import csv
import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from cartera.cuentas.models import Aplicacion, CambioPago, CambioRecibo, Pago, Recibo
from config.comun.carga import services as cargas
from tests.fabricas.cuentas import AHORA, HOY, PAGOS, cargar, dia, fila_pago, fila_recibo, motivos, pago, totales
from tests.fabricas.seleccion import cliente, suministro

pytestmark = pytest.mark.django_db
BUENO = fila_recibo("R1", "A001", "118.00", agua="60.00", alcantarillado="30.00", cargo_fijo="10.00", igv="18.00")


@pytest.fixture(autouse=True)
def casa():
    return suministro(cliente("HOTEL DEL MAR"), codigo="A001")


MALOS = [
    ({"suministro": "Z999"}, "El suministro no está en el padrón."),
    ({"total": "118.01"}, "El total dice 118.01 y sus partes suman 118.00."),
    ({"total": "118.005"}, "«total» debe ser un importe en soles con dos decimales"),
    ({"agua": "sesenta"}, "«agua» debe ser un importe en soles"),
    ({"agua": "", "alcantarillado": ""}, "sus partes suman 28.00"),
    ({"fecha_emision": "2026-02-30"}, "«fecha_emision» debe ser una fecha que exista"),
    ({"fecha_vencimiento": "31/11/2026"}, "«fecha_vencimiento» debe ser una fecha que exista"),
    ({"fecha_vencimiento": "2025-12-31"}, "antes de emitirse"),
    ({"fecha_emision": "1926-01-01"}, "La emisión debe estar entre el año 2000"),
    ({"volumen_m3": "10.5"}, "«volumen_m3» debe ser un número entero"),
    ({"volumen_m3": "-3"}, "El consumo no puede ser negativo."),
    ({"periodo": "2026-13"}, "«periodo» debe ser un mes"),
    ({"numero": ""}, "Falta «numero»."),
    ({"total": ""}, "Falta «total»."),
]


@pytest.mark.parametrize(("cambio", "motivo"), MALOS, ids=[m for _, m in MALOS])
def test_un_recibo_malo_va_a_la_bandeja_con_su_motivo_y_los_demas_entran(cambio, motivo):
    otro = fila_recibo("R2", "A001", "50.00")
    carga = cargar("recibos", BUENO | cambio, otro)
    assert totales(carga) == (1, 0, 0, 1)
    assert motivo in motivos(carga)[2]
    assert list(Recibo.objects.values_list("numero", flat=True)) == ["R2"]


def test_un_recibo_con_solo_el_total_entra():
    carga = cargar("recibos", BUENO | {"agua": "", "alcantarillado": "", "cargo_fijo": "", "igv": "", "volumen_m3": ""})
    assert totales(carga) == (1, 0, 0, 0)


def test_fechas_con_barras_y_comas_decimales_se_entienden():
    cargar("recibos", fila_recibo("R1", "A001", "50,50", fecha_emision="01/02/2026", fecha_vencimiento="1/3/2026"))
    recibo = Recibo.objects.get()
    assert (recibo.emitido_el, recibo.vence_el, str(recibo.total)) == (
        dt.date(2026, 2, 1),
        dt.date(2026, 3, 1),
        "50.50",
    )


def test_el_numero_repetido_en_el_archivo_entra_una_vez():
    carga = cargar("recibos", BUENO, BUENO | {"total": "118.00"})
    assert totales(carga) == (1, 0, 0, 1)
    assert motivos(carga) == {3: "Repite «numero» de la línea 2. Deja una sola fila."}


def test_el_mismo_archivo_dos_veces_no_cambia_nada():
    filas = [fila_pago("1", "50.00", recibo="R1"), fila_pago("1", "-20.00", el=6), fila_pago("2", "9.00", recibo="NO")]
    cargar("recibos", BUENO)
    assert totales(cargar("pagos", *filas)) == (3, 0, 0, 0)
    antes = list(Pago.objects.order_by("pk").values()), list(Aplicacion.objects.values())
    assert totales(cargar("recibos", BUENO)) == (0, 0, 1, 0)
    assert totales(cargar("pagos", *filas)) == (0, 0, 3, 0)
    assert (list(Pago.objects.order_by("pk").values()), list(Aplicacion.objects.values())) == antes
    assert not CambioPago.objects.exists()
    assert not CambioRecibo.objects.exists()


def test_un_recibo_con_otro_vencimiento_cuenta_como_cambiado_y_queda_anotado():
    cargar("recibos", BUENO)
    assert totales(cargar("recibos", BUENO | {"fecha_vencimiento": "2026-02-15"})) == (0, 1, 0, 0)
    assert CambioRecibo.objects.get().vence_el == dt.date(2026, 2, 15)


PAGOS_MALOS = [
    ({"importe": "0.00"}, "El importe no puede ser cero."),
    ({"importe": "1.234"}, "«importe» debe ser un importe en soles con dos decimales"),
    ({"importe": "mil"}, "«importe» debe ser un importe en soles"),
    ({"fecha_pago": "2026-04-31"}, "«fecha_pago» debe ser una fecha que exista"),
    ({"fecha_pago": "1999-12-31"}, "anterior al año 2000"),
    ({"operacion": ""}, "Falta «operacion»."),
    ({"entidad": ""}, "Falta «entidad»."),
]


@pytest.mark.parametrize(("cambio", "motivo"), PAGOS_MALOS, ids=[m for _, m in PAGOS_MALOS])
def test_un_pago_malo_va_a_la_bandeja_con_su_motivo(cambio, motivo):
    cargar("recibos", BUENO)
    carga = cargar("pagos", fila_pago("1", "10.00", recibo="R1") | cambio)
    assert totales(carga) == (0, 0, 0, 1)
    assert motivo in motivos(carga)[2]


def test_un_pago_de_manana_va_a_la_bandeja():
    manana = timezone.localdate() + dt.timedelta(days=1)
    carga = cargar("pagos", fila_pago("1", "10.00", el=manana))
    assert "todavía no llega" in motivos(carga)[2]


def test_la_clave_de_un_pago_es_entidad_operacion_fecha_y_signo():
    cargar("recibos", BUENO)
    carga = cargar(
        "pagos",
        fila_pago("1", "10.00", recibo="R1"),
        fila_pago("1", "10.00", recibo="R1", entidad="BBVA"),
        fila_pago("1", "10.00", recibo="R1", el=6),
        fila_pago("1", "-10.00", recibo="R1", el=6),
        fila_pago("1", "12.00", recibo="R1"),
        fila_pago("1", "12.00", recibo="R1", entidad="bcp"),
    )
    assert totales(carga) == (4, 0, 0, 2)
    assert sorted(motivos(carga)) == [6, 7]


def test_todo_o_nada_con_una_fila_mala_no_guarda_ninguna():
    cargar("recibos", BUENO)
    carga = cargar("pagos", fila_pago("1", "10.00", recibo="R1"), fila_pago("2", "0", recibo="R1"), todo_o_nada=True)
    assert totales(carga) == (0, 0, 0, 2)
    assert not Pago.objects.exists()


def test_una_fila_corregida_termina_con_los_totales_de_un_archivo_limpio():
    cargar("recibos", BUENO)
    carga = cargar("pagos", fila_pago("1", "10.00", recibo="R1"), fila_pago("2", "0.00", recibo="R1"))
    cargas.corregir(carga=carga, valores={3: {"importe": "20.00"}}, hoy=HOY, ahora=AHORA, por=None)
    carga.refresh_from_db()
    assert totales(carga) == (2, 0, 0, 0)
    assert Recibo.objects.get().pagado == 30


def test_la_reversa_corregida_encuentra_al_pago_que_llego_despues():
    cargar("recibos", BUENO)
    carga = cargar("pagos", fila_pago("1", "-10.00", el=9, recibo="R1"))
    cargar("pagos", fila_pago("1", "10.00", el=8, recibo="R1"))
    cargas.corregir(carga=carga, valores={2: {}}, hoy=HOY, ahora=AHORA, por=None)
    assert (Recibo.objects.get().pagado, pago("1").revertido) == (0, 10)


def test_un_pago_nuevo_no_toca_las_aplicaciones_que_ya_estaban_bien():
    cargar("recibos", BUENO, fila_recibo("R2", "A001", "50.00"))
    cargar("pagos", fila_pago("1", "10.00", recibo="R1"), fila_pago("2", "10.00", recibo="R2"))
    antes = _filas_fisicas()
    cargar("pagos", fila_pago("3", "10.00", el=9, recibo="R1"))
    assert len(antes) == 2
    assert antes < _filas_fisicas()


def _filas_fisicas() -> set:
    """Dónde está cada aplicación en el disco: una fila borrada y puesta otra vez cambia de sitio."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text, pago_id, recibo_id FROM cartera_aplicacion")
        return set(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_la_orden_importar_da_los_totales_en_json(tmp_path):
    suministro(cliente(), codigo="C001")
    ruta = tmp_path / "pagos.csv"
    with ruta.open("w", newline="", encoding="utf-8") as archivo:
        hoja = csv.DictWriter(archivo, PAGOS, delimiter=";")
        hoja.writeheader()
        hoja.writerows([fila_pago("1", "10.00", suministro="C001"), fila_pago("2", "0.00", suministro="C001")])
    salida = StringIO()
    with pytest.raises(SystemExit) as fin:
        call_command("importar", "pagos", ruta, "--json", stdout=salida, stderr=StringIO())
    assert fin.value.code == 3
    assert json.loads(salida.getvalue()) == {"filas": 2, "nuevas": 1, "cambiadas": 0, "iguales": 0, "rechazadas": 1}


def test_el_dinero_de_un_archivo_esta_aplicado_en_credito_o_por_identificar():
    cargar("recibos", BUENO)
    cargar(
        "pagos",
        fila_pago("1", "200.00", recibo="R1"),
        fila_pago("2", "33.33", recibo="OTRO"),
        fila_pago("3", "5.00", suministro="A001", el=dia(9)),
        fila_pago("3", "-1.00", el=dia(10)),
    )
    sumas = Pago.objects.filter(signo=1).aggregate(a=Sum("aplicado"), c=Sum("credito"))
    assert sumas["a"] + sumas["c"] == Pago.objects.aggregate(s=Sum("importe"))["s"]
