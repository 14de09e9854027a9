app_name = "parametros"
urlpatterns: list = []
