"""El control de una fecha: recibos vencidos de los principales, por tramo."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.oraculos.cuentas import CERO, TRAMOS, Cuentas, Recibo, tramo


@dataclass(frozen=True)
class Control:
    clientes: int
    abiertos: dict[str, Recibo]
    vencidos: dict[str, Recibo]
    saldo_vencido: Decimal
    tramos: dict[str, tuple[int, Decimal]]
    con_vencidos: frozenset[str]


def barrer(*, cuentas: Cuentas, titular: dict[str, str], principales: frozenset[str]) -> Control:
    """`titular`: cliente de cada suministro; `principales`: los de la cartera en la fecha de las cuentas."""
    suyos = {n: r for n, r in cuentas.recibos.items() if titular.get(r.suministro) in principales}
    vencidos = {r.numero: r for r in cuentas.vencidos() if r.numero in suyos}
    tramos = {nombre: (0, CERO) for nombre, _ in TRAMOS}
    for recibo in vencidos.values():
        nombre = tramo((cuentas.al - recibo.vence).days)
        tramos[nombre] = (tramos[nombre][0] + 1, tramos[nombre][1] + recibo.saldo)
    return Control(
        clientes=len(principales),
        abiertos={n: r for n, r in suyos.items() if r.saldo > 0},
        vencidos=vencidos,
        saldo_vencido=sum((r.saldo for r in vencidos.values()), CERO),
        tramos=tramos,
        con_vencidos=frozenset(titular[r.suministro] for r in vencidos.values()),
    )


# --- la decisión de un día, recibo por recibo y sin SQL -------------------------------------------
@dataclass(frozen=True)
class Debe:
    """Un recibo abierto: lo que falta, lo congelado y por qué, y cuánto de él se prometió o si se pospuso."""

    numero: str
    suministro: str
    vence: date
    saldo: Decimal
    congelado: Decimal = CERO
    por: str = "congelado"  # o convenio_vivo
    prometido: Decimal = CERO
    pospuesto: bool = False

    @property
    def exigible(self) -> Decimal:
        return self.saldo - min(self.congelado, self.saldo)

    @property
    def cobrable(self) -> Decimal:
        return CERO if self.pospuesto else self.exigible - min(self.prometido, self.exigible)

    def detenido(self) -> str:
        """La razón propia del recibo, o vacía si se puede cobrar."""
        if self.exigible <= 0:
            return self.por
        if self.pospuesto:
            return "pospuesto"
        return "promesa_viva" if self.cobrable <= 0 else ""


@dataclass(frozen=True)
class Decision:
    paso: str  # vacío: ninguno
    ancla: str
    razon: str  # del cliente; vacía si hay paso
    importe: Decimal
    por_recibo: dict[str, str]  # razón de cada recibo; vacía si la acción lo abarca


def decidir(
    *,
    recibos: list[Debe],
    al: date,
    tercer_habil: date,
    credito: Decimal = CERO,
    pospuesto: bool = False,
    hechas: frozenset[tuple[str, str]] = frozenset(),
) -> Decision:
    """Con la escalera inicial. `tercer_habil`: último vencimiento al que a `al` ya le toca la visita."""
    vencidos = sorted((r for r in recibos if r.exigible > 0 and r.vence < al), key=lambda r: (r.vence, r.numero))
    libres = [r for r in vencidos if not r.detenido()]
    proximos = sorted(
        (r for r in recibos if r.exigible > 0 and r.vence >= al and not r.detenido()), key=lambda r: (r.vence, r.numero)
    )
    pronto = [r for r in proximos if (r.vence - al).days <= 3]
    paso, abarca = "", []
    if libres:
        por_suministro: dict[str, int] = {}
        for r in libres:
            por_suministro[r.suministro] = por_suministro.get(r.suministro, 0) + 1
        paso = "visita" if libres[0].vence <= tercer_habil else "llamada"
        paso, abarca = ("derivacion" if max(por_suministro.values()) >= 2 else paso), libres
    elif pronto:
        paso, abarca = "recordatorio", pronto
    ancla = abarca[0].numero if abarca else ""
    importe = sum((r.cobrable for r in abarca), CERO)
    razon = _razon_del_cliente(recibos, vencidos, paso, importe, credito, pospuesto, (paso, ancla) in hechas)
    por_recibo = {}
    for r in recibos:
        if detenido := r.detenido():
            por_recibo[r.numero] = detenido
        elif r.vence >= al:
            por_recibo[r.numero] = "" if paso == "recordatorio" and not razon and r in pronto else "por_vencer"
        else:
            por_recibo[r.numero] = razon
    return Decision("" if razon else paso, ancla, razon, importe, por_recibo)


def _razon_del_cliente(recibos, vencidos, paso, importe, credito, pospuesto, hecha) -> str:
    exigibles = [r for r in recibos if r.exigible > 0]
    if not recibos:
        return "pagado"
    if pospuesto:
        return "pospuesto"
    if not exigibles:
        return "congelado" if any(r.por == "congelado" for r in recibos) else "convenio_vivo"
    if not paso:
        detenidos = {r.detenido() for r in exigibles}
        return next((d for d in ("pospuesto", "promesa_viva") if d in detenidos), "por_vencer")
    if credito >= importe:
        return "pago_sin_aplicar"
    return "ya_hecha" if hecha else ""
