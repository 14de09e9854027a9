app_name = "indicadores"
urlpatterns: list = []
