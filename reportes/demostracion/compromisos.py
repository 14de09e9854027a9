"""Promesas y convenios de la demostración: registrados en días pasados y juzgados por los pagos que llegaron."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from cartera.cuentas.models import Recibo
from cartera.padron.models import Cliente
from cobranzas.compromisos import services
from cobranzas.compromisos.documento import pdf_del_convenio
from cobranzas.compromisos.errores import CompromisoNoValido
from cobranzas.compromisos.models import Convenio, Promesa
from cobranzas.compromisos.plan import mas_meses
from cobranzas.compromisos.recibos import exigibles_al
from config.comun.calendario.selectors import sumar_habiles
from config.comun.usuarios.models import Usuario
from principales.seleccion.models import Principal

# (días atrás en que se prometió, días hábiles que se dio, cuántas): las últimas están abiertas y una vence hoy.
PROMESAS = ((45, 5, 10), (25, 5, 10), (12, 4, 8), (3, 2, 5), (1, 3, 6))
# (días atrás en que se preparó, si se firmó)
CONVENIOS = ((70, True), (20, True), (5, True), (0, False))
VENCIDOS_DESDE = dt.timedelta(days=120)
PARTE_INICIAL = Decimal("0.30")


def comprometer(*, hoy: dt.date, equipo: Usuario, jefatura: Usuario) -> None:
    """Registra promesas y convenios y los juzga a `hoy`. Si ya hay alguna promesa, no hace nada."""
    if Promesa.objects.exists():
        return
    clientes = _clientes(hoy)
    for dias, plazo, cuantas in PROMESAS:
        _prometer(clientes, el=hoy - dt.timedelta(days=dias), plazo=plazo, cuantas=cuantas, por=equipo)
    for dias, firmado in CONVENIOS:
        _convenir(clientes, el=hoy - dt.timedelta(days=dias), firmado=firmado, equipo=equipo, jefatura=jefatura)
    services.juzgar(al=hoy)


def _clientes(hoy: dt.date) -> Iterator[Cliente]:
    """Los principales de hoy, cada uno una sola vez."""
    return Cliente.objects.filter(pk__in=Principal.objects.vigentes(hoy).values("cliente")).order_by("pk").iterator()


def _debe(cliente: Cliente, al: dt.date) -> tuple[list[Recibo], Decimal]:
    """Hasta tres recibos que tenía vencidos ese día y lo exigible de ellos."""
    vencidos = Recibo.objects.filter(suministro__cliente=cliente, vence_el__lt=al, vence_el__gte=al - VENCIDOS_DESDE)
    debidos = exigibles_al(cliente.pk, vencidos.values_list("pk", flat=True), al)
    recibos = [r for r in vencidos.order_by("vence_el", "numero") if r.pk in debidos][:3]
    return recibos, sum((debidos[r.pk][1] for r in recibos), Decimal("0.00"))


def _a_las_diez(el: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(el, dt.time(10)))


def _prometer(clientes: Iterator[Cliente], *, el: dt.date, plazo: int, cuantas: int, por: Usuario) -> None:
    for cliente in clientes:
        recibos, debe = _debe(cliente, el)
        if not recibos:
            continue
        vence = sumar_habiles(desde=el, dias=plazo)
        services.prometer(cliente=cliente, recibos=recibos, cuotas=[(vence, debe)], por=por, en=_a_las_diez(el))
        cuantas -= 1
        if not cuantas:
            return


def _convenir(
    clientes: Iterator[Cliente], *, el: dt.date, firmado: bool, equipo: Usuario, jefatura: Usuario
) -> Convenio | None:
    for cliente in clientes:
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
        return convenio
    return None
