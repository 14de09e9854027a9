from django.urls import path

from . import views, views_ruta, views_tablero

app_name = "gestiones"
urlpatterns = [
    path("", views.Cola.as_view(), name="cola"),
    path("avance/", views.Avance.as_view(), name="avance"),
    path("<int:pk>/cuenta/", views.Cuenta.as_view(), name="cuenta"),
    path("<int:pk>/reparos/", views.Reparos.as_view(), name="reparos"),
    path("<int:pk>/guion/", views.Guion.as_view(), name="guion"),
    path("<int:pk>/renovar/", views.Renovar.as_view(), name="renovar"),
    path("<int:pk>/saltar/", views.Saltar.as_view(), name="saltar"),
    path("atenciones/<int:pk>/deshacer/", views.Deshacer.as_view(), name="deshacer"),
    path("ruta/", views_ruta.Ruta.as_view(), name="ruta"),
    path("ruta/pdf/", views_ruta.RutaPdf.as_view(), name="ruta_pdf"),
    path("visita/<int:pk>/", views_ruta.Visita.as_view(), name="visita"),
    path("tablero/", views_tablero.Tablero.as_view(), name="tablero"),
    path("descansos/nuevo/", views_tablero.NuevoDescanso.as_view(), name="descanso_nuevo"),
    path("descansos/<int:pk>/terminar/", views_tablero.TerminarDescanso.as_view(), name="descanso_terminar"),
    path("hoy/", views.Hoy.as_view(), name="hoy"),
]
