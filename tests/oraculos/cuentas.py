"""La cuenta de cada suministro a una fecha: qué pago cubre qué recibo, cuánto falta y cuánto sobra."""

import csv
import gzip
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

CERO = Decimal("0.00")
TRAMOS = (("1-30", 30), ("31-60", 60), ("61-90", 90), ("91-180", 180), (">180", None))


@dataclass
class Recibo:
    numero: str
    suministro: str
    emitido: date
    vence: date
    total: Decimal
    pagado: Decimal = CERO

    @property
    def saldo(self) -> Decimal:
        return self.total - self.pagado


@dataclass
class Pago:
    entidad: str
    operacion: str
    fecha: date
    recibo: str
    suministro: str
    queda: Decimal  # lo que todavía no se aplicó: al final es el crédito
    aplicado: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Cuentas:
    """Estado de todas las cuentas a la fecha `al`."""

    al: date
    recibos: dict[str, Recibo]
    pagos: list[Pago]

    @property
    def credito(self) -> Decimal:
        return sum((p.queda for p in self.pagos), CERO)

    @property
    def por_identificar(self) -> list[Pago]:
        """Pagos cuyo recibo y suministro no existen entre los emitidos a la fecha: nadie sabe de quién son."""
        conocidos = {r.suministro for r in self.recibos.values()}
        return [p for p in self.pagos if p.recibo not in self.recibos and p.suministro not in conocidos]

    def vencidos(self) -> list[Recibo]:
        """Con saldo y con el vencimiento antes de `al`; el que vence ese día aún no lo está."""
        return [r for r in self.recibos.values() if r.saldo > 0 and r.vence < self.al]


def leer(carpeta: Path, nombre: str) -> list[dict[str, str]]:
    """Las filas de un archivo del contrato."""
    with gzip.open(carpeta / f"{nombre}.csv.gz", "rt", encoding="utf-8", newline="") as archivo:
        return list(csv.DictReader(archivo))


def tramo(dias: int) -> str:
    """El tramo de un recibo con `dias` días de vencido (1 o más)."""
    return next(nombre for nombre, tope in TRAMOS if tope is None or dias <= tope)


def al_dia(recibos: list[dict[str, str]], pagos: list[dict[str, str]], al: date) -> Cuentas:
    """Aplica a la fecha `al` los pagos conocidos hoy con esa fecha o antes, a los recibos emitidos hasta ella."""
    vigentes = {
        f["numero"]: Recibo(
            f["numero"],
            f["suministro"],
            date.fromisoformat(f["fecha_emision"]),
            date.fromisoformat(f["fecha_vencimiento"]),
            Decimal(f["total"]),
        )
        for f in recibos
        if f["fecha_emision"] <= al.isoformat()
    }
    abonos = _netos([f for f in pagos if f["fecha_pago"] <= al.isoformat()])
    abonos.sort(key=lambda p: (p.fecha, p.entidad, p.operacion))
    for pago in abonos:  # primero los que dicen qué recibo
        if pago.recibo in vigentes:
            _aplicar(pago, vigentes[pago.recibo])
    por_suministro = defaultdict(list)
    for recibo in vigentes.values():
        por_suministro[recibo.suministro].append(recibo)
    for lista in por_suministro.values():
        lista.sort(key=lambda r: (r.vence, r.numero))
    for pago in abonos:  # después los que no dicen ninguno, del más antiguo al más nuevo
        if not pago.recibo:
            for recibo in por_suministro[pago.suministro]:
                if recibo.emitido <= pago.fecha:
                    _aplicar(pago, recibo)
    return Cuentas(al, vigentes, abonos)


def _netos(filas: list[dict[str, str]]) -> list[Pago]:
    """Los pagos positivos, menos las reversas de su mismo banco y operación."""
    reversas: dict[tuple[str, str], Decimal] = defaultdict(lambda: CERO)
    for fila in filas:
        if Decimal(fila["importe"]) < 0:
            reversas[fila["entidad"], fila["operacion"]] -= Decimal(fila["importe"])
    abonos = []
    for fila in filas:
        importe = Decimal(fila["importe"])
        if importe > 0:
            devuelto = min(importe, reversas[fila["entidad"], fila["operacion"]])
            reversas[fila["entidad"], fila["operacion"]] -= devuelto
            abonos.append(
                Pago(
                    fila["entidad"],
                    fila["operacion"],
                    date.fromisoformat(fila["fecha_pago"]),
                    fila["recibo"],
                    fila["suministro"],
                    importe - devuelto,
                )
            )
    return abonos


def _aplicar(pago: Pago, recibo: Recibo) -> None:
    parte = min(pago.queda, recibo.saldo)
    if parte > 0:
        pago.queda -= parte
        recibo.pagado += parte
        pago.aplicado[recibo.numero] = parte
