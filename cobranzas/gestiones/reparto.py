"""Reparte las acciones por hacer entre las personas: por zona, por carga y sin quitar a nadie lo suyo (manual 6.3.11).

Por conjuntos: cada sentencia toca todas las filas. Las cuotas de cada persona se reparten en memoria, con números y no
con filas. Repetirlo no cambia nada.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heapify, heapreplace
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from cobranzas.compromisos.selectors import cumplimiento_por_cliente
from cobranzas.control.models import Barrido
from cobranzas.control.selectors import barrido_de
from config.comun.parametros.selectors import valores

from .choices import CANALES
from .models import Gestion, Reparto
from .selectors import gestores

if TYPE_CHECKING:
    from config.comun.usuarios.models import Usuario

CANDADO = "cobranzas.gestiones"
PARAMETROS = ("cola_pesos_antiguedad", "cola_peso_sin_promesas", "cola_peso_promesas_minimo")


@dataclass(frozen=True, slots=True)
class Repartido:
    """Lo que cambió esta corrida. `sin_persona`: las que nadie puede atender en su zona; las ve el tablero."""

    nuevas: int
    cerradas: int
    asignadas: int
    sin_persona: int


# Qué vale hoy cada acción por hacer. De cada sol se espera recuperar lo que digan su antigüedad y cómo cumple el
# cliente: quien cumplió todo pesa 100 y quien no cumplió nada, el mínimo.
CALCULAR = """
    CREATE TEMP TABLE cola_calculo ON COMMIT DROP AS
    WITH cumple (cliente_id, cumplidas, en_parte, incumplidas, prometido, cubierto) AS ({cumplimiento})
    SELECT a.id AS accion_id, a.cliente_id, p.canal, coalesce(nullif(c.exigido, 0), a.importe) AS importe,
           coalesce(c.dias, 0) AS dias,
           (%(pesos)s::int[])[CASE WHEN coalesce(c.dias, 0) <= 30 THEN 1 WHEN c.dias <= 60 THEN 2
                                   WHEN c.dias <= 90 THEN 3 WHEN c.dias <= 180 THEN 4 ELSE 5 END] AS peso_antiguedad,
           CASE WHEN q.prometido > 0
                THEN round(%(minimo)s + (100 - %(minimo)s) * q.cubierto / q.prometido)::int
                ELSE %(sin_historial)s END AS peso_promesas
    FROM cobranzas_accion a
    JOIN cobranzas_peldano p ON p.id = a.peldano_id AND p.canal = ANY (%(canales)s)
    LEFT JOIN cobranzas_controlcliente c ON c.al = %(barrido)s::date AND c.cliente_id = a.cliente_id
    LEFT JOIN cumple q ON q.cliente_id = a.cliente_id
    WHERE a.estado = 'propuesta';
    CREATE UNIQUE INDEX ON cola_calculo (accion_id);
    ANALYZE cola_calculo
"""
# Lo que alguien tiene delante no se le quita a media llamada: se cierra en la corrida siguiente.
CERRAR = """
    UPDATE cobranzas_gestion g SET cerrada_en = %(en)s, tomada_por_id = NULL, vence_en = NULL
    WHERE g.cerrada_en IS NULL AND (g.tomada_por_id IS NULL OR g.vence_en <= %(en)s)
      AND NOT EXISTS (SELECT FROM cola_calculo c WHERE c.accion_id = g.accion_id)
"""
# La acción que volvió a proponerse (se revirtió un pago) sigue siendo de quien la llevaba.
REABRIR = """
    UPDATE cobranzas_gestion g SET cerrada_en = NULL, no_antes = NULL
    FROM cola_calculo c
    WHERE c.accion_id = g.accion_id AND g.cerrada_en IS NOT NULL
      AND NOT EXISTS (SELECT FROM cobranzas_gestion o WHERE o.cliente_id = g.cliente_id AND o.cerrada_en IS NULL)
"""
PONER = """
    INSERT INTO cobranzas_gestion (
        accion_id, cliente_id, canal, importe, dias, peso_antiguedad, peso_promesas, vuelta
    )
    SELECT c.accion_id, c.cliente_id, c.canal, c.importe, c.dias, c.peso_antiguedad, c.peso_promesas, 0
    FROM cola_calculo c
    WHERE NOT EXISTS (SELECT FROM cobranzas_gestion g WHERE g.accion_id = c.accion_id)
    ON CONFLICT DO NOTHING
"""
PONER_AL_DIA = """
    UPDATE cobranzas_gestion g
    SET importe = c.importe, dias = c.dias, peso_antiguedad = c.peso_antiguedad, peso_promesas = c.peso_promesas
    FROM cola_calculo c
    WHERE c.accion_id = g.accion_id AND g.cerrada_en IS NULL
      AND (g.importe, g.dias, g.peso_antiguedad, g.peso_promesas)
          IS DISTINCT FROM (c.importe, c.dias, c.peso_antiguedad, c.peso_promesas)
"""
# Una persona ve a un cliente si alguno de sus suministros es de sus zonas (NORMAS §1).
LO_VE = """
    EXISTS (SELECT FROM comun_usuario u WHERE u.id = {persona} AND (u.todas_las_zonas OR EXISTS (
        SELECT FROM comun_zonadeusuario z JOIN cartera_suministro s ON s.zona_id = z.zona_id
        WHERE z.usuario_id = u.id AND s.cliente_id = g.cliente_id)))
"""
SOLTAR = f"""
    UPDATE cobranzas_gestion g SET asignada_a_id = NULL, asignada_en = NULL, asignada_por_id = NULL
    WHERE g.cerrada_en IS NULL AND g.asignada_a_id IS NOT NULL
      AND (g.tomada_por_id IS NULL OR g.vence_en <= %(en)s)
      AND NOT (g.asignada_a_id = ANY (%(pueden)s) AND {LO_VE.format(persona="g.asignada_a_id")})
"""  # noqa: S608
# El siguiente paso de un cliente es de quien llevó el anterior, si hoy recibe.
CONTINUAR = f"""
    UPDATE cobranzas_gestion g SET asignada_a_id = x.persona, asignada_en = %(en)s
    FROM (
        SELECT DISTINCT ON (o.cliente_id) o.cliente_id, o.asignada_a_id AS persona
        FROM cobranzas_gestion o
        WHERE o.cerrada_en IS NOT NULL AND o.asignada_a_id = ANY (%(reciben)s)
          AND o.cliente_id IN (
              SELECT cliente_id FROM cobranzas_gestion WHERE cerrada_en IS NULL AND asignada_a_id IS NULL)
        ORDER BY o.cliente_id, o.cerrada_en DESC, o.id DESC
    ) x
    WHERE g.cliente_id = x.cliente_id AND g.cerrada_en IS NULL AND g.asignada_a_id IS NULL
      AND {LO_VE.format(persona="x.persona")}
"""  # noqa: S608
# La zona de una acción es la del suministro de su recibo ancla: ahí se debe y ahí se visita.
SIN_PERSONA = """
    SELECT g.id, s.zona_id, g.valor
    FROM cobranzas_gestion g
    JOIN cobranzas_accion a ON a.id = g.accion_id
    JOIN cartera_recibo r ON r.id = a.ancla_id
    JOIN cartera_suministro s ON s.id = r.suministro_id
    WHERE g.cerrada_en IS NULL AND g.asignada_a_id IS NULL
"""
POR_ZONA = f"SELECT zona_id, count(*) FROM ({SIN_PERSONA}) f GROUP BY zona_id ORDER BY zona_id"  # noqa: S608
ASIGNAR = f"""
    UPDATE cobranzas_gestion g SET asignada_a_id = t.persona, asignada_en = %(en)s
    FROM (
        SELECT id, zona_id, row_number() OVER (PARTITION BY zona_id ORDER BY valor DESC, id) AS n
        FROM ({SIN_PERSONA}) f
    ) f
    JOIN unnest(%(zonas)s::bigint[], %(lugares)s::bigint[], %(personas)s::bigint[]) AS t (zona, lugar, persona)
      ON t.zona = f.zona_id AND t.lugar = f.n
    WHERE g.id = f.id
"""  # noqa: S608
CARGA = """
    SELECT asignada_a_id, count(*) FROM cobranzas_gestion
    WHERE cerrada_en IS NULL AND asignada_a_id IS NOT NULL GROUP BY 1
"""


@transaction.atomic
def repartir(*, al: dt.date, en: dt.datetime) -> Repartido:
    """Pone en la cola lo que el control propuso, saca lo que dejó de tocar y asigna lo que no tiene persona.

    Reciben quienes tienen el permiso «recibe gestiones» y no descansan ese día, de lo que alcanzan sus zonas; cada una
    de la menos cargada a la más cargada. Lo ya asignado no se mueve, salvo que su persona ya no pueda atenderlo.
    """
    barrido = barrido_de(None)
    reciben = list(gestores(al=al, reciben=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [CANDADO])
        _calcular(cursor, al, barrido)
        datos: dict[str, Any] = {
            "en": en,
            "pueden": [p.pk for p in gestores(al=al)],
            "reciben": [p.pk for p in reciben],
        }
        hechas = {}
        for nombre, sentencia in (
            ("cerradas", CERRAR), ("reabiertas", REABRIR), ("nuevas", PONER), ("", PONER_AL_DIA), ("", SOLTAR),
            ("continuan", CONTINUAR),
        ):  # fmt: skip
            cursor.execute(sentencia, datos)
            hechas[nombre] = cursor.rowcount
        asignadas = hechas["continuan"] + _asignar(cursor, reciben, en)
    sin_persona = Gestion.objects.abiertas().filter(asignada_a=None).count()
    hecho = Repartido(hechas["nuevas"] + hechas["reabiertas"], hechas["cerradas"], asignadas, sin_persona)
    _anotar(hecho, al=al, en=en, barrido=barrido)
    return hecho


def repartir_pendiente(*, al: dt.date, en: dt.datetime) -> Repartido | None:
    """Reparte si el control corrió después del último reparto o si hay algo sin persona; si no, nada."""
    ultimo = Reparto.objects.order_by("-al").first()
    barrido = barrido_de(None)
    if barrido is None:
        return None
    al_dia = ultimo and ultimo.al == al and ultimo.barrido_en == barrido.hecho_en
    return None if al_dia else repartir(al=al, en=en)


def cuotas(*, por_zona: dict[int, int], alcanzan: dict[int, list[int]], carga: Counter) -> list[tuple[int, int, int]]:
    """(zona, lugar, persona): a quién le toca la primera, la segunda… de cada zona. Cambia `carga`.

    Primero las zonas que menos personas alcanzan; en cada una, siempre a la menos cargada.
    """
    turnos = []
    for zona in sorted(por_zona, key=lambda z: (len(alcanzan.get(z, ())), z)):
        fila = [(carga[persona], persona) for persona in alcanzan.get(zona, ())]
        if not fila:
            continue
        heapify(fila)
        for lugar in range(1, por_zona[zona] + 1):
            cuantas, persona = fila[0]
            turnos.append((zona, lugar, persona))
            heapreplace(fila, (cuantas + 1, persona))
        carga.update({persona: cuantas - carga[persona] for cuantas, persona in fila})
    return turnos


def _calcular(cursor, al: dt.date, barrido: Barrido | None) -> None:
    reglas = valores(PARAMETROS, al=al)
    cumplimiento = cursor.mogrify(*cumplimiento_por_cliente().query.sql_with_params()).decode()
    cursor.execute("DROP TABLE IF EXISTS pg_temp.cola_calculo")
    cursor.execute(
        CALCULAR.format(cumplimiento=cumplimiento.replace("%", "%%")),
        {
            "pesos": list(reglas["cola_pesos_antiguedad"]),
            "minimo": reglas["cola_peso_promesas_minimo"],
            "sin_historial": reglas["cola_peso_sin_promesas"],
            "canales": [c.value for c in CANALES],
            "barrido": barrido.al if barrido else None,
        },
    )


def _asignar(cursor, reciben: Iterable[Usuario], en: dt.datetime) -> int:
    cursor.execute(POR_ZONA)
    por_zona = dict(cursor.fetchall())
    if not por_zona:
        return 0
    cursor.execute(CARGA)
    carga = Counter(dict(cursor.fetchall()))
    alcanzan: dict[int, list[int]] = {}
    for persona in reciben:
        suyas = {z.pk for z in persona.zonas.all()}
        for zona in por_zona:
            if persona.todas_las_zonas or zona in suyas:
                alcanzan.setdefault(zona, []).append(persona.pk)
    turnos = cuotas(por_zona=por_zona, alcanzan=alcanzan, carga=carga)
    if not turnos:
        return 0
    zonas, lugares, personas = (list(columna) for columna in zip(*turnos, strict=True))
    cursor.execute(ASIGNAR, {"en": en, "zonas": zonas, "lugares": lugares, "personas": personas})
    return cursor.rowcount


def _anotar(hecho: Repartido, *, al: dt.date, en: dt.datetime, barrido: Barrido | None) -> None:
    antes = Reparto.objects.filter(al=al).first()
    Reparto.objects.update_or_create(
        al=al,
        defaults={
            "hecho_en": en,
            "barrido_en": barrido.hecho_en if barrido else None,
            "nuevas": hecho.nuevas + (antes.nuevas if antes else 0),
            "asignadas": hecho.asignadas + (antes.asignadas if antes else 0),
            "sin_persona": hecho.sin_persona,
        },
    )
