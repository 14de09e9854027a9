app_name = "auditoria"
urlpatterns: list = []
