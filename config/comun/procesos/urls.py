from django.urls import path

from config.comun.procesos import views

app_name = "procesos"
urlpatterns = [
    path("", views.ListaProcesos.as_view(), name="lista"),
    path("<int:pk>/", views.FichaProceso.as_view(), name="ficha"),
    path("<int:pk>/avance/", views.Avance.as_view(), name="avance"),
    path("<int:pk>/archivo/", views.Descargar.as_view(), name="archivo"),
]
