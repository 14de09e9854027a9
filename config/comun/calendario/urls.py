from django.urls import path

from config.comun.calendario import views

app_name = "calendario"
urlpatterns = [
    path("", views.ListaDias.as_view(), name="lista"),
    path("agregar/", views.GuardarDia.as_view(), name="crear"),
    path("plazo/", views.ContarPlazo.as_view(), name="plazo"),
    path("<int:pk>/", views.GuardarDia.as_view(), name="editar"),
    path("<int:pk>/quitar/", views.QuitarDia.as_view(), name="quitar"),
]
