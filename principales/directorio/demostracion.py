"""Un directorio inventado y creíble para la demostración: personas, sus medios y lo que falta verificar."""

import datetime as dt
import random

from django.db import transaction
from django.utils import timezone

from cartera.padron.models import Cliente
from config.comun.usuarios.models import Usuario

from . import oposiciones, services
from .choices import Asunto, Finalidad, Fuente, PedidoOposicion, RolContacto
from .medios import MedioMalo, leer
from .models import Contacto, MedioContacto

SEMILLA = 29733
DOMINIO = "demostracion.invalid"  # no existe ni existirá: ningún correo sale
NOMBRES = (
    "Rosa",
    "Jorge",
    "Milagros",
    "Segundo",
    "Yolanda",
    "Percy",
    "Carmen",
    "Wilmer",
    "Flor",
    "Hernán",
    "Nelly",
    "Óscar",
)
APELLIDOS = (
    "Palacios",
    "Farías",
    "Yacila",
    "Cruz",
    "Dioses",
    "Querevalú",
    "Silva",
    "Peña",
    "Olaya",
    "Infante",
    "Marchán",
)
CARGOS = {
    RolContacto.GERENCIA: ("Gerente general", "Administradora", "Jefa de administración"),
    RolContacto.PAGOS: ("Tesorero", "Asistente contable", "Contadora"),
    RolContacto.MANTENIMIENTO: ("Jefe de mantenimiento", "Encargado de planta"),
    RolContacto.TITULAR: ("Propietario",),
}
RECIBE = {
    RolContacto.GERENCIA: (Asunto.RECLAMOS,),
    RolContacto.PAGOS: (Asunto.RECIBO, Asunto.COBRANZA),
    RolContacto.TITULAR: (Asunto.RECIBO, Asunto.COBRANZA, Asunto.RECLAMOS),
    RolContacto.MANTENIMIENTO: (Asunto.CAMPANAS,),
}


@transaction.atomic
def poblar(*, clientes: list[Cliente], por: Usuario, en: dt.datetime) -> int:
    """Da contactos a esos clientes y deja un rebote, un cierre y una oposición. Repetido, no añade. Cuántos creó."""
    azar = random.Random(SEMILLA)  # noqa: S311 — inventa datos, no claves
    con_contactos = set(Contacto.objects.values_list("cliente_id", flat=True))
    nuevos = []
    for cliente in clientes:
        roles = [RolContacto.TITULAR] if not cliente.numero_documento.startswith("20") else _roles(azar)
        for rol in roles:
            persona = _persona(azar, cliente, rol)
            if cliente.pk not in con_contactos:
                nuevos.append(_crear(azar, persona, por, en))
    if nuevos and not con_contactos:
        _dar_vida(nuevos, por, en)
    return len(nuevos)


def _roles(azar: random.Random) -> list[RolContacto]:
    otros = azar.sample([RolContacto.GERENCIA, RolContacto.MANTENIMIENTO], k=azar.randint(0, 2))
    return [RolContacto.PAGOS, *otros]


def _persona(azar: random.Random, cliente: Cliente, rol: RolContacto) -> dict:
    nombre_de_pila, apellido = azar.choice(NOMBRES), azar.choice(APELLIDOS)
    nombre = f"{nombre_de_pila} {apellido} {azar.choice(APELLIDOS)}"
    correo = f"{nombre_de_pila}.{apellido}.{cliente.pk}@{DOMINIO}"
    medios = [f"9{azar.randint(10_000_000, 99_999_999)}"]
    if azar.random() < 0.7:
        medios.append(correo.lower().translate(str.maketrans("áéíóúñ", "aeioun")))
    if azar.random() < 0.3:
        medios.append(f"072 52{azar.randint(1000, 9999)} anexo {azar.randint(10, 99)}")
    return {
        "cliente": cliente,
        "datos": {"nombre": nombre, "rol": rol, "cargo": azar.choice(CARGOS[rol])},
        "medios": medios,
        "recibe": RECIBE[rol],
    }


def _crear(azar: random.Random, persona: dict, por: Usuario, en: dt.datetime) -> Contacto:
    medios = []
    for numero, texto in enumerate(persona["medios"]):
        try:
            medio = leer(texto)
        except MedioMalo:  # el azar puede dar un número que el plan de numeración no usa
            continue
        medios.append(
            services.DatosMedio(
                medio,
                fuente=azar.choice([Fuente.CLIENTE, Fuente.VISITA, Fuente.CONTRATO]),
                finalidad=Finalidad.SERVICIO,
                whatsapp=azar.random() < 0.6,
                preferido=numero == 0,
                consiente_campanas=Asunto.CAMPANAS in persona["recibe"] and azar.random() < 0.5,
                verificado=azar.random() < 0.6,
            )
        )
    return services.guardar(
        cliente=persona["cliente"],
        datos=persona["datos"],
        medios=medios,
        recibe=dict.fromkeys(persona["recibe"], services.CUALQUIERA),
        por=por,
        en=en,
    )


def _dar_vida(nuevos: list[Contacto], por: Usuario, en: dt.datetime) -> None:
    """Lo que una oficina tiene a mitad de mes: un rebote, alguien que se fue y una oposición por responder."""
    hoy = timezone.localdate(en)
    correo = MedioContacto.objects.filter(contacto__in=nuevos, tipo="correo").order_by("pk").first()
    if correo:
        services.marcar_medio(
            medio=correo, estado="rebotado", motivo="El servidor respondió: 550, el buzón no existe.", por=por, en=en
        )
    if len(nuevos) > 2:
        services.cerrar(contacto=nuevos[-1], motivo="Ya no trabaja en la empresa.", por=por, el=hoy)
        oposiciones.presentar(
            contacto=nuevos[1],
            pide=PedidoOposicion.CAMPANAS,
            detalle="Lo pidió por correo: no quiere recibir avisos de charlas.",
            presentada_el=hoy,
            por=por,
            en=en,
        )
