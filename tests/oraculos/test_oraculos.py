"""Los oráculos, con casos cuya respuesta se sabe a mano: si fallan aquí, no sirven para juzgar al producto."""

import gzip
from datetime import date
from decimal import Decimal

import pytest

from tests.oraculos import clientes, control, cuentas, indicadores, seleccion

CABECERAS = {
    "padron": "suministro,tipo_documento,numero_documento,razon_social,estado",
    "consumos": "suministro,periodo,volumen_m3",
    "recibos": "numero,suministro,fecha_emision,fecha_vencimiento,total",
    "pagos": "operacion,entidad,fecha_pago,recibo,suministro,importe",
}


@pytest.fixture
def carpeta(tmp_path):
    def escribir(**archivos):
        for nombre, filas in archivos.items():
            with gzip.open(tmp_path / f"{nombre}.csv.gz", "wt", encoding="utf-8") as archivo:
                archivo.write("\n".join([CABECERAS[nombre], *filas]) + "\n")
        return tmp_path

    return escribir


def _agrupados(carpeta, *padron):
    con = clientes.abrir(carpeta(padron=padron), "padron")
    clientes.agrupar(con)
    return con, dict(con.execute("SELECT suministro, cliente FROM titular").fetchall())


def test_los_nombres_se_comparan_sin_mayusculas_tildes_puntos_ni_espacios_de_mas(carpeta):
    con, _ = _agrupados(carpeta, "1,,,,ACTIVO")
    dados = ("Peña  N° 12 S.A.C.", "PENA Nº 12 SAC", " péna n° 12 s.a.c. ")
    assert {con.execute("SELECT normalizar(?)", [n]).fetchone()[0] for n in dados} == {"PENA N 12 SAC"}


def test_sin_documento_se_une_al_unico_documento_con_ese_nombre_y_si_hay_dos_queda_aparte(carpeta):
    con, titular = _agrupados(
        carpeta,
        "1,RUC,20990000001,Grifo A S.A.,ACTIVO",
        "2,,,GRIFO A SA,ACTIVO",
        "3,RUC,20990000002,Hotel B,ACTIVO",
        "4,RUC,20990000003,HOTEL B,ACTIVO",
        "5,,,hotel b,ACTIVO",
        "6,,,Hotel  B,CORTADO",
        "7,,,,ACTIVO",
        "8,,,,BAJA",
    )
    assert titular["2"] == titular["1"] == "RUC 20990000001"
    assert titular["5"] == titular["6"] == "NOMBRE HOTEL B"
    assert titular["7"] == "SUMINISTRO 7"
    assert clientes.ambiguos(con) == ["HOTEL B"]
    assert clientes.cuantos(con) == 5  # A, los dos B, el nombre B y el 7; el de baja no cuenta


def test_el_dni_y_el_ruc_de_la_misma_persona_son_un_cliente(carpeta):
    _, titular = _agrupados(carpeta, "1,DNI,98000001,U,ACTIVO", "2,RUC,10980000015,U,ACTIVO", "3,CE,98000001,V,ACTIVO")
    assert titular["1"] == titular["2"] != titular["3"]


def test_cien_exactos_no_pasan_y_agrupados_si(carpeta):
    con = seleccion.preparar(
        carpeta(
            padron=["1,DNI,90000001,A,ACTIVO", "2,DNI,90000002,B,ACTIVO", "3,DNI,90000002,B,ACTIVO"],
            consumos=["1,2026-03,100", "2,2026-03,60", "3,2026-03,41", "2,2026-02,900"],
        )
    )
    s = seleccion.seleccionar(con, periodo="2026-03", medida="ultimo_mes")
    assert (s.clientes, s.califican, s.individual, s.solo_agrupados) == (2, {"DNI 90000002"}, set(), {"DNI 90000002"})


def test_el_promedio_divide_entre_los_meses_con_fila_y_no_redondea(carpeta):
    con = seleccion.preparar(
        carpeta(
            padron=["1,DNI,90000001,A,ACTIVO", "2,DNI,90000002,B,ACTIVO"],
            # A: 301 en 3 meses (100.33) pasa; B: 600 en 6 no. Lo de septiembre queda fuera de los seis meses.
            consumos=[
                *("1,2025-09,0", "1,2025-10,301", "1,2026-01,0", "1,2026-03,0"),
                *(f"2,{m},100" for m in ("2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03")),
            ],
        )
    )
    assert seleccion.seleccionar(con, periodo="2026-03").califican == {"DNI 90000001"}
    assert seleccion.seleccionar(con, periodo="2026-03", medida="n_de_m", n=1).califican == {"DNI 90000001"}
    assert seleccion.dejaron_de_pasar(con, periodo="2026-03") == {"DNI 90000001", "DNI 90000002"}
    assert seleccion.dejaron_de_pasar(con, periodo="2025-12") == {"DNI 90000002"}


def _recibo(numero, emitido, vence):
    return {
        "numero": numero,
        "suministro": "1",
        "fecha_emision": emitido,
        "fecha_vencimiento": vence,
        "total": "50",
    }


RECIBOS = [_recibo("R1", "2026-01-05", "2026-01-20"), _recibo("R2", "2026-02-05", "2026-02-20")]


def _pago(operacion, fecha, importe, recibo="", suministro="1"):
    return {
        "operacion": operacion,
        "entidad": "BCP",
        "fecha_pago": fecha,
        "recibo": recibo,
        "suministro": suministro,
        "importe": importe,
    }


def _saldos(pagos, al):
    c = cuentas.al_dia(RECIBOS, pagos, date.fromisoformat(al))
    return {n: r.saldo for n, r in c.recibos.items()}, c.credito


def test_el_pago_que_nombra_recibo_va_primero_aunque_sea_posterior_y_lo_que_sobra_es_credito():
    pagos = [_pago("1", "2026-02-06", "50"), _pago("2", "2026-02-10", "60", "R1")]
    assert _saldos(pagos, "2026-02-06") == ({"R1": 0, "R2": 50}, 0)
    assert _saldos(pagos, "2026-02-10") == ({"R1": 0, "R2": 0}, 10)  # a la fecha nueva, R1 lo cubre quien lo nombra


def test_el_pago_sin_recibo_no_alcanza_a_los_que_salieron_despues_de_el():
    assert _saldos([_pago("1", "2026-01-30", "80")], "2026-03-01") == ({"R1": 0, "R2": 50}, 30)


def test_la_reversa_deshace_el_pago_desde_su_fecha():
    pagos = [_pago("1", "2026-01-10", "50", "R1"), _pago("1", "2026-01-15", "-50", "R1")]
    assert _saldos(pagos, "2026-01-14") == ({"R1": 0}, 0)
    assert _saldos(pagos, "2026-01-15") == ({"R1": 50}, 0)


def test_el_pago_de_nadie_conocido_queda_por_identificar():
    c = cuentas.al_dia(RECIBOS, [_pago("1", "2026-02-06", "9", "R9", "77")], date(2026, 2, 6))
    assert [p.operacion for p in c.por_identificar] == ["1"]


@pytest.mark.parametrize(("dias", "tramo"), [(1, "1-30"), (30, "1-30"), (31, "31-60"), (180, "91-180"), (181, ">180")])
def test_los_bordes_de_los_tramos(dias, tramo):
    assert cuentas.tramo(dias) == tramo


def test_el_que_vence_hoy_no_esta_vencido_y_los_indicadores_cuentan_clientes():
    titular = {"1": "A"}
    en_plazo = cuentas.al_dia(RECIBOS, [_pago("1", "2026-01-10", "50", "R1")], date(2026, 2, 20))
    c = control.barrer(cuentas=en_plazo, titular=titular, principales=frozenset({"A", "B"}))
    assert (c.clientes, list(c.abiertos), c.vencidos) == (2, ["R2"], {})
    tarde = cuentas.al_dia(RECIBOS, [], date(2026, 2, 21))
    c = control.barrer(cuentas=tarde, titular=titular, principales=frozenset({"A", "B", "C"}))
    assert c.tramos["1-30"] == (1, 50)
    assert c.tramos["31-60"] == (1, 50)
    assert indicadores.cierre(clientes_eps=7, control=c) == {
        "clientes_eps": 7,
        "principales": 3,
        "cartera_pct": Decimal("42.86"),
        "sin_deuda": 2,
        "eficiencia_pct": Decimal("66.67"),
    }
