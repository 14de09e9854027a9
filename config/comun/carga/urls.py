app_name = "carga"
urlpatterns: list = []
