"""Seis semanas de trato con los clientes para la demostración, por los servicios de siempre y en horas de oficina."""

import datetime as dt
import random
from email.message import EmailMessage
from email.utils import formataddr

from django.db import transaction
from django.utils import timezone

from cartera.padron.models import Cliente
from config.comun.calendario.selectors import es_habil, sumar_habiles
from config.comun.usuarios.models import Usuario
from principales.directorio.choices import Asunto, EstadoMedio, TipoMedio
from principales.directorio.models import Contacto, MedioContacto
from principales.directorio.selectors import medio_para

from . import mensajes, selectors, services, services_entrada
from .choices import MEDIOS_DE, Canal, Sentido
from .models import Comunicacion, ResultadoComunicacion

SEMILLA = 636
DIAS = 42
# canal, resultado, qué se dijo, siguiente paso (días hábiles; 0: ninguno), qué toca
GESTIONES: tuple[tuple[Canal, str, str, int, str], ...] = (
    (Canal.LLAMADA, "informado", "Tiene el recibo; lo pasa a tesorería.", 5, "Confirmar si tesorería pagó"),
    (Canal.LLAMADA, "no_contesta", "", 1, "Volver a llamar por la tarde"),
    (Canal.LLAMADA, "ya_pago", "Pagó por el banco y enviará la constancia.", 2, "Pedir la constancia de pago"),
    (Canal.LLAMADA, "volver_a_llamar", "El administrador está de viaje.", 3, "Llamar al administrador"),
    (Canal.LLAMADA, "recado", "Se dejó el importe y la fecha con la recepción.", 0, ""),
    (Canal.LLAMADA, "reclama", "Dice que el local estuvo cerrado ese mes.", 4, "Ver si presentó el reclamo"),
    (Canal.VISITA, "informado", "Estado de cuenta entregado en mesa de partes.", 5, "Preguntar por el pago"),
    (Canal.VISITA, "ausente", "Atendió vigilancia; el encargado vuelve mañana.", 1, "Volver a visitar"),
    (Canal.WHATSAPP, "enviado", "Se envió la cuenta del banco y el código del suministro.", 0, ""),
    (Canal.WHATSAPP, "respondio", "Pide el detalle por suministro.", 2, "Enviar el detalle por correo"),
    (Canal.REUNION, "otra_reunion", "Gerencia pide una propuesta de pago en partes.", 5, "Llevar la propuesta"),
    (Canal.CARTA, "entregada", "Carta de atención con el recibo del mes, con cargo firmado.", 0, ""),
)  # fmt: skip
RESPUESTAS = (
    "Buenas tardes, ya hicimos el depósito. Adjuntamos la constancia mañana a primera hora.",
    "Gracias por el aviso. ¿Nos pueden enviar el detalle por suministro, por favor?",
    "El pago está programado para el viernes. Saludos.",
)


@transaction.atomic
def conversar(*, clientes: list[Cliente], por: Usuario, en: dt.datetime) -> int:
    """Registra gestiones y correos de las últimas semanas con esos clientes. Si ya hay alguna, nada más. Cuántas hizo.

    Ningún correo sale: solo se anota lo hablado y lo que llegó.
    """
    if Comunicacion.objects.exists() or not clientes:
        return 0
    azar = random.Random(SEMILLA)  # noqa: S311 — inventa datos, no claves
    resultados = {(r.canal, r.clave): r for r in ResultadoComunicacion.objects.all()}
    hoy = timezone.localdate(en)
    dias = [d for n in range(DIAS, 0, -1) if es_habil(d := hoy - dt.timedelta(days=n))]
    for dia in dias:
        for _ in range(azar.randint(2, 5)):
            _gestionar(azar, azar.choice(clientes), dia, resultados, por, hoy)
    _numero_equivocado(clientes, dias[-3], resultados, por)
    _responden(azar, dias[-2:], en)
    _por_archivar(dias[-1], en)
    return Comunicacion.objects.count()


def _a_las(azar: random.Random, dia: dt.date) -> dt.datetime:
    hora = dt.time(azar.randint(8, 15), azar.randrange(0, 60, 5))
    return timezone.make_aware(dt.datetime.combine(dia, hora))


def _gestionar(
    azar: random.Random, cliente: Cliente, dia: dt.date, resultados: dict, por: Usuario, hoy: dt.date
) -> None:
    canal, clave, texto, plazo, paso = azar.choice(GESTIONES)
    en = _a_las(azar, dia)
    if selectors.reparos(cliente_id=cliente.pk, canal=canal, en=en):
        return  # ya se le contactó bastante esa semana
    medio, contacto = None, cliente.contactos.vigentes().first()
    if tipos := MEDIOS_DE.get(canal):
        medio = medio_para(cliente_id=cliente.pk, asunto=Asunto.COBRANZA, tipos=tipos, al=dia)
        if medio is None:
            return
    comunicacion = services.registrar(
        cliente=cliente,
        canal=canal,
        sentido=Sentido.SALIENTE,
        ocurrio_en=en,
        resultado=resultados[canal, clave],
        contacto=medio.contacto if medio else contacto,
        medio=medio,
        texto=texto,
        siguiente_paso=paso,
        siguiente_el=sumar_habiles(desde=dia, dias=plazo) if plazo else None,
        por=por,
    )
    # De lo atrasado casi todo se hizo: lo que queda es lo que una persona tiene un lunes.
    if comunicacion.siguiente_el and comunicacion.siguiente_el < hoy and azar.random() < 0.93:
        services.hecho(comunicacion=comunicacion, en=_a_las(azar, comunicacion.siguiente_el))


def _numero_equivocado(clientes: list[Cliente], dia: dt.date, resultados: dict, por: Usuario) -> None:
    """Un teléfono que resultó de otra persona: sale del directorio de lo que se usa."""
    celulares = MedioContacto.objects.filter(
        contacto__cliente__in=clientes, tipo=TipoMedio.CELULAR, estado=EstadoMedio.VIGENTE
    )
    medio = celulares.select_related("contacto__cliente").order_by("-pk").first()
    if medio:
        services.registrar(
            cliente=medio.contacto.cliente,
            canal=Canal.LLAMADA,
            sentido=Sentido.SALIENTE,
            ocurrio_en=timezone.make_aware(dt.datetime.combine(dia, dt.time(9, 40))),
            resultado=resultados[Canal.LLAMADA, "numero_equivocado"],
            medio=medio,
            texto="Contesta una bodega de Talara.",
            por=por,
        )


def _responden(azar: random.Random, dias: list[dt.date], en: dt.datetime) -> None:
    """Clientes que escribieron al buzón: se archivan solos por su dirección."""
    suyos = Contacto.objects.vigentes().filter(medios__tipo=TipoMedio.CORREO, medios__estado=EstadoMedio.VIGENTE)
    for numero, contacto in enumerate(suyos.order_by("pk").distinct()[: len(RESPUESTAS)]):
        direccion = contacto.medios.filter(tipo=TipoMedio.CORREO, estado=EstadoMedio.VIGENTE).first()
        _llega(f"respuesta{numero}", str(direccion), contacto.nombre, "Estado de cuenta", RESPUESTAS[numero],
               _a_las(azar, dias[numero % len(dias)]), en)  # fmt: skip


def _por_archivar(dia: dt.date, en: dt.datetime) -> None:
    """De una dirección que nadie tiene anotada: espera a una persona."""
    _llega(
        "por-archivar", "contabilidad@estudio-contable.invalid", "Estudio contable", "Consulta por los recibos",
        "Buenos días. Llevamos la contabilidad de varias empresas de la zona y necesitamos saber a qué cuenta se paga.",
        timezone.make_aware(dt.datetime.combine(dia, dt.time(11, 15))), en,
    )  # fmt: skip


def _llega(
    clave: str, de: str, nombre: str, asunto: str, texto: str, recibido_en: dt.datetime, en: dt.datetime
) -> None:
    correo = EmailMessage()
    correo["From"], correo["Subject"] = formataddr((nombre, de)), asunto
    correo["Message-ID"] = f"<{clave}@demostracion.invalid>"
    correo.set_content(texto)
    services_entrada.recibir(mensaje=mensajes.leer(correo.as_bytes(), recibido_en=recibido_en), en=en)
