from django.urls import path

from config.comun.usuarios import views

app_name = "usuarios"
urlpatterns = [
    path("entrar/", views.Entrar.as_view(), name="entrar"),
    path("salir/", views.Salir.as_view(), name="salir"),
    path("clave/", views.CambiarClave.as_view(), name="cambiar_clave"),
    path("preferencias/", views.Preferencias.as_view(), name="preferencias"),
    path("usuarios/", views.ListaUsuarios.as_view(), name="lista"),
    path("usuarios/crear/", views.CrearUsuario.as_view(), name="crear"),
    path("usuarios/<int:pk>/", views.FichaUsuario.as_view(), name="ficha"),
    path("usuarios/<int:pk>/editar/", views.EditarUsuario.as_view(), name="editar"),
    path("usuarios/<int:pk>/clave/", views.NuevaClave.as_view(), name="nueva_clave"),
    path("zonas/", views.ListaZonas.as_view(), name="zonas"),
    path("zonas/crear/", views.GuardarZona.as_view(), name="zona_crear"),
    path("zonas/<int:pk>/", views.GuardarZona.as_view(), name="zona_editar"),
]
