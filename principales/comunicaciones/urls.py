from django.urls import path

from . import views, views_catalogo, views_correo, views_entrada

app_name = "comunicaciones"
urlpatterns = [
    path("", views.ListaComunicaciones.as_view(), name="lista"),
    path("hoy/", views.Hoy.as_view(), name="hoy"),
    path("<int:pk>/", views.FichaComunicacion.as_view(), name="ficha"),
    path("<int:pk>/adjunto/<int:archivo>/", views.Adjunto.as_view(), name="adjunto"),
    path("<int:pk>/anular/", views.Anular.as_view(), name="anular"),
    path("<int:pk>/deshacer/", views.Deshacer.as_view(), name="deshacer"),
    path("<int:pk>/hecho/", views.Hecho.as_view(), name="hecho"),
    path("<int:pk>/rehacer/", views.Rehacer.as_view(), name="rehacer"),
    path("<int:pk>/posponer/", views.Posponer.as_view(), name="posponer"),
    path("cliente/<int:pk>/", views.ComunicacionesDelCliente.as_view(), name="cliente_comunicaciones"),
    path("cliente/<int:pk>/registrar/", views.RegistrarGestion.as_view(), name="registrar"),
    path("cliente/<int:pk>/correo/", views_correo.Escribir.as_view(), name="escribir"),
    path("cliente/<int:pk>/correo/ver/", views_correo.VistaPrevia.as_view(), name="vista_previa"),
    path("cliente/<int:pk>/estado-de-cuenta/", views_correo.EstadoDeCuenta.as_view(), name="estado_de_cuenta"),
    path("recibidos/", views_entrada.ListaEntrantes.as_view(), name="entrantes"),
    path("recibidos/hoy/", views_entrada.HoyEntrantes.as_view(), name="hoy_entrantes"),
    path("recibidos/<int:pk>/", views_entrada.FichaEntrante.as_view(), name="entrante"),
    path("recibidos/<int:pk>/descartar/", views_entrada.Descartar.as_view(), name="descartar"),
    path("recibidos/<int:pk>/adjunto/<int:archivo>/", views_entrada.AdjuntoEntrante.as_view(), name="adjunto_entrante"),
    path("rebotes/", views_entrada.AvisoDeRebotes.as_view(), name="rebotes"),
    path("resultados/", views_catalogo.ListaResultados.as_view(), name="resultados"),
    path("resultados/nuevo/", views_catalogo.EditarResultado.as_view(), name="nuevo_resultado"),
    path("resultados/<int:pk>/", views_catalogo.EditarResultado.as_view(), name="resultado"),
    path("plantillas/", views_catalogo.ListaPlantillas.as_view(), name="plantillas"),
    path("plantillas/nueva/", views_catalogo.EditarPlantilla.as_view(), name="nueva_plantilla"),
    path("plantillas/<int:pk>/", views_catalogo.EditarPlantilla.as_view(), name="plantilla"),
]
