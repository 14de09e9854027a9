from django.urls import path

from . import views

app_name = "carga"
urlpatterns = [
    path("", views.ListaCargas.as_view(), name="lista"),
    path("nueva/", views.NuevaCarga.as_view(), name="nueva"),
    path("hoy/", views.Hoy.as_view(), name="hoy"),
    path("<int:pk>/", views.FichaCarga.as_view(), name="ficha"),
    path("<int:pk>/avance/", views.Avance.as_view(), name="avance"),
    path("<int:pk>/bandeja/", views.Bandeja.as_view(), name="bandeja"),
    path("<int:pk>/bandeja/<int:linea>/", views.CorregirFila.as_view(), name="fila"),
    path("<int:pk>/resubir/", views.Resubir.as_view(), name="resubir"),
    path("<int:pk>/rechazos/", views.Rechazos.as_view(), name="rechazos"),
    path("<int:pk>/archivo/", views.ArchivoCargado.as_view(), name="archivo"),
]
