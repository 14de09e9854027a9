app_name = "seleccion"
urlpatterns: list = []
