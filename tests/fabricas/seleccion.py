"""Empresas pequeñas para la selección: quién consume cuánto, mes por mes.

`consumir(suministro, "2026-01", 120, 80)` pone 120 m³ en enero y 80 en febrero (None: ese mes sin fila). Al final,
`totalizar()` suma por cliente y mes según el titular del último día, como la importación.
"""

import datetime as dt
from decimal import Decimal
from itertools import count

from django.db import connection

from cartera.cuentas.models import Recibo
from cartera.padron.models import Cliente, Suministro, Titularidad
from config.comun.calendario.periodo import Periodo
from tests.fabricas.comun import zona

_numero = count(1)
CARGADO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def cliente(nombre: str = "") -> Cliente:
    n = next(_numero)
    nombre = nombre or f"CLIENTE {n}"
    return Cliente.objects.create(clave=f"N:{nombre} {n}", nombre=nombre, nombre_norm=nombre.upper())


def suministro(
    de: Cliente,
    *,
    codigo: str = "",
    en: str = "NORTE",
    categoria: str = "COMERCIAL",
    estado: str = "ACTIVO",
    desde: dt.date | None = None,
    hasta: dt.date | None = None,
    ciclo: int = 1,
) -> Suministro:
    """Suministro de ese cliente; `desde` y `hasta` acotan cuándo lo tuvo (sin `hasta`, lo tiene hoy)."""
    nuevo = Suministro.objects.create(
        codigo=codigo or f"S{next(_numero):07}",
        cliente=de,
        categoria=categoria,
        zona=zona(en),
        estado=estado,
        ciclo=ciclo,
    )
    Titularidad.objects.create(suministro=nuevo, cliente=de, vigencia=(desde, hasta))
    return nuevo


def traspasar(de: Suministro, a: Cliente, *, el: dt.date) -> None:
    """Desde ese día el suministro es de otro."""
    actual = de.titularidades.get(vigencia__endswith__isnull=True)
    actual.vigencia = (actual.vigencia.lower, el)
    actual.save()
    Titularidad.objects.create(suministro=de, cliente=a, vigencia=(el, None))
    de.cliente = a
    de.save()


def consumir(de: Suministro, desde: str, *m3: int | None) -> Suministro:
    """Un volumen por mes desde ese; None deja el mes sin fila."""
    periodo = Periodo.de_texto(desde)
    with connection.cursor() as cursor:
        for n, volumen in enumerate(m3):
            mes = periodo.siguiente(n).inicio
            cursor.execute("SELECT cartera_asegurar_mes(%s)", [mes])
            if volumen is not None:
                cursor.execute(
                    "INSERT INTO cartera_consumo (suministro_id, periodo, volumen_m3, modalidad)"
                    " VALUES (%s, %s, %s, 'M')",
                    [de.pk, mes, volumen],
                )
    return de


def totalizar() -> None:
    """ConsumoCliente y MesCargado desde Consumo y Titularidad."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cartera_consumocliente")
        cursor.execute("DELETE FROM cartera_mescargado")
        cursor.execute(
            """
            INSERT INTO cartera_consumocliente (cliente_id, periodo, m3, mayor_m3, suministros)
            SELECT t.cliente_id, c.periodo, sum(c.volumen_m3), max(c.volumen_m3), count(*)
              FROM cartera_consumo c
              JOIN cartera_titularidad t ON t.suministro_id = c.suministro_id
                   AND t.vigencia @> ((c.periodo + interval '1 month')::date - 1)
             GROUP BY t.cliente_id, c.periodo
            """
        )
        cursor.execute(
            "INSERT INTO cartera_mescargado (periodo, filas, volumen_m3, cambiado_en)"
            " SELECT periodo, count(*), sum(volumen_m3), %s FROM cartera_consumo GROUP BY periodo",
            [CARGADO],
        )


def cliente_que_consume(*m3: int | None, desde: str = "2026-01", **del_suministro) -> Cliente:
    """Un cliente con un solo suministro y esos meses."""
    quien = cliente()
    consumir(suministro(quien, **del_suministro), desde, *m3)
    return quien


def recibo(de: Cliente, *, vence: dt.date, total: str = "80.00") -> Recibo:
    """Recibo sin pagar del único suministro del cliente, emitido 15 días antes de vencer."""
    return Recibo.objects.create(
        numero=f"R{next(_numero)}",
        suministro=de.suministros.get(),
        periodo=vence.replace(day=1),
        emitido_el=vence - dt.timedelta(days=15),
        vence_el=vence,
        agua=Decimal(total),
        total=Decimal(total),
    )
