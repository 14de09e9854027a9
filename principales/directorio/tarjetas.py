"""Tarjetas de contacto (.vcf): las que se descargan y las que se cargan, con topes contra bombas."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice

import vobject
from django.http import StreamingHttpResponse

from config.comun.carga.tipos import ArchivoMalo

from .choices import TipoMedio
from .models import Contacto

TOPE = 2_000  # tarjetas de un archivo
TOPE_BYTES = 5 << 20
TOPE_TARJETA = 64 << 10  # con foto pasan de aquí: la foto se quita antes de medir
TOPE_MEDIOS = 12  # teléfonos más correos de una persona
# Fotos, sonidos y llaves: pesan y no se usan. Van en la línea y en las que le siguen con un blanco delante.
PESADOS = re.compile(r"^(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:].*(?:\r?\n[ \t].*)*", re.IGNORECASE | re.MULTILINE)
COLUMNAS = ("documento_cliente", "suministro", "cliente", "nombre", "cargo", "telefonos", "correos", "nota", "fuente")


def respuesta(contactos: Iterable[Contacto], nombre: str) -> StreamingHttpResponse:
    """Las tarjetas de esos contactos en un .vcf (vCard 3.0), una a la vez."""
    salida = StreamingHttpResponse((_tarjeta(c) for c in contactos), content_type="text/vcard; charset=utf-8")
    salida["Content-Disposition"] = f'attachment; filename="{nombre}.vcf"'
    return salida


def _tarjeta(contacto: Contacto) -> str:
    tarjeta = vobject.vCard()
    nombre = _una_linea(contacto.nombre)
    tarjeta.add("fn").value = nombre
    nombres, _, apellidos = nombre.partition(" ")
    tarjeta.add("n").value = vobject.vcard.Name(family=apellidos, given=nombres)
    tarjeta.add("org").value = [_una_linea(str(contacto.cliente))]
    if contacto.cargo:
        tarjeta.add("title").value = _una_linea(contacto.cargo)
    tarjeta.add("role").value = contacto.get_rol_display()
    if contacto.cliente.numero_documento:
        tarjeta.add("x-documento-cliente").value = contacto.cliente.numero_documento
    for medio in contacto.medios.all():
        if not medio.util:
            continue
        if medio.tipo == TipoMedio.CORREO:
            campo = tarjeta.add("email")
            campo.value, campo.type_param = medio.valor, "INTERNET"
        else:
            campo = tarjeta.add("tel")
            campo.value = f"{medio.valor};ext={medio.anexo}" if medio.anexo else medio.valor
            campo.type_param = "CELL" if medio.tipo == TipoMedio.CELULAR else "WORK"
    return tarjeta.serialize()


def _una_linea(texto: str) -> str:
    return " ".join(texto.split())


def a_csv(datos: bytes, *, cliente: str = "") -> bytes:
    """Las tarjetas como el CSV que carga el directorio. `cliente`: documento o suministro de todas.

    ArchivoMalo si no hay tarjetas, pasa de los topes o no se puede leer. Una tarjeta rota va como fila sin nombre,
    para que la bandeja la muestre.
    """
    if len(datos) > TOPE_BYTES:
        raise ArchivoMalo(f"El archivo de tarjetas pasa de {TOPE_BYTES >> 20} MB. Divídelo y carga cada parte.")
    texto = _decodificar(datos)
    trozos = list(islice(_trozos(PESADOS.sub("", texto)), TOPE + 1))
    if not trozos:
        raise ArchivoMalo("El archivo no tiene tarjetas: cada una empieza con BEGIN:VCARD y acaba con END:VCARD.")
    if len(trozos) > TOPE:
        raise ArchivoMalo(f"El archivo trae más de {TOPE:,} tarjetas. Divídelo y carga cada parte.")
    salida = io.StringIO()
    pluma = csv.DictWriter(salida, COLUMNAS, lineterminator="\n")
    pluma.writeheader()
    for trozo in trozos:
        pluma.writerow(_fila(trozo, cliente.strip()))
    return salida.getvalue().encode()


def _trozos(texto: str) -> Iterator[str]:
    """Cada tarjeta, de su BEGIN a su END, en una sola pasada; la que no se cierra se deja hasta el BEGIN siguiente."""
    lineas: list[str] = []
    for linea in texto.splitlines():
        marca = linea.strip().upper()
        if marca == "BEGIN:VCARD" and lineas:
            yield "\n".join(lineas)
            lineas = []
        if marca == "BEGIN:VCARD" or lineas:
            lineas.append(linea)
        if marca == "END:VCARD" and lineas:
            yield "\n".join(lineas)
            lineas = []
    if lineas:
        yield "\n".join(lineas)


def _decodificar(datos: bytes) -> str:
    for codigo in ("utf-8-sig", "utf-16" if datos[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "cp1252"):
        try:
            return datos.decode(codigo).replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    return datos.decode("latin-1").replace("\0", "").replace("\r", "\n")


def _fila(trozo: str, cliente: str) -> dict[str, str]:
    fila = dict.fromkeys(COLUMNAS, "")
    fila["fuente"] = "carga"
    if cliente:
        fila["suministro" if not re.fullmatch(r"\d{8}|\d{11}", cliente) else "documento_cliente"] = cliente
    if len(trozo) > TOPE_TARJETA:
        fila["nota"] = "La tarjeta pesa demasiado."
        return fila
    try:
        tarjeta = vobject.readOne(trozo, ignoreUnreadable=True, allowQP=True)
    except Exception:
        # La biblioteca falla de muchas formas ante una tarjeta rota: la fila sin nombre va a la bandeja con su motivo.
        fila["nota"] = "La tarjeta no se puede leer."
        return fila
    fila["nombre"] = _texto(tarjeta, "fn")[:150]
    fila["cargo"] = _texto(tarjeta, "title")[:100]
    fila["nota"] = _texto(tarjeta, "note")[:500]
    if not cliente:
        fila["documento_cliente"] = _texto(tarjeta, "x-documento-cliente")[:20]
        fila["cliente"] = _texto(tarjeta, "org")[:200]
    telefonos = [_telefono(v) for v in _valores(tarjeta, "tel")]
    fila["telefonos"] = "; ".join(telefonos[:TOPE_MEDIOS])
    fila["correos"] = "; ".join(list(_valores(tarjeta, "email"))[:TOPE_MEDIOS])
    return fila


def _telefono(valor: str) -> str:
    """«tel:+51…;ext=12» → «+51… anexo 12»."""
    numero, _, anexo = valor.removeprefix("tel:").partition(";ext=")
    return f"{numero} anexo {anexo}" if anexo else numero


def _valores(tarjeta, campo: str) -> Iterator[str]:
    for parte in tarjeta.contents.get(campo, []):
        valor = parte.value
        plano = " ".join(valor) if isinstance(valor, list) else str(valor)
        if plano.strip():
            yield " ".join(plano.split())


def _texto(tarjeta, campo: str) -> str:
    return next(_valores(tarjeta, campo), "")
