"""Archivos de recibos y pagos pequeños, cargados como los carga la oficina."""

import csv
import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path

from django.db import connection

from cartera.cuentas.models import Pago, Recibo
from cartera.padron.models import Suministro
from config.comun.carga import services as cargas
from config.comun.carga.models import Carga
from tests.fabricas.seleccion import cliente, suministro

AHORA = dt.datetime(2026, 6, 1, 15, tzinfo=dt.UTC)
HOY = dt.date(2026, 6, 1)
RECIBOS = [
    *("numero", "suministro", "periodo", "fecha_emision", "fecha_vencimiento"),
    *("volumen_m3", "agua", "alcantarillado", "cargo_fijo", "igv", "total"),
]
PAGOS = ["operacion", "entidad", "fecha_pago", "recibo", "suministro", "importe"]


def dia(n: int) -> dt.date:
    """El día n de enero de 2026 (y los que siguen)."""
    return dt.date(2025, 12, 31) + dt.timedelta(days=n)


def fila_recibo(numero, suministro, total, *, emitido=1, vence=20, **otros) -> dict:
    """Una fila del contrato; los días cuentan desde el 1 de enero de 2026."""
    emitido = emitido if isinstance(emitido, dt.date) else dia(emitido)
    vence = vence if isinstance(vence, dt.date) else dia(vence)
    return {
        "numero": numero,
        "suministro": suministro,
        "periodo": f"{emitido:%Y-%m}",
        "fecha_emision": emitido.isoformat(),
        "fecha_vencimiento": vence.isoformat(),
        "volumen_m3": "10",
        "agua": str(total),
        "alcantarillado": "0.00",
        "cargo_fijo": "0.00",
        "igv": "0.00",
        "total": str(total),
    } | otros


def fila_pago(operacion, importe, *, el=5, recibo="", suministro="", entidad="BCP") -> dict:
    el = el if isinstance(el, dt.date) else dia(el)
    return {
        "operacion": operacion,
        "entidad": entidad,
        "fecha_pago": el.isoformat(),
        "recibo": recibo,
        "suministro": suministro,
        "importe": str(importe),
    }


def cargar(tipo: str, *filas: dict, todo_o_nada: bool = False, hoy: dt.date = HOY) -> Carga:
    """Escribe el CSV y lo carga; devuelve la carga con sus totales."""
    columnas = {"recibos": RECIBOS, "pagos": PAGOS}[tipo]
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as archivo:
        hoja = csv.DictWriter(archivo, columnas)
        hoja.writeheader()
        hoja.writerows(filas)
        archivo.flush()
        carga = cargas.crear(tipo=tipo, nombre=f"{tipo}.csv", ahora=AHORA, todo_o_nada=todo_o_nada)
        return cargas.importar(carga=carga, ruta=Path(archivo.name), hoy=hoy, ahora=AHORA)


def motivos(carga: Carga) -> dict[int, str]:
    """Línea → motivo de las filas que no entraron."""
    return dict(carga.rechazadas_detalle.values_list("linea", "motivo"))


def totales(carga: Carga) -> tuple[int, int, int, int]:
    """(nuevas, cambiadas, iguales, rechazadas)."""
    return carga.nuevas, carga.cambiadas, carga.iguales, carga.rechazadas


def saldos(al: dt.date, *codigos: str) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
    """Recibo → (pagado, congelado, saldo) a esa fecha, según la base; sin códigos, de todos los suministros."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.numero, s.pagado, s.congelado, s.saldo FROM cartera_saldos_al(%s, "
            "CASE WHEN %s THEN NULL ELSE ARRAY(SELECT id FROM cartera_suministro WHERE codigo = ANY (%s)) END) s "
            "JOIN cartera_recibo r ON r.id = s.recibo_id",
            [al, not codigos, list(codigos)],
        )
        return {numero: tuple(cifras) for numero, *cifras in cursor.fetchall()}


def pagado(numero: str) -> Decimal:
    """Lo pagado de un recibo, según lo guardado hoy."""
    return Recibo.objects.get(numero=numero).pagado


def pago(operacion: str, *, signo: int = 1) -> Pago:
    return Pago.objects.get(operacion=operacion, signo=signo)


def hotel_del_mar() -> Suministro:
    """Un suministro «A001» con tres recibos de 100: vencen los días 20, 50 y 80."""
    de = suministro(cliente("HOTEL DEL MAR"), codigo="A001")
    cargar(
        "recibos",
        fila_recibo("R1", "A001", "100.00", emitido=1, vence=20),
        fila_recibo("R2", "A001", "100.00", emitido=31, vence=50),
        fila_recibo("R3", "A001", "100.00", emitido=61, vence=80),
    )
    return de
