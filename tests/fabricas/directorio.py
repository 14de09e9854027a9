"""Personas de contacto: `contacto(cliente, "Ana Ruiz", "987 654 321", recibe=["recibo"])`."""

import datetime as dt
from collections.abc import Iterable

from cartera.padron.models import Cliente
from principales.directorio import services
from principales.directorio.medios import leer
from principales.directorio.models import Contacto, MedioContacto
from tests.fabricas.seleccion import cliente, suministro

AHORA = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
HOY = dt.date(2026, 11, 23)


def cliente_con_zona(nombre: str = "", *, en: str = "NORTE") -> Cliente:
    """Un cliente con un suministro en esa zona."""
    nuevo = cliente(nombre)
    suministro(nuevo, en=en)
    return nuevo


def contacto(
    de: Cliente | None = None,
    nombre: str = "Ana Ruiz",
    *medios: str,
    recibe: Iterable[str] = (),
    consiente: bool = False,
    verificado_por=None,
    **datos,
) -> Contacto:
    """Un contacto vigente con esos teléfonos y correos (por omisión, un celular)."""
    return services.guardar(
        cliente=de or cliente_con_zona(),
        datos={"nombre": nombre, "rol": "pagos", **datos},
        medios=[
            services.DatosMedio(leer(m), consiente_campanas=consiente, verificado=verificado_por is not None)
            for m in medios or ("987 654 321",)
        ],
        recibe=dict.fromkeys(recibe, services.CUALQUIERA),
        por=verificado_por,
        en=AHORA,
    )


def medio(de: Contacto, valor: str = "") -> MedioContacto:
    """El medio de ese contacto con ese valor, o el primero."""
    return de.medios.get(valor=leer(valor).valor) if valor else de.medios.order_by("pk").first()
