from django.urls import path

from . import views

app_name = "derivaciones"
urlpatterns = [
    path("", views.ListaDerivaciones.as_view(), name="lista"),
    path("<int:pk>/", views.FichaDerivacion.as_view(), name="derivacion"),
    path("<int:pk>/enviar/", views.Enviar.as_view(), name="enviar"),
    path("<int:pk>/reenviar/", views.Reenviar.as_view(), name="reenviar"),
    path("<int:pk>/aceptar/", views.Aceptar.as_view(), name="aceptar"),
    path("<int:pk>/devolver/", views.Devolver.as_view(), name="devolver"),
    path("<int:pk>/retirar/", views.Retirar.as_view(), name="retirar"),
    path("<int:pk>/cerrar/", views.Cerrar.as_view(), name="cerrar"),
    path("<int:pk>/expediente.pdf", views.Expediente.as_view(), name="expediente"),
    path("cliente/<int:pk>/", views.DerivacionesDelCliente.as_view(), name="cliente_derivaciones"),
    path("cliente/<int:pk>/proponer/", views.Proponer.as_view(), name="proponer"),
    path("causas/", views.ListaCausas.as_view(), name="causas"),
    path("causas/nueva/", views.GuardarCausa.as_view(), name="nueva_causa"),
    path("causas/<int:pk>/", views.GuardarCausa.as_view(), name="causa"),
    path("hoy/", views.Hoy.as_view(), name="hoy"),
]
