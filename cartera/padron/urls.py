from django.urls import path

from . import views, views_decisiones

app_name = "padron"
urlpatterns = [
    path("", views.ListaPadron.as_view(), name="lista"),
    path("buscar/clientes/", views.BuscarClientes.as_view(), name="buscar_clientes"),
    path("buscar/suministros/", views.BuscarSuministros.as_view(), name="buscar_suministros"),
    path("clientes/<int:pk>/", views.FichaCliente.as_view(), name="cliente"),
    path("clientes/<int:pk>/suministros/", views.SuministrosDelCliente.as_view(), name="cliente_suministros"),
    path("clientes/<int:pk>/consumo/", views.ConsumoDelCliente.as_view(), name="cliente_consumo"),
    path("clientes/<int:pk>/historial/", views.HistorialDelCliente.as_view(), name="cliente_historial"),
    path("suministros/<int:pk>/", views.FichaSuministro.as_view(), name="suministro"),
    path("suministros/<int:pk>/consumo/", views.ConsumoDelSuministro.as_view(), name="suministro_consumo"),
    path("suministros/<int:pk>/historial/", views.HistorialDelSuministro.as_view(), name="suministro_historial"),
    path("nombres/", views_decisiones.ListaNombres.as_view(), name="nombres"),
    path("nombres/<int:pk>/", views_decisiones.DecidirNombre.as_view(), name="nombre"),
    path("nombres/<int:pk>/reabrir/", views_decisiones.ReabrirNombre.as_view(), name="nombre_reabrir"),
    path("ausencias/", views_decisiones.ListaAusencias.as_view(), name="ausencias"),
    path("hoy/", views_decisiones.Hoy.as_view(), name="hoy"),
]
