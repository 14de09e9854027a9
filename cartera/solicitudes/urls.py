app_name = "solicitudes"
urlpatterns: list = []
