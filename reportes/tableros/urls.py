from django.urls import path

from . import views

app_name = "tableros"
urlpatterns = [
    path("", views.Inicio.as_view(), name="inicio"),
    path("tablero/", views.TableroDeGestion.as_view(), name="tablero"),
]
