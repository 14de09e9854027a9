from django.urls import path

from config.comun.parametros import views

app_name = "parametros"
urlpatterns = [
    path("", views.ListaParametros.as_view(), name="lista"),
    path("empresa/", views.EditarEmpresa.as_view(), name="empresa"),
    path("empresa/logo/", views.Logo.as_view(), name="logo"),
    path("unidades/", views.ListaUnidades.as_view(), name="unidades"),
    path("unidades/<int:pk>/", views.EditarUnidad.as_view(), name="unidad"),
    path("verificar/<int:pk>/", views.Verificar.as_view(), name="verificar"),
    path("<slug:clave>/", views.FichaParametro.as_view(), name="ficha"),
    path("<slug:clave>/nuevo/", views.NuevaVersion.as_view(), name="nueva_version"),
]
