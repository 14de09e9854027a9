"""Operaciones de migración propias."""

from django.db.migrations.operations import AddField, CreateModel
from django.db.migrations.operations.base import Operation


class EnBloque(Operation):
    """Varias operaciones de la misma clase que recargan el estado una vez y no una cada una.

    Con el historial son cientos de modelos enlazados, y recargarlos por cada índice o disparador es casi todo lo que
    tarda el primer `migrate`. Valen juntas solo creaciones de modelos, solo campos nuevos, o solo restricciones,
    índices y disparadores: cada una se ejecuta contra el estado final del bloque.
    """

    def __init__(self, operaciones: list[Operation]):
        self.operaciones = operaciones

    def deconstruct(self):
        return (type(self).__name__, [self.operaciones], {})

    def state_forwards(self, app_label, state):
        dibujado = state.__dict__.pop("apps", None)  # sin él, las operaciones no recargan nada
        for operacion in self.operaciones:
            operacion.state_forwards(app_label, state)
        if dibujado is not None:
            state.__dict__["apps"] = dibujado
            cambia_relaciones = isinstance(self.operaciones[0], CreateModel | AddField)
            state.reload_models({(app_label, _modelo(o)) for o in self.operaciones}, delay=not cambia_relaciones)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operacion in self.operaciones:
            operacion.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operacion in reversed(self.operaciones):
            operacion.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"{len(self.operaciones)} operaciones: {self.operaciones[0].describe()}…"


def _modelo(operacion: Operation) -> str:
    return (getattr(operacion, "model_name", "") or getattr(operacion, "name", "")).lower()
