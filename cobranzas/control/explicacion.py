"""Por qué a un cliente le toca algo en una fecha, o por qué no: la misma cuenta del barrido, de él solo."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

from cartera.cuentas.models import Recibo
from cartera.cuentas.selectors import pagos_hasta
from cartera.padron.models import Cliente, Suministro
from config.comun.dinero import soles
from principales.comunicaciones.selectors import hora_permitida, presupuesto_de

from .calculo import armar
from .choices import Canal, EstadoCliente, Pausa, Razon
from .models import Accion, Peldano, Posposicion
from .pasos import Pasos, pasos_al
from .razones import PAUSAS, RAZONES

TOCA = "toca"
ES_PRINCIPAL = """EXISTS (
    SELECT FROM principales_principal p WHERE p.cliente_id = c.cliente_id AND p.vigencia @> %(al)s::date
)"""
NO_ES_PRINCIPAL = "no_es_principal"
NOMBRES = {TOCA: "Toca actuar", NO_ES_PRINCIPAL: "No es principal consumidor"}


class ClienteNoHallado(LookupError):
    """Ningún cliente tiene ese documento ni ese suministro; o los dos son de clientes distintos. El texto lo dice."""


@dataclass(frozen=True)
class Revision:
    """Una de las razones, en el orden en que se miran: `decide` si se cumple; después de esa no se mira ninguna."""

    razon: str
    nombre: str
    mirada: bool
    decide: bool


@dataclass(frozen=True)
class Explicacion:
    """Qué toca con un cliente en una fecha y por qué. `razon` es un nombre estable; `detalle`, la frase. Soles."""

    cliente: Cliente
    al: dt.date
    razon: str
    detalle: str
    estado: EstadoCliente
    vencido: Decimal
    por_vencer: Decimal
    congelado: Decimal
    importe: Decimal
    paso: Peldano | None = None
    accion: Accion | None = None
    ancla: Recibo | None = None
    revisiones: list[Revision] = field(default_factory=list)
    posposiciones: list[Posposicion] = field(default_factory=list)  # del cliente o de alguno de sus recibos

    @property
    def nombre(self) -> str:
        """La razón en palabras."""
        return NOMBRES.get(self.razon) or str((Pausa if self.razon in Pausa.values else Razon)(self.razon).label)

    @property
    def se_actua(self) -> bool:
        return self.razon == TOCA


def cliente_de(*, clave: str, al: dt.date) -> Cliente:
    """El cliente de ese suministro en esa fecha, o de ese documento. ClienteNoHallado si no hay o si son dos."""
    clave = clave.strip()
    por_documento = Cliente.objects.con_documento(clave).first()
    del_suministro = Suministro.objects.filter(codigo=clave).first()
    por_suministro = (
        del_suministro
        and Cliente.objects.filter(
            titularidades__suministro=del_suministro, titularidades__vigencia__contains=al
        ).first()
    )
    if por_documento and por_suministro and por_documento != por_suministro:
        raise ClienteNoHallado(
            f"«{clave}» es el documento de {por_documento} y el suministro de {por_suministro}. "
            "Escribe otro suministro del que buscas."
        )
    hallado = por_suministro or por_documento
    if hallado is None and del_suministro:
        raise ClienteNoHallado(f"El {al:%d/%m/%Y} nadie era titular del suministro {clave}.")
    if hallado is None:
        raise ClienteNoHallado(f"Ningún cliente tiene el documento ni el suministro «{clave}». Revísalo en el padrón.")
    return hallado


def explicar(*, cliente: Cliente, al: dt.date, en: dt.datetime | None = None) -> Explicacion:
    """Por qué se actúa o no con el cliente en esa fecha (manual 6.3.11), según lo conocido hoy. No escribe nada.

    `en`: el momento en que se pregunta, si es ese mismo día; mira también la hora permitida.
    """
    pasos = pasos_al(al)
    leer = f"SELECT {ES_PRINCIPAL} AS es_principal, c.* FROM control_cliente c"  # noqa: S608
    with connection.cursor() as cursor:
        armar(cursor, al=al, pasos=pasos, cliente=cliente.pk, momento=en, leer=leer)
        columnas = [columna.name for columna in cursor.description or ()]
        c: dict[str, Any] = dict(zip(columnas, cursor.fetchone(), strict=True))
    razon = c["razon"] or c["pausa"] or TOCA
    if not c["es_principal"]:
        razon = NO_ES_PRINCIPAL
    hecho = _Hecho(cliente, al, en, razon, c, pasos)
    return Explicacion(
        cliente=cliente,
        al=al,
        razon=razon,
        detalle=hecho.detalle(),
        estado=EstadoCliente(c["estado"]),
        vencido=c["vencido"],
        por_vencer=c["por_vencer"],
        congelado=c["congelado"],
        importe=c["importe"],
        paso=hecho.paso,
        accion=hecho.accion,
        ancla=hecho.ancla,
        revisiones=_revisiones(razon),
        posposiciones=hecho.posposiciones,
    )


def _revisiones(razon: str) -> list[Revision]:
    todas = [clave for clave, _ in (*RAZONES, *PAUSAS)]
    hasta = next((n for n, clave in enumerate(todas) if clave == razon), len(todas) if razon == TOCA else -1)
    return [Revision(c.value, str(c.label), n <= hasta, n == hasta) for n, c in enumerate(todas)]


class _Hecho:
    """Los datos de un cliente en una fecha, puestos en una frase."""

    def __init__(self, cliente: Cliente, al: dt.date, en: dt.datetime | None, razon: str, c: dict[str, Any], p: Pasos):
        self.cliente, self.al, self.en, self.razon, self.c = cliente, al, en, razon, c
        self.paso = next((x for x in p.peldanos if x.pk == c["peldano_id"]), None)
        self.previsto = next((x for x in p.peldanos if not x.previo and x.dias is not None), None)
        self.posposiciones: list[Posposicion] = []
        if c["bloqueo"] == Razon.POSPUESTO or c["pospuestos"]:
            vivas = Posposicion.objects.vivas(al).filter(cliente=cliente).select_related("por", "recibo")
            # La del cliente entero manda sobre las de un recibo.
            self.posposiciones = sorted(vivas, key=lambda p: (p.recibo_id is not None, p.hasta))
        self.minimo = min((x.importe_minimo for x in p.peldanos), default=Decimal(0))
        self.accion = self._la_accion() if razon in (TOCA, Razon.YA_HECHA, *Pausa.values) else None
        self.ancla = self.accion.ancla if self.accion else None
        if razon == Razon.POR_VENCER and c["ancla_id"]:
            self.ancla = Recibo.objects.get(pk=c["ancla_id"])

    def _la_accion(self) -> Accion | None:
        """La de ese paso por ese ancla, si ese día ya se había propuesto."""
        suyas = Accion.objects.filter(
            cliente=self.cliente, ancla=self.c["ancla_id"], peldano__clave=self.c["clave"], propuesta_el__lte=self.al
        )
        return suyas.select_related("peldano", "cerrada_por", "ancla").order_by("pk").last()

    def detalle(self) -> str:
        texto = getattr(self, f"_{self.razon}")()
        debe = self._debe()
        return f"{texto} {debe}".strip() if self.razon not in (Razon.PAGADO, Razon.POR_VENCER) else texto

    def _debe(self) -> str:
        c = self.c
        if not c["vencido"]:
            return f"Tiene {soles(c['por_vencer'])} por vencer." if c["por_vencer"] else ""
        recibos = _plural(c["recibos_vencidos"], "recibo vencido", "recibos vencidos")
        return (
            f"Debe {soles(c['vencido'])} de {recibos}; el más antiguo venció hace {_plural(c['dias'], 'día', 'días')}."
        )

    def _toca(self) -> str:
        desde = f", propuesta el {self.accion.propuesta_el:%d/%m/%Y}" if self.accion else ""
        ancla = f" Por el recibo {self.ancla.numero}." if self.ancla else ""
        return f"Toca: {self.paso}{desde}.{ancla}"

    def _no_es_principal(self) -> str:
        return f"El {self.al:%d/%m/%Y} no estaba en la cartera de principales consumidores: el control no lo mira."

    def _pagado(self) -> str:
        return f"No debe nada al {self.al:%d/%m/%Y}."

    def _derivado(self) -> str:
        return "Su cuenta está en cartera morosa: desde ahí se gestiona."

    def _pospuesto(self) -> str:
        p = self.posposiciones[0]
        cual = f" el recibo {p.recibo.numero}" if p.recibo else ""
        return f"{p.por} pospuso{cual or ' a este cliente'} hasta el {p.hasta:%d/%m/%Y}: «{p.motivo}»."

    def _congelado(self) -> str:
        return f"Tiene {soles(self.c['congelado'])} congelados por reclamo: no se cobran mientras se resuelve."

    def _convenio_vivo(self) -> str:
        convenio = self.cliente.convenios.vigentes().con_proxima().order_by("pk").last()
        if convenio is None:
            return f"Tiene {soles(self.c['congelado'])} congelados por un convenio."
        proxima = f" Su próxima cuota vence el {convenio.proxima:%d/%m/%Y}." if convenio.proxima else ""
        return f"El convenio {convenio} cubre {soles(self.c['congelado'])} y va al día.{proxima}"

    def _promesa_viva(self) -> str:
        promesa = self.cliente.promesas.abiertas().order_by("hasta").last()
        hasta = f" hasta el {promesa.hasta:%d/%m/%Y}" if promesa else ""
        total = f" {soles(promesa.total)}" if promesa else ""
        return f"Prometió pagar{total}{hasta}, y lo que nombró es todo lo vencido."

    def _por_vencer(self) -> str:
        vence = f" Lo primero vence el {self.ancla.vence_el:%d/%m/%Y}." if self.ancla else ""
        return f"Tiene {soles(self.c['por_vencer'])} por vencer.{vence} Aún no le toca ningún paso."

    def _pagos_atrasados(self) -> str:
        hasta = pagos_hasta(self.al)
        llegan = f"llegan hasta el {hasta:%d/%m/%Y}" if hasta else "no se han cargado"
        return f"Los pagos {llegan}: alguien pudo haber pagado ya. Cárgalos antes de cobrar."

    def _pago_sin_aplicar(self) -> str:
        return f"Tiene {soles(self.c['credito'])} en pagos sin aplicar, que cubren lo que se le cobraría."

    def _bajo_minimo(self) -> str:
        return f"Se le cobrarían {soles(self.c['importe'])} y el paso empieza en {soles(self.minimo)}."

    def _ya_hecha(self) -> str:
        if self.accion is None or self.accion.cerrada_el is None:
            return f"{self.paso} ya se hizo por este recibo."
        quien = f" por {self.accion.cerrada_por}" if self.accion.cerrada_por else ""
        nota = f": «{self.accion.nota}»" if self.accion.nota else ""
        return f"{self.paso} ya se hizo el {self.accion.cerrada_el:%d/%m/%Y}{quien}{nota}."

    def _sin_paso(self) -> str:
        if self.previsto is None or self.previsto.dias is None:
            return "La escalera no tiene un paso para este caso."
        dias = _plural(self.previsto.dias, "día", "días")
        return f"El siguiente paso, {self.previsto}, toca a {dias} de vencido."

    def _sin_contacto(self) -> str:
        que = "un correo" if self.c["canal"] == Canal.CORREO else "un teléfono"
        return f"Toca: {self.paso}, pero el directorio no tiene {que} que sirva. Complétalo para poder hacerlo."

    def _contactado(self) -> str:
        en = self.en or dt.datetime.combine(self.al, dt.time(17), tzinfo=dt.UTC)
        gastado = presupuesto_de(cliente_id=self.cliente.pk, en=en)
        if gastado.permitido:
            return f"Toca: {self.paso}, pero ese día ya se hizo otro paso con este cliente. Sigue mañana."
        return f"Toca: {self.paso}. {gastado.motivo} Se puede otra vez desde el {gastado.desde_cuando:%d/%m/%Y}."

    def _feriado(self) -> str:
        en = self.en or dt.datetime.combine(self.al, dt.time(17), tzinfo=dt.UTC)
        motivo = hora_permitida(en=en)[1]
        if self.c["canal"] == Canal.DERIVACION or not motivo:
            motivo = "Ese día la oficina no trabaja: se hace el siguiente hábil."
        return f"Toca: {self.paso}. {motivo}"


def _plural(cuantos: int, uno: str, varios: str) -> str:
    return f"1 {uno}" if cuantos == 1 else f"{cuantos:,} {varios}"
