"""Publicar una escalera nueva: rige desde un día futuro, hasta entonces se puede ensayar, cambiar o retirar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import DateField, F, Func, Max, Value
from django.utils.text import slugify

from . import textos
from .choices import Canal, UnidadDias
from .models import Escalera, Peldano

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario

CANDADO = "cobranzas.escalera"
PASOS_MAXIMO = 12


class EscaleraImposible(ValueError):
    """La escalera no se puede publicar así. `motivos`: frases, cada una con su paso."""

    def __init__(self, motivos: Sequence[str]):
        super().__init__(" ".join(motivos))
        self.motivos = list(motivos)


@dataclass(frozen=True)
class PasoNuevo:
    """Un paso por publicar. `clave` es la del paso que reemplaza, o vacía si es nuevo."""

    nombre: str
    canal: str
    clave: str = ""
    dias: int | None = None
    unidad: str = UnidadDias.CALENDARIO
    recibos_vencidos: int | None = None
    cuotas_vencidas: int | None = None
    importe_minimo: Decimal = Decimal("0.00")
    categorias: tuple[str, ...] = ()
    asunto: str = ""
    plantilla: str = ""

    @property
    def previo(self) -> bool:
        return self.dias is not None and self.dias <= 0


def pendiente(*, hoy: dt.date) -> Escalera | None:
    """La versión publicada que aún no rige, o None."""
    return Escalera.objects.filter(vigencia__startswith__gt=hoy).first()


@transaction.atomic
def publicar(
    *,
    nombre: str,
    motivo: str,
    desde: dt.date,
    pasos: Sequence[PasoNuevo],
    por: Usuario,
    hoy: dt.date,
    ahora: dt.datetime,
) -> Escalera:
    """La versión nueva, que rige desde `desde`; la de antes deja de regir ese día (manual 6.3.11).

    Si había otra publicada que aún no regía, la reemplaza. EscaleraImposible con todo lo que haya que corregir.
    """
    _turno()
    motivos = validar(pasos)
    if desde <= hoy:
        motivos.insert(0, f"La fecha debe ser posterior a hoy, {hoy:%d/%m/%Y}.")
    if motivos:
        raise EscaleraImposible(motivos)
    if anterior := pendiente(hoy=hoy):
        _retirar(anterior)
    Escalera.objects.filter(vigencia__contains=desde).update(vigencia=_hasta(desde))
    ultima = Escalera.objects.aggregate(ultima=Max("version"))["ultima"] or 0
    nueva = Escalera.objects.create(
        version=ultima + 1,
        nombre=nombre,
        motivo=motivo,
        vigencia=DateRange(desde, None),
        creada_por=por,
        creada_en=ahora,
    )
    Peldano.objects.bulk_create(_peldanos(nueva, pasos))
    return nueva


@transaction.atomic
def retirar(*, escalera: Escalera, hoy: dt.date) -> None:
    """Quita una versión que aún no rige: sigue la de antes. EscaleraImposible si ya empezó a regir."""
    _turno()
    if not Escalera.objects.filter(pk=escalera.pk, vigencia__startswith__gt=hoy).exists():
        raise EscaleraImposible(["Ya empezó a regir o alguien la retiró antes. Publica otra para cambiarla."])
    _retirar(escalera)


def validar(pasos: Sequence[PasoNuevo]) -> list[str]:
    """Qué hay que corregir para poder publicarla, en frases; vacía si está bien."""
    if not pasos:
        return ["La escalera no tiene pasos. Agrega al menos uno."]
    if len(pasos) > PASOS_MAXIMO:
        return [f"La escalera admite {PASOS_MAXIMO} pasos. Hay {len(pasos)}."]
    motivos = [f"Paso {n}, «{paso.nombre}»: {motivo}" for n, paso in enumerate(pasos, 1) for motivo in _faltas(paso)]
    claves = [clave_de(paso) for paso in pasos]
    motivos += [f"Hay dos pasos llamados «{p.nombre}»." for n, p in enumerate(pasos) if claves[n] in claves[:n]]
    return motivos + _desorden(pasos)


def clave_de(paso: PasoNuevo) -> str:
    """La del paso que reemplaza; si es nuevo, la de su nombre. Lo hecho con esa clave no se repite."""
    return paso.clave or slugify(paso.nombre)[:30].strip("-")


def _faltas(paso: PasoNuevo) -> list[str]:
    por_cuenta = paso.recibos_vencidos is not None or paso.cuotas_vencidas is not None
    faltas = []
    if not clave_de(paso):
        faltas.append("el nombre necesita letras o números.")
    if (paso.dias is None) == (not por_cuenta):
        faltas.append("escribe los días desde el vencimiento, o cuántos recibos o cuotas vencidas; una de las dos.")
    if paso.previo and paso.unidad == UnidadDias.HABILES:
        faltas.append("antes de vencer los días se cuentan de calendario.")
    if paso.canal == Canal.CORREO and not (paso.asunto.strip() and paso.plantilla.strip()):
        faltas.append("un correo necesita asunto y texto.")
    for texto in (paso.asunto, paso.plantilla):
        try:
            textos.validar(texto)
        except ValidationError as error:
            faltas.append(str(error.message))
    return faltas


def _desorden(pasos: Sequence[PasoNuevo]) -> list[str]:
    """El más severo va último: los que son antes de vencer, los que cuentan días de menos a más, y derivar al final."""
    motivos = []
    for antes, despues in pairwise(pasos):
        iguales = antes.unidad == despues.unidad or antes.previo or despues.previo
        if antes.dias is not None and despues.dias is not None and iguales and despues.dias < antes.dias:
            motivos.append(f"«{despues.nombre}» toca antes que «{antes.nombre}»: ponlo primero.")
        if antes.canal == Canal.DERIVACION:
            motivos.append(f"Después de «{antes.nombre}» no va otro paso: el caso ya está en cartera morosa.")
        if antes.dias is None and despues.previo:
            motivos.append(f"«{despues.nombre}» es antes de vencer: va antes que «{antes.nombre}».")
    return motivos


def _peldanos(escalera: Escalera, pasos: Sequence[PasoNuevo]) -> list[Peldano]:
    return [
        Peldano(
            escalera=escalera,
            orden=orden,
            clave=clave_de(paso),
            nombre=paso.nombre,
            canal=paso.canal,
            dias=paso.dias,
            unidad=paso.unidad,
            recibos_vencidos=paso.recibos_vencidos,
            cuotas_vencidas=paso.cuotas_vencidas,
            importe_minimo=paso.importe_minimo,
            categorias=sorted(paso.categorias),
            asunto=paso.asunto.strip(),
            plantilla=paso.plantilla.strip(),
        )
        for orden, paso in enumerate(pasos, 1)
    ]


def _retirar(escalera: Escalera) -> None:
    desde = escalera.vigencia.lower
    escalera.peldanos.all().delete()
    escalera.delete()
    Escalera.objects.filter(vigencia__endswith=desde).update(vigencia=_hasta(None))


def _hasta(fin: dt.date | None):
    """La misma vigencia con otro fin (abierta, si no hay)."""
    return Func(
        Func(F("vigencia"), function="lower", output_field=DateField()),
        Value(fin, DateField()),
        function="daterange",
        output_field=DateRangeField(),
    )


def _turno() -> None:
    """Dos que publican a la vez van una tras otra."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [CANDADO])
