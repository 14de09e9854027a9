from django.urls import path

from . import views

app_name = "ciclos"
urlpatterns = [
    path("", views.ListaDiferencias.as_view(), name="lista"),
    path("aceptar/<int:pk>/", views.Aceptar.as_view(), name="aceptar"),
]
