"""Promesas y convenios de la demostración: registrados en días pasados y juzgados por los pagos que llegaron."""

import datetime as dt
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from cartera.cuentas.models import Recibo
from cartera.padron.models import Cliente
from cobranzas.compromisos import services
from cobranzas.compromisos.documento import pdf_del_convenio
from cobranzas.compromisos.errores import CompromisoNoValido
from cobranzas.compromisos.models import Convenio, Promesa
from cobranzas.compromisos.plan import mas_meses
from cobranzas.compromisos.recibos import exigibles_al
from config.comun.calendario.selectors import es_habil, sumar_habiles
from config.comun.usuarios.models import Usuario
from principales.seleccion.models import Principal

# (días atrás en que se prometió, días hábiles que se dio, cuántas): las últimas están abiertas y una vence hoy.
PROMESAS = ((45, 5, 10), (25, 5, 10), (12, 4, 8), (3, 2, 5), (1, 1, 4), (1, 3, 6))
# (días atrás en que se preparó, si se firmó)
CONVENIOS = ((70, True), (20, True), (5, True), (0, False))
VENCIDOS_DESDE = dt.timedelta(days=120)
PARTE_INICIAL = Decimal("0.30")


@transaction.atomic
def comprometer(*, hoy: dt.date, equipo: Usuario, jefatura: Usuario) -> None:
    """Registra promesas y convenios y los juzga a `hoy`. Si ya hay alguna promesa, no hace nada."""
    if Promesa.objects.exists():
        return
    principales = Principal.objects.vigentes(hoy).values("cliente")
    # Cada cliente se usa una vez: quien se compromete sale de la lista.
    libres = list(Cliente.objects.filter(pk__in=principales).order_by("pk"))
    for dias, plazo, cuantas in PROMESAS:
        _prometer(libres, el=_habil(hoy - dt.timedelta(days=dias)), plazo=plazo, cuantas=cuantas, hoy=hoy, por=equipo)
    for dias, firmado in CONVENIOS:
        _convenir(libres, el=_habil(hoy - dt.timedelta(days=dias)), firmado=firmado, equipo=equipo, jefatura=jefatura)
    services.juzgar(al=hoy)


def _debe(cliente: Cliente, al: dt.date, *, cuantos: int = 3) -> tuple[list[Recibo], Decimal]:
    """Los últimos recibos que tenía vencidos ese día y lo exigible de ellos."""
    vencidos = Recibo.objects.filter(suministro__cliente=cliente, vence_el__lt=al, vence_el__gte=al - VENCIDOS_DESDE)
    debidos = exigibles_al(cliente.pk, vencidos.values_list("pk", flat=True), al)
    recibos = [r for r in vencidos.order_by("vence_el", "numero") if r.pk in debidos][-cuantos:]
    return recibos, sum((debidos[r.pk][1] for r in recibos), Decimal("0.00"))


def _habil(el: dt.date) -> dt.date:
    """Ese día o el hábil anterior: la oficina no atiende los feriados."""
    while not es_habil(el):
        el -= dt.timedelta(days=1)
    return el


def _a_las_diez(el: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(el, dt.time(10)))


def _prometer(libres: list[Cliente], *, el: dt.date, plazo: int, cuantas: int, hoy: dt.date, por: Usuario) -> None:
    vence = sumar_habiles(desde=el, dias=plazo)
    for cliente in tuple(libres):
        recibos, debe = _debe(cliente, el, cuantos=1 if cuantas % 3 else 3)
        # De las que ya vencieron, dos de cada tres son de quien pagó a tiempo; la otra, de cualquiera.
        if not recibos or (cuantas % 3 and vence < hoy and exigibles_al(cliente.pk, [recibos[0].pk], vence)):
            continue
        services.prometer(cliente=cliente, recibos=recibos, cuotas=[(vence, debe)], por=por, en=_a_las_diez(el))
        libres.remove(cliente)
        cuantas -= 1
        if not cuantas:
            return


def _convenir(
    libres: list[Cliente], *, el: dt.date, firmado: bool, equipo: Usuario, jefatura: Usuario
) -> Convenio | None:
    for cliente in tuple(libres):
        recibos, debe = _debe(cliente, el)
        if len(recibos) < 2:
            continue
        try:
            convenio = services.preparar_convenio(
                cliente=cliente,
                recibos=recibos,
                inicial=(debe * PARTE_INICIAL).quantize(Decimal("0.01")),
                inicial_el=el,
                cuotas=4,
                primera_el=mas_meses(el, 1),
                firmante=f"Representante de {cliente}"[:150],
                firmante_documento="00000000",
                por=equipo,
                en=_a_las_diez(el),
            )
        except CompromisoNoValido:  # una deuda de pocos soles no da para cuotas: el siguiente
            continue
        if firmado:
            papel = ContentFile(pdf_del_convenio(convenio, al=el), name="firmado.pdf")
            services.firmar_convenio(
                convenio=convenio, documento=papel, tipo_mime="application/pdf", por=jefatura, en=_a_las_diez(el)
            )
        libres.remove(cliente)
        return convenio
    return None
