"""Los bloques de «Qué me toca hoy»: cada función dice qué espera a la persona y el acto que lo resuelve."""

from dataclasses import dataclass

from config.comun.pantalla.views import Fragmento


@dataclass(frozen=True)
class Pendiente:
    """Una fila: qué es, por qué es mía o desde cuándo, y su botón."""

    texto: str
    url: str
    boton: str
    detalle: str = ""
    tono: str = "info"


class Pendientes(Fragmento):
    """Fragmento de la página de inicio. Define `permission_required` y `get_pendientes()`; sin filas no se ve."""

    template_name = "comun/piezas/pendientes.html"

    def get_pendientes(self) -> list[Pendiente]:
        raise NotImplementedError(f"{type(self).__name__} debe definir get_pendientes().")

    def get_context_data(self, **kwargs):
        return super().get_context_data(pendientes=self.get_pendientes(), **kwargs)
