from django.urls import path

from . import views, views_escalera, views_razones

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
    path("cliente/<int:pk>/explicacion/", views_razones.Explicar.as_view(), name="explicar"),
    path("cliente/<int:pk>/posponer/", views_razones.Posponer.as_view(), name="posponer"),
    path("cliente/<int:pk>/<str:al>/", views.ClienteDelDia.as_view(), name="cliente"),
    path("pospuestos/", views_razones.Pospuestos.as_view(), name="pospuestos"),
    path("pospuestos/<int:pk>/reanudar/", views_razones.Reanudar.as_view(), name="reanudar"),
    path("escalera/", views_escalera.Escaleras.as_view(), name="escaleras"),
    path("escalera/nueva/", views_escalera.NuevaEscalera.as_view(), name="escalera_nueva"),
    path("escalera/<int:pk>/", views_escalera.FichaEscalera.as_view(), name="escalera"),
    path("escalera/<int:pk>/ensayo/", views_escalera.Ensayo.as_view(), name="ensayo"),
    path("escalera/<int:pk>/retirar/", views_escalera.RetirarEscalera.as_view(), name="escalera_retirar"),
    path("hoy/", views.Hoy.as_view(), name="hoy"),
]
