"""Casos de cartera morosa en la empresa de demostración: por enviar, por aceptar, aceptado y devuelto."""

import datetime as dt

from cartera.padron.models import Cliente
from cobranzas.derivaciones import services
from cobranzas.derivaciones.models import CausaDevolucion, Derivacion
from cobranzas.derivaciones.selectors import elegibilidad
from config.comun.usuarios.models import Usuario

CASOS = 4
SUSTENTO = "Dos llamadas y una visita sin compromiso de pago; se le orientó sobre el convenio y no respondió."


def derivar(*, hoy: dt.date, ahora: dt.datetime, equipo: Usuario, jefatura: Usuario, morosa: Usuario) -> None:
    """Propone los primeros clientes a los que la escalera ya pide derivar. Una sola vez."""
    if Derivacion.objects.exists():
        return
    propuestos = Cliente.objects.filter(
        acciones__peldano__clave="derivacion", acciones__estado="propuesta", acciones__propuesta_el__lt=hoy
    )
    casos: list[Derivacion] = []
    for cliente in propuestos.order_by("-acciones__importe", "pk")[: CASOS * 5]:
        derivables = [e.suministro_id for e in elegibilidad(cliente=cliente, al=hoy) if e.derivable]
        if derivables and len(casos) < CASOS:
            casos.append(
                services.proponer(cliente=cliente, suministros=derivables, sustento=SUSTENTO, por=equipo, en=ahora)
            )
    for caso in casos[1:]:
        services.enviar(derivacion=caso, por=jefatura, en=ahora)
    for caso in casos[2:3]:
        services.aceptar(derivacion=caso, por=morosa, en=ahora)
    for caso in casos[3:]:
        causa = CausaDevolucion.objects.order_by("pk")[0]
        services.devolver(
            derivacion=caso, causa=causa, por=morosa, en=ahora, nota="Adjuntar el cargo de la última carta."
        )
