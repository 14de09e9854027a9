from django.urls import path

from . import views

app_name = "solicitudes"
urlpatterns = [
    path("", views.ListaSolicitudes.as_view(), name="lista"),
    path("hoy/", views.Hoy.as_view(), name="hoy"),
    path("<int:pk>/", views.FichaSolicitud.as_view(), name="ficha"),
    path("<int:pk>/aceptar/", views.AceptarCorreccion.as_view(), name="aceptar_correccion"),
    path("<int:pk>/devolver/", views.Devolver.as_view(), name="devolver"),
]
