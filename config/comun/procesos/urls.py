app_name = "procesos"
urlpatterns: list = []
