app_name = "tableros"
urlpatterns: list = []
