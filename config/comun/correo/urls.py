from django.urls import path

from config.comun.correo import views

app_name = "correo"
urlpatterns = [
    path("", views.ListaCorreos.as_view(), name="lista"),
    path("hoy/", views.Hoy.as_view(), name="hoy"),
    path("<int:pk>/", views.FichaCorreo.as_view(), name="ficha"),
    path("<int:pk>/adjunto/<int:archivo>/", views.Adjunto.as_view(), name="adjunto"),
    path("<int:pk>/<slug:acto>/", views.Decidir.as_view(), name="decidir"),
]
