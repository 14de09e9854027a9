from django.urls import path, register_converter

from config.comun.pantalla import paginas


class Clave:
    """`cliente-55`: qué ficha está abierta."""

    regex = "[a-z_]{1,40}-[0-9]{1,18}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Clave, "clave_abierta")

app_name = "pantalla"
urlpatterns = [
    path("buscar/", paginas.Buscar.as_view(), name="buscar"),
    path("sesion/", paginas.Sesion.as_view(), name="sesion"),
    path("teclas/", paginas.Teclas.as_view(), name="teclas"),
    path("abierto/<clave_abierta:clave>/", paginas.Abierto.as_view(), name="abierto"),
    path("contadores/<slug:ficha>/<int:pk>/", paginas.Contadores.as_view(), name="contadores"),
    path("vistas/", paginas.MisVistas.as_view(), name="vistas"),
    path("vistas/guardar/", paginas.GuardarVista.as_view(), name="vista_guardar"),
    path("vistas/<int:pk>/renombrar/", paginas.RenombrarVista.as_view(), name="vista_renombrar"),
    path("vistas/<int:pk>/compartir/", paginas.CompartirVista.as_view(), name="vista_compartir"),
    path("vistas/<int:pk>/borrar/", paginas.BorrarVista.as_view(), name="vista_borrar"),
]
