"""Recibos y pagos de un suministro: la tarifa al céntimo y las maneras de pagar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from random import Random

from cartera.generador.clientes import Suministro
from cartera.generador.formas import ALCANTARILLADO_PCT, BANCOS, CARGO_FIJO, IGV_PCT, TARIFAS

COLUMNAS_RECIBOS = (
    "numero,suministro,periodo,fecha_emision,fecha_vencimiento,volumen_m3,agua,alcantarillado,cargo_fijo,igv,total"
)
COLUMNAS_PAGOS = "operacion,entidad,fecha_pago,recibo,suministro,importe"
DIAS_PARA_PAGAR = 15
_PASO_OPERACION = 6  # operaciones posibles por suministro y mes


def soles(centimos: int) -> str:
    """«1234.50», con signo delante si es negativo."""
    signo = "-" if centimos < 0 else ""
    return f"{signo}{abs(centimos) // 100}.{abs(centimos) % 100:02d}"


@lru_cache(maxsize=20_000)
def importes(categoria: str, volumen: int) -> tuple[str, int]:
    """(«agua,alcantarillado,cargo_fijo,igv,total», total en céntimos) de un mes; las partes suman el total."""
    agua = desde = 0
    for tope, precio in TARIFAS[categoria]:
        agua += precio * max(0, (volumen if tope is None else min(volumen, tope)) - desde)
        desde = tope or desde
    alcantarillado = (agua * ALCANTARILLADO_PCT + 50) // 100
    igv = ((agua + alcantarillado + CARGO_FIJO) * IGV_PCT + 50) // 100
    total = agua + alcantarillado + CARGO_FIJO + igv
    return ",".join(map(soles, (agua, alcantarillado, CARGO_FIJO, igv, total))), total


@cache
def _texto(dia: int) -> str:
    return date.fromordinal(dia).isoformat()


@dataclass(frozen=True, slots=True)
class Calendario:
    """Fechas de facturación de cada mes y ciclo, como días ordinales, y el último día que existe (`al`)."""

    periodos: list[str]
    emisiones: list[int]  # día 1 del mes siguiente a cada periodo
    al: int
    total_suministros: int

    def emision(self, mes: int, ciclo: int) -> int:
        """Día en que se emite: el ciclo 1 el 3, el 2 el 4… para repartir la impresión."""
        return self.emisiones[mes] + 1 + ciclo

    def numero(self, mes: int, indice: int) -> str:
        return f"S001-{mes * self.total_suministros + indice + 1:08d}"


def calendario(*, periodos: list[date], al: date, total_suministros: int) -> Calendario:
    """Calendario de los meses dados por su día 1."""
    siguientes = [(p.replace(day=28) + timedelta(days=4)).replace(day=1) for p in periodos]
    return Calendario(
        periodos=[f"{p:%Y-%m}" for p in periodos],
        emisiones=[p.toordinal() for p in siguientes],
        al=al.toordinal(),
        total_suministros=total_suministros,
    )


class Cuenta:
    """La cuenta de un suministro mes a mes; escribe sus recibos y pagos por dos funciones."""

    def __init__(
        self,
        azar: Random,
        suministro: Suministro,
        cal: Calendario,
        recibo: Callable[[int, str], object],
        pago: Callable[[int, str], object],
    ):
        self.azar, self.suministro, self.cal = azar, suministro, cal
        self._recibo, self._pago = recibo, pago
        self._operacion = suministro.indice * len(cal.periodos) * _PASO_OPERACION
        meses = len(cal.periodos)
        self.deja_en = azar.randrange(meses // 2, meses) if suministro.pagador.nombre == "dejo" else meses
        self.acumulado = 0

    def mes(self, mes: int, volumen: int) -> None:
        """Emite el recibo del mes, si ya salió a la fecha, y lo que se pagó por él."""
        emision = self.cal.emision(mes, self.suministro.ciclo)
        if emision > self.cal.al:
            return
        vence = emision + DIAS_PARA_PAGAR
        numero = self.cal.numero(mes, self.suministro.indice)
        partes, total = importes(self.suministro.categoria, volumen)
        self._recibo(
            mes,
            f"{numero},{self.suministro.codigo},{self.cal.periodos[mes]},{_texto(emision)},{_texto(vence)},"
            f"{volumen},{partes}\n",
        )
        self._cobrar(mes, numero, total, emision, vence)

    def _cobrar(self, mes: int, numero: str, total: int, emision: int, vence: int) -> None:
        azar, pagador = self.azar, self.suministro.pagador
        if mes >= self.deja_en or azar.random() < pagador.impagos:
            return
        dia = max(emision + 1, vence + azar.randint(*pagador.dias))
        if pagador.nombre == "acumula":  # paga cada tres meses todo junto, sin decir qué recibos
            self.acumulado += total
            if mes % 3 == 2:
                self._abonar(mes, 0, dia, "", self.acumulado)
                self.acumulado = 0
            return
        suerte = azar.random()
        if suerte < 0.047:
            primera = total * 60 // 100
            self._abonar(mes, 0, dia, numero, primera)
            self._abonar(mes, 1, dia + azar.randint(15, 55), numero, total - primera)
        elif suerte < 0.061:
            self._abonar(mes, 0, dia, numero, total + 1000)
        elif suerte < 0.076:
            self._abonar(mes, 0, dia, "", total)
        elif suerte < 0.078:
            self._reversado(mes, dia, numero, total, vuelve_a_pagar=suerte < 0.0773)
        else:
            self._abonar(mes, 0, dia, numero, total)
        if pagador.nombre == "adelanta" and mes % 4 == 1:  # deja dinero a cuenta antes de que salga el siguiente
            self._abonar(mes, 4, emision + 20, "", 2 * total)

    def _abonar(self, mes: int, parte: int, dia: int, numero: str, importe: int, *, de_la_operacion: int = -1) -> None:
        if dia > self.cal.al or not importe:
            return
        operacion = self._operacion + mes * _PASO_OPERACION + (parte if de_la_operacion < 0 else de_la_operacion)
        banco = BANCOS[operacion * 7919 % 5]
        self._pago(
            dia, f"OP{operacion + 1:09d},{banco},{_texto(dia)},{numero},{self.suministro.codigo},{soles(importe)}\n"
        )

    def _reversado(self, mes: int, dia: int, numero: str, total: int, *, vuelve_a_pagar: bool) -> None:
        """El banco devuelve el pago unos días después: misma operación, importe negativo."""
        self._abonar(mes, 0, dia, numero, total)
        devuelto = dia + self.azar.randint(1, 4)
        self._abonar(mes, 0, devuelto, numero, -total, de_la_operacion=0)
        if vuelve_a_pagar:
            self._abonar(mes, 2, devuelto + self.azar.randint(2, 12), numero, total)
