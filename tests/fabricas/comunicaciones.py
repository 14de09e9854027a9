"""Contactos con sus medios, gestiones y correos recibidos. Todo ocurre cerca de EN: miércoles 15 de abril, 10:00."""

import datetime as dt
from email.message import EmailMessage
from itertools import count

from cartera.padron.models import Cliente
from principales.comunicaciones import services
from principales.comunicaciones.choices import Canal, Sentido
from principales.comunicaciones.models import Comunicacion, ResultadoComunicacion
from principales.directorio.models import Contacto, MedioContacto
from tests.fabricas.seleccion import cliente as nuevo_cliente
from tests.fabricas.seleccion import suministro

EN = dt.datetime(2026, 4, 15, 15, tzinfo=dt.UTC)  # 10:00 en Lima
_numero = count(1)


def cliente(nombre: str = "", *, en: str = "NORTE") -> Cliente:
    """Un cliente con un suministro en esa zona."""
    nuevo = nuevo_cliente(nombre)
    suministro(nuevo, en=en)
    return nuevo


def contacto(de: Cliente, nombre: str = "Ana Paredes", *, rol: str = "pagos") -> Contacto:
    return Contacto.objects.create(cliente=de, nombre=nombre, rol=rol, creado_en=EN)


def medio(de: Contacto, valor: str = "", **suyo) -> MedioContacto:
    """Un correo si lleva arroba; si no, un celular."""
    valor = valor or f"+519{next(_numero):08}"
    suyo.setdefault("tipo", "correo" if "@" in valor else "celular")
    return MedioContacto.objects.create(contacto=de, valor=valor, estado_desde=EN, **suyo)


def con_correo(direccion: str = "ana@empresa.pe", *, en: str = "NORTE") -> tuple[Cliente, MedioContacto]:
    """Un cliente con una persona que tiene ese correo."""
    de = cliente(en=en)
    return de, medio(contacto(de), direccion)


def resultado(clave: str, canal: str = Canal.LLAMADA) -> ResultadoComunicacion:
    return ResultadoComunicacion.objects.get(canal=canal, clave=clave)


def llamada(de: Cliente, *, por=None, en: dt.datetime = EN, clave: str = "informado", **suyo) -> Comunicacion:
    """Una llamada registrada; sin más, se habló con el cliente."""
    datos = {"canal": Canal.LLAMADA, "sentido": Sentido.SALIENTE, "resultado": resultado(clave), "ocurrio_en": en}
    return services.registrar(cliente=de, por=por, **{**datos, **suyo})


def enviar(a: MedioContacto, *, por=None, en: dt.datetime = EN, **suyo) -> Comunicacion:
    """Un correo al cliente del medio."""
    datos = {"asunto": "Estado de su cuenta", "cuerpo": "Le escribimos por su cuenta."}
    return services.enviar_correo(cliente=a.contacto.cliente, medio=a, por=por, en=en, **{**datos, **suyo})


def correo(
    de: str = "ana@empresa.pe", asunto: str = "Consulta", texto: str = "Buenos días.", **cabeceras
) -> EmailMessage:
    """Un correo que alguien manda a la oficina."""
    mensaje = EmailMessage()
    mensaje["From"], mensaje["To"], mensaje["Subject"] = de, "oficina@eps.pe", asunto
    mensaje["Message-ID"] = cabeceras.pop("mensaje_id", f"<{next(_numero)}@empresa.pe>")
    for nombre, valor in cabeceras.items():
        mensaje[nombre.replace("_", "-")] = valor
    mensaje.set_content(texto)
    return mensaje


def rebote(
    mensaje_id: str, *, a: str = "ana@empresa.pe", codigo: str = "5.1.1", accion: str = "failed", solo_cabeceras=True
) -> bytes:
    """El informe de no entrega que manda un servidor (RFC 3464)."""
    original = (
        f"text/rfc822-headers\r\n\r\nMessage-ID: {mensaje_id}\r\nTo: {a}\r\n"
        if solo_cabeceras
        else f"message/rfc822\r\n\r\nMessage-ID: {mensaje_id}\r\nTo: {a}\r\n\r\nHola\r\n"
    )
    n = next(_numero)
    return (
        f"Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.empresa.pe>\r\nTo: oficina@eps.pe\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <dsn{n}@mx.empresa.pe>\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="corte"\r\n\r\n'
        "--corte\r\nContent-Type: text/plain\r\n\r\nNo se pudo entregar.\r\n"
        "--corte\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.empresa.pe\r\n\r\n"
        f"Final-Recipient: rfc822; {a}\r\nAction: {accion}\r\nStatus: {codigo}\r\n"
        f"Diagnostic-Code: smtp; 550 {codigo} User unknown\r\n\r\n"
        f"--corte\r\nContent-Type: {original}\r\n--corte--\r\n"
    ).encode()
