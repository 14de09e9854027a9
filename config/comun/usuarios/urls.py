app_name = "usuarios"
urlpatterns: list = []
