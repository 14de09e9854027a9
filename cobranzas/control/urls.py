from django.urls import path

from . import views

app_name = "control"
urlpatterns = [
    path("", views.ControlDiario.as_view(), name="lista"),
    path("recibos/", views.RecibosDelDia.as_view(), name="recibos"),
    path("acciones/", views.AccionesPorHacer.as_view(), name="acciones"),
    path("acciones/<int:pk>/", views.FichaAccion.as_view(), name="accion"),
    path("acciones/<int:pk>/hecha/", views.MarcarHecha.as_view(), name="hecha"),
    path("barrer/", views.Barrer.as_view(), name="barrer"),
    path("dias/", views.Barridos.as_view(), name="barridos"),
    path("cliente/<int:pk>/", views.ControlDelCliente.as_view(), name="cliente_control"),
    path("cliente/<int:pk>/por-que/", views.PorQue.as_view(), name="por_que"),
    path("cliente/<int:pk>/<str:al>/", views.ClienteDelDia.as_view(), name="cliente"),
    path("hoy/", views.Hoy.as_view(), name="hoy"),
]
