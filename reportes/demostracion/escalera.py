"""Lo que una oficina ya decidió sobre su cobranza: una escalera nueva por regir y clientes pospuestos con su motivo."""

import datetime as dt
from dataclasses import fields

from cobranzas.control import escaleras
from cobranzas.control.models import Escalera, Posposicion
from cobranzas.control.selectors import acciones_abiertas
from cobranzas.control.services import posponer
from config.comun.calendario.periodo import Periodo
from config.comun.usuarios.models import Usuario

DIAS_DE_VISITA = 5
MOTIVOS = (
    (12, "Cambian de tesorero; el nuevo empieza la quincena."),
    (7, "Esperan la transferencia del presupuesto regional."),
    (20, "El local está cerrado por obras hasta fin de mes."),
)


def decidir(*, hoy: dt.date, ahora: dt.datetime, jefatura: Usuario, equipo: Usuario) -> None:
    """Publica para el mes próximo una escalera con la visita más tarde y pospone a tres clientes; repetirlo no suma."""
    if escaleras.pendiente(hoy=hoy) is None and (vigente := Escalera.objects.vigente(hoy).first()):
        escaleras.publicar(
            nombre="Escalera con visita más tarde",
            motivo="Comité de cobranza: la llamada basta en la primera semana.",
            desde=Periodo.de_fecha(hoy).siguiente().inicio,
            pasos=_con_visita_tardia(vigente),
            por=jefatura,
            hoy=hoy,
            ahora=ahora,
        )
    if Posposicion.objects.exists():
        return
    abiertas = acciones_abiertas(al=hoy).exclude(peldano__canal="derivacion").select_related("cliente")
    for accion, (dias, motivo) in zip(abiertas.order_by("-importe", "pk"), MOTIVOS, strict=False):
        hasta = hoy + dt.timedelta(days=dias)
        posponer(cliente=accion.cliente, hasta=hasta, motivo=motivo, por=equipo, hoy=hoy, en=ahora)


def _con_visita_tardia(vigente: Escalera) -> list[escaleras.PasoNuevo]:
    nombres = {f.name for f in fields(escaleras.PasoNuevo)}
    pasos = []
    for peldano in vigente.peldanos.order_by("orden"):
        datos = {nombre: getattr(peldano, nombre) for nombre in nombres} | {"categorias": tuple(peldano.categorias)}
        if peldano.clave == "visita":
            datos["dias"] = DIAS_DE_VISITA
        pasos.append(escaleras.PasoNuevo(**datos))
    return pasos
