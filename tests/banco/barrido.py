"""Barrido de muchos principales con un año de recibos frente al SQL desnudo que calcula e inserta lo mismo."""

import gzip
import json
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from cartera.generador import clientes, consumo, cuenta
from tests.banco.instalacion import Instalacion, con_administrador
from tests.banco.medida import Fila, manage, razon

META = 2.0
TOPE = 15.0  # segundos con 50,000 principales de 12 recibos, con la escalera entera y todas las razones
AL = date(2026, 7, 31)
M3 = 150  # sobre el umbral: todos son principales
_COLUMNAS = {
    "padron": clientes.COLUMNAS,
    "consumos": consumo.COLUMNAS,
    "recibos": cuenta.COLUMNAS_RECIBOS,
    "pagos": cuenta.COLUMNAS_PAGOS,
}
# Tablas iguales a las del producto, con sus índices y restricciones, llenas en cuatro sentencias. Sin bloqueos, sin
# reposición de días perdidos, sin las razones que aquí no se dan: lo mínimo que hay que calcular y escribir.
_TABLAS = """
CREATE TABLE crudo_accion (
    LIKE cobranzas_accion INCLUDING ALL,
    FOREIGN KEY (cliente_id) REFERENCES cartera_cliente (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (peldano_id) REFERENCES cobranzas_peldano (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (ancla_id) REFERENCES cartera_recibo (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE crudo_estado (LIKE cobranzas_estadodiario INCLUDING ALL);
CREATE TABLE crudo_cliente (LIKE cobranzas_controlcliente INCLUDING ALL);
"""
_CALCULAR = """
CREATE TEMP TABLE abierto ON COMMIT DROP AS
SELECT r.id, r.suministro_id, p.cliente_id, r.vence_el, %(al)s::date - r.vence_el AS dias,
       r.total - coalesce(a.pagado, 0) AS saldo
  FROM principales_principal p
  JOIN cartera_titularidad t ON t.cliente_id = p.cliente_id AND t.vigencia @> %(al)s::date
  JOIN cartera_recibo r ON r.suministro_id = t.suministro_id AND r.emitido_el <= %(al)s
  LEFT JOIN (SELECT a.recibo_id, sum(a.importe) AS pagado FROM cartera_aplicacion a
              JOIN cartera_pago g ON g.id = a.pago_id AND g.pagado_el <= %(al)s GROUP BY a.recibo_id) a
         ON a.recibo_id = r.id
 WHERE p.vigencia @> %(al)s::date AND r.total > coalesce(a.pagado, 0);

CREATE TEMP TABLE deudor ON COMMIT DROP AS
SELECT cliente_id, max(dias) AS dias, count(*) FILTER (WHERE dias > 0) AS vencidos,
       sum(saldo) FILTER (WHERE dias > 0) AS vencido, coalesce(sum(saldo) FILTER (WHERE dias <= 0), 0) AS por_vencer,
       (array_agg(id ORDER BY vence_el, id))[1] AS ancla
  FROM abierto GROUP BY cliente_id;

INSERT INTO crudo_accion (cliente_id, peldano_id, ancla_id, propuesta_el, estado, importe, nota)
SELECT DISTINCT ON (d.cliente_id) d.cliente_id, e.id, d.ancla, %(al)s, 'propuesta', d.vencido, ''
  FROM deudor d
  JOIN cobranzas_peldano e ON d.vencido >= e.importe_minimo AND (e.dias <= d.dias OR e.recibos_vencidos <= d.vencidos)
  JOIN cobranzas_escalera v ON v.id = e.escalera_id AND v.vigencia @> %(al)s::date
 ORDER BY d.cliente_id, e.orden DESC;

INSERT INTO crudo_accion (cliente_id, peldano_id, ancla_id, propuesta_el, cerrada_el, estado, importe, nota)
SELECT a.cliente_id, e.id, a.ancla_id, %(al)s, %(al)s, 'omitida', a.importe, ''
  FROM crudo_accion a
  JOIN cobranzas_peldano p ON p.id = a.peldano_id
  JOIN cobranzas_peldano e ON e.escalera_id = p.escalera_id AND e.orden < p.orden;

INSERT INTO crudo_estado (al, recibo_id, cliente_id, estado, tramo, dias, saldo, congelado, accion_id, razon)
SELECT %(al)s, b.id, b.cliente_id, CASE WHEN b.dias > 0 THEN 'vencido' ELSE 'por_vencer' END,
       CASE WHEN b.dias <= 0 THEN '' WHEN b.dias <= 30 THEN '1-30' WHEN b.dias <= 60 THEN '31-60'
            WHEN b.dias <= 90 THEN '61-90' WHEN b.dias <= 180 THEN '91-180' ELSE '>180' END,
       b.dias, b.saldo, 0, CASE WHEN b.dias > 0 THEN a.id END, CASE WHEN b.dias > 0 THEN '' ELSE 'por_vencer' END
  FROM abierto b JOIN crudo_accion a ON a.cliente_id = b.cliente_id AND a.estado = 'propuesta';

INSERT INTO crudo_cliente (al, cliente_id, estado, tramo, dias, recibos_vencidos, vencido, por_vencer, congelado,
                           accion_id, peldano_id, razon, pausa, suprimida, ancla_id, ancla_vence_el, en_un_suministro,
                           cuotas_vencidas, exigido, credito, bloqueo)
SELECT %(al)s, d.cliente_id, 'vencido', '>180', d.dias, d.vencidos, d.vencido, d.por_vencer, 0, a.id, a.peldano_id,
       '', '', false, d.ancla, %(al)s::date - d.dias, d.vencidos, 0, d.vencido, 0, ''
  FROM deudor d JOIN crudo_accion a ON a.cliente_id = d.cliente_id AND a.estado = 'propuesta';
"""


def _meses(cuantos: int) -> list[date]:
    ultimo = 2026 * 12 + 5  # junio de 2026
    return [date(n // 12, n % 12 + 1, 1) for n in range(ultimo - cuantos + 1, ultimo + 1)]


def _archivos(carpeta: Path, principales: int, recibos: int) -> None:
    """Todos con todos sus recibos abiertos; a uno de cada tres, la mitad pagada. Un pago por día reciente."""
    carpeta.mkdir(parents=True)
    meses = _meses(recibos)
    filas = {
        "padron": (
            f"{n:010d},DNI,9{n:07d},USUARIO {n} DE PRUEBA,COMERCIAL,240101,Tumbes,Av. Los Ceibos,TUMBES,1,1,{n},M{n},"
            "ACTIVO,1,1,30,,"
            for n in range(principales)
        ),
        "consumos": (f"{n:010d},{meses[-1]:%Y-%m},0,{M3},{M3},LECTURA" for n in range(principales)),
        "recibos": (
            f"R{orden:02d}-{n:08d},{n:010d},{mes:%Y-%m},{_siguiente(mes, 5)},{_siguiente(mes, 20)},{M3},"
            "1095.00,492.75,3.52,286.43,1877.70"
            for orden, mes in enumerate(meses)
            for n in range(principales)
        ),
        "pagos": (
            f"OP{orden:02d}{n:08d},BCP,{AL},R{orden:02d}-{n:08d},{n:010d},900.00"
            for orden in range(recibos)
            for n in range(0, principales, 3)
        ),
    }
    for nombre, generador in filas.items():
        with gzip.open(carpeta / f"{nombre}.csv.gz", "wt", compresslevel=1, encoding="utf-8") as archivo:
            archivo.write(_COLUMNAS[nombre] + "\n")
            archivo.writelines(fila + "\n" for fila in generador)


def _siguiente(mes: date, dia: int) -> date:
    return date(mes.year + mes.month // 12, mes.month % 12 + 1, dia)


def _desnudo(instalacion: Instalacion) -> tuple[float, int, Decimal]:
    """(segundos, recibos vencidos, saldo vencido) del SQL desnudo, dos veces: vale la segunda, con todo en caché."""
    con = instalacion.conexion()
    con.autocommit = False
    for _ in range(2):
        with con, con.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS crudo_accion, crudo_estado, crudo_cliente")
            cursor.execute(_TABLAS)
        inicio = time.perf_counter()
        with con, con.cursor() as cursor:
            cursor.execute(_CALCULAR, {"al": AL})
        segundos = time.perf_counter() - inicio
    with con, con.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(saldo) FROM crudo_estado WHERE tramo <> ''")
        recibos, saldo = cursor.fetchone()
        cursor.execute("DROP TABLE crudo_accion, crudo_estado, crudo_cliente")
    con.close()
    return segundos, recibos, saldo


def medir(instalacion: Instalacion, principales: int, recibos: int) -> list[Fila]:
    """Importa los archivos, aprueba la cartera y barre; RuntimeError si el SQL desnudo no da las mismas cifras."""
    archivos = instalacion.carpeta / "datos"
    _archivos(archivos, principales, recibos)
    for nombre in _COLUMNAS:
        manage(instalacion.entorno, "importar", nombre, str(archivos / f"{nombre}.csv.gz"), "--json")
    usuario = con_administrador(instalacion)
    manage(
        instalacion.entorno,
        *("seleccionar", "--periodo", "2026-06", "--medida", "ultimo_mes", "--aprobar", "--usuario", usuario, "--json"),
    )
    con = instalacion.conexion()
    with con.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    con.close()
    desnudo, vencidos, saldo = _desnudo(instalacion)
    nuestro = manage(instalacion.entorno, "barrer", "--al", AL.isoformat(), "--json")
    dicho = json.loads(nuestro.salida)
    if (dicho["recibos_vencidos"], Decimal(str(dicho["saldo_vencido"]))) != (vencidos, saldo):
        raise RuntimeError(f"El barrido no da lo mismo que el SQL desnudo: {dicho} en vez de {vencidos}, {saldo}")
    nombre = f"barrido {principales:,} × {recibos}"
    # Al día siguiente hay acciones abiertas que cerrar, seguir o reemplazar.
    siguiente = manage(instalacion.entorno, "barrer", "--al", (AL + timedelta(days=1)).isoformat(), "--json")
    return [
        razon(nombre, nuestro.segundos, desnudo, META, nuestro.salida.strip()),
        _contra_tope(f"{nombre}, primer día", nuestro.segundos),
        _contra_tope(f"{nombre}, al día siguiente", siguiente.segundos),
    ]


def _contra_tope(trabajo: str, segundos: float) -> Fila:
    return Fila(trabajo, f"{segundos:.2f} s", "—", segundos, TOPE, unidad="s")
