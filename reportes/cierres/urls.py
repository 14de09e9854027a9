from django.urls import path

from . import views

app_name = "cierres"
urlpatterns = [
    path("", views.ListaCierres.as_view(), name="lista"),
    path("hoy/", views.Hoy.as_view(), name="hoy"),
    path("cerrar/", views.CerrarMes.as_view(), name="cerrar"),
    path("<str:mes>/", views.FichaCierre.as_view(), name="ficha"),
    path("<str:mes>/clientes/", views.ClientesDelCierre.as_view(), name="clientes"),
    path("<str:mes>/clientes-empresa/", views.ClientesEps.as_view(), name="clientes_eps"),
]
