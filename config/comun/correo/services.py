"""Buzón de salida: se escribe en la transacción; después se reclama la fila, se confirma, se envía y se anota."""

import hashlib
import smtplib
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from config.comun.archivos.models import Archivo
from config.comun.archivos.services import ArchivoPerdido, abrir
from config.comun.correo.choices import TRANSICIONES, Estado
from config.comun.correo.models import Correo
from config.comun.usuarios.models import Usuario

INTENTOS = 8
PRIMERA_ESPERA = timedelta(minutes=1)  # se duplica en cada intento: 1, 2, 4… 64 minutos
COLGADO = timedelta(minutes=10)  # mucho más que EMAIL_TIMEOUT


class CorreoMalFormado(ValueError):
    """Una dirección o el asunto no sirven para un correo."""


class YaCambio(Exception):
    """Otra persona (o el propio envío) cambió antes el estado del correo."""


def encolar(
    *,
    clave: str,
    para: Sequence[str],
    asunto: str,
    texto: str,
    html: str = "",
    adjuntos: Sequence[Archivo] = (),
) -> Correo:
    """Deja el correo en el buzón, en la transacción de quien llama. La misma clave otra vez devuelve el que había.

    CorreoMalFormado si no hay destinatarios, una dirección no es válida o el asunto trae saltos de línea
    (con ellos se podrían inyectar cabeceras).
    """
    if any(c in asunto for c in "\r\n\0"):
        raise CorreoMalFormado("El asunto va en una sola línea.")
    direcciones = list(dict.fromkeys(d.strip() for d in para))
    if not direcciones:
        raise CorreoMalFormado("El correo no tiene a quién ir.")
    for direccion in direcciones:
        try:
            validate_email(direccion)
        except ValidationError:
            raise CorreoMalFormado(f"«{direccion}» no es una dirección de correo.") from None
    correo, nuevo = Correo.objects.get_or_create(
        clave=clave,
        defaults={
            "para": direcciones,
            "asunto": asunto[:200],
            "texto": texto,
            "html": html,
            "mensaje_id": _mensaje_id(clave),
        },
    )
    if nuevo:
        correo.adjuntos.set(adjuntos)
    return correo


def tomar_siguiente() -> Correo | None:
    """Reclama el pendiente que toca y confirma: desde ahí, si todo se corta, queda «enviando» y nadie lo repite."""
    with transaction.atomic():
        libres = Correo.objects.select_for_update(skip_locked=True)
        correo = (
            libres.filter(estado=Estado.PENDIENTE, proximo_intento_en__lte=Now())
            .order_by("proximo_intento_en", "pk")
            .first()
        )
        if correo is None:
            return None
        Correo.objects.filter(pk=correo.pk).update(
            estado=Estado.ENVIANDO, tomado_en=Now(), intentos=F("intentos") + 1, error=""
        )
    correo.refresh_from_db()
    return correo


def enviar(*, correo: Correo) -> None:
    """Entrega al servidor un correo ya tomado y anota qué pasó. No se llama dentro de una transacción.

    Sin conexión o rechazo pasajero (4xx): vuelve a pendiente con espera creciente. Rechazo firme (5xx) o adjunto
    perdido: fallido. Corte en plena entrega: incierto, y decide una persona.
    """
    try:
        mensaje = _mensaje(correo)
        conexion = get_connection(fail_silently=False)
        conexion.open()
    except ArchivoPerdido as error:
        return _anotar(correo, Estado.FALLIDO, str(error))
    except (OSError, smtplib.SMTPException) as error:  # aún no se entregó nada
        return _reintentar_luego(correo, error)
    try:
        rechazados = _entregar(conexion, mensaje, correo)
    except smtplib.SMTPResponseException as error:
        return _segun_codigo(correo, error.smtp_code, error)
    except smtplib.SMTPRecipientsRefused as error:
        return _segun_codigo(correo, max(codigo for codigo, _ in error.recipients.values()), error)
    except Exception as error:
        return _anotar(correo, Estado.INCIERTO, f"Se cortó en plena entrega y no se sabe si llegó. {error}")
    finally:
        _cerrar(conexion)
    aviso = f"El servidor no aceptó a: {', '.join(rechazados)}." if rechazados else ""
    return _anotar(correo, Estado.ENVIADO, aviso, enviado_en=Now())


def recoger_colgados() -> list[Correo]:
    """Pasa a «incierto» los que se quedaron a medio enviar: murió su trabajador y no se sabe si llegaron."""
    with transaction.atomic():
        colgados = list(
            Correo.objects.select_for_update(skip_locked=True).filter(
                estado=Estado.ENVIANDO, tomado_en__lt=Now() - COLGADO
            )
        )
        Correo.objects.filter(pk__in=[c.pk for c in colgados]).update(
            estado=Estado.INCIERTO, error="El servidor se detuvo mientras salía y no se sabe si llegó."
        )
    return colgados


def reintentar(*, correo: Correo, por: Usuario) -> None:
    """Una persona decide mandar (otra vez) un fallido o incierto. YaCambio si dejó de estarlo."""
    _decidir(correo, Estado.PENDIENTE, por, intentos=0, proximo_intento_en=Now())


def dar_por_enviado(*, correo: Correo, por: Usuario) -> None:
    """Una persona comprobó que un incierto sí llegó."""
    _decidir(correo, Estado.ENVIADO, por, enviado_en=Now())


def descartar(*, correo: Correo, por: Usuario) -> None:
    """Una persona decide que no salga."""
    _decidir(correo, Estado.DESCARTADO, por)


def _decidir(correo: Correo, a: Estado, por: Usuario, **cambios) -> None:
    desde = [estado for estado, destinos in TRANSICIONES.items() if a in destinos and estado != Estado.ENVIANDO]
    if not Correo.objects.filter(pk=correo.pk, estado__in=desde).update(estado=a, decidido_por=por, **cambios):
        raise YaCambio("El correo ya cambió de estado. Mira cómo está ahora.")


def _anotar(correo: Correo, estado: Estado, error: str = "", **cambios) -> None:
    Correo.objects.filter(pk=correo.pk, estado=Estado.ENVIANDO).update(estado=estado, error=error[:2000], **cambios)
    correo.refresh_from_db()


def _reintentar_luego(correo: Correo, error: Exception) -> None:
    motivo = f"No se pudo entregar: {error}"
    if correo.intentos >= INTENTOS:
        return _anotar(correo, Estado.FALLIDO, motivo)
    espera = PRIMERA_ESPERA * 2 ** (correo.intentos - 1)
    return _anotar(correo, Estado.PENDIENTE, motivo, proximo_intento_en=Now() + espera)


def _segun_codigo(correo: Correo, codigo: int, error: Exception) -> None:
    if 400 <= codigo < 500:
        return _reintentar_luego(correo, error)
    return _anotar(correo, Estado.FALLIDO, f"El servidor de correo lo rechazó: {error}")


def _mensaje(correo: Correo) -> EmailMultiAlternatives:
    mensaje = EmailMultiAlternatives(
        correo.asunto, correo.texto, to=correo.para, headers={"Message-ID": correo.mensaje_id}
    )
    if correo.html:
        mensaje.attach_alternative(correo.html, "text/html")
    for archivo in correo.adjuntos.all():
        with abrir(archivo) as contenido:
            mensaje.attach(archivo.nombre, contenido.read(), archivo.tipo_mime)
    return mensaje


def _entregar(conexion, mensaje: EmailMultiAlternatives, correo: Correo) -> list[str]:
    """Direcciones que el servidor no aceptó (las demás sí recibieron)."""
    smtp = getattr(conexion, "connection", None)
    if not isinstance(smtp, smtplib.SMTP):
        conexion.send_messages([mensaje])
        return []
    # El backend de Django no cuenta qué destinatarios rechazó el servidor; smtplib sí.
    remitente = _sobre(correo) or parseaddr(mensaje.from_email)[1]
    crudo = mensaje.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # el mensaje es de Django
    return sorted(smtp.sendmail(remitente, mensaje.recipients(), crudo))


def _sobre(correo: Correo) -> str:
    """A dónde vuelve si rebota: la dirección de CORREO_REBOTES con el identificador dentro («rebotes+<id>@…»).

    Así se sabe de cuál era aunque el servidor que lo devuelve no traiga el original. Vacío si no se usa.
    """
    usuario, _, dominio = settings.CORREO_REBOTES.partition("@")
    return f"{usuario}+{correo.mensaje_id[1:41]}@{dominio}" if dominio else ""


def _cerrar(conexion) -> None:
    with suppress(OSError, smtplib.SMTPException):  # lo que importa ya quedó dicho por la entrega
        conexion.close()


def _mensaje_id(clave: str) -> str:
    dominio = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(clave.encode()).hexdigest()[:40]}@{dominio}>"
