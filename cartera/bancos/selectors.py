"""Qué se lee de los bancos: hasta dónde llegan sus pagos, cómo se lee su archivo y qué se le ofrece a un cliente."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce

from cartera.cuentas.choices import FiltroRecibos
from cartera.cuentas.selectors import (
    Cuenta,
    ReciboAl,
    cuenta_de_cliente,
    pagos_hasta_por_entidad,
    recibos_de_cliente,
)
from cartera.padron.models import Cliente, Suministro
from config.comun.carga.tipos import ArchivoMalo
from config.comun.parametros.models import Empresa
from config.comun.parametros.selectors import empresa, valor

from .choices import SEPARADOR, Delimitador, SituacionFila, TotalCola
from .lectura import Campo, FilaLeida, Lector, Perfil
from .models import Banco, CanalPago, CuentaBancaria, Facilidad
from .models_archivo import ArchivoBanco, PerfilBanco

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario

EN_GUIA = 1000  # recibos que caben en una guía; más no los lee nadie
MUESTRA = 1 << 16  # bytes con que se prueba un perfil
FILAS_MUESTRA = 20
CERO = Decimal("0.00")


# --- hasta dónde llegan los pagos ---------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class FrescuraBanco:
    """Hasta qué día llegan los pagos de un banco, mirados desde una fecha. `hasta` None: aún no hay ninguno.

    `detiene`: está atrasado y la empresa exige tenerlo al día para actuar (Banco.exige_al_dia).
    """

    entidad: str
    nombre: str
    hasta: dt.date | None
    dias: int
    atrasado: bool
    exige: bool

    @property
    def detiene(self) -> bool:
        return self.atrasado and self.exige


def frescura_por_banco(*, al: dt.date) -> list[FrescuraBanco]:
    """Por banco, hasta dónde llegan sus pagos a esa fecha, del más atrasado al más al día (manual 6.3.11).

    Vale el último pago o, si es posterior, la fecha del último archivo del banco: un día sin pagos también se cargó.
    Un banco de la casa sin ningún pago se lista sin fecha y no detiene; una entidad que no está en Bancos, tampoco.
    """
    general = valor("dias_frescura_pagos", al=al)
    hasta: dict[str, dt.date | None] = dict(pagos_hasta_por_entidad(al))
    archivos = ArchivoBanco.objects.cargados().filter(hasta__lte=al).values_list("perfil__banco__clave")
    for clave, ultimo in archivos.annotate(ultimo=Max("hasta")):
        hasta[clave] = max(hasta.get(clave) or ultimo, ultimo)
    con_cuenta = set(CuentaBancaria.objects.vigentes(al).values_list("banco_id", flat=True))
    bancos = {b.clave: b for b in Banco.objects.all()}
    for banco in bancos.values():
        if banco.pk in con_cuenta:
            hasta.setdefault(banco.clave, None)
    frescas = [_frescura(clave, dia, al, bancos.get(clave), general) for clave, dia in hasta.items()]
    return sorted(frescas, key=lambda f: (f.hasta or dt.date.max, f.nombre))


def _frescura(clave: str, hasta: dt.date | None, al: dt.date, banco: Banco | None, general: int) -> FrescuraBanco:
    tope = banco.dias_frescura if banco and banco.dias_frescura is not None else general
    dias = (al - hasta).days if hasta else 0
    return FrescuraBanco(
        entidad=clave,
        nombre=banco.nombre if banco else clave,
        hasta=hasta,
        dias=dias,
        atrasado=dias > tope,
        exige=bool(banco and banco.exige_al_dia),
    )


def bancos_que_detienen(*, al: dt.date) -> list[FrescuraBanco]:
    """Los bancos por cuyo atraso no se debe actuar sobre la deuda en esa fecha; vacío si se puede."""
    return [f for f in frescura_por_banco(al=al) if f.detiene]


# --- perfiles -----------------------------------------------------------------------------------
def perfil_de_lectura(perfil: PerfilBanco) -> Perfil:
    """El perfil y sus campos, listos para leer un archivo."""
    campos: dict[str, dict[str, Campo]] = {}
    for campo in perfil.campos.all():
        campos.setdefault(campo.registro, {})[campo.dato] = Campo(campo.desde, campo.largo, campo.esperado)
    return perfil_con_campos(perfil, campos)


def perfil_con_campos(perfil: PerfilBanco, campos: dict[str, dict[str, Campo]]) -> Perfil:
    """Como perfil_de_lectura, con campos que aún no se guardan (la vista previa del perfil)."""
    return Perfil(
        nombre=str(perfil),
        formato=perfil.formato,
        campos=campos,
        delimitador=SEPARADOR[Delimitador(perfil.delimitador)],
        ancho=perfil.ancho,
        lineas_encabezado=perfil.lineas_encabezado,
        lineas_cola=perfil.lineas_cola,
        marca_encabezado=perfil.marca_encabezado,
        marca_detalle=perfil.marca_detalle,
        marca_cola=perfil.marca_cola,
        formato_fecha=perfil.formato_fecha,
        decimales=perfil.decimales,
        signo=perfil.signo,
        reversas=frozenset(r.strip().upper() for r in perfil.reversas.split(",") if r.strip()),
        total_cola=perfil.total_cola,
    )


@dataclass(frozen=True)
class Prueba:
    """Cómo se lee el comienzo de un archivo con un perfil; `error` si el archivo entero no se aceptaría."""

    filas: list[FilaLeida]
    leidas: int
    con_problema: int
    error: str = ""


def probar(*, perfil: Perfil, contenido: bytes) -> Prueba:
    """Lee la muestra con el perfil. Si viene cortada, no se le exige la línea de totales."""
    cortada = len(contenido) >= MUESTRA
    if cortada:
        contenido = contenido[: contenido.rfind(b"\n") + 1] or contenido
        perfil = replace(perfil, lineas_cola=0)
    lector, filas, error = Lector(BytesIO(contenido), perfil), [], ""
    try:
        for fila in lector.filas():
            if len(filas) < FILAS_MUESTRA:
                filas.append(fila)
    except ArchivoMalo as malo:
        error = "" if cortada and lector.resumen.filas > lector.resumen.con_problema else str(malo)
    return Prueba(filas, lector.resumen.filas, lector.resumen.con_problema, error)


def perfil_que_lo_entiende(ruta: Path, *, menos: PerfilBanco) -> PerfilBanco | None:
    """Otro perfil activo con que el comienzo del archivo se lee casi entero: el archivo puede ser de ese banco."""
    with ruta.open("rb") as flujo:
        comienzo = flujo.read(MUESTRA)

    def entiende(perfil: PerfilBanco) -> bool:
        prueba = probar(perfil=perfil_de_lectura(perfil), contenido=comienzo)
        return bool(prueba.leidas) and not prueba.error and prueba.con_problema * 5 <= prueba.leidas

    if entiende(menos):
        return None
    otros = PerfilBanco.objects.filter(activo=True).exclude(pk=menos.pk).select_related("banco")
    return next((p for p in otros.prefetch_related("campos") if entiende(p)), None)


# --- guía de pago -------------------------------------------------------------------------------
@dataclass(frozen=True)
class GuiaDePago:
    """Lo que se le dice a un cliente para que pague: su deuda a una fecha y por dónde (manual 6.3.12).

    `cuenta`: sus cifras, las de las zonas de quien mira y las de las demás. `elegida`: la cuenta que va primero.
    """

    empresa: Empresa
    cliente: Cliente
    al: dt.date
    cuenta: Cuenta
    recibos: list[ReciboAl]  # con saldo exigible, el que vence antes primero
    cuantos: int
    cuentas: list[CuentaBancaria]
    elegida: CuentaBancaria | None
    canales: list[CanalPago]
    facilidades: list[Facilidad]

    @property
    def deuda(self) -> Decimal:
        """Lo exigible, vencido y por vencer, en soles."""
        return self.cuenta.total.exigible

    @property
    def vencido(self) -> Decimal:
        return self.cuenta.total.vencido

    @property
    def referencia(self) -> str:
        """Con qué se identifica el pago: su suministro si es uno; si son varios, los de cada recibo."""
        codigos = {r.suministro for r in self.recibos}
        return codigos.pop() if len(codigos) == 1 else ""


def guia_de_pago(
    *, cliente: Cliente, al: dt.date, user: Usuario | None = None, cuenta: CuentaBancaria | None = None
) -> GuiaDePago:
    """La guía de ese cliente: sus recibos con deuda y las cuentas, canales y facilidades que le tocan por zona y
    categoría. Con `user`, solo los recibos de sus zonas (el resto, en una suma). `cuenta` va primero si vale ese día.
    """
    cifras = cuenta_de_cliente(cliente=cliente, al=al, user=user)
    recibos, cuantos = recibos_de_cliente(
        cliente=cliente, al=al, user=user, estado=FiltroRecibos.CON_SALDO, filas=EN_GUIA
    )
    suministros = Suministro.objects.filter(titularidades__cliente=cliente, titularidades__vigencia__contains=al)
    alcanza = set(suministros.values_list("zona_id", "categoria"))
    suyo = {"zonas": [z for z, _ in alcanza], "categorias": [c for _, c in alcanza]}
    cuentas = list(cuentas_que_se_ofrecen(al=al))
    elegida = next((c for c in cuentas if cuenta and c.pk == cuenta.pk), cuentas[0] if cuentas else None)
    return GuiaDePago(
        empresa=empresa(),
        cliente=cliente,
        al=al,
        cuenta=cifras,
        recibos=sorted((r for r in recibos if r.exigible > 0), key=lambda r: (r.vence_el, r.numero)),
        cuantos=cuantos,
        cuentas=sorted(cuentas, key=lambda c: c != elegida),
        elegida=elegida,
        canales=list(_ofrecidos(CanalPago, al, suyo).filter(Q(cuenta=None) | Q(cuenta__in=cuentas))),
        facilidades=list(_ofrecidos(Facilidad, al, suyo)),
    )


def cuentas_que_se_ofrecen(*, al: dt.date):
    """Las cuentas que un cliente puede usar ese día, en el orden de la guía."""
    return CuentaBancaria.objects.vigentes(al).filter(se_ofrece=True).select_related("banco").order_by("orden", "pk")


def _ofrecidos(modelo, al: dt.date, suyo: dict):
    return modelo.objects.vigentes(al).para(**suyo).order_by("orden", "pk")


# --- lo que trae un archivo ---------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Dia:
    """Lo que el archivo trae con una fecha de pago, en soles; lo dejado fuera no cuenta."""

    dia: dt.date
    pagos: int
    importe_pagos: Decimal
    reversas: int
    importe_reversas: Decimal

    @property
    def neto(self) -> Decimal:
        return self.importe_pagos - self.importe_reversas


def por_dia(*, archivo: ArchivoBanco) -> list[Dia]:
    """Los primeros 31 días de pago del archivo, con sus sumas."""
    es_pago = Q(importe__gt=0)
    filas = (
        archivo.detalle.exclude(situacion=SituacionFila.FUERA)
        .filter(pagado_el__isnull=False)
        .values_list("pagado_el")
        .annotate(
            n=Count("linea", filter=es_pago),
            suma=Coalesce(Sum("importe", filter=es_pago), CERO),
            r=Count("linea", filter=~es_pago),
            resta=Coalesce(Sum(-F("importe"), filter=~es_pago), CERO),
        )
        .order_by("pagado_el")[:31]
    )
    return [Dia(*fila) for fila in filas]


@dataclass(frozen=True, slots=True)
class Control:
    """Un total del banco frente al nuestro. `banco` None: el archivo no lo trae."""

    nombre: str
    nuestro: Decimal | int
    banco: Decimal | int | None
    en_soles: bool

    @property
    def cuadra(self) -> bool:
        return self.banco is None or self.banco == self.nuestro


def control(*, archivo: ArchivoBanco) -> list[Control]:
    """Los totales de la cola del archivo contra lo que suman sus filas."""
    solo_pagos = archivo.perfil.total_cola == TotalCola.PAGOS
    importe = archivo.importe_pagos if solo_pagos else archivo.neto
    nombre = "Importe de los pagos" if solo_pagos else "Pagos menos reversas"
    return [
        Control("Filas", archivo.filas, archivo.cola_filas, False),
        Control(nombre, importe, archivo.cola_importe, True),
    ]
