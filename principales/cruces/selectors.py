"""Lo que se lee de los cruces: cuentas de una carga, cargas por comparar y qué consume un candidato."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Avg, Count, Exists, OuterRef, QuerySet

from cartera.padron.models import Cliente, ConsumoCliente, MesCargado
from config.comun.carga.models import Carga
from config.comun.parametros.selectors import valores
from config.comun.usuarios.models import Usuario
from principales.seleccion.models import Principal

from .choices import Par
from .models import CargaRegistro, PedidoInspeccion, PerfilRegistro, Registrado

PARAMETROS = ("cruce_parecido_pct", "cruce_bloque_maximo", "cruce_presupuesto_s")


@dataclass(frozen=True, slots=True)
class Cuentas:
    """Lo que dice `manage.py cruzar --json`: `filas` es la suma de las otras seis."""

    filas: int
    rechazadas: int
    por_documento: int
    por_nombre: int
    por_parecido: int
    sin_par: int
    sin_comparar: int


def contar(*, carga: Carga) -> Cuentas:
    """Las filas de esa carga según con quién coinciden hoy."""
    por_par = dict(
        Registrado.objects.filter(carga=carga).values_list("par").annotate(n=Count("pk")).values_list("par", "n")
    )
    de = {par: por_par.get(par, 0) for par in Par.values}
    return Cuentas(
        filas=sum(de.values()) + carga.rechazadas,
        rechazadas=carga.rechazadas,
        por_documento=de[Par.DOCUMENTO],
        por_nombre=de[Par.NOMBRE],
        por_parecido=de[Par.PARECIDO],
        sin_par=de[Par.NINGUNO],
        sin_comparar=de[Par.SIN_COMPARAR],
    )


def parametros(*, al: dt.date) -> dict[str, int]:
    """Parecido mínimo (%), tamaño de bloque y tiempo (segundos) que rigen ese día."""
    return valores(PARAMETROS, al=al)


def por_comparar() -> QuerySet[CargaRegistro]:
    """Cargas con filas que aún no se compararon por parecido, la más nueva primero."""
    faltan = Registrado.objects.filter(carga=OuterRef("pk"), par=Par.SIN_COMPARAR)
    return CargaRegistro.objects.filter(Exists(faltan)).select_related("carga", "perfil").order_by("-pk")


def perfiles_para_cargar() -> QuerySet[PerfilRegistro]:
    return PerfilRegistro.objects.filter(activo=True)


def inspecciones_pedidas() -> QuerySet[PedidoInspeccion]:
    """Negocios sin suministro que esperan su orden; inspecciones los recoge (services.marcar_recogida)."""
    return PedidoInspeccion.objects.pendientes().select_related("registrado").order_by("pk")


def consumo_de(*, clientes: list[int], meses: int) -> dict[int, tuple[int, int]]:
    """Por cliente: m³ por mes (promedio entero de sus meses con consumo) y cuántos meses, de los últimos cargados."""
    ultimos = list(MesCargado.objects.order_by("-periodo").values_list("periodo", flat=True)[:meses])
    filas = ConsumoCliente.objects.filter(cliente__in=clientes, periodo__in=ultimos).values("cliente")
    medidas = filas.annotate(promedio=Avg("m3"), meses=Count("periodo")).order_by()
    return {m["cliente"]: (round(m["promedio"]), m["meses"]) for m in medidas}


def clientes_en_cartera(*, clientes: list[int], al: dt.date) -> set[int]:
    """De esos clientes, los que son principales consumidores ese día."""
    return set(Principal.objects.vigentes(al).filter(cliente__in=clientes).values_list("cliente", flat=True))


def visibles(*, user: Usuario, clientes: list[int]) -> set[int]:
    """De esos clientes, los que el usuario puede ver."""
    return set(Cliente.objects.visibles_para(user).filter(pk__in=clientes).values_list("pk", flat=True))
