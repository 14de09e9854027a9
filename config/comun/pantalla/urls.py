app_name = "pantalla"
urlpatterns: list = []
