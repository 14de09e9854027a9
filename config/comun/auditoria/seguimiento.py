"""Qué modelos dejan historial. Lo escribe la base (disparadores por sentencia), también ante SQL por conjuntos."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

import pghistory
import pgtrigger
from django.db import connections, models, transaction
from pghistory.models import Event

M = TypeVar("M", bound=type[models.Model])


class Evento(Event):
    """Base de los modelos de historial: lo que `seguir` les pone."""

    pgh_tracked_model: type[models.Model]  # type: ignore[assignment]  # pghistory lo declara None
    historial_padre: ClassVar[str | None] = None
    historial_etiqueta: ClassVar[str | None] = None
    pgh_obj_id: Any
    pgh_context: dict[str, Any] | None

    class Meta:
        abstract = True


def seguir(*campos: str, altas: bool = True, padre: str | None = None, etiqueta: str | None = None) -> Callable[[M], M]:
    """Decorador: guarda cada alta, cambio y baja de esos campos en `<Modelo>Evento`, que nadie puede modificar.

    El quién y el desde dónde van dentro del evento (no en una tabla aparte que se pueda reescribir).
    `altas=False`: para tablas que se cargan por millones; no guarda el alta y, en cada cambio, guarda lo que había.
    `padre`: campo por el que estos eventos se leen en el historial de otro objeto (el rol, en el del usuario).
    `etiqueta`: cómo se nombra al modelo en el historial; sin ella, su verbose_name.
    """

    def aplicar(modelo: M) -> M:
        # Sin el alta guardada no habría con qué comparar el primer cambio: se guarda también la fila anterior.
        primero = pghistory.InsertEvent("alta") if altas else pghistory.UpdateEvent("antes", row=pghistory.Old)
        pghistory.track(
            primero,
            pghistory.UpdateEvent("cambio"),
            pghistory.DeleteEvent("baja"),
            fields=list(campos),
            model_name=f"{modelo.__name__}Evento",
            obj_field=pghistory.ObjForeignKey(related_name="eventos"),
            base_model=Evento,
            context_field=pghistory.ContextJSONField(),
            append_only=True,
            level=pgtrigger.Statement,
            meta={"indexes": [models.Index(fields=["-pgh_created_at"])], "default_permissions": ("view",)},
            attrs={"historial_padre": padre, "historial_etiqueta": etiqueta},
        )(modelo)
        return modelo

    return aplicar


# Los disparadores de un cambio cruzan las filas de antes con las de ahora, y PostgreSQL recuerda el plan de la primera
# vez: si cambió una fila, recorrería todas por cada una y un cambio de miles no terminaría. Sin bucles anidados cruza
# por tabla de dispersión, que con una fila cuesta lo mismo. (Su consulta no lleva parámetros: `plan_cache_mode` no la
# alcanza.)
DE_CAMBIO = """
SELECT p.oid::regprocedure FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'pgtrigger\\_%'
  AND p.prosrc LIKE '%old_values JOIN new_values%'
  AND NOT coalesce('enable_nestloop=off' = ANY (p.proconfig), false)
"""


def cruzar_sin_bucles(using: str, **_: Any) -> None:
    """Tras migrar: ningún disparador de historial queda a merced del plan recordado de un cambio chico."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(DE_CAMBIO)
        for (funcion,) in cursor.fetchall():
            cursor.execute(f"ALTER FUNCTION {funcion} SET enable_nestloop = off")
