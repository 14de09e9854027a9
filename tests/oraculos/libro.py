"""Un libro de cuentas que se lleva a mano, archivo por archivo, sin base de datos (NORMAS §1 «Account»).

Está escrito desde la norma y con bucles, para comparar con él lo que hace el producto por conjuntos.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

CERO = Decimal("0.00")
FIN = date(9999, 12, 31)


@dataclass
class Recibo:
    numero: str
    suministro: str
    emitido: date
    vence: date
    total: Decimal


@dataclass
class Pago:
    entidad: str
    operacion: str
    fecha: date
    importe: Decimal
    dice_recibo: str
    dice_suministro: str
    suministro: str = ""  # vacío: por identificar
    recibo: str = ""
    reversas: dict[date, Decimal] = field(default_factory=dict)
    dicho: dict[date, tuple] = field(default_factory=dict)  # lo que decía la fila de cada reversa

    def neto(self, al: date) -> Decimal:
        return self.importe - sum((r for d, r in self.reversas.items() if d <= al), CERO)


@dataclass
class Estado:
    """Cómo está todo a una fecha: lo pagado de cada recibo emitido y lo aplicado de cada (pago, recibo)."""

    pagado: dict[str, Decimal]
    aplicado: dict[tuple, Decimal]


@dataclass
class Totales:
    nuevas: int = 0
    cambiadas: int = 0
    iguales: int = 0
    rechazadas: list[int] = field(default_factory=list)  # líneas


class Libro:
    def __init__(self, suministros):
        self.suministros = set(suministros)
        self.recibos: dict[str, Recibo] = {}
        self.pagos: dict[tuple, Pago] = {}  # (entidad, operación, fecha)

    # --- archivos: filas (línea, datos…) ---------------------------------------------------------
    def cargar_recibos(self, filas) -> Totales:
        t, vistos = Totales(), set()
        for linea, numero, suministro, emitido, vence, total in filas:
            if suministro not in self.suministros or vence < emitido or numero in vistos:
                t.rechazadas.append(linea)
                continue
            vistos.add(numero)
            nuevo, antes = Recibo(numero, suministro, emitido, vence, total), self.recibos.get(numero)
            if antes is None:
                t.nuevas += 1
            elif antes == nuevo:
                t.iguales += 1
            else:
                t.cambiadas += 1
                if antes.suministro != suministro:
                    self._mudar(numero, suministro)
            self.recibos[numero] = nuevo
        self._resolver()
        return t

    def _mudar(self, numero, suministro):
        for pago in self.pagos.values():
            if pago.recibo == numero:
                if pago.dice_suministro in ("", suministro):
                    pago.suministro = suministro
                else:
                    pago.suministro = pago.recibo = ""

    def cargar_pagos(self, filas) -> Totales:
        t, vistos, buenas = Totales(), set(), []
        for fila in filas:
            linea, entidad, operacion, fecha, recibo, suministro, importe = fila
            ajeno = recibo in self.recibos and suministro in self.suministros
            if importe == 0 or (ajeno and self.recibos[recibo].suministro != suministro):
                t.rechazadas.append(linea)
                continue
            clave = (entidad, operacion, fecha, importe > 0)
            if clave in vistos:
                t.rechazadas.append(linea)
                continue
            vistos.add(clave)
            buenas.append(fila)
        for fila in buenas:
            if fila[-1] > 0:
                self._pago(fila, t)
        # Después las reversas: su original puede venir en el mismo archivo.
        for fila in sorted(buenas, key=lambda f: (f[1], f[2], f[3])):
            if fila[-1] < 0:
                self._reversa(fila, t)
        self._resolver()
        return t

    def _pago(self, fila, t):
        linea, entidad, operacion, fecha, recibo, suministro, importe = fila
        antes = self.pagos.get((entidad, operacion, fecha))
        dice = (recibo, suministro)
        if antes is None:
            t.nuevas += 1
            antes = self.pagos[entidad, operacion, fecha] = Pago(entidad, operacion, fecha, importe, *dice)
            antes.suministro, antes.recibo = self._de_quien(*dice)
            return
        if (antes.importe, antes.dice_recibo, antes.dice_suministro) == (importe, *dice):
            t.iguales += 1
            return
        if importe < sum(antes.reversas.values(), CERO):
            t.rechazadas.append(linea)
            return
        t.cambiadas += 1
        antes.importe = importe
        if (antes.dice_recibo, antes.dice_suministro) != dice:
            antes.suministro, antes.recibo = self._de_quien(*dice)
            antes.dice_recibo, antes.dice_suministro = dice

    def _reversa(self, fila, t):
        linea, entidad, operacion, fecha, _, _, importe = fila
        hermanos = [p for p in self.pagos.values() if (p.entidad, p.operacion) == (entidad, operacion)]
        ya = next((p for p in hermanos if fecha in p.reversas), None)
        if ya is not None:
            if ya.reversas[fecha] == -importe and ya.dicho[fecha] == fila[4:6]:
                t.iguales += 1
            elif ya.neto(FIN) + ya.reversas[fecha] >= -importe:
                t.cambiadas += 1
                ya.reversas[fecha], ya.dicho[fecha] = -importe, fila[4:6]
            else:
                t.rechazadas.append(linea)
            return
        posibles = [p for p in hermanos if p.fecha <= fecha and p.neto(FIN) > 0]
        original = max(posibles, key=lambda p: p.fecha, default=None)
        if original is None or original.neto(FIN) < -importe:
            t.rechazadas.append(linea)
            return
        t.nuevas += 1
        original.reversas[fecha] = -importe
        original.dicho[fecha] = fila[4:6]

    def _de_quien(self, recibo, suministro):
        """(suministro, recibo) si lo que dice se conoce y no se contradice; si no, por identificar."""
        if (recibo and recibo not in self.recibos) or (suministro and suministro not in self.suministros):
            return "", ""
        if recibo:
            de = self.recibos[recibo].suministro
            return (de, recibo) if suministro in ("", de) else ("", "")
        return suministro, ""

    def _resolver(self):
        for pago in self.pagos.values():
            if not pago.suministro:
                pago.suministro, pago.recibo = self._de_quien(pago.dice_recibo, pago.dice_suministro)

    # --- cifras ---------------------------------------------------------------------------------
    def al(self, al: date) -> Estado:
        pagado = {n: CERO for n, r in self.recibos.items() if r.emitido <= al}
        quedan = {c: p.neto(al) for c, p in self.pagos.items() if p.fecha <= al and p.suministro}
        aplicado = defaultdict(lambda: CERO)
        orden = sorted(quedan, key=lambda c: (c[2], c[0], c[1]))

        def aplicar(clave, numero):
            parte = min(quedan[clave], self.recibos[numero].total - pagado[numero])
            if parte > 0:
                quedan[clave] -= parte
                pagado[numero] += parte
                aplicado[clave, numero] += parte

        for clave in orden:
            if self.pagos[clave].recibo in pagado:
                aplicar(clave, self.pagos[clave].recibo)
        for clave in orden:
            pago = self.pagos[clave]
            if pago.recibo:
                continue
            suyos = [r for r in self.recibos.values() if r.suministro == pago.suministro and r.emitido <= pago.fecha]
            for recibo in sorted(suyos, key=lambda r: (r.vence, r.numero)):
                aplicar(clave, recibo.numero)
        return Estado(pagado, dict(aplicado))
