app_name = "correo"
urlpatterns: list = []
