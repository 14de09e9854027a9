"""Lo que se lee de los cruces: cuentas de una carga, cargas por comparar y qué consume un candidato."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Avg, Count, Exists, F, OuterRef, QuerySet, Subquery

from cartera.padron.models import ConsumoCliente, MesCargado, Suministro
from config.comun.carga.models import Carga
from config.comun.parametros.selectors import valores
from config.comun.usuarios.models import Usuario
from config.comun.usuarios.querysets import ve_todas_las_zonas, zonas_de
from principales.seleccion.models import Criterio, Principal

from .choices import Par
from .models import Candidato, CargaRegistro, PedidoInspeccion, PerfilRegistro, Registrado
from .querysets import RegistradoQuerySet

MESES = 6  # los que se muestran del consumo de un candidato
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
    """Negocios sin suministro que esperan su orden; inspecciones los recoge (decisiones.marcar_recogida)."""
    return PedidoInspeccion.objects.pendientes().select_related("registrado").order_by("pk")


def contar_visibles(*, carga: Carga, user: Usuario) -> dict[str, int]:
    """Lo que el usuario puede ver de esa carga, por coincidencia: lo mismo que abre cada cifra."""
    filas = Registrado.objects.visibles_para(user).filter(carga=carga).values_list("par")
    por_par = dict(filas.annotate(n=Count("pk")).order_by().values_list("par", "n"))
    return {par: por_par.get(par, 0) for par in Par.values}


def por_decidir_por_perfil(*, user: Usuario, al: dt.date) -> dict[int, int]:
    """Cuántos registrados esperan decisión en cada registro, de los que el usuario ve; sin ninguno, no está."""
    esperan = Registrado.objects.visibles_para(user).por_decidir(al).values_list("perfil")
    return dict(esperan.annotate(n=Count("pk")).order_by().values_list("perfil", "n"))


def en_ultima_carga(*, user: Usuario) -> dict[int, int]:
    """Por carga, cuántos registrados trajo la última de cada registro, de los que el usuario ve."""
    suyos = Registrado.objects.visibles_para(user).filter(carga=F("perfil__ultima_carga")).values_list("carga")
    return dict(suyos.annotate(n=Count("pk")).order_by().values_list("carga", "n"))


def con_mejor_candidato(*, registrados: RegistradoQuerySet, user: Usuario) -> RegistradoQuerySet:
    """Anota nombre, puntaje y razones del primer candidato que el usuario puede ver."""
    suyos = candidatos_visibles(user=user).filter(registrado=OuterRef("pk")).order_by("orden")
    return registrados.annotate(
        mejor_nombre=Subquery(suyos.values("cliente__nombre")[:1]),
        mejor_puntaje=Subquery(suyos.values("puntaje")[:1]),
        mejor_razones=Subquery(suyos.values("razones")[:1]),
    )


def candidatos_visibles(*, user: Usuario) -> QuerySet[Candidato]:
    """Candidatos cuyo cliente tiene algún suministro en las zonas del usuario."""
    if ve_todas_las_zonas(user):
        return Candidato.objects.all()
    suyos = Suministro.objects.filter(cliente=OuterRef("cliente_id"), zona__in=zonas_de(user))
    return Candidato.objects.filter(Exists(suyos))


@dataclass(frozen=True, slots=True)
class Opcion:
    """Un candidato como se muestra: cuánto consume y si ya está en la cartera."""

    candidato: Candidato
    suministros: int
    promedio_m3: int | None
    meses: int
    en_cartera: bool


def opciones(*, registrado: Registrado, user: Usuario, al: dt.date) -> list[Opcion]:
    """Los candidatos de un registrado que el usuario ve, el mejor primero."""
    suyos = candidatos_visibles(user=user).filter(registrado=registrado).select_related("cliente").order_by("orden")
    candidatos = list(suyos.annotate(n=Count("cliente__suministros")))
    clientes = [c.cliente_id for c in candidatos]
    consumo = consumo_de(clientes=clientes, meses=MESES) if clientes else {}
    dentro = clientes_en_cartera(clientes=clientes, al=al) if clientes else set()
    vistas = []
    for c in candidatos:
        promedio, meses = consumo.get(c.cliente_id, (None, 0))
        vistas.append(Opcion(c, c.n, promedio, meses, en_cartera=c.cliente_id in dentro))
    return vistas


def umbral_m3(*, al: dt.date) -> int | None:
    """El umbral del criterio de selección que rige ese día; None si no rige ninguno."""
    return Criterio.objects.filter(vigencia__contains=al).values_list("umbral_m3", flat=True).first()


def consumo_de(*, clientes: list[int], meses: int) -> dict[int, tuple[int, int]]:
    """Por cliente: m³ por mes (promedio entero de sus meses con consumo) y cuántos meses, de los últimos cargados."""
    ultimos = list(MesCargado.objects.order_by("-periodo").values_list("periodo", flat=True)[:meses])
    filas = ConsumoCliente.objects.filter(cliente__in=clientes, periodo__in=ultimos).values("cliente")
    medidas = filas.annotate(promedio=Avg("m3"), meses=Count("periodo")).order_by()
    return {m["cliente"]: (round(m["promedio"]), m["meses"]) for m in medidas}


def clientes_en_cartera(*, clientes: list[int], al: dt.date) -> set[int]:
    """De esos clientes, los que son principales consumidores ese día."""
    return set(Principal.objects.vigentes(al).filter(cliente__in=clientes).values_list("cliente", flat=True))
