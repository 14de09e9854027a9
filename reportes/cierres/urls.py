app_name = "cierres"
urlpatterns: list = []
