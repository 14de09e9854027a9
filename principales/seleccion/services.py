"""Conformar la cartera de principales consumidores y mantenerla al día (manual 6.1.1, 6.1.2 y 6.3.2)."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from cartera.ciclos import services as ciclos
from cartera.padron.models import Cliente, MesCargado
from cartera.solicitudes.choices import EstadoSolicitud
from cartera.solicitudes.models import Solicitud
from config.comun.calendario.periodo import Periodo
from config.comun.usuarios.models import Usuario

from . import medicion, selectors
from .choices import CAMBIOS, Decision, EstadoEvaluacion, Resultado
from .models import Criterio, Evaluacion, EvaluacionCliente
from .parametros import Parametros


class ErrorDeSeleccion(Exception):
    """Lo que impide proponer o aprobar, dicho para la persona."""


class FaltaConsumo(ErrorDeSeleccion):
    def __init__(self, periodo: Periodo):
        super().__init__(f"Falta el consumo de {periodo.nombre}. Cárgalo y vuelve a proponer.")


class YaAprobada(ErrorDeSeleccion):
    pass


class Desactualizada(ErrorDeSeleccion):
    pass


class FaltaEntrega(ErrorDeSeleccion):
    pass


class YaDecidido(ErrorDeSeleccion):
    pass


@dataclass(frozen=True, slots=True)
class Aprobacion:
    """Lo que hizo una aprobación; sin solicitud si ningún suministro entra ni sale del ciclo."""

    evaluacion: Evaluacion
    altas: int
    bajas: int
    pendientes: int
    solicitud: Solicitud | None


# Una propuesta o aprobación a la vez en toda la empresa: la segunda ve lo que hizo la primera.
TURNO = "SELECT pg_advisory_xact_lock(hashtext('principales.seleccion'))"

SOBRAN = """
DELETE FROM principales_evaluacioncliente e WHERE e.evaluacion_id = %(evaluacion)s
   AND NOT EXISTS (SELECT FROM seleccion_resultado r WHERE r.cliente_id = e.cliente_id AND r.resultado IS NOT NULL)
"""

# Rehacer la propuesta conserva lo que decidieron las personas mientras el cliente siga con el mismo resultado.
DETALLE = """
INSERT INTO principales_evaluacioncliente AS e (
       evaluacion_id, cliente_id, resultado, califica, individual, suma_m3, meses_validos, meses_sobre, mes_m3,
       mayor_m3, suministros, zona_id, categoria, saldo_vencido, decision, motivo, traspaso)
SELECT %(evaluacion)s, r.cliente_id, r.resultado, r.califica, r.individual, r.suma, r.meses, r.sobre, r.mes,
       r.mayor, r.suministros, r.zona_id, r.categoria, r.saldo_vencido,
       CASE r.resultado WHEN 'queda' THEN 'sin_cambio' ELSE 'pendiente' END, '', ''
  FROM seleccion_resultado r WHERE r.resultado IS NOT NULL
ON CONFLICT (evaluacion_id, cliente_id) DO UPDATE SET
       resultado = excluded.resultado, califica = excluded.califica, individual = excluded.individual,
       suma_m3 = excluded.suma_m3, meses_validos = excluded.meses_validos, meses_sobre = excluded.meses_sobre,
       mes_m3 = excluded.mes_m3, mayor_m3 = excluded.mayor_m3, suministros = excluded.suministros,
       zona_id = excluded.zona_id, categoria = excluded.categoria, saldo_vencido = excluded.saldo_vencido,
       decision = CASE WHEN e.resultado = excluded.resultado THEN e.decision ELSE excluded.decision END,
       motivo = CASE WHEN e.resultado = excluded.resultado THEN e.motivo ELSE '' END,
       traspaso = CASE WHEN e.resultado = excluded.resultado THEN e.traspaso ELSE '' END
 WHERE (e.resultado, e.califica, e.individual, e.suma_m3, e.meses_validos, e.meses_sobre, e.mes_m3, e.mayor_m3,
        e.suministros, e.zona_id, e.categoria, e.saldo_vencido)
       IS DISTINCT FROM (excluded.resultado, excluded.califica, excluded.individual, excluded.suma_m3,
        excluded.meses_validos, excluded.meses_sobre, excluded.mes_m3, excluded.mayor_m3, excluded.suministros,
        excluded.zona_id, excluded.categoria, excluded.saldo_vencido)
"""

# Aprobar, abrir y cerrar membresías en una sola sentencia: o pasa todo o no pasa nada.
APROBAR = """
WITH aprobado AS (
    UPDATE principales_evaluacioncliente e SET decision = 'aprobada'
     WHERE e.evaluacion_id = %(evaluacion)s AND e.decision = 'pendiente' AND e.resultado IN ('alta', 'baja')
       AND (%(clientes)s::bigint[] IS NULL OR e.cliente_id = ANY(%(clientes)s::bigint[]))
    RETURNING e.cliente_id, e.resultado
), abierta AS (
    INSERT INTO principales_principal (cliente_id, vigencia, alta_id)
    SELECT a.cliente_id, daterange(%(desde)s, NULL), %(evaluacion)s FROM aprobado a WHERE a.resultado = 'alta'
    RETURNING 1
), cerrada AS (
    UPDATE principales_principal p
       SET vigencia = daterange(lower(p.vigencia), %(desde)s), baja_id = %(evaluacion)s
      FROM aprobado a
     WHERE a.resultado = 'baja' AND p.cliente_id = a.cliente_id AND upper_inf(p.vigencia)
    RETURNING 1
)
SELECT (SELECT count(*) FROM abierta), (SELECT count(*) FROM cerrada)
"""


@transaction.atomic
def proponer(
    *,
    periodo: Periodo,
    por: Usuario | None,
    en: dt.datetime,
    parametros: Parametros | None = None,
    medida: str | None = None,
    con_curva: bool = False,
) -> Evaluacion:
    """Evaluación del mes con sus altas y bajas y los números que causaron cada una (manual 6.1.1 y 6.3.2).

    Sin `parametros` usa el criterio vigente el último día del mes; `medida` cambia solo eso. Pedirla otra vez la
    rehace sin perder exclusiones ni entregas; si el mes ya se aprobó igual, devuelve la aprobada.
    FaltaConsumo si ese mes no está cargado; ErrorDeSeleccion si ningún criterio rige ese mes.
    """
    _turno()
    criterio = selectors.criterio_de(periodo=periodo)
    if criterio is None:
        raise ErrorDeSeleccion(f"Ningún criterio de selección rige en {periodo.nombre}. Crea uno.")
    parametros = parametros or criterio.parametros(medida=medida)
    aprobada = Evaluacion.objects.filter(periodo=periodo.inicio, estado=EstadoEvaluacion.APROBADA).first()
    if aprobada and aprobada.parametros == parametros:
        return aprobada
    if not MesCargado.objects.filter(periodo=periodo.inicio, filas__gt=0).exists():
        raise FaltaConsumo(periodo)
    consumo_al = selectors.consumo_al(periodo=periodo, parametros=parametros)
    cifras = medicion.medir(periodo=periodo, parametros=parametros, con_curva=con_curva)
    evaluacion, _ = Evaluacion.objects.update_or_create(
        periodo=periodo.inicio,
        estado=EstadoEvaluacion.PROPUESTA,
        defaults={
            "criterio": criterio,
            "medida": parametros.medida,
            "umbral_m3": parametros.umbral_m3,
            "meses": parametros.meses,
            "minimo_meses": parametros.minimo_meses,
            "meses_baja": parametros.meses_baja,
            "categorias": list(parametros.categorias),
            "clientes": cifras.clientes,
            "califican": cifras.califican,
            "individual": cifras.individual,
            "solo_agrupados": cifras.solo_agrupados,
            "consumo_al": consumo_al,
            "curva": medicion.curva(umbral_m3=parametros.umbral_m3) if con_curva else [],
            "creada_por": por,
            "creada_en": en,
        },
    )
    with connection.cursor() as cursor:
        cursor.execute(SOBRAN, {"evaluacion": evaluacion.pk})
        cursor.execute(DETALLE, {"evaluacion": evaluacion.pk})
    return evaluacion


@transaction.atomic
def aprobar(
    *,
    evaluacion: Evaluacion,
    por: Usuario,
    en: dt.datetime,
    clientes: QuerySet[Cliente] | None = None,
    entrega: str = "",
) -> Aprobacion:
    """Abre y cierra membresías desde el primer día de P+1 y pide a Cartera el cambio de ciclo (manual 6.1.2).

    Con `clientes`, solo esos; el resto sigue por aprobar. `entrega` deja constancia de a quién pasa la cuenta de las
    bajas con saldo vencido que no la tengan (manual 6.3.13); sin ella, FaltaEntrega. Repetirla no hace nada más.
    YaAprobada si el mes se aprobó con otra evaluación o hay un mes posterior aprobado; Desactualizada si desde la
    propuesta cambió el consumo o la cartera.
    """
    _turno()
    evaluacion = Evaluacion.objects.select_for_update(of=("self",)).get(pk=evaluacion.pk)
    periodo = Periodo.de_fecha(evaluacion.periodo)
    if evaluacion.estado == EstadoEvaluacion.APROBADA and not _por_aprobar(evaluacion).exists():
        return Aprobacion(evaluacion, 0, 0, 0, None)
    _comprobar_aprobable(evaluacion, periodo)
    ids = None if clientes is None else list(clientes.values_list("pk", flat=True))
    pendientes = _por_aprobar(evaluacion)
    _comprobar_entregas(pendientes if ids is None else pendientes.filter(cliente__in=ids), entrega, por, en)
    primera = evaluacion.estado == EstadoEvaluacion.PROPUESTA
    if primera:
        evaluacion.estado, evaluacion.aprobada_por, evaluacion.aprobada_en = EstadoEvaluacion.APROBADA, por, en
        evaluacion.save(update_fields=["estado", "aprobada_por", "aprobada_en"])
    with connection.cursor() as cursor:
        cursor.execute(APROBAR, {"evaluacion": evaluacion.pk, "desde": evaluacion.rige_desde, "clientes": ids})
        altas, bajas = cursor.fetchone()
    solicitud = None
    if primera or altas or bajas:
        asunto = f"Selección de {periodo.nombre}: {_cuantos(altas, 'alta')} y {_cuantos(bajas, 'baja')}"
        solicitud = _pedir_ciclo(evaluacion, asunto, por, en)
    return Aprobacion(evaluacion, altas, bajas, pendientes.count(), solicitud)


@transaction.atomic
def volver_a_pedir(*, evaluacion: Evaluacion, por: Usuario, en: dt.datetime) -> Solicitud | None:
    """Otra solicitud por lo que Cartera devolvió y sigue haciendo falta; None si ya no falta nada.

    YaDecidido si la última no está devuelta.
    """
    _turno()
    ultima = selectors.solicitudes_de(evaluacion=evaluacion).first()
    if ultima is None or ultima.estado != EstadoSolicitud.DEVUELTA:
        raise YaDecidido("La última solicitud de esta selección no está devuelta. Mira su estado.")
    return _pedir_ciclo(evaluacion, f"{ultima.asunto} (otra vez, después de {ultima.numero})", por, en)


@transaction.atomic
def aprobar_entera(*, periodo: Periodo, medida: str | None, por: Usuario, en: dt.datetime) -> Evaluacion:
    """Propone y aprueba el mes completo, como la línea de comandos; repetirla no hace nada más.

    Las bajas con saldo vencido pasan al responsable de la cartera morosa (manual 6.3.13) y así consta. Si la persona
    tiene el permiso de Cartera, acepta además la solicitud. Mismos errores que `proponer` y `aprobar`.
    """
    evaluacion = proponer(periodo=periodo, por=por, en=en, medida=medida)
    evaluacion = aprobar(
        evaluacion=evaluacion,
        por=por,
        en=en,
        entrega=f"Pasa al responsable de la cartera morosa al aprobar la selección de {periodo.nombre}.",
    ).evaluacion
    if por.has_perm("cartera.aceptar_solicitud"):
        for solicitud in selectors.solicitudes_de(evaluacion=evaluacion).pendientes():
            ciclos.aceptar(solicitud=solicitud, por=por, en=en)
    return evaluacion


@transaction.atomic
def excluir(*, evaluacion: Evaluacion, clientes: QuerySet[Cliente], motivo: str, por: Usuario, en: dt.datetime) -> int:
    """Deja fuera de la aprobación a esos clientes, con su motivo. Cuántos; YaDecidido si ninguno estaba por aprobar."""
    return _decidir(
        evaluacion, clientes, de=Decision.PENDIENTE, a=Decision.EXCLUIDA, motivo=motivo.strip(), por=por, en=en
    )


@transaction.atomic
def incluir(*, evaluacion: Evaluacion, clientes: QuerySet[Cliente], por: Usuario, en: dt.datetime) -> int:
    """Devuelve a la propuesta a clientes excluidos. Cuántos; YaDecidido si ninguno estaba excluido."""
    return _decidir(evaluacion, clientes, de=Decision.EXCLUIDA, a=Decision.PENDIENTE, motivo="", por=por, en=en)


@transaction.atomic
def descartar(*, evaluacion: Evaluacion) -> None:
    """La propuesta deja de estar sobre la mesa; queda en la lista. YaDecidido si ya se aprobó o descartó."""
    _turno()
    if not Evaluacion.objects.filter(pk=evaluacion.pk, estado=EstadoEvaluacion.PROPUESTA).update(
        estado=EstadoEvaluacion.DESCARTADA
    ):
        raise YaDecidido("Esa propuesta ya se aprobó o se descartó. Mira su estado en la lista.")


@transaction.atomic
def crear_criterio(
    *, parametros: Parametros, desde: dt.date, motivo: str, por: Usuario | None, en: dt.datetime
) -> Criterio:
    """Versión nueva que rige desde ese día; la anterior se cierra. Las evaluaciones hechas conservan la suya.

    ErrorDeSeleccion si ya hay una versión que empieza ese día o después.
    """
    _turno()
    ultimo = Criterio.objects.order_by("-version").first()
    if ultimo and ultimo.vigencia.lower and ultimo.vigencia.lower >= desde:
        raise ErrorDeSeleccion(
            f"La versión {ultimo.version} rige desde el {ultimo.vigencia.lower:%d/%m/%Y}. Elige una fecha posterior."
        )
    if ultimo:
        ultimo.vigencia = (ultimo.vigencia.lower, desde)
        ultimo.save(update_fields=["vigencia"])
    return Criterio.objects.create(
        version=(ultimo.version if ultimo else 0) + 1,
        medida=parametros.medida,
        umbral_m3=parametros.umbral_m3,
        meses=parametros.meses,
        minimo_meses=parametros.minimo_meses,
        meses_baja=parametros.meses_baja,
        categorias=list(parametros.categorias),
        vigencia=(desde, None),
        motivo=motivo,
        creado_por=por,
        creado_en=en,
    )


def _turno() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TURNO)


def _pedir_ciclo(evaluacion: Evaluacion, asunto: str, por: Usuario, en: dt.datetime) -> Solicitud | None:
    return ciclos.pedir_ciclo_de_principales(
        titulares=selectors.suministros_de_principales(al=evaluacion.rige_desde),
        rige_desde=evaluacion.rige_desde,
        origen=f"seleccion:{evaluacion.pk}:{selectors.solicitudes_de(evaluacion=evaluacion).count() + 1}",
        asunto=asunto[:200],
        por=por,
        en=en,
    )


def _por_aprobar(evaluacion: Evaluacion) -> QuerySet[EvaluacionCliente]:
    return EvaluacionCliente.objects.filter(evaluacion=evaluacion, decision=Decision.PENDIENTE, resultado__in=CAMBIOS)


def _comprobar_aprobable(evaluacion: Evaluacion, periodo: Periodo) -> None:
    if evaluacion.estado == EstadoEvaluacion.DESCARTADA:
        raise YaDecidido("Esa propuesta se descartó. Propón otra vez el mes.")
    aprobadas = Evaluacion.objects.filter(estado=EstadoEvaluacion.APROBADA).exclude(pk=evaluacion.pk)
    ultima = aprobadas.aggregate(mes=Max("periodo"), momento=Max("aprobada_en"))
    if ultima["mes"] and ultima["mes"] >= evaluacion.periodo:
        mes = Periodo.de_fecha(ultima["mes"]).nombre
        if ultima["mes"] == evaluacion.periodo:
            raise YaAprobada(f"La selección de {mes} ya se aprobó con otros números. Esta queda solo para mirar.")
        raise YaAprobada(
            f"Ya se aprobó la selección de {mes}. La de {periodo.nombre} se muestra, pero no se puede aprobar."
        )
    if evaluacion.estado == EstadoEvaluacion.APROBADA:
        return
    if ultima["momento"] and ultima["momento"] > evaluacion.creada_en:
        raise Desactualizada("La cartera cambió después de esta propuesta. Vuelve a proponer el mes.")
    if evaluacion.consumo_al != selectors.consumo_al(periodo=periodo, parametros=evaluacion.parametros):
        raise Desactualizada("El consumo cambió después de esta propuesta. Vuelve a proponer el mes.")


def _comprobar_entregas(filas: QuerySet[EvaluacionCliente], entrega: str, por: Usuario, en: dt.datetime) -> None:
    """Una baja con saldo vencido necesita que conste a quién pasa la cuenta (NORMAS §1)."""
    faltan = filas.filter(resultado=Resultado.BAJA, saldo_vencido__gt=0, traspaso="")
    if entrega.strip():
        faltan.update(traspaso=entrega.strip(), decidido_por=por, decidido_en=en)
    elif n := faltan.count():
        raise FaltaEntrega(
            f"{_cuantos(n, 'baja')} con saldo vencido sin entrega de la cuenta. Anota a quién pasa antes de aprobar."
        )


def _decidir(evaluacion, clientes, *, de, a, motivo, por, en) -> int:
    _turno()
    filas = EvaluacionCliente.objects.filter(
        evaluacion=evaluacion, cliente__in=clientes, decision=de, resultado__in=CAMBIOS
    ).exclude(evaluacion__estado=EstadoEvaluacion.DESCARTADA)
    hechas = EvaluacionCliente.objects.filter(pk__in=filas.values("pk")).update(
        decision=a, motivo=motivo, decidido_por=por, decidido_en=en
    )
    if not hechas:
        raise YaDecidido("Alguien ya decidió sobre esos clientes. Mira la lista otra vez.")
    return hechas


def _cuantos(n: int, nombre: str) -> str:
    return f"{n:,} {nombre}{'' if n == 1 else 's'}"
