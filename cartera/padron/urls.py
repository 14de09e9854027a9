app_name = "padron"
urlpatterns: list = []
