from django.urls import path

from config.comun.auditoria import views

app_name = "auditoria"
urlpatterns = [
    path("", views.Busqueda.as_view(), name="lista"),
    path("<slug:app>/<slug:modelo>/<int:pk>/", views.Historial.as_view(), name="historial"),
]
