app_name = "ciclos"
urlpatterns: list = []
