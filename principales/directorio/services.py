"""Escribir en el directorio: contactos, sus medios, quién recibe qué y quién los miró (manual 6.3.1; Ley 29733)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from cartera.padron.choices import DecisionNombre
from cartera.padron.models import Cliente
from config.comun.usuarios.models import Usuario

from .choices import ActoAcceso, EstadoMedio, Finalidad, Fuente, TipoMedio
from .medios import Medio
from .models import ANONIMO, AccesoDirectorio, Contacto, MedioContacto, Recepcion
from .selectors import version_de

CUALQUIERA = "cualquiera"  # recibe el asunto por cualquiera de sus medios


class ContactoCerrado(Exception):
    """El contacto ya no está en el cliente; el mensaje dice desde cuándo."""


class CambioAjeno(Exception):
    """Alguien cambió el contacto mientras se escribía."""


class FaltaMotivo(Exception):
    pass


class MedioRepetido(Exception):
    """El contacto tiene dos veces el mismo teléfono o correo."""


class MedioOpuesto(Exception):
    """La persona pidió que no se use ese medio."""


class DatosRetenidos(Exception):
    """Hay una retención legal: los datos no se borran."""


@dataclass(frozen=True, slots=True)
class DatosMedio:
    """Un medio como quedó en el formulario. `pk`: el que ya tenía; None: nuevo."""

    medio: Medio
    pk: int | None = None
    fuente: str = Fuente.CLIENTE
    finalidad: str = Finalidad.SERVICIO
    whatsapp: bool = False
    preferido: bool = False
    consiente_campanas: bool = False
    verificado: bool = False
    retirado: bool = False


@transaction.atomic
def guardar(
    *,
    cliente: Cliente,
    datos: Mapping[str, Any],
    medios: Iterable[DatosMedio],
    recibe: Mapping[str, str],
    por: Usuario | None,
    en: dt.datetime,
    contacto: Contacto | None = None,
    version: str = "",
) -> Contacto:
    """Crea el contacto o cambia el que hay, con todos sus medios y lo que recibe.

    `datos`: los campos propios de `Contacto`. `recibe`: asunto → «», «cualquiera» o el valor de uno de sus medios.
    ContactoCerrado si ya no está en el cliente; MedioRepetido si un teléfono o correo viene dos veces; CambioAjeno si
    `version` (selectors.version_de) ya no es la que se leyó.
    """
    contacto = Contacto(cliente=cliente, creado_por=por, creado_en=en) if contacto is None else _vigente(contacto)
    if version and version != version_de(contacto=contacto):
        raise CambioAjeno("Alguien cambió este contacto mientras escribías. Compara y guarda otra vez.")
    for campo, valor in datos.items():
        setattr(contacto, campo, valor)
    contacto.save()
    _guardar_medios(contacto, list(medios), por, en)
    _guardar_recepciones(contacto, recibe)
    return contacto


def _vigente(contacto: Contacto) -> Contacto:
    """El contacto, con su fila tomada. ContactoCerrado si ya no está."""
    actual = Contacto.objects.select_for_update().get(pk=contacto.pk)
    if not actual.vigente:
        raise ContactoCerrado(
            f"{actual} está cerrado desde el {actual.cerrado_el:%d/%m/%Y}: {actual.motivo_cierre} "
            "Reábrelo para cambiarlo."
        )
    return actual


def _guardar_medios(contacto: Contacto, medios: list[DatosMedio], por: Usuario | None, en: dt.datetime) -> None:
    claves = [(d.medio.valor, d.medio.anexo) for d in medios]
    for clave in claves:
        if claves.count(clave) > 1:
            raise MedioRepetido(f"«{clave[0]}» está dos veces. Deja uno.")
    hay = {m.pk: m for m in contacto.medios.select_for_update()}
    hoy = timezone.localdate(en)
    # Soltar antes el preferido: solo puede haber uno por tipo.
    contacto.medios.filter(preferido=True).update(preferido=False)
    con_preferido: set[str] = set()
    for dado in medios:
        medio = hay.get(dado.pk or 0) or next(
            (m for m in hay.values() if (m.valor, m.anexo) == (dado.medio.valor, dado.medio.anexo)), None
        )
        if medio is None:
            medio = MedioContacto(contacto=contacto, estado_desde=en)
        elif (medio.valor, medio.anexo) != (dado.medio.valor, dado.medio.anexo):
            # Otro número es otro dato: lo verificado y lo aceptado era del anterior.
            medio.verificado_el = medio.verificado_por = medio.consentido_el = None
            medio.consiente_campanas, medio.estado, medio.motivo_estado = False, EstadoMedio.VIGENTE, ""
            medio.estado_desde = en
        _poner(medio, dado, hoy, por, en)
        medio.preferido = dado.preferido and medio.util and medio.tipo not in con_preferido
        if medio.preferido:
            con_preferido.add(medio.tipo)
        medio.save()


def _poner(medio: MedioContacto, dado: DatosMedio, hoy: dt.date, por: Usuario | None, en: dt.datetime) -> None:
    medio.tipo, medio.valor, medio.anexo = dado.medio.tipo, dado.medio.valor, dado.medio.anexo
    medio.fuente, medio.finalidad = dado.fuente, dado.finalidad
    medio.whatsapp = dado.whatsapp and dado.medio.tipo == TipoMedio.CELULAR
    # Quien se opuso no acepta campañas por una casilla: antes hay que volver su medio a vigente, con motivo.
    acepta = dado.consiente_campanas and medio.estado != EstadoMedio.OPUESTO
    if acepta and not medio.consiente_campanas:
        medio.consentido_el = hoy
    medio.consiente_campanas = acepta
    if dado.verificado and por is not None:
        medio.verificado_el, medio.verificado_por = hoy, por
    if dado.retirado and medio.util:
        medio.estado, medio.motivo_estado, medio.estado_desde = EstadoMedio.RETIRADO, "Ya no lo usa.", en


def _guardar_recepciones(contacto: Contacto, recibe: Mapping[str, str]) -> None:
    hay = {r.asunto: r for r in contacto.recepciones.all()}
    medios = {m.valor: m for m in contacto.medios.all()}
    for asunto, por_donde in recibe.items():
        actual = hay.get(asunto)
        if not por_donde:
            if actual:
                actual.delete()
            continue
        medio = None if por_donde == CUALQUIERA else medios.get(por_donde)
        if actual is None:
            Recepcion.objects.create(contacto=contacto, asunto=asunto, medio=medio)
        elif actual.medio != medio:
            actual.medio = medio
            actual.save()


def cerrar(*, contacto: Contacto, motivo: str, por: Usuario, el: dt.date) -> None:
    """La persona ya no está en el cliente: queda cerrada con su historia. FaltaMotivo; ContactoCerrado."""
    if not motivo.strip():
        raise FaltaMotivo("Escribe por qué se cierra: lo leerá quien busque a esta persona.")
    if not Contacto.objects.filter(pk=contacto.pk, cerrado_el__isnull=True).update(
        cerrado_el=el, motivo_cierre=motivo.strip()
    ):
        raise ContactoCerrado(f"{contacto} ya estaba cerrado.")


def reabrir(*, contacto: Contacto, por: Usuario) -> None:
    """Vuelve a estar en el cliente. ContactoCerrado si fue fusionado o anonimizado: eso no se deshace."""
    if not Contacto.objects.filter(
        pk=contacto.pk, cerrado_el__isnull=False, fusionado_en__isnull=True, anonimizado_el__isnull=True
    ).update(cerrado_el=None, motivo_cierre=""):
        raise ContactoCerrado("No se puede reabrir: está vigente, fusionado con otro o sus datos se borraron.")


@transaction.atomic
def marcar_medio(*, medio: MedioContacto, estado: str, motivo: str, por: Usuario | None, en: dt.datetime) -> bool:
    """Anota que el medio rebotó, es equivocado, se opuso, ya no lo usa o vuelve a servir; falso si ya estaba así.

    FaltaMotivo si no se dice por qué. Un rebote no tapa una oposición. Lo que deja de servir pierde el «preferido».
    """
    if not motivo.strip():
        raise FaltaMotivo("Escribe cómo lo sabes: rebote, llamada, visita.")
    actual = MedioContacto.objects.select_for_update().get(pk=medio.pk)
    automatico = estado in (EstadoMedio.REBOTADO, EstadoMedio.EQUIVOCADO)
    if actual.estado == estado or (automatico and actual.estado == EstadoMedio.OPUESTO):
        return False
    actual.estado, actual.motivo_estado, actual.estado_desde = estado, motivo.strip()[:300], en
    if estado != EstadoMedio.VIGENTE:
        actual.preferido = False
    if estado == EstadoMedio.OPUESTO:
        actual.consiente_campanas = False
    actual.save()
    return True


def verificar_medio(*, medio: MedioContacto, por: Usuario, en: dt.datetime) -> None:
    """Alguien confirmó hoy que sirve; lo rebotado o equivocado vuelve a vigente. MedioOpuesto si pidió no usarlo."""
    hechos = (
        MedioContacto.objects.filter(pk=medio.pk, contacto__cerrado_el__isnull=True)
        .exclude(estado=EstadoMedio.OPUESTO)
        .update(
            verificado_el=timezone.localdate(en),
            verificado_por=por,
            estado=EstadoMedio.VIGENTE,
            motivo_estado="",
            estado_desde=en if not medio.util else medio.estado_desde,
        )
    )
    if not hechos:
        raise MedioOpuesto("No se puede verificar: la persona pidió no usarlo o su contacto está cerrado.")


def anotar_consulta(
    *,
    acto: str,
    por: Usuario,
    en: dt.datetime,
    contacto: Contacto | None = None,
    cliente: Cliente | None = None,
    filas: int = 1,
    detalle: str = "",
) -> None:
    """Deja constancia de quién miró o exportó datos personales (DS 016-2024-JUS). `filas`: cuántos contactos."""
    AccesoDirectorio.objects.create(
        acto=ActoAcceso(acto), por=por, en=en, contacto=contacto, cliente=cliente, filas=filas, detalle=detalle[:500]
    )


SEGUIR_UNIONES = """
UPDATE principales_contacto c SET cliente_id = k.cliente_id
FROM cartera_casonombre k JOIN cartera_cliente antes ON antes.clave = 'N:' || k.nombre_norm
WHERE k.decision = %s AND c.cliente_id = antes.id AND k.cliente_id <> antes.id
"""


def seguir_uniones() -> int:
    """Cartera decidió que un nombre sin documento es un cliente que ya estaba: sus contactos pasan a él. Cuántos.

    Repetida, no cambia nada. Lo que cambia de titular en el padrón no se toca: el anterior sigue con su gente.
    """
    with connection.cursor() as cursor:
        cursor.execute(SEGUIR_UNIONES, [DecisionNombre.UNIR])
        return cursor.rowcount


def retener(*, contacto: Contacto, motivo: str, por: Usuario) -> None:
    """Sus datos no se borran mientras dure lo que dice el motivo. FaltaMotivo; DatosRetenidos si ya se borraron."""
    if not motivo.strip():
        raise FaltaMotivo("Escribe qué expediente o proceso obliga a conservar sus datos.")
    if not Contacto.objects.filter(pk=contacto.pk, anonimizado_el__isnull=True).update(
        retenido=True, motivo_retencion=motivo.strip()
    ):
        raise DatosRetenidos("Sus datos ya se borraron: no hay qué retener.")


def liberar(*, contacto: Contacto, por: Usuario) -> None:
    """Termina la retención; el motivo queda en el historial."""
    Contacto.objects.filter(pk=contacto.pk).update(retenido=False, motivo_retencion="")


@transaction.atomic
def anonimizar(*, contacto: Contacto, por: Usuario, en: dt.datetime) -> None:
    """Borra sus datos personales de la ficha, de sus duplicados y del historial; queda que existió y qué se hizo.

    DatosRetenidos si hay retención legal. No se deshace.
    """
    hoy = timezone.localdate(en)
    suyos = Contacto.objects.select_for_update().filter(pk=contacto.pk) | Contacto.objects.select_for_update().filter(
        fusionado_en=contacto.pk
    )
    for uno in suyos.order_by("pk"):
        if uno.retenido:
            raise DatosRetenidos(f"No se borran: {uno.motivo_retencion}. Se podrá cuando termine esa retención.")
        if uno.anonimizado_el is None:
            _borrar_datos(uno, hoy, en)


def _borrar_datos(contacto: Contacto, hoy: dt.date, en: dt.datetime) -> None:
    contacto.recepciones.all().delete()
    for medio in contacto.medios.all():
        MedioContacto.objects.filter(pk=medio.pk).update(
            valor=f"{ANONIMO}{medio.pk}",
            anexo="",
            whatsapp=False,
            preferido=False,
            consiente_campanas=False,
            estado=EstadoMedio.RETIRADO,
            motivo_estado="Sus datos se borraron.",
            estado_desde=en,
        )
    contacto.oposiciones.update(detalle="Sus datos se borraron.")
    Contacto.objects.filter(pk=contacto.pk).update(
        nombre=f"Contacto {contacto.pk}",
        cargo="",
        tipo_documento="",
        documento="",
        canal_preferido="",
        hora_desde=None,
        hora_hasta=None,
        nota="",
        cerrado_el=contacto.cerrado_el or hoy,
        motivo_cierre="Sus datos se borraron a su pedido.",
        anonimizado_el=hoy,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT principales_anonimizar_historial(%s)", [contacto.pk])
