from django.apps import AppConfig


class CarteraConfig(AppConfig):
    name = "cartera"
    default_auto_field = "django.db.models.BigAutoField"
