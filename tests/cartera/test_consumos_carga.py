"""Consumos: qué cambia, qué no, y el total de cada cliente en cada mes."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from cartera.padron.models import Consumo, ConsumoCliente, MesCargado, Suministro
from tests.fabricas.cargas import DNI, RUC, cargar, empresa, fila_consumo, fila_padron, totales

pytestmark = pytest.mark.django_db
ENERO = dt.date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _padron():
    cargar("padron", fila_padron("A1"), fila_padron("A2"), empresa("B1", RUC, "HOTEL"))


def meses() -> dict[str, tuple[int, int]]:
    return {str(m.periodo)[:7]: (m.filas, m.volumen_m3) for m in MesCargado.objects.order_by("periodo")}


def por_cliente(periodo=ENERO) -> dict[str, tuple[int, int, int]]:
    filas = ConsumoCliente.objects.filter(periodo=periodo).select_related("cliente")
    return {c.cliente.clave: (c.m3, c.mayor_m3, c.suministros) for c in filas}


def test_el_mismo_archivo_dos_veces_no_cambia_nada():
    filas = [fila_consumo(c, f"2026-0{m}", 10 * m) for c in ("A1", "A2", "B1") for m in (1, 2)]
    assert totales(cargar("consumos", *filas)) == (6, 0, 0, 0)
    antes = meses(), por_cliente()
    momento = MesCargado.objects.get(periodo=ENERO).cambiado_en
    assert totales(cargar("consumos", *filas)) == (0, 0, 6, 0)
    assert (
        (meses(), por_cliente())
        == antes
        == (
            {"2026-01": (3, 30), "2026-02": (3, 60)},
            {f"DNI:{DNI}": (20, 10, 2), f"RUC:{RUC}": (10, 10, 1)},
        )
    )
    assert MesCargado.objects.get(periodo=ENERO).cambiado_en == momento


def test_nuevas_cambiadas_e_iguales_se_cuentan_por_separado_y_el_total_del_cliente_las_sigue():
    cargar("consumos", fila_consumo("A1", "2026-01", 10), fila_consumo("B1", "2026-01", 7))
    carga = cargar(
        "consumos",
        fila_consumo("A1", "2026-01", 15),
        fila_consumo("B1", "2026-01", 7),
        fila_consumo("A2", "2026-01", 200),
        fila_consumo("A2", "2026-02", 1),
    )
    assert totales(carga) == (2, 1, 1, 0)
    assert por_cliente() == {f"DNI:{DNI}": (215, 200, 2), f"RUC:{RUC}": (7, 7, 1)}
    assert meses() == {"2026-01": (3, 222), "2026-02": (1, 1)}


def test_un_mes_con_ceros_tiene_fila_y_uno_sin_filas_no():
    cargar("consumos", fila_consumo("A1", "2026-01", 0))
    assert por_cliente() == {f"DNI:{DNI}": (0, 0, 1)}
    assert not ConsumoCliente.objects.filter(periodo=dt.date(2026, 2, 1)).exists()


def test_una_lectura_que_va_para_atras_se_acepta_y_se_dice():
    carga = cargar("consumos", fila_consumo("A1", "2026-01", 5, lectura_actual="3"))
    assert totales(carga) == (1, 0, 0, 0)
    assert carga.extras["regresivas"] == 1
    assert Consumo.objects.get().regresiva


def test_sin_lecturas_y_por_promedio_tambien_entra():
    cargar("consumos", fila_consumo("A1", "2026-01", 5, lectura_anterior="", lectura_actual="", modalidad="promedio"))
    fila = Consumo.objects.get()
    assert (fila.lectura_anterior, fila.lectura_actual, fila.modalidad) == (None, None, "P")


def test_una_celda_que_se_vacia_es_un_cambio():
    cargar("consumos", fila_consumo("A1", "2026-01"))
    assert totales(cargar("consumos", fila_consumo("A1", "2026-01", lectura_actual=""))) == (0, 1, 0, 0)


def test_el_suministro_repetido_en_el_mes_se_rechaza_y_en_otro_mes_no():
    carga = cargar(
        "consumos", fila_consumo("B1", "2026-01"), fila_consumo("A1", "2026-01"), fila_consumo("B1", "2026-01", 99),
        fila_consumo("B1", "2026-02"),
    )  # fmt: skip
    assert totales(carga) == (3, 0, 0, 1)


def test_el_rol_de_la_web_crea_meses_solo_por_la_funcion_y_dentro_de_rango():
    for malo in ("1999-12-01", "2026-01-15", "2101-01-01"):
        with pytest.raises(Exception, match="fuera de rango"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT cartera_asegurar_mes(%s)", [malo])
    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE public.otra (x int)")


def test_la_base_no_admite_consumo_negativo_ni_de_un_suministro_que_no_existe():
    cargar("consumos", fila_consumo("A1", "2026-01"))
    for suministro, volumen in ((Suministro.objects.first().pk, -1), (999_999, 1)):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO cartera_consumo (suministro_id, periodo, volumen_m3, modalidad) "
                "VALUES (%s, '2026-01-01', %s, 'M')",
                [suministro, volumen],
            )


def test_una_sentencia_no_deja_hijos_sin_padre_ni_borra_un_padre_con_hijos():
    cargar("consumos", fila_consumo("A1", "2026-01"))
    uno = Suministro.objects.get(codigo="A1")
    for sentencia in (
        "UPDATE cartera_consumo SET suministro_id = 999999",
        "UPDATE cartera_suministro SET cliente_id = 999999",
        "UPDATE cartera_suministro SET zona_id = 999999",
        "UPDATE cartera_suministro SET carga_id = 999999",
        "UPDATE cartera_titularidad SET cliente_id = 999999",
        "INSERT INTO cartera_titularidad (suministro_id, cliente_id, vigencia) VALUES (999999, %(cliente)s, '(,)')",
        "DELETE FROM cartera_suministro WHERE id = %(suministro)s",
        "DELETE FROM cartera_cliente WHERE id = %(cliente)s",
        "DELETE FROM comun_zona WHERE id = %(zona)s",
        "DELETE FROM comun_carga WHERE id = %(carga)s",
    ):
        datos = {"suministro": uno.pk, "cliente": uno.cliente_id, "zona": uno.zona_id, "carga": uno.carga_id}
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sentencia, datos)


@pytest.mark.dueno
def test_empezar_y_terminar_el_primer_padron_deja_todo_igual_que_las_migraciones():
    indices = (
        "SELECT indexdef FROM pg_indexes WHERE tablename IN "
        "('cartera_cliente', 'cartera_suministro', 'cartera_titularidad') ORDER BY indexname"
    )
    disparadores = (
        "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal AND tgrelid IN "
        "('cartera_cliente'::regclass, 'cartera_suministro'::regclass, 'cartera_titularidad'::regclass) ORDER BY 1"
    )
    unicas = (
        "SELECT conname, contype, conrelid::regclass::text FROM pg_constraint WHERE contype IN ('u', 'x') ORDER BY 1"
    )
    with connection.cursor() as cursor:

        def estado():
            filas = []
            for consulta in (indices, disparadores, unicas):
                cursor.execute(consulta)
                filas.append(cursor.fetchall())
            return filas

        antes = estado()
        cursor.execute("SELECT cartera_empezar_primer_padron()")
        assert cursor.fetchone() == (False,)  # hay clientes: no se toca
        cursor.execute("TRUNCATE cartera_cliente, cartera_suministro, cartera_titularidad CASCADE")
        cursor.execute("SELECT cartera_empezar_primer_padron()")
        assert cursor.fetchone() == (True,)
        assert len(estado()[0]) == len(antes[0]) - 15
        cursor.execute("SELECT cartera_terminar_primer_padron()")
        assert estado() == antes


@pytest.mark.dueno
@pytest.mark.parametrize(
    ("malo", "dice"),
    [
        ("UPDATE nuevo_suministro SET cliente_id = 999999", "no existe"),
        ("UPDATE nuevo_titularidad SET cliente_id = 999999", "no existe"),
        (
            "INSERT INTO nuevo_titularidad (id, suministro_id, cliente_id, vigencia) "
            "SELECT id + 1000, suministro_id, cliente_id, '[2020-01-01,2021-01-01)' FROM nuevo_titularidad LIMIT 1",
            "Dos titulares",
        ),
    ],
)
def test_el_primer_padron_no_termina_con_algo_suelto(malo, dice):
    tablas = ("cliente", "suministro", "titularidad")
    with connection.cursor() as cursor:
        for tabla in tablas:
            cursor.execute(f"CREATE TEMP TABLE nuevo_{tabla} ON COMMIT DROP AS SELECT * FROM cartera_{tabla}")
        cursor.execute(malo)
        cursor.execute("TRUNCATE cartera_cliente, cartera_suministro, cartera_titularidad CASCADE")
        cursor.execute("SELECT cartera_empezar_primer_padron()")
        for tabla in tablas:
            cursor.execute(f"INSERT INTO cartera_{tabla} SELECT * FROM nuevo_{tabla}")
        with pytest.raises(IntegrityError, match=dice), transaction.atomic():
            cursor.execute("SELECT cartera_terminar_primer_padron()")


@pytest.mark.parametrize(
    "raro",
    [
        fila_consumo("B1", "2026-02", 7, lectura_actual="0x1F"),
        fila_consumo("B1", "2026-02", 7, lectura_actual="1_000"),
        fila_consumo("B1", "2026-02", 7, lectura_actual="1234567890"),
        fila_consumo("B1", "2026-02", 7, modalidad="ESTIMADO"),
        fila_consumo("B1", "2026-02", -1),
        fila_consumo("ZZ", "2026-02"),
        fila_consumo("A1", "2026-02", 9),
        fila_consumo("B1", "2099-02"),
    ],
)
def test_una_fila_mala_no_impide_que_entren_las_buenas_de_un_mes_nuevo(raro):
    carga = cargar("consumos", fila_consumo("A1", "2026-02", 5), raro, fila_consumo("B1", "2026-01", 6))
    assert totales(carga) == (2, 0, 0, 1)
    assert set(Consumo.objects.values_list("suministro__codigo", "periodo", "volumen_m3")) == {
        ("A1", dt.date(2026, 2, 1), 5),
        ("B1", dt.date(2026, 1, 1), 6),
    }
