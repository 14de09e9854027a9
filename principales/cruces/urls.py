from django.urls import path

from . import views, views_decidir

app_name = "cruces"
urlpatterns = [
    path("", views.ListaRegistros.as_view(), name="lista"),
    path("hoy/", views.Hoy.as_view(), name="hoy"),
    path("cargar/", views.Cargar.as_view(), name="cargar"),
    path("cargas/", views.ListaCargas.as_view(), name="cargas"),
    path("cargas/<int:pk>/", views.FichaCarga.as_view(), name="carga"),
    path("nuevo/", views.NuevoPerfil.as_view(), name="perfil_nuevo"),
    path("<int:pk>/", views.EditarPerfil.as_view(), name="perfil"),
    path("inspecciones/", views.ListaInspecciones.as_view(), name="inspecciones"),
    path("registrados/", views_decidir.ListaRegistrados.as_view(), name="registrados"),
    path("registrados/lote/", views_decidir.DecidirLote.as_view(), name="lote"),
    path("registrados/<int:pk>/", views_decidir.Decidir.as_view(), name="registrado"),
    path("registrados/<int:pk>/reabrir/", views_decidir.Reabrir.as_view(), name="reabrir"),
]
