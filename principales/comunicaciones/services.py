"""Registrar lo hablado, escribir al cliente y llevar los siguientes pasos (manual 6.3.6)."""

import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cartera.padron.models import Cliente
from config.comun.archivos.models import Archivo
from config.comun.correo import services as buzon_de_salida
from config.comun.usuarios.models import Usuario
from principales.directorio import services as directorio
from principales.directorio.choices import Asunto, EstadoMedio, TipoMedio
from principales.directorio.models import Contacto, MedioContacto

from . import campos, estado_cuenta, selectors
from .adjuntos import TOTAL_MAXIMO, AdjuntoRechazado
from .choices import Adjunta, Canal, Sentido
from .models import Comunicacion, PlantillaCorreo, ResultadoComunicacion

PASO_SIN_TEXTO = "Volver a contactar"
Origen = tuple[str, str | int]  # («cobranzas.accion», 12)


class FueraDeLimites(Exception):
    """El contacto pasa del presupuesto o de las horas y nadie escribió por qué. El mensaje lo dice."""


class GestionIncompleta(ValueError):
    """Falta algo que el resultado pide, o lo elegido no es de ese cliente o canal."""


class MedioNoSirve(ValueError):
    """A ese medio no se puede escribir: no es un correo, ya no sirve, o no consintió campañas."""


class NoSeAnula(Exception):
    """La comunicación ya está anulada, o es un correo que ya salió."""


class PasoYaResuelto(Exception):
    """El siguiente paso ya estaba hecho o la comunicación no tiene uno pendiente."""


@transaction.atomic
def registrar(
    *,
    cliente: Cliente,
    canal: str,
    sentido: str,
    ocurrio_en: dt.datetime,
    resultado: ResultadoComunicacion | None,
    por: Usuario | None,
    contacto: Contacto | None = None,
    medio: MedioContacto | None = None,
    asunto: str = "",
    texto: str = "",
    siguiente_paso: str = "",
    siguiente_el: dt.date | None = None,
    siguiente_para: Usuario | None = None,
    motivo_exceso: str = "",
    origen: Origen | None = None,
    adjuntos: Sequence[Archivo] = (),
    cuenta: bool | None = None,
    responde_a: Comunicacion | None = None,
) -> Comunicacion:
    """Anota un contacto con el cliente. El mismo `origen` otra vez devuelve el que había, sin cambiar nada.

    Un saliente gasta presupuesto salvo que el resultado diga que no se habló con nadie, o `cuenta=False` (entregar el
    recibo no es perseguir). Si el resultado marca el medio («número equivocado»), el directorio lo anota. El canal
    automático no escribe motivo: sin presupuesto o fuera de hora, FueraDeLimites. GestionIncompleta si falta lo que el
    resultado pide o si el contacto, el medio o el resultado no corresponden.
    """
    contacto = contacto or (medio.contacto if medio else None)
    _comprobar(cliente, canal, resultado, contacto, medio)
    siguiente_paso, siguiente_el = _paso(resultado, siguiente_paso, siguiente_el, ocurrio_en)
    _turno(cliente)
    if origen and (hecha := Comunicacion.objects.filter(origen_tipo=origen[0], origen_id=str(origen[1])).first()):
        return hecha
    saliente = sentido == Sentido.SALIENTE
    if cuenta is None:
        cuenta = resultado is None or resultado.contacto_logrado
    if saliente and not motivo_exceso.strip():
        _respetar_limites(cliente, canal, ocurrio_en, cuenta)
    comunicacion = Comunicacion.objects.create(
        cliente=cliente,
        contacto=contacto,
        medio=medio,
        canal=canal,
        sentido=sentido,
        ocurrio_en=ocurrio_en,
        resultado=resultado,
        asunto=asunto,
        texto=texto.strip().replace("\0", ""),
        siguiente_paso=siguiente_paso,
        siguiente_el=siguiente_el,
        siguiente_para=(siguiente_para or por) if siguiente_el else None,
        motivo_exceso=motivo_exceso.strip() if saliente else "",
        cuenta_en_presupuesto=saliente and cuenta,
        origen_tipo=origen[0] if origen else "",
        origen_id=str(origen[1]) if origen else "",
        responde_a=responde_a,
        por=por,
    )
    comunicacion.adjuntos.set(adjuntos)
    if resultado and resultado.marca_medio and medio:
        directorio.marcar_medio(
            medio=medio, estado=EstadoMedio(resultado.marca_medio), motivo=resultado.nombre, por=por, en=ocurrio_en
        )
    return comunicacion


def enviar_correo(
    *,
    cliente: Cliente,
    medio: MedioContacto,
    por: Usuario | None,
    en: dt.datetime,
    plantilla: PlantillaCorreo | None = None,
    asunto: str = "",
    cuerpo: str = "",
    adjuntos: Sequence[Archivo] = (),
    con_estado_de_cuenta: bool | None = None,
    motivo_exceso: str = "",
    origen: Origen | None = None,
    cuenta: bool | None = None,
    responde_a: Comunicacion | None = None,
) -> Comunicacion:
    """Escribe al cliente: deja el correo en el buzón de salida (sale una vez, tras confirmar) y lo anota.

    Con `plantilla` y sin `asunto` o `cuerpo`, los pone la plantilla con sus campos llenos; lo que llega escrito sale
    tal cual, sin sustituir nada. El estado de cuenta va si se pide o, sin decirlo, si la plantilla lo lleva. Todo
    correo a un cliente pasa por aquí: MedioNoSirve, FueraDeLimites, AdjuntoRechazado y CorreoMalFormado.
    """
    trato = Asunto(plantilla.asunto_directorio) if plantilla else Asunto.COBRANZA
    _comprobar_destino(cliente, medio, trato)
    al = timezone.localdate(en)
    if plantilla and not (asunto and cuerpo):
        valores = selectors.valores_de_campos(cliente=cliente, contacto=medio.contacto, por=por, al=al)
        asunto = asunto or campos.llenar(plantilla.asunto, valores)
        cuerpo = cuerpo or campos.llenar(plantilla.cuerpo, valores)
    if not (asunto.strip() and cuerpo.strip()):
        raise GestionIncompleta("Escribe el asunto y el texto del correo.")
    if any(c in asunto for c in "\r\n\0"):  # con un salto se podrían meter cabeceras
        raise buzon_de_salida.CorreoMalFormado("El asunto va en una sola línea.")
    cuerpo = cuerpo.replace("\0", "")
    if con_estado_de_cuenta is None:
        con_estado_de_cuenta = bool(plantilla and plantilla.adjunta == Adjunta.ESTADO_DE_CUENTA)
    todos = list(adjuntos)
    if con_estado_de_cuenta:  # antes de la transacción: dibujar un PDF tarda
        todos.append(estado_cuenta.guardar(cliente=cliente, al=al, por=por))
    if sum(a.tamano for a in todos) > TOTAL_MAXIMO:
        raise AdjuntoRechazado(f"Los adjuntos suman más de {TOTAL_MAXIMO >> 20} MB. Envíalos en dos correos.")
    with transaction.atomic():
        comunicacion = registrar(
            cliente=cliente,
            canal=Canal.CORREO,
            sentido=Sentido.SALIENTE,
            ocurrio_en=en,
            resultado=None,
            por=por,
            medio=medio,
            asunto=asunto[:200],
            texto=cuerpo,
            motivo_exceso=motivo_exceso,
            origen=origen,
            adjuntos=todos,
            cuenta=cuenta,
            responde_a=responde_a,
        )
        if comunicacion.correo_id is None:
            comunicacion.correo = buzon_de_salida.encolar(
                clave=_clave(comunicacion), para=[medio.valor], asunto=asunto, texto=cuerpo, adjuntos=todos
            )
            comunicacion.save(update_fields=["correo"])
    return comunicacion


@transaction.atomic
def anular(*, comunicacion: Comunicacion, motivo: str, por: Usuario, en: dt.datetime) -> None:
    """Se registró por error: queda a la vista, tachada, y deja de contar. El medio que marcó vuelve a servir.

    NoSeAnula si ya lo estaba o si es un correo (lo que salió, salió).
    """
    if not motivo.strip():
        raise GestionIncompleta("Escribe por qué la anulas.")
    hechas = Comunicacion.objects.filter(pk=comunicacion.pk, anulada_en__isnull=True).exclude(canal=Canal.CORREO)
    if not hechas.update(anulada_en=en, anulada_por=por, motivo_anulacion=motivo.strip(), cuenta_en_presupuesto=False):
        raise NoSeAnula("Ya estaba anulada, o es un correo: lo que salió no se puede anular.")
    medio, resultado = comunicacion.medio, comunicacion.resultado
    if medio and resultado and resultado.marca_medio and medio.estado == resultado.marca_medio:
        directorio.marcar_medio(
            medio=medio, estado=EstadoMedio.VIGENTE, motivo="Se anuló la gestión que lo marcó.", por=por, en=en
        )


def hecho(*, comunicacion: Comunicacion, en: dt.datetime) -> None:
    """El siguiente paso se hizo. PasoYaResuelto si otra persona lo marcó antes."""
    if not Comunicacion.objects.con_paso_pendiente().filter(pk=comunicacion.pk).update(hecho_siguiente_en=en):
        raise PasoYaResuelto("Ese paso ya estaba hecho.")


def rehacer(*, comunicacion: Comunicacion) -> None:
    """Se marcó hecho por error: vuelve a estar pendiente."""
    Comunicacion.objects.filter(pk=comunicacion.pk, siguiente_el__isnull=False).update(hecho_siguiente_en=None)


def posponer(*, comunicacion: Comunicacion, al: dt.date, para: Usuario, hoy: dt.date) -> None:
    """El siguiente paso pasa a otro día o a otra persona; el historial guarda los anteriores.

    GestionIncompleta si el día ya pasó; PasoYaResuelto si ya estaba hecho.
    """
    if al < hoy:
        raise GestionIncompleta(f"El paso se deja para hoy, {hoy:%d/%m/%Y}, o después.")
    pendientes = Comunicacion.objects.con_paso_pendiente().filter(pk=comunicacion.pk)
    if not pendientes.update(siguiente_el=al, siguiente_para=para):
        raise PasoYaResuelto("Ese paso ya estaba hecho.")


# --- reglas -------------------------------------------------------------------------------------
def _comprobar(cliente, canal, resultado, contacto, medio) -> None:
    if resultado and resultado.canal != canal:
        raise GestionIncompleta(f"«{resultado}» no es un resultado de {Canal(canal).label.lower()}.")
    if contacto and contacto.cliente_id != cliente.pk:
        raise GestionIncompleta(f"{contacto} no es contacto de {cliente}.")
    if medio and medio.contacto_id != contacto.pk:
        raise GestionIncompleta(f"{medio} no es de {contacto}.")


def _paso(
    resultado: ResultadoComunicacion | None, paso: str, el: dt.date | None, ocurrio_en: dt.datetime
) -> tuple[str, dt.date | None]:
    paso, fue = " ".join(paso.split()), timezone.localdate(ocurrio_en)
    if el is None:
        if resultado and resultado.pide_fecha:
            raise GestionIncompleta(f"«{resultado}» pide la fecha del siguiente paso.")
        if paso:
            raise GestionIncompleta("Escribe para qué día queda el siguiente paso.")
        return "", None
    if el < fue:
        raise GestionIncompleta(f"El siguiente paso es del {fue:%d/%m/%Y} o después.")
    return paso or PASO_SIN_TEXTO, el


def _respetar_limites(cliente: Cliente, canal: str, en: dt.datetime, cuenta: bool) -> None:
    motivos = selectors.reparos(cliente_id=cliente.pk, canal=canal, en=en, gasta=cuenta)
    if motivos:
        raise FueraDeLimites(" ".join([*motivos, "Para registrarlo igual, escribe el motivo."]))


def _comprobar_destino(cliente: Cliente, medio: MedioContacto, trato: Asunto) -> None:
    if medio.tipo != TipoMedio.CORREO:
        raise MedioNoSirve(f"{medio} no es un correo.")
    if medio.contacto.cliente_id != cliente.pk or not medio.contacto.vigente:
        raise MedioNoSirve(f"{medio} ya no es de un contacto de {cliente}.")
    if not medio.util:
        raise MedioNoSirve(f"A {medio} no se le escribe: {medio.get_estado_display().lower()}.")
    if trato == Asunto.CAMPANAS and not medio.consiente_campanas:
        raise MedioNoSirve(f"{medio.contacto} no aceptó recibir campañas en {medio}.")


def _turno(cliente: Cliente) -> None:
    """Dos que contactan a la vez al mismo cliente (una persona y el barrido) van uno tras otro."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('comunicaciones', %s))", [cliente.pk])


def _clave(comunicacion: Comunicacion) -> str:
    """Con firma: del número solo no se puede adivinar el Message-ID, y un rebote falso no encuentra el suyo."""
    firma = salted_hmac("principales.comunicaciones", str(comunicacion.pk), algorithm="sha256").hexdigest()[:32]
    return f"comunicacion:{comunicacion.pk}:{firma}"
