from django.urls import path

from config.comun.avisos import views

app_name = "avisos"
urlpatterns = [
    path("", views.ListaAvisos.as_view(), name="lista"),
    path("campana/", views.Campana.as_view(), name="campana"),
    path("leidos/", views.LeerTodos.as_view(), name="leer_todos"),
    path("<int:pk>/abrir/", views.Abrir.as_view(), name="abrir"),
]
