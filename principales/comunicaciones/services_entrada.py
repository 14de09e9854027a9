"""Lo que llega: correos que se archivan a su cliente y rebotes que marcan el medio (manual 6.3.6)."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction

from cartera.padron.models import Cliente
from config.comun.archivos import services as archivos
from config.comun.archivos.models import Archivo
from config.comun.avisos.services import avisar
from config.comun.correo.choices import Estado as EstadoCorreo
from config.comun.correo.models import Correo
from config.comun.parametros.selectors import valor
from config.comun.usuarios.models import Usuario
from principales.directorio import services as directorio
from principales.directorio.choices import EstadoMedio, TipoMedio
from principales.directorio.models import Contacto, MedioContacto

from . import services
from .adjuntos import CUANTOS, TOTAL_MAXIMO, AdjuntoRechazado, comprobar
from .choices import Canal, EstadoEntrante, Sentido
from .mensajes import CODIGO, SIN_DESTINO, Mensaje, Rebote
from .models import Comunicacion, CorreoEntrante

EVENTOS_MAXIMO = 5000
SIN_BUZON = r"\m5\.1\.\d|\(55[0135], "  # como lo dice smtplib


class YaArchivado(Exception):
    """Otra persona decidió antes qué hacer con ese correo."""


class EventosMalos(ValueError):
    """El archivo de rebotes no es JSON o no tiene la forma esperada; el mensaje dice dónde."""


# --- correos recibidos --------------------------------------------------------------------------
@transaction.atomic
def recibir(*, mensaje: Mensaje, en: dt.datetime) -> CorreoEntrante | None:
    """Guarda un correo del buzón, una vez por Message-ID (None si ya estaba), y decide a dónde va.

    Rebote de un correo nuestro: marca la comunicación y su medio. De una dirección que es de un solo cliente, o
    respuesta a un correo nuestro: a su línea de tiempo. De una máquina o de la propia oficina: aparte. Lo demás espera
    a una persona.
    """
    entrante, nuevo = CorreoEntrante.objects.get_or_create(
        mensaje_id=mensaje.mensaje_id,
        defaults={
            "de": mensaje.de,
            "de_nombre": mensaje.de_nombre,
            "asunto": mensaje.asunto,
            "texto": mensaje.texto,
            "recibido_en": mensaje.recibido_en,
            "leido_en": en,
            "estado": EstadoEntrante.POR_ARCHIVAR,
        },
    )
    if not nuevo:
        return None
    if mensaje.rebote:
        _recibir_rebote(entrante, mensaje.rebote, en)
        return entrante
    respondida = _comunicacion_de(mensaje.referencias, ())
    quien = _remitente(mensaje.de, respondida)
    if mensaje.de == parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower() or (mensaje.automatico and quien is None):
        entrante.estado = EstadoEntrante.AUTOMATICO
        entrante.save()
        return entrante
    _guardar_adjuntos(entrante, mensaje, en)
    if quien:
        _archivar(entrante, *quien, respondida=respondida, por=None)
    return entrante


@transaction.atomic
def archivar(
    *, entrante: CorreoEntrante, cliente: Cliente, contacto: Contacto | None, por: Usuario, en: dt.datetime
) -> Comunicacion:
    """Una persona dice de qué cliente es el correo. YaArchivado si otra decidió antes."""
    _tomar(entrante, EstadoEntrante.POR_ARCHIVAR)
    medio = contacto.medios.filter(tipo=TipoMedio.CORREO, valor=entrante.de).first() if contacto else None
    comunicacion = _archivar(entrante, cliente, contacto, medio, respondida=None, por=por)
    CorreoEntrante.objects.filter(pk=entrante.pk).update(decidido_por=por, decidido_en=en)
    return comunicacion


@transaction.atomic
def descartar(*, entrante: CorreoEntrante, por: Usuario, en: dt.datetime) -> None:
    """No es de ningún cliente: sale de la bandeja y queda en la lista. YaArchivado si otra persona decidió antes."""
    _tomar(entrante, EstadoEntrante.POR_ARCHIVAR)
    CorreoEntrante.objects.filter(pk=entrante.pk).update(
        estado=EstadoEntrante.DESCARTADO, decidido_por=por, decidido_en=en
    )


def _tomar(entrante: CorreoEntrante, estado: str) -> None:
    actual = CorreoEntrante.objects.select_for_update().select_related(None).get(pk=entrante.pk)
    if actual.estado != estado:
        raise YaArchivado(f"Otra persona ya decidió sobre este correo: {actual.get_estado_display().lower()}.")


def _remitente(
    de: str, respondida: Comunicacion | None
) -> tuple[Cliente, Contacto | None, MedioContacto | None] | None:
    """De quién es: el cliente al que se le escribió o el único que tiene esa dirección. None si no se sabe."""
    medios = list(
        MedioContacto.objects.filter(tipo=TipoMedio.CORREO, valor=de, contacto__fusionado_en__isnull=True)
        .exclude(estado=EstadoMedio.EQUIVOCADO)
        .select_related("contacto__cliente")
        .order_by("contacto__cerrado_el", "pk")
    )
    if respondida:
        suyo = next((m for m in medios if m.contacto.cliente_id == respondida.cliente_id), None)
        return respondida.cliente, suyo.contacto if suyo else None, suyo
    if len({m.contacto.cliente_id for m in medios}) != 1:
        return None
    # Uno cerrado va al final; los nulos (vigentes) también: se prefiere el que sigue.
    medio = next((m for m in medios if m.contacto.vigente), medios[0])
    return medio.contacto.cliente, medio.contacto, medio


def _archivar(
    entrante: CorreoEntrante,
    cliente: Cliente,
    contacto: Contacto | None,
    medio: MedioContacto | None,
    *,
    respondida: Comunicacion | None,
    por: Usuario | None,
) -> Comunicacion:
    comunicacion = services.registrar(
        cliente=cliente,
        canal=Canal.CORREO,
        sentido=Sentido.ENTRANTE,
        ocurrio_en=entrante.recibido_en,
        resultado=None,
        por=por,
        contacto=contacto,
        medio=medio,
        asunto=entrante.asunto[:200],
        texto=entrante.texto,
        origen=("comunicaciones.correoentrante", entrante.pk),
        adjuntos=list(entrante.adjuntos.all()),
        responde_a=respondida,
    )
    CorreoEntrante.objects.filter(pk=entrante.pk).update(estado=EstadoEntrante.ARCHIVADO, comunicacion=comunicacion)
    entrante.estado, entrante.comunicacion = EstadoEntrante.ARCHIVADO, comunicacion
    quien_escribio = respondida.por if respondida else None
    if quien_escribio:
        avisar(
            clave=f"respuesta:{entrante.pk}",
            texto=f"{cliente} respondió: {entrante.asunto or 'sin asunto'}"[:250],
            url=comunicacion.get_absolute_url(),
            usuarios=[quien_escribio],
        )
    return comunicacion


def _guardar_adjuntos(entrante: CorreoEntrante, mensaje: Mensaje, en: dt.datetime) -> None:
    """Guarda los que se aceptan; de los otros queda dicho por qué no: siguen en el buzón."""
    maximo, suma = valor("adjunto_mb_maximo", al=en.date()), 0
    guardados: list[Archivo] = []
    rechazos: list[str] = []
    for trae in mensaje.trae:
        try:
            nombre, tipo = comprobar(
                nombre=trae.nombre, tamano=len(trae.contenido), comienzo=trae.contenido[:1024], maximo_mb=maximo
            )
            suma += len(trae.contenido)
            if len(guardados) >= CUANTOS or suma > TOTAL_MAXIMO:
                raise AdjuntoRechazado(f"«{nombre}» no se guarda: el correo trae demasiados archivos.")
        except AdjuntoRechazado as error:
            rechazos.append(str(error))
            continue
        guardados.append(archivos.guardar(nombre=nombre, contenido=trae.contenido, tipo_mime=tipo))
    entrante.adjuntos.set(guardados)
    if rechazos:
        entrante.sin_guardar = "\n".join(rechazos)[:4000]
        entrante.save(update_fields=["sin_guardar"])


# --- rebotes ------------------------------------------------------------------------------------
def _recibir_rebote(entrante: CorreoEntrante, rebote: Rebote, en: dt.datetime) -> None:
    comunicacion = _comunicacion_de(rebote.identificadores, rebote.claves)
    if comunicacion is None:  # de un correo del personal, o de nadie: no es de ningún cliente
        entrante.estado = EstadoEntrante.AUTOMATICO
    else:
        entrante.estado, entrante.comunicacion = EstadoEntrante.REBOTE, comunicacion
        anotar_rebote(comunicacion=comunicacion, codigo=rebote.codigo, detalle=rebote.detalle, en=en)
    entrante.save()


@transaction.atomic
def anotar_rebote(*, comunicacion: Comunicacion, codigo: str, detalle: str, en: dt.datetime) -> bool:
    """El correo volvió: se marca la comunicación, deja de gastar presupuesto y se avisa a quien lo escribió.

    Si el código dice que la dirección no sirve, el medio queda rebotado en el directorio. Falso si ya se sabía.
    """
    motivo = " ".join(f"{codigo} {detalle.replace(codigo, '', 1)}".split())[:300]
    marcadas = Comunicacion.objects.filter(pk=comunicacion.pk, rebotada_en__isnull=True, correo__isnull=False)
    if not marcadas.update(rebotada_en=en, rebote=motivo or "sin motivo", cuenta_en_presupuesto=False):
        return False
    comunicacion.refresh_from_db()
    medio, correo = comunicacion.medio, comunicacion.correo
    # La dirección pudo corregirse después de escribir: lo que rebotó es la de entonces.
    if medio and correo and medio.valor in correo.para and SIN_DESTINO.match(codigo):
        directorio.marcar_medio(medio=medio, estado=EstadoMedio.REBOTADO, motivo=f"Rebotó: {motivo}", por=None, en=en)
    if comunicacion.por:
        avisar(
            clave=f"rebote:{comunicacion.pk}",
            texto=f"No llegó tu correo a {comunicacion.cliente}: {motivo}"[:250],
            url=comunicacion.get_absolute_url(),
            usuarios=[comunicacion.por],
        )
    return True


@dataclass(frozen=True, slots=True)
class Eventos:
    """Qué pasó con un archivo de rebotes."""

    rebotes: int  # los que marcaron una comunicación
    repetidos: int
    ajenos: int  # de correos que no son de aquí, o de otro tipo


def anotar_eventos(*, eventos: Iterable[dict], en: dt.datetime) -> Eventos:
    """Rebotes que cuenta el proveedor de correo. Cada uno, una vez: repetir el archivo no cambia nada."""
    rebotes = repetidos = ajenos = 0
    for evento in eventos:
        hallada = None
        if evento.get("tipo") == "rebote":
            hallada = _comunicacion_de((str(evento.get("mensaje_id", "")),), ())
        if hallada is None:
            ajenos += 1
        elif anotar_rebote(
            comunicacion=hallada,
            codigo=str(evento.get("codigo") or "5.0.0")[:20],
            detalle=str(evento.get("detalle", "")),
            en=en,
        ):
            rebotes += 1
        else:
            repetidos += 1
    return Eventos(rebotes, repetidos, ajenos)


def leer_eventos(crudo: bytes) -> list[dict]:
    """Los eventos de un JSON: una lista, `{"eventos": [...]}` o uno por línea. EventosMalos si no se entiende."""
    try:
        texto = crudo.decode("utf-8-sig").replace("\\u0000", "")
    except UnicodeDecodeError:
        raise EventosMalos("El archivo de rebotes no está en UTF-8.") from None
    try:
        leido = json.loads(texto)
    except (ValueError, RecursionError):
        leido = [_linea(n, linea) for n, linea in enumerate(texto.splitlines(), start=1) if linea.strip()]
    if isinstance(leido, dict):
        leido = leido.get("eventos", [leido])
    if not isinstance(leido, list) or not all(isinstance(evento, dict) for evento in leido):
        raise EventosMalos("Cada rebote va como {«tipo», «mensaje_id», «codigo», «detalle»}.")
    if len(leido) > EVENTOS_MAXIMO:
        raise EventosMalos(f"El archivo trae {len(leido)} rebotes. El máximo es {EVENTOS_MAXIMO}: pártelo.")
    return leido


def _linea(numero: int, linea: str) -> dict:
    try:
        return json.loads(linea)
    except (ValueError, RecursionError):
        raise EventosMalos(f"La línea {numero} del archivo de rebotes no es JSON.") from None


def _comunicacion_de(identificadores: Iterable[str], claves: Iterable[str]) -> Comunicacion | None:
    """La comunicación a la que pertenece alguno de esos Message-ID o claves de sobre."""
    correos = Correo.objects.filter(mensaje_id__in=[i for i in identificadores if i])
    for clave in claves:
        correos = correos | Correo.objects.filter(mensaje_id__startswith=f"<{clave}@")
    return Comunicacion.objects.filter(correo__in=correos).select_related("cliente", "medio", "correo", "por").first()


def recoger_rechazados(*, en: dt.datetime) -> int:
    """Los que el servidor de salida no quiso por la dirección (5.1.x) son rebotes que no llegaron a salir."""
    rechazados = Comunicacion.objects.filter(
        rebotada_en__isnull=True, correo__estado=EstadoCorreo.FALLIDO, correo__error__regex=SIN_BUZON
    ).select_related("correo")
    return sum(
        anotar_rebote(
            comunicacion=c,
            codigo=(CODIGO.search(c.correo.error) or ["", "5.1.1"])[1],
            detalle=c.correo.error.removeprefix("El servidor de correo lo rechazó: "),
            en=en,
        )
        for c in rechazados
        if c.correo
    )
