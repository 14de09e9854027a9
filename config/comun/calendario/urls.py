app_name = "calendario"
urlpatterns: list = []
