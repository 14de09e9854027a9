"""Lo hablado con un cliente, lo que toca hacer y cuánto se le puede contactar todavía (manual 6.3.6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from cartera.cuentas.selectors import cuenta_de_cliente
from cartera.padron.models import Cliente, Suministro
from config.comun.calendario.models import DiaNoHabil
from config.comun.calendario.selectors import SEMANA
from config.comun.pantalla.templatetags.formatos import plural, soles
from config.comun.parametros.selectors import empresa, valores
from principales.directorio.choices import Asunto
from principales.directorio.models import Contacto, MedioContacto
from principales.directorio.selectors import medio_para

from .choices import CON_HORARIO, MEDIOS_DE, Canal
from .models import Comunicacion

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario

UNA_SEMANA = 7
SUMINISTROS_NOMBRADOS = 5
EN_LA_GESTION = 12  # medios que se ofrecen al registrar


# --- presupuesto de contactos -------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Presupuesto:
    """Contactos gastados con un cliente en los últimos `dias`, contando el de la fecha pedida.

    `motivo` dice en palabras por qué no se permite otro; `desde_cuando`, el primer día en que cabe otro.
    """

    usados: int
    maximo: int
    dias: int
    permitido: bool
    motivo: str
    desde_cuando: dt.date


def presupuesto_de(*, cliente_id: int, en: dt.datetime) -> Presupuesto:
    """Cuánto se puede contactar al cliente en ese momento, sumando todos los canales y suministros."""
    al = timezone.localdate(en)
    maximo, dias = _limites(al)
    hechos = Comunicacion.objects.filter(cliente_id=cliente_id).que_cuentan(*_ventana(al, dias))
    fechas = [timezone.localdate(m) for m in hechos.order_by("ocurrio_en").values_list("ocurrio_en", flat=True)]
    permitido = len(fechas) < maximo
    desde_cuando, motivo = al, ""
    if not permitido:
        # Cabe otro cuando salga de la cuenta el que hoy la llena.
        desde_cuando = (fechas[len(fechas) - maximo] if maximo else al) + dt.timedelta(days=dias)
        motivo = (
            f"Ya contactamos {plural(len(fechas), 'vez,veces')} a este cliente en "
            f"{plural(dias, 'día,días')} (máximo {maximo})."
        )
    return Presupuesto(len(fechas), maximo, dias, permitido, motivo, desde_cuando)


def clientes_sin_presupuesto(*, al: dt.date) -> QuerySet:
    """Los `cliente_id` a los que ya no se debe contactar ese día: los canales automáticos los saltan."""
    maximo, dias = _limites(al)
    if maximo <= 0:
        return Cliente.objects.values_list("pk", flat=True)
    hechos = Comunicacion.objects.que_cuentan(*_ventana(al, dias)).order_by().values("cliente_id")
    return hechos.annotate(n=Count("pk")).filter(n__gte=maximo).values_list("cliente_id", flat=True)


def hora_permitida(*, en: dt.datetime) -> tuple[bool, str]:
    """Si a esa hora de Lima se puede llamar, visitar o escribir a un cliente, y si no, por qué (Ley 29571, art. 62)."""
    local = timezone.localtime(en)
    limites = valores(
        ("contactos_hora_desde", "contactos_hora_hasta", "contactos_dias_semana", "contactos_en_feriados"),
        al=local.date(),
    )
    desde, hasta = limites["contactos_hora_desde"], limites["contactos_hora_hasta"]
    if local.isoweekday() not in limites["contactos_dias_semana"]:
        return False, f"Es {SEMANA[local.weekday()]}: ese día no se contacta a los clientes."
    feriado = None
    if not limites["contactos_en_feriados"]:
        feriado = DiaNoHabil.objects.filter(fecha=local.date()).values_list("nombre", flat=True).first()
    if feriado:
        return False, f"Es feriado ({feriado}): ese día no se contacta a los clientes."
    if not desde <= local.hour < hasta:
        return False, f"Son las {local:%H:%M}: a los clientes se les contacta de {desde:02d}:00 a {hasta:02d}:00."
    return True, ""


def reparos(*, cliente_id: int, canal: str, en: dt.datetime, gasta: bool = True) -> list[str]:
    """Por qué este contacto pasaría los límites; vacío si cabe. La página los enseña y pide el motivo.

    `gasta`: si consume presupuesto (una llamada que nadie contestó no lo hace, pero sí tiene hora).
    """
    hallados = []
    if canal in CON_HORARIO:
        hallados.append(hora_permitida(en=en)[1])
    if gasta:
        hallados.append(presupuesto_de(cliente_id=cliente_id, en=en).motivo)
    return [motivo for motivo in hallados if motivo]


def _limites(al: dt.date) -> tuple[int, int]:
    hay = valores(("contactos_maximo", "contactos_dias"), al=al)
    return hay["contactos_maximo"], max(hay["contactos_dias"], 1)


def _ventana(al: dt.date, dias: int) -> tuple[dt.datetime, dt.datetime]:
    """De la medianoche de Lima del primer día a la que cierra el último."""
    return _medianoche(al - dt.timedelta(days=dias - 1)), _medianoche(al + dt.timedelta(days=1))


def _medianoche(dia: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(dia, dt.time()))


# --- línea de tiempo y siguientes pasos ---------------------------------------------------------
def linea_de_tiempo(*, cliente: Cliente) -> QuerySet[Comunicacion]:
    """Todo lo hablado con el cliente, lo último primero."""
    return Comunicacion.objects.filter(cliente=cliente).para_lista().order_by("-ocurrio_en", "-pk")


def contar_de_cliente(*, usuario: Usuario, pk: int) -> int:
    """Número de la pestaña «Comunicaciones»."""
    return Comunicacion.objects.visibles_para(usuario).filter(cliente_id=pk).count()


@dataclass(frozen=True, slots=True)
class Pasos:
    """Siguientes pasos a cargo de una persona."""

    vencidos: list[Comunicacion]
    hoy: list[Comunicacion]
    semana: list[Comunicacion]
    mas: int  # los que no se muestran

    @property
    def grupos(self) -> list[tuple[str, str, list[Comunicacion]]]:
        """[(nombre, tono, pasos)] de los que no están vacíos."""
        todos = (("Vencido", "mal", self.vencidos), ("Hoy", "aviso", self.hoy), ("Esta semana", "info", self.semana))
        return [grupo for grupo in todos if grupo[2]]


def pasos_de(*, usuario: Usuario, al: dt.date, tope: int = 30) -> Pasos:
    """Lo que le toca a esa persona hasta dentro de una semana, lo más atrasado primero."""
    suyos = Comunicacion.objects.visibles_para(usuario).con_paso_pendiente()
    suyos = suyos.filter(siguiente_para=usuario, siguiente_el__lte=al + dt.timedelta(days=UNA_SEMANA))
    pasos = list(suyos.select_related("cliente", "contacto").order_by("siguiente_el", "pk")[:tope])
    return Pasos(
        vencidos=[c for c in pasos if c.siguiente_el < al],
        hoy=[c for c in pasos if c.siguiente_el == al],
        semana=[c for c in pasos if c.siguiente_el > al],
        mas=suyos.count() - len(pasos),
    )


# --- a quién ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Destinos:
    """Con quién se puede hablar por un canal y cuál es el mejor medio (o ninguno)."""

    medios: list[MedioContacto]
    contactos: list[Contacto]
    mejor: MedioContacto | None


def destinos(*, cliente: Cliente, canal: str, al: dt.date, asunto: str = Asunto.COBRANZA) -> Destinos:
    """Los medios útiles del cliente para ese canal, el mejor primero, y sus contactos vigentes."""
    tipos = MEDIOS_DE.get(Canal(canal), ())
    contactos = list(cliente.contactos.vigentes().order_by("nombre_norm", "pk")) if not tipos else []
    if not tipos:
        return Destinos([], contactos, None)
    medios = list(
        MedioContacto.objects.utiles()
        .filter(contacto__cliente=cliente, tipo__in=tipos)
        .select_related("contacto")
        .en_orden()
    )
    if canal == Canal.WHATSAPP:
        medios.sort(key=lambda m: not m.whatsapp)
    mejor = medio_para(cliente_id=cliente.pk, asunto=asunto, tipos=tipos, al=al)
    if mejor and canal != Canal.WHATSAPP:
        medios.sort(key=lambda m: m.pk != mejor.pk)
    return Destinos(medios[:EN_LA_GESTION], contactos, medios[0] if medios else None)


# --- campos de una plantilla --------------------------------------------------------------------
def valores_de_campos(
    *, cliente: Cliente, contacto: Contacto | None, por: Usuario | None, al: dt.date
) -> dict[str, str]:
    """Qué pone cada campo de `campos.CAMPOS` para ese cliente en esa fecha, ya en palabras y en una línea."""
    cifras = cuenta_de_cliente(cliente=cliente, al=al).total
    codigos = list(
        Suministro.objects.filter(cliente=cliente)
        .order_by("codigo")
        .values_list("codigo", flat=True)[: SUMINISTROS_NOMBRADOS + 1]
    )
    resto = " y otros" if len(codigos) > SUMINISTROS_NOMBRADOS else ""
    propia = empresa()
    textos = {
        "cliente": str(cliente),
        "contacto": contacto.nombre if contacto else str(cliente),
        "documento": cliente.documento,
        "suministros": ", ".join(codigos[:SUMINISTROS_NOMBRADOS]) + resto,
        "deuda": soles(cifras.exigible),
        "deuda_vencida": soles(cifras.vencido),
        "recibos_vencidos": plural(cifras.recibos_vencidos, "recibo vencido,recibos vencidos"),
        "dias_vencidos": plural(cifras.dias, "día,días"),
        "fecha": date_format(al, r"j \d\e F \d\e Y"),
        "empresa": propia.nombre,
        "telefono_empresa": propia.telefono,
        "firma": por.nombre if por else propia.nombre,
    }
    # Un salto de línea en un nombre partiría el asunto en dos cabeceras.
    return {clave: " ".join(texto.split()) for clave, texto in textos.items()}
