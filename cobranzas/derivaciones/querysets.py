from __future__ import annotations

from typing import TYPE_CHECKING

from cartera.padron.querysets import DelClienteQuerySet

from .choices import DERIVADOS, VIVOS

if TYPE_CHECKING:
    pass


class DerivacionQuerySet(DelClienteQuerySet):
    def vivas(self) -> DerivacionQuerySet:
        """Propuestas, enviadas o aceptadas: sus suministros no se pueden derivar otra vez."""
        return self.filter(estado__in=VIVOS)

    def derivadas(self) -> DerivacionQuerySet:
        """Las que ya salieron del equipo y siguen con cartera morosa."""
        return self.filter(estado__in=DERIVADOS)

    def para_lista(self) -> DerivacionQuerySet:
        return self.select_related("cliente", "propuesta_por")
